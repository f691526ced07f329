"""Registers: what is known of a person, folded from all assertions about them (`assertions`), now or as a page showed
it.

Two posts, or two colleagues at one post, that change the same field apart leave two live values: both are kept and
shown, the later one first.

A registration that was withdrawn leaves a closed record: it says what was known, who withdrew it and when, and is
still found. So does care under a registration that is gone completely.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import msgspec

from posta.catalog import kinds
from posta.catalog.answers import merge
from posta.catalog.choice_acts import RESTRICTED
from posta.catalog.compartments import Compartment
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.form import get_form
from posta.chart.name_search import search_index
from posta.chart.record.assertions import Assertion, merge_assertions
from posta.chart.record.choices import HIDDEN, list_wishes, name_wishes
from posta.chart.record.person import Person, PersonClosure, display_name, search_row
from posta.chart.sql_placeholders import placeholders
from posta.ids import ID_SIZE, PersonId
from posta.ledger.row_types import Cursor

_BATCH = 500
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.decode
_Closure = tuple[bytes | None, int, int]  # the fields of `PersonClosure`


class _StoredPerson(msgspec.Struct, frozen=True, array_like=True):
    """What `chart_person.record` holds; records of older programs have no end and no wishes."""

    fields: dict[int, object]
    conflicts: dict[int, list[object]]
    assertions: list[bytes]
    closed: _Closure | None = None
    wishes: list[str] = []

    def __repr__(self) -> str:
        return object.__repr__(self)


def rebuild_people(cursor: Cursor, people: Iterable[bytes]) -> None:
    """Fold the registers of these people again and bring their search rows up to date."""
    wanted = sorted(people)
    for start in range(0, len(wanted), _BATCH):
        _rebuild_batch(cursor, wanted[start : start + _BATCH])


def reset(cursor: Cursor) -> None:
    """Empty the registers and the search index."""
    cursor.execute("DELETE FROM chart_person")
    for statement in search_index.EMPTY:
        cursor.execute(statement)


def find_person(cursor: Cursor, person: PersonId) -> Person | None:
    """Return the person with this id."""
    row = cursor.execute("SELECT person, network, record FROM chart_person WHERE person = ?", (person,)).fetchone()
    return read_person(row) if row else None


def list_people(cursor: Cursor, people: Iterable[bytes]) -> dict[bytes, Person]:
    """Return these people by id, as lists may show them; those unknown here are left out."""
    wanted = tuple(people)
    if not wanted:
        return {}
    marks = ",".join("?" * len(wanted))
    found = cursor.execute(f"SELECT person, network, record FROM chart_person WHERE person IN ({marks})", wanted)
    return {row[0]: mask_restricted(read_person(row)) for row in found}


def mask_restricted(person: Person) -> Person:
    """Return the person as a list may show them: of a restricted record nothing but the code."""
    if RESTRICTED not in person.wishes:
        return person
    return replace(person, answers={"alias": person.code}, conflicts={})


def read_person(row: tuple) -> Person:
    """Return a person from the columns (person, network, record)."""
    record = _decode(row[2], type=_StoredPerson)
    found = _person(PersonId(row[0]), row[1], record.fields, record.conflicts, record.assertions)
    if record.closed is None and not record.wishes:
        return found
    closed = PersonClosure(*record.closed) if record.closed is not None else None
    return replace(found, closed=closed, wishes=frozenset(record.wishes))


def find_person_as_shown(cursor: Cursor, person: Person, seen: Collection[bytes]) -> Person:
    """Return the person as a page showed them that was made from these assertions; those undone since are missing."""
    found = [one for one in _list_assertions(cursor, [person.id]) if one[1].id in seen]
    fields, conflicts = merge_assertions(assertion for _, assertion in found)
    return _person(person.id, person.network, fields, conflicts, sorted(one.id for _, one in found))


def _person(
    person: PersonId, network: str, fields: dict[int, object], conflicts: dict[int, list[object]], seen: list[bytes]
) -> Person:
    others = {}
    for number, values in conflicts.items():
        named = [_answers({number: value}).popitem() for value in values]
        others[named[0][0]] = tuple(value for _, value in named)
    return Person(person, network, _answers(fields), others, tuple(seen))


def _rebuild_batch(cursor: Cursor, people: list[bytes]) -> None:
    folded, chosen = _list_person_assertions(cursor, people), list_wishes(cursor, people)
    old = _search_row_ids(cursor, people)
    search_index.remove_people(cursor, old.values())
    rows, names = [], []
    for person in people:
        state = folded.get(person)
        if state is None:
            cursor.execute("DELETE FROM chart_person WHERE person = ?", (person,))
            continue
        fields, conflicts = merge_assertions(state.assertions)
        answers = _answers(fields)
        wishes = name_wishes(chosen.get(person, {}), answers)
        seen = sorted(a.id for a in state.assertions)
        record = _encode(_StoredPerson(fields, conflicts, seen, state.closed, sorted(wishes)))
        rows.append((person, int.from_bytes(person[:5], "big"), state.network, display_name(answers), record))
        names.append((person, answers, not wishes.isdisjoint(HIDDEN)))
    cursor.executemany(
        "INSERT INTO chart_person (person, code, network, name, record) VALUES (?, ?, ?, ?, ?) ON CONFLICT (person)"
        " DO UPDATE SET network = excluded.network, name = excluded.name, record = excluded.record",
        rows,
    )
    numbers = _search_row_ids(cursor, [person for person, _, _ in names])
    search_index.index_people(
        cursor, [search_row(numbers[one], one, answers, hidden=hidden) for one, answers, hidden in names]
    )


class _PersonAssertions(NamedTuple):
    """What makes up a person's record: the assertions about them, their network, and how it was closed."""

    assertions: list[Assertion]
    network: str
    closed: _Closure | None

    def __repr__(self) -> str:
        return object.__repr__(self)


