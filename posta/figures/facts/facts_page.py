"""The reference page of facts (docs/reference/facts.md): which tables can be counted from, and what each column means."""

from collections.abc import Iterable, Iterator

from posta.figures.facts.columns import (
    CODE,
    DAY,
    DECIMAL,
    MOMENT,
    NUMBER,
    TEXT,
    YES_NO,
    FactColumn,
    Table,
    list_tables,
    question_of,
)
from posta.terms.schedules import list_unlinked_fact_rows

_TYPES = {
    CODE: "a code of the list or system named beside it", TEXT: "a word or a month (2018-11)", NUMBER: "a whole number",
    DECIMAL: "a number", DAY: "days since 1 January 1970", MOMENT: "milliseconds since 1970 (UTC)", YES_NO: "1 or 0",
}  # fmt: skip
_COPIES = {
    "day": "the day of a moment", "month": "the month of a day", "band": "a band", "any": "whether any was chosen",
    "minutes_since": "minutes since `{from_}`", "hours_since": "hours since `{from_}`",
}  # fmt: skip
_ROW = (
    ("entry", "its row in the log of this computer; joins the tables below"),
    ("id", "the id of the entry, the same everywhere"),
    ("kind", "the [kind](kinds.md) of the entry"),
    ("post", "the number of the post"),
    ("day, month", "the day of the post, counted from 1970, and its month as 201811"),
    ("person", "the pseudonym, or nothing where nobody is named: people are counted as distinct pseudonyms"),
    ("sex, band, country, grp", "sex, age band, country of origin and population group"),
    ("dx", "the main diagnosis of a consultation"),
    ("counts, heads", "what the entry counts as, one bit each, and how many took part where nobody is named"),
    ("live", "1 if the entry counts: not withdrawn, not corrected, not refused"),
)


def render_facts() -> str:
    """Return the page, from the declared forms."""
    lines = [
        "# Facts: what can be counted", "",
        "Each entry that carries facts has one row in `figures_row`. What it says stands in one table for each form, one for",
        "each group of rows (a row has its `position`), and one for each question with several codes (a row for each code).",
        "All are joined by `entry`. A question that is not here cannot be counted: its answer never leaves its compartment.",
        "", "```sql",
        "SELECT r.month, r.post, f.dx_main, COUNT(*), COUNT(DISTINCT r.person)",
        "FROM figures_row r JOIN figures_facts_opd f ON f.entry = r.entry WHERE r.live GROUP BY 1, 2, 3", "```", "",
        "In the program: `posta.figures.facts.read.list_facts` and `count_facts`. To add a fact, declare it in the form",
        "(`posta/catalog/forms/*.toml`): the table follows, and homes made before are folded again at their next opening.", "",
        "## `figures_row`", "", *_table(("Column", "What it holds"), ((f"`{name}`", what) for name, what in _ROW)), "",
        "## Types", "", *_table(("Type", "Stored as"), _TYPES.items()), "",
        "## Forms", "",
    ]  # fmt: skip
    for table in list_tables():
        lines += [*_section(table), ""]
    return "\n".join([*lines, *_unlinked(), ""])


def _section(table: Table) -> Iterator[str]:
    if not table.path:
        yield f"### {table.form.name}: {table.form.label('es')} · {table.form.label('en')}"
        yield ""
    keys = ", ".join(f"`{key}`" for key in table.keys)
    if not table.columns:
        yield f"`{table.name}`, by {keys}: that the form was filled."
        return
    yield f"`{table.name}`, by {keys}:"
    yield ""
    yield from _table(("Column", "Type", "Question", "Español", "English"), (_row(table, one) for one in table.columns))


def _row(table: Table, column: FactColumn) -> tuple[str, ...]:
    field = column.field
    kind = column.type
    if column.type == CODE and not column.is_copy:
        named = (
            f"[`{field.coded_list}`](lists.md#{field.coded_list})" if field.coded_list else field.system or field.target
        )
        kind += f" ({named})"
    elif field.facts is not None and field.facts.list:
        kind += f" ([`{field.facts.list}`](lists.md#{field.facts.list}))"
    question = f"`{question_of(table, column)}`"
    if column.is_copy and field.facts is not None and field.facts.as_ in _COPIES:
        question += ": " + _COPIES[field.facts.as_].format(from_=field.facts.from_)
    return f"`{column.name}`", kind, question, field.label("es"), field.label("en")


def _unlinked() -> Iterator[str]:
    yield "## Counts without person or visit"
    yield ""
    yield "Sealed forms give nothing but these, by week or month, when several have come together (`figures_tally`, its columns"
    yield "as JSON; `posta.figures.facts.read.list_unlinked`)."
    yield ""
    rows = ((f"`{one.name}`", ", ".join(f"`{c}`" for c in one.columns), one.why) for one in list_unlinked_fact_rows())
    yield from _table(("Row", "Columns", "Why it may leave"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
