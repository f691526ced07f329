"""The facts worked out by hand, value by value, as the twin of `posta.figures.facts`: no tables, no batches, no plans.

It goes by the declarations (`facts` and `compartment` of each question) and the facts part of an entry alone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from posta.catalog import kinds
from posta.catalog.encoding.codec import FactsPayload
from posta.catalog.errors import UnknownForm
from posta.catalog.language.field import Field
from posta.catalog.language.form import get_form_by_number
from posta.ledger.row_types import Cursor

Fact = tuple[bytes, str, str, int | None, object]  # the entry, its form, the question, the row of its group, the value
COPIED_AS = {"day": int, "month": str, "band": str, "any": bool, "minutes_since": int, "hours_since": int}


def facts_of(entry: bytes, counted: FactsPayload) -> Iterator[Fact]:
    """Every fact that an entry states, known to this program; a code chosen twice in one answer counts once."""
    if counted.kind not in kinds.WITH_FORMS or not isinstance(counted.body, dict):
        return
    for number, answers in counted.body.items():
        try:
            form = get_form_by_number(number)
        except UnknownForm:
            continue
        for field in form.fields:
            for path, position, value in _values(field, answers.get(field.number)):
                yield entry, form.name, path, position, value


def visible(entries: Mapping[bytes, FactsPayload], void: set[bytes]) -> Counter:
    """The facts of the entries that count."""
    return Counter(fact for id_, counted in entries.items() if id_ not in void for fact in facts_of(id_, counted))


def projected(cursor: Cursor) -> Counter:
    """The facts of live entries as the tables hold them, table by table and column by column."""
    found: Counter = Counter()
    tables = cursor.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'figures_facts_%'")
    for (table,) in tables.fetchall():
        columns = [row[1] for row in cursor.execute(f"PRAGMA table_info({table})").fetchall()]
        form, *path = table.removeprefix("figures_facts_").split("__")
        for row in cursor.execute(
            f"SELECT r.id, f.* FROM {table} f JOIN figures_row r ON r.entry = f.entry WHERE r.live"
        ).fetchall():
            values = dict(zip(["id", *columns], row, strict=True))
            position = values.get("position")
            for name, value in values.items():
                if name not in ("id", "entry", "position") and value is not None:
                    question = ".".join((*path, name)) if path[-1:] != [name] else ".".join(path)
                    found[values["id"], form, question, position, value] += 1
    return found


def _values(field: Field, value: object) -> Iterator[tuple[str, int | None, object]]:
    if not field.fields:
        yield from ((field.name, None, one) for one in _facts(field, value))
        return
    rows = value if isinstance(value, list) else []
    for position, row in enumerate(rows):
        for column in field.fields:
            yield from (
                (f"{field.name}.{column.name}", position, one) for one in _facts(column, row.get(column.number))
            )


def _facts(field: Field, value: object) -> list[object]:
    rule = field.facts
    is_fact = field.compartment.code == "facts"
    if value is None or not (is_fact or (rule is not None and rule.linked is not False and rule.as_ != "rows")):
        return []
    if not is_fact and rule is not None and rule.as_ in COPIED_AS:
        return [value] if type(value) is COPIED_AS[rule.as_] else []
    if field.is_many:
        return list(dict.fromkeys(value)) if isinstance(value, list) else []
    return [value]
