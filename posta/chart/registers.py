"""Registers: what is known of a person, folded from all assertions about them (`folding`), now or as a page showed it.

Two posts, or two colleagues at one post, that change the same field apart leave two live values: both are kept and
shown, the later one first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import msgspec

from posta.catalog import kinds
from posta.catalog.answers import merge
from posta.catalog.compartments import Compartment
from posta.catalog.form import get_form
from posta.chart import search_index
from posta.chart.folding import Assertion, fold
from posta.chart.people import Person, display_name, searchable
from posta.ids import ID_SIZE, PersonId
from posta.ledger.rows import Cursor

_BATCH = 500
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.decode


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
    return _person(PersonId(row[0]), row[1], fields, conflicts, assertions)


def find_person_as_shown(cursor: Cursor, person: Person, seen: Collection[bytes]) -> Person:
    """The person as a page showed them that was made from these assertions; those undone since are missing."""
    found = [one for one in _list_assertions(cursor, [person.id]) if one[1].id in seen]
    fields, conflicts = fold(assertion for _, assertion in found)
    return _person(person.id, person.network, fields, conflicts, sorted(one.id for _, one in found))


def _person(
    person: PersonId, network: str, fields: dict[int, object], conflicts: dict[int, list[object]], seen: list[bytes]
) -> Person:
    others = {}
    for number, values in conflicts.items():
        named = [_answers({number: value}).popitem() for value in values]
        others[named[0][0]] = tuple(value for _, value in named)
    return Person(person, network, _answers(fields), others, tuple(seen))


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
    for person, assertion in _list_assertions(cursor, people):
        if (person, assertion.id) not in withdrawn:
            found[person].append(assertion)
    return found


def _list_assertions(cursor: Cursor, people: list[bytes]) -> list[tuple[bytes, Assertion]]:
    """Every assertion about these people, withdrawn ones too, each after its person."""
    marks = ",".join("?" * len(people))
    rows = cursor.execute(
        f"SELECT person, id, hlc, network, fields, replaces, removed FROM chart_assertion WHERE person IN ({marks})",
        people,
    )
    return [(row[0], _assertion(*row[1:])) for row in rows]


def _assertion(id_: bytes, hlc: int, network: str, fields: bytes, replaces: bytes, removed: bytes) -> Assertion:
    targets = frozenset(replaces[i : i + ID_SIZE] for i in range(0, len(replaces), ID_SIZE))
    gone = _decode(removed, type=dict[int, list[object]])
    return Assertion(id_, hlc, network, _decode(fields, type=dict[int, object]), targets, gone)


def _numbers_of(cursor: Cursor, people: list[bytes]) -> dict[bytes, int]:
    marks = ",".join("?" * len(people))
    return dict(cursor.execute(f"SELECT person, number FROM chart_person WHERE person IN ({marks})", people).fetchall())


def _answers(fields: Mapping[int, object]) -> dict[str, object]:
    return merge(get_form("person"), {Compartment.CARE: fields})
