"""The reference page of vital limits and of what is asked before a discharge, from the tables themselves.

Every limit is shown with the source that its row of `vital_limits.toml` or `discharge.toml` names.
"""

from collections.abc import Iterable, Iterator, Mapping

from posta.clinical.dangers.discharge import discharge_sources, list_discharge_rows
from posta.clinical.signs.vital_limits import LimitRow, list_limits, sources

EXAMPLE = "example"
Row = list[str]


def present_limits() -> str:
    """Return the page in Markdown: every limit with its source, and every answer that speaks against a discharge."""
    return "\n".join([
        "# Clinical limits", "",
        "Every number stands in one file, `posta/clinical/data/vital_limits.toml`; a change there changes the arrows and questions",
        "of forms, the board, the triage, the head of a person's pages and the question before a discharge",
        "(`tests/unit/care/test_one_limit.py`). Ages go from the first to before the second. *usual*: shown",
        "with an arrow. *high_risk*: looked at first. *danger*: asked about when it is typed and before a discharge. *travel*:",
        "asked about before a departure. A row from *example* has no primary source; the medical coordinator confirms it or",
        "puts the mission's own figure there.", "",
        "## Vital signs", "",
        *_table(["Sign", "Level", "Age", "State", "From", "To", "Source"], map(_limit, list_limits())), "",
        "## Before a discharge", "",
        "These rows stand in `posta/clinical/data/discharge.toml`. *danger_sign* and *hospital* are asked about also before a",
        "mere appointment, *plan* only before a discharge.", "",
        *_table(["Question", "Codes", "Kind", "Source"], _discharge()), "",
        "## Sources", "",
        *_table(["Name", "Source"], _sources(sources(), discharge_sources())), "",
    ])  # fmt: skip


def _limit(row: LimitRow) -> Row:
    low, high = ("" if one is None else f"{one:g}" for one in (row.low, row.high))
    return [f"`{row.sign}`", row.level.value, _age(row), row.state, low, high, row.source]


def _age(row: LimitRow) -> str:
    """Return the ages of a row; it may begin in days and end in months.

    >>> _age(LimitRow("sbp", "danger", 70, None, (28, None), (0, 12), "", "field"))
    '28 days to 1 year'
    """
    first = f"{row.days[0]} days" if row.days[0] else _months(row.months[0]) if row.months[0] else ""
    end = f"{row.days[1]} days" if row.days[1] is not None else _months(row.months[1]) if row.months[1] else ""
    if first and end:
        return f"{first} to {end}"
    return f"from {first}" if first else f"under {end}" if end else "any"


def _months(months: int) -> str:
    if months % 12:
        return f"{months} months"
    return "1 year" if months == 12 else f"{months // 12} years"


def _discharge() -> Iterator[Row]:
    for row in list_discharge_rows():
        codes = " ".join(f"`{code}`" for code in sorted(row.codes)) or f"all but {', '.join(sorted(row.none))}"
        for name in row.fields:
            yield [f"`{row.form}.{name}`", codes, row.kind, row.source]


def _sources(*tables: Mapping[str, str]) -> Iterator[Row]:
    found = {name: words for table in reversed(tables) for name, words in table.items()}
    for name in sorted(found):
        yield [name, found[name]]


def _table(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join('---' for _ in head)}|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
