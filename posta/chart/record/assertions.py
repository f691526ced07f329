"""What stands of all assertions about a person: for each field its current value, and those that compete with it.

Each assertion names the earlier ones that its writer saw. A value stands while no assertion that saw it changes the
same field; a field that was emptied holds None, which stands and gives way like any value. Rows (allergies) are a set
to which additions win: a row stands until a writer who saw it removes exactly this row, so a race loses no allergy,
and "none known" gives way to any other row.

>>> one = Assertion(b"a", 1, "route", {2: "Ana"}, frozenset())
>>> other = Assertion(b"b", 2, "route", {2: None}, frozenset({b"a"}))
>>> merge_assertions([one]), merge_assertions([one, other])
(({2: 'Ana'}, {}), ({}, {}))
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import msgspec

from posta.catalog.answering.validation import none_column
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.form import get_form

Rows = Sequence[object]
_encode = msgspec.msgpack.Encoder().encode


class Assertion(NamedTuple):
    """What one entry asserts about a person: values by field number, and the rows it removes from those it saw."""

    id: bytes
    hlc: int
    network: str
    fields: Mapping[int, object]
    replaces: frozenset[bytes]
    removed: Mapping[int, Rows] = {}  # noqa: RUF012 (never written to)

    def __repr__(self) -> str:
        return object.__repr__(self)


def merge_assertions(assertions: Iterable[Assertion]) -> tuple[dict[int, object], dict[int, list[object]]]:
    """Return the current value of each field that has one, and all standing values where several differ.

    None is one of them, where a field was emptied.
    """
    known = {a.id: a for a in assertions}
    latest_first = sorted(known.values(), key=lambda a: (a.hlc, a.id), reverse=True)
    replaced = {(target, field) for a in known.values() for target in a.replaces for field in a.fields}
    live: dict[int, list[object]] = defaultdict(list)
    for a in latest_first:
        for field, value in a.fields.items():
            if field not in _none_columns() and (a.id, field) not in replaced:
                live[field].append(value)
    fields, conflicts = {}, {}
    for field in sorted(live):
        values = _distinct(live[field])
        if values[0] is not None:
            fields[field] = values[0]
        if len(values) > 1:
            conflicts[field] = values
    return fields | _merge_rows(latest_first), conflicts


def _merge_rows(latest_first: Sequence[Assertion]) -> dict[int, object]:
    removed = {
        (target, field, _encode(row))
        for a in latest_first
        for target in a.replaces
        for field, rows in a.removed.items()
        for row in rows
    }
    found: dict[int, object] = {}
    for field, column in _none_columns().items():
        standing = _distinct(
            row
            for a in latest_first
            for row in _rows_of(a.fields.get(field))
            if (a.id, field, _encode(row)) not in removed
        )
        some = [row for row in standing if row.get(column) != "none"]  # type: ignore[attr-defined]
        if standing:
            found[field] = some or standing
    return found


def _rows_of(value: object) -> Sequence[Mapping[int, object]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else ()


@cache
def _none_columns() -> dict[int, int | None]:
    """Return the groups of the form by number, each with the column that may say that there is none."""
    groups = (field for field in get_form(PERSON_FORM).fields if field.type == "group")
    return {group.number: column.number if (column := none_column(group)) else None for group in groups}


def _distinct(values: Iterable[object]) -> list[object]:
    seen: dict[bytes, object] = {}
    for value in values:
        seen.setdefault(_encode(value), value)
    return list(seen.values())