def _list_person_assertions(cursor: Cursor, people: list[bytes]) -> dict[bytes, _PersonAssertions]:
    endings = _list_closures(cursor, people)
    found: dict[bytes, _PersonAssertions] = {}
    for person, assertions in _group_assertions(cursor, people).items():
        withdrawn = endings.get(person, {})
        standing = [a for a in assertions if a.id not in withdrawn]
        first = [a for a in assertions if not a.replaces]
        ends = [withdrawn[a.id] for a in first if a.id in withdrawn]
        closed = not standing or (bool(ends) and all(a.id in withdrawn for a in first))
        kept = list({a.id: a for a in (*standing, *(first or assertions))}.values()) if closed else standing
        ending = min(ends or withdrawn.values())[1] if closed else None
        network = min(kept, key=lambda a: (a.hlc, a.id)).network
        found[person] = _PersonAssertions(kept, network, ending)
    found |= _without_name(cursor, [person for person in endings if person not in found])
    return found


def _without_name(cursor: Cursor, people: list[bytes]) -> dict[bytes, _PersonAssertions]:
    """Return closed records of people whose registration is gone while others wrote care under it.

    Nothing else is known of them.
    """
    care = f"{kinds.ENCOUNTER}, {kinds.CORRECTION}, {kinds.ARRIVAL}"
    rows = cursor.execute(
        "SELECT w.person, w.author, w.hlc, w.post, w.id FROM chart_item w"
        f" WHERE w.kind = {kinds.WITHDRAWAL} AND w.person IN ({placeholders(people)}) AND EXISTS"
        f" (SELECT 1 FROM chart_item c WHERE c.person = w.person AND c.kind IN ({care}))",
        people,
    ).fetchall()
    found: dict[bytes, _PersonAssertions] = {}
    for person, author, hlc, post, _ in sorted(rows, key=lambda row: (row[2], row[4]), reverse=True):
        found[person] = _PersonAssertions([], "", (author, hlc >> 16, post))
    return found


def _list_closures(cursor: Cursor, people: list[bytes]) -> dict[bytes, dict[bytes, tuple[tuple, _Closure]]]:
    """Return for each person with withdrawals the first withdrawal that holds of each entry."""
    rows = cursor.execute(
        "SELECT person, refers, author, hlc, post, id, holds FROM chart_item"
        f" WHERE kind = {kinds.WITHDRAWAL} AND person IN ({placeholders(people)})",
        people,
    ).fetchall()
    found: dict[bytes, dict[bytes, tuple[tuple, _Closure]]] = {}
    for person, refers, author, hlc, post, id_, holds in sorted(rows, key=lambda row: (row[3], row[5])):
        theirs = found.setdefault(person, {})
        if holds:
            theirs.setdefault(refers, ((hlc, id_), (author, hlc >> 16, post)))
    return found


def _group_assertions(cursor: Cursor, people: list[bytes]) -> dict[bytes, list[Assertion]]:
    found: dict[bytes, list[Assertion]] = defaultdict(list)
    for person, assertion in _list_assertions(cursor, people):
        found[person].append(assertion)
    return found


def _list_assertions(cursor: Cursor, people: list[bytes]) -> list[tuple[bytes, Assertion]]:
    """Return every assertion about these people, withdrawn ones too, each after its person."""
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


def _search_row_ids(cursor: Cursor, people: list[bytes]) -> dict[bytes, int]:
    marks = ",".join("?" * len(people))
    return dict(cursor.execute(f"SELECT person, number FROM chart_person WHERE person IN ({marks})", people).fetchall())


def _answers(fields: Mapping[int, object]) -> dict[str, object]:
    return merge(get_form(PERSON_FORM), {Compartment.CARE: fields})
