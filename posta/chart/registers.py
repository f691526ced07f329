"""Registers: what is known of a person, folded from all assertions about them.

Each assertion names the earlier ones it replaces, so concurrency is known: a value is live while no assertion that
replaces its assertion speaks of the same field. Two posts that change the same field apart leave two live values: both
are kept and shown, the later one first. Lists of allergies are united, so an addition is never lost to a race.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from posta.catalog import kinds
from posta.catalog.answers import merge
from posta.catalog.compartments import Compartment
from posta.catalog.form import get_form
from posta.chart import search_index
from posta.chart.people import Person, display_name, searchable
from posta.ids import PersonId
from posta.ledger.rows import Cursor

_BATCH = 500
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.decode


class Assertion(NamedTuple):
    """What one entry asserts about a person: field number to value."""

    id: bytes
    hlc: int
    network: str
    fields: Mapping[int, object]
    replaces: frozenset[bytes]


def refresh(cursor: Cursor, people: Iterable[bytes]) -> None:
    """Fold the registers of these people anew and bring their search rows up to date."""
    wanted = sorted(people)
    for start in range(0, len(wanted), _BATCH):
        _refresh_batch(cursor, wanted[start : start + _BATCH])


def reset(cursor: Cursor) -> None:
    """Empty the registers and the search index."""
    cursor.execute("DELETE FROM chart_person")
    for statement in search_index.EMPTY:
        cursor.execute(statement)


def find_person(cursor: Cursor, person: PersonId) -> Person | None:
    """The person with this id."""
    row = cursor.execute("SELECT person, network, record FROM chart_person WHERE person = ?", (person,)).fetchone()
    return read_person(row) if row else None


def list_people(cursor: Cursor, people: Iterable[bytes]) -> dict[bytes, Person]:
    """These people by id; those unknown here are left out."""
    wanted = tuple(people)
    marks = ",".join("?" * len(wanted))
    found = cursor.execute(f"SELECT person, network, record FROM chart_person WHERE person IN ({marks})", wanted)
    return {row[0]: read_person(row) for row in found}


def read_person(row: tuple) -> Person:
    """A person from the columns (person, network, record)."""
    fields, conflicts, assertions = _decode(row[2], type=tuple[dict[int, object], dict[int, list[object]], list[bytes]])
    others = {}
    for number, values in conflicts.items():
        named = [_answers({number: value}).popitem() for value in values]
        others[named[0][0]] = tuple(value for _, value in named)
    return Person(PersonId(row[0]), row[1], _answers(fields), others, tuple(assertions))


def fold(assertions: Iterable[Assertion]) -> tuple[dict[int, object], dict[int, list[object]]]:
    """The current value of each field, and all live values of fields where more than one differs."""
    known = {a.id: a for a in assertions}
    replaced = {(target, field) for a in known.values() for target in a.replaces for field in a.fields}
    live: dict[int, list[tuple[int, bytes, object]]] = defaultdict(list)
    for a in known.values():
        for field, value in a.fields.items():
            if (a.id, field) not in replaced:
                live[field].append((a.hlc, a.id, value))
    fields, conflicts = {}, {}
    for field in sorted(live):
        values = _distinct(value for _, _, value in sorted(live[field], key=lambda v: v[:2], reverse=True))
        if all(isinstance(value, list) and value and isinstance(value[0], dict) for value in values):
            values = [_distinct(row for value in values for row in value)]  # type: ignore[attr-defined]
        fields[field] = values[0]
        if len(values) > 1:
            conflicts[field] = values
    return fields, conflicts


def _refresh_batch(cursor: Cursor, people: list[bytes]) -> None:
    folded = _assertions_of(cursor, people)
    old = _numbers_of(cursor, people)
    search_index.unindex(cursor, old.values())
    rows, names = [], []
    for person in people:
        assertions = folded.get(person)
        if not assertions:
            cursor.execute("DELETE FROM chart_person WHERE person = ?", (person,))
            continue
        fields, conflicts = fold(assertions)
        answers = _answers(fields)
        record = _encode((fields, conflicts, sorted(a.id for a in assertions)))
        network = min(assertions, key=lambda a: (a.hlc, a.id)).network
        rows.append((person, int.from_bytes(person[:5], "big"), network, display_name(answers), record))
        names.append((person, answers))
    cursor.executemany(
        "INSERT INTO chart_person (person, code, network, name, record) VALUES (?, ?, ?, ?, ?) ON CONFLICT (person)"
        " DO UPDATE SET network = excluded.network, name = excluded.name, record = excluded.record",
        rows,
    )
    numbers = _numbers_of(cursor, [person for person, _ in names])
    search_index.index_people(cursor, [searchable(numbers[person], person, answers) for person, answers in names])


def _assertions_of(cursor: Cursor, people: list[bytes]) -> dict[bytes, list[Assertion]]:
    marks = ",".join("?" * len(people))
    withdrawn = {
        (row[0], row[1])
        for row in cursor.execute(
            f"SELECT person, refers FROM chart_item WHERE kind = {kinds.WITHDRAWAL} AND person IN ({marks})", people
        )
    }
    found: dict[bytes, list[Assertion]] = defaultdict(list)
    for person, id_, hlc, network, fields, replaces in cursor.execute(
        f"SELECT person, id, hlc, network, fields, replaces FROM chart_assertion WHERE person IN ({marks})", people
    ):
        if (person, id_) not in withdrawn:
            targets = frozenset(replaces[i : i + 16] for i in range(0, len(replaces), 16))
            found[person].append(Assertion(id_, hlc, network, _decode(fields, type=dict[int, object]), targets))
    return found


def _numbers_of(cursor: Cursor, people: list[bytes]) -> dict[bytes, int]:
    marks = ",".join("?" * len(people))
    return dict(cursor.execute(f"SELECT person, number FROM chart_person WHERE person IN ({marks})", people).fetchall())


def _answers(fields: Mapping[int, object]) -> dict[str, object]:
    return merge(get_form("person"), {Compartment.CARE: fields})


def _distinct(values: Iterable[object]) -> list[object]:
    seen: dict[bytes, object] = {}
    for value in values:
        seen.setdefault(_encode(value), value)
    return list(seen.values())
