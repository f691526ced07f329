"""This computer's own membership card: the one it shows on the road, how long it holds, and what to say when it does not."""

from datetime import date
from pathlib import Path

import msgspec

from posta.clock import days_until, from_epoch_day, from_millis, unfinished_day
from posta.errors import PostaError
from posta.mission.keys.membership_cards import latest_card
from posta.node.identity.device import save_card_expiry
from posta.node.settings import get_setting, put_setting
from posta.scribe.context.clocks import ClockReading, read_clock
from posta.scribe.context.local_node import ORDER_AGAINST_US
from posta.scribe.context.node_context import NodeContext
from posta.wire.cards import peek_card
from posta.wire.membership import OrderKind, verify_order

CARD_EXPIRED, DEVICE_REVOKED = "own_card_expired", "own_device_revoked"  # codes of `TransportError`


def trusted_day(node: NodeContext, reading: ClockReading | None = None) -> date:
    """Return the day by which cards are judged here: the earlier of the clock's and the believed one.

    The day is that of the zone where it ends last. A clock that runs ahead, here or elsewhere, would refuse everybody
    and write sticks that nobody opens.
    """
    reading = reading or read_clock(node)
    return unfinished_day(from_millis(min(reading.now, reading.trusted)))


def find_own_card(node: NodeContext) -> bytes | None:
    """Return the card that holds longest: the one of the invitation, or a later one that the log has brought."""
    kept = bytes.fromhex(str(get_setting("device.card", "")))
    return latest_card(node.cursor, node.device.verify_key, kept)


def count_days_left(node: NodeContext, reading: ClockReading | None = None) -> int | None:
    """Return how many days this computer's card still holds, negative once it has run out; None without a card.

    `reading` is what is believed of the clock, where that was read already.
    """
    card = find_own_card(node)
    return days_until(peek_card(card).until, trusted_day(node, reading)) if card else None


def accept_revocation_order(node: NodeContext, answer: bytes) -> bool:
    """Keep an administrator's signed order against this computer, if that is what somebody showed it.

    A relay that only says so is not believed: a lie must not keep a post from recording.
    """
    root = bytes.fromhex(str(get_setting("mission.root", "")))
    try:
        payload = verify_order(answer, root, trusted_day(node), kind=OrderKind.REVOKE)
        named = msgspec.msgpack.decode(payload, type=list[bytes])
    except (PostaError, msgspec.MsgspecError):
        return False
    if node.device.verify_key not in named:
        return False
    put_setting(ORDER_AGAINST_US, answer.hex())
    return True


def write_card_expiry(node: NodeContext, home: Path) -> None:
    """Write the card's last day where `posta doctor` can read it without anybody's words."""
    card = find_own_card(node)
    if card:
        save_card_expiry(home, from_epoch_day(peek_card(card).until))
