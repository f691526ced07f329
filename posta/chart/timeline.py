"""The timeline: everything that was done for a person at every post, newest first, as far as the reader may see it.

A contact whose content is sealed to the reader is one row that says "reserved" and nothing else: no programme, no
trade, no author. A correction takes the place of what it corrects; what was withdrawn is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from posta.catalog import kinds
from posta.catalog.structure import Act
from posta.chart.content import Content, open_contents
from posta.ids import EntryId, PersonId
from posta.ledger.rows import Cursor
from posta.seal.keyring import Keyring

_COLUMNS = "entry, id, kind, forms, occurred, hlc, post, refers"
_SHOWN = (kinds.PERSON, kinds.CONTACT, kinds.CORRECTION, kinds.ARRIVAL)


class Standing(Enum):
    """Whether an item is as first written or takes the place of an earlier one."""

    WRITTEN = "written"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the timeline. `reserved`: the reader may know that it was, not what."""

    entry: EntryId
    kind: int
    occurred: int
    recorded: int
    post: int
    author: bytes | None
    forms: Mapping[str, Mapping[str, object]]
    act: Act | None
    reserved: bool
    standing: Standing
    first: EntryId


def list_timeline(
    cursor: Cursor, person: PersonId, keyring: Keyring, *, limit: int = 50, offset: int = 0
) -> list[Item]:
    """A person's items, newest first; two queries however long the record."""
    rows = _live(cursor, person)
    chosen = sorted(rows, key=lambda row: (row[4], row[5]), reverse=True)[offset : offset + limit]
    contents = open_contents(cursor, [row[0] for row in chosen], keyring)
    return [_item(row, contents.get(row[0])) for row in chosen]


def list_latest(
    cursor: Cursor, person: PersonId, keyring: Keyring, forms: Sequence[int]
) -> dict[str, tuple[Item, Mapping[str, object]]]:
    """The latest filled form of each of these numbers, with the item that holds it."""
    rows = sorted(_live(cursor, person), key=lambda row: (row[4], row[5]), reverse=True)
    wanted: dict[int, tuple] = {}
    for number in forms:
        found = next((row for row in rows if row[3] >> number & 1), None)
        if found:
            wanted[number] = found
    contents = open_contents(cursor, sorted({row[0] for row in wanted.values()}), keyring)
    latest: dict[str, tuple[Item, Mapping[str, object]]] = {}
    for row in wanted.values():
        content = contents.get(row[0])
        for name, answers in (content.forms if content else {}).items():
            latest.setdefault(name, (_item(row, content), answers))
    return latest


def find_item(cursor: Cursor, entry: EntryId, keyring: Keyring) -> tuple[PersonId | None, Item] | None:
    """One item by the id of its entry, with the person it is about."""
    row = cursor.execute(
        f"SELECT {_COLUMNS}, person FROM chart_item WHERE entry ="
        " (SELECT id FROM ledger_entry WHERE hash >= ? AND hash <= ?)",
        (entry, entry + b"\xff" * 16),
    ).fetchone()
    if row is None:
        return None
    content = open_contents(cursor, [row[0]], keyring).get(row[0])
    return (PersonId(row[8]) if row[8] else None), _item((*row[:8], None), content)


def _live(cursor: Cursor, person: PersonId) -> list[tuple]:
    """Rows that stand: of a chain of corrections the last, of withdrawn entries none. Adds the first id of each chain."""
    rows = cursor.execute(f"SELECT {_COLUMNS} FROM chart_item WHERE person = ?", (person,)).fetchall()
    withdrawn = {row[7] for row in rows if row[2] == kinds.WITHDRAWAL}
    by_target: dict[bytes, tuple] = {}
    for row in sorted(rows, key=lambda r: r[5]):
        if row[2] == kinds.CORRECTION and row[1] not in withdrawn:
            by_target[row[7]] = row
    live = []
    for row in rows:
        if row[2] not in _SHOWN or row[2] == kinds.CORRECTION or row[1] in withdrawn:
            continue
        last = row
        while last[1] in by_target:
            last = by_target.pop(last[1])
        live.append((*last[:4], row[4], *last[5:8], row[1]))
    return live


def _item(row: tuple, content: Content | None) -> Item:
    entry, kind = EntryId(row[1]), row[2]
    forms = content.forms if content else {}
    reserved = kind in kinds.WITH_FORMS and not any(forms.values())
    author = content.said.author if content and content.said and not reserved else None
    standing = Standing.CORRECTED if kind == kinds.CORRECTION else Standing.WRITTEN
    act = content.act if content else None
    first = EntryId(row[8]) if row[8] else entry
    return Item(entry, kind, row[4], row[5] >> 16, row[6], author, forms, act, reserved, standing, first)
