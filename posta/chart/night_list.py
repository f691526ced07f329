"""Who was handed over to the night at a post, and who was seen there lately."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from posta.catalog import kinds
from posta.catalog.compartments import PERSON_HELD
from posta.catalog.structural_acts import NIGHT, HandOver
from posta.chart.board import NEWEST
from posta.chart.history.entry_content import decrypt_entries
from posta.ids import EntryId, PersonId
from posta.ledger.row_types import Cursor
from posta.seal.epoch_keyring import Keyring


@dataclass(frozen=True, slots=True, repr=False)
class NightWatch:
    """A person whom the night should watch: why, since when (ms). Of a `reserved` one the reason is sealed."""

    entry: int
    id: EntryId
    person: PersonId
    reason: str
    reserved: bool
    at: int


def list_nights(cursor: Cursor, post: int, since: int, keyring: Keyring) -> list[NightWatch]:
    """Return who was handed over to the night at a post since a moment (ms), with the readable reasons."""
    sql = (
        "SELECT entry, id, person, reason, reserved, at FROM chart_handover"
        f" WHERE trade = '{NIGHT}' AND post = ? AND at >= ? AND holds ORDER BY at, entry"
    )
    found = [_night(row) for row in cursor.execute(sql, (post, since)).fetchall()]
    sealed = [one.entry for one in found if one.reserved]
    opened = decrypt_entries(cursor, sealed, keyring) if sealed else {}
    return [_open(one, opened[one.entry].act, opened[one.entry].compartments) if one.entry in opened else one
            for one in found]  # fmt: skip


_SEEN = f"""
    SELECT DISTINCT i.person FROM chart_item i NOT INDEXED
    WHERE i.entry > (SELECT MAX(entry) FROM chart_item) - {NEWEST} AND i.post = ? AND i.occurred >= ?
    AND i.kind IN ({kinds.ENCOUNTER}, {kinds.CORRECTION}) AND i.person IS NOT NULL"""


def list_seen_people(cursor: Cursor, post: int, since: int) -> list[PersonId]:
    """Return the people seen at a post since a moment (ms), as the board counts them."""
    return [PersonId(row[0]) for row in cursor.execute(_SEEN, (post, since)).fetchall()]


def _night(row: tuple) -> NightWatch:
    entry, id_, person, reason, reserved, at = row
    return NightWatch(entry, EntryId(id_), PersonId(person), reason, bool(reserved), at)


def _open(one: NightWatch, act: object, compartments: Sequence[object] | frozenset) -> NightWatch:
    if not isinstance(act, HandOver) or not PERSON_HELD & frozenset(compartments):
        return one
    return replace(one, reason=act.reason)
