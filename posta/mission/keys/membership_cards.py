"""Membership cards as the log brings them: of the devices, and of the administrators who sign those."""

from collections.abc import Iterable

from posta.feed.sign import feed_id_of
from posta.ids import FeedId
from posta.ledger.row_types import Cursor
from posta.wire.cards import UnverifiedCard, peek_card
from posta.wire.membership import NotACard


def find_card(cursor: Cursor, holder: FeedId) -> bytes | None:
    """Return the last card ordered for a device (its feed id) or an administrator (the id of their key)."""
    row = cursor.execute("SELECT card FROM mission_card WHERE holder = ?", (holder,)).fetchone()
    return row[0] if row else None


def latest_card(cursor: Cursor, key: bytes, *kept: bytes) -> bytes | None:
    """Return the card of this key that holds longest, from the log and those kept elsewhere."""
    found = [card for card in (find_card(cursor, feed_id_of(key)), *kept) if card]
    ours = [(outline.until, card) for outline, card in _peek_cards(found) if outline.key == key]
    return max(ours)[1] if ours else None


def _peek_cards(cards: Iterable[bytes]) -> Iterable[tuple[UnverifiedCard, bytes]]:
    for card in cards:
        try:
            yield peek_card(card), card
        except NotACard:
            continue
