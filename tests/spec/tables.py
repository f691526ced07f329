"""Tables a person can read, as the specs write them: a head, then one line per row, cells apart by `|`.

>>> read_table('''
...     role   | opens
...     doctor | care, protected
... ''')
[{'role': 'doctor', 'opens': 'care, protected'}]
"""

from collections.abc import Iterable, Sequence

Row = dict[str, str]


def read_table(text: str) -> list[Row]:
    """The rows of a table; a line whose first cell is empty goes on with the row before.

    Raises ValueError where a line has another number of cells than the head.
    """
    head, *lines = (
        [cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines() if line.strip()
    )
    rows: list[Row] = []
    for line in lines:
        row = dict(zip(head, line, strict=True))
        if line[0]:
            rows.append(row)
        else:
            rows[-1] = {name: f"{rows[-1][name]} {row[name]}".strip() for name in head}
    return rows


def write_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in columns, as `read_table` reads it."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    return "\n".join(
        " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def as_markdown(text: str) -> list[str]:
    """The same table for a page."""
    rows = read_table(text)
    head = list(rows[0])
    return [f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {' | '.join(r.values())} |" for r in rows)]
