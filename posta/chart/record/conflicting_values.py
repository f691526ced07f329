"""What different posts say about the same field: each live value of a register with its author, place and time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import msgspec

from posta.catalog.answers import merge
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.form import get_form
from posta.chart.history.entry_content import decrypt_entries
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.ids import ID_SIZE, EntryId, PersonId
from posta.ledger.row_types import Cursor
from posta.seal.epoch_keyring import Keyring


@dataclass(frozen=True, slots=True, repr=False)
class ValueSource:
    """One of several values of a field: when (ms) and where it was written, and by whom, if the reader may know."""

    value: object
    recorded: int | None
    post: int
    author: bytes | None


def list_value_sources(cursor: Cursor, person: Person, keyring: Keyring) -> dict[str, tuple[ValueSource, ...]]:
    """Return for each field on which posts disagree its values, in the order of `person.conflicts`."""
    if not person.conflicts:
        return {}
    rows = cursor.execute(
        "SELECT entry, hlc, post, fields FROM chart_assertion WHERE person = ? ORDER BY hlc DESC", (person.id,)
    ).fetchall()
    contents = decrypt_entries(cursor, [row[0] for row in rows], keyring)
    assertions = [(row, _answers(row[3]), contents.get(row[0])) for row in rows]
    found = {}
    for name, values in person.conflicts.items():
        claims = []
        for value in values:
            newest = next((one for one in assertions if name in one[1] and one[1][name] == value), None)
            if newest is None:
                claims.append(ValueSource(value, None, 0, None))
                continue
            row, _, content = newest
            author = content.clinical.author if content and content.clinical else None
            claims.append(ValueSource(value, row[1] >> 16, row[2], author))
        found[name] = tuple(claims)
    return found


@dataclass(frozen=True, slots=True, repr=False)
class UnseenChange:
    """What one entry changed of a person that somebody else had not seen: which questions, where, and by whom."""

    names: frozenset[str]
    post: int
    author: bytes | None


def has_sealed_answers(cursor: Cursor, person: Person, keyring: Keyring) -> bool:
    """Return whether any answer about a person is sealed to persons, as a telephone number is."""
    rows = cursor.execute("SELECT entry FROM chart_assertion WHERE person = ? ORDER BY entry", (person.id,)).fetchall()
    contents = decrypt_entries(cursor, [row[0] for row in rows], keyring)
    return any(one.closed or not PERSON_HELD.isdisjoint(one.compartments) for one in contents.values())


def list_unseen(cursor: Cursor, assertions: Collection[bytes], keyring: Keyring) -> tuple[UnseenChange, ...]:
    """Return what these assertions changed, oldest first."""
    marks = ",".join("?" * len(assertions))
    rows = cursor.execute(
        f"SELECT entry, fields, removed, post FROM chart_assertion WHERE id IN ({marks}) ORDER BY hlc, id",
        (*assertions,),
    ).fetchall()
    contents = decrypt_entries(cursor, sorted(row[0] for row in rows), keyring)
    found = []
    for entry, fields, removed, post in rows:
        content = contents.get(entry)
        author = content.clinical.author if content and content.clinical else None
        found.append(UnseenChange(frozenset({*_answers(fields), *_answers(removed)}), post, author))
    return tuple(found)


def list_unseen_by(cursor: Cursor, entry: EntryId, keyring: Keyring) -> tuple[UnseenChange, ...]:
    """Return what had been changed of a person when this entry amended them, and was not on its writer's page."""
    row = cursor.execute(
        "SELECT person, hlc, replaces FROM chart_assertion WHERE entry ="
        " (SELECT id FROM ledger_origin WHERE hash >= ? AND hash <= ?)",
        (entry, entry + b"\xff" * ID_SIZE),
    ).fetchone()
    if row is None or not row[2]:  # a registration: nobody was known before
        return ()
    seen = {row[2][i : i + ID_SIZE] for i in range(0, len(row[2]), ID_SIZE)}
    known = cursor.execute("SELECT id FROM chart_assertion WHERE person = ? AND hlc < ?", row[:2]).fetchall()
    standing = find_person(cursor, PersonId(row[0]))
    unseen = {one[0] for one in known} - seen
    return list_unseen(cursor, unseen.intersection(standing.assertions), keyring) if unseen and standing else ()


def _answers(packed: bytes) -> Mapping[str, object]:
    fields = msgspec.msgpack.decode(packed, type=dict[int, object])
    return merge(get_form(PERSON_FORM), {Compartment.CARE: fields})
