"""This computer's own membership card: the one it shows on the road, how long it holds, and what to say when it does not."""

from pathlib import Path

from posta.clock import MEXICO_CITY
from posta.mission.cards import longest_card
from posta.node.device import note_card
from posta.node.settings import get_setting
from posta.parcel.cards import day_of, read_outline
from posta.scribe.desk import Desk

OVER = (
    "The membership card of this computer has run out: relay and posts turn it away. It goes on working, and exchanges by"
    " USB stick. Ask the administration to renew its card, and bring the file of the administration here."
)


def own_card(desk: Desk) -> bytes | None:
    """The card that holds longest: the one of the invitation, or a later one that the log has brought."""
    kept = bytes.fromhex(str(get_setting("device.card", "")))
    return longest_card(desk.cursor, desk.device.verify_key, kept)


def days_left(desk: Desk) -> int | None:
    """How many days this computer's card still holds, negative once it has run out; None without a card."""
    card = own_card(desk)
    today = desk.clock.now().astimezone(MEXICO_CITY).date()
    return (day_of(read_outline(card).until) - today).days if card else None


def tell_last_day(desk: Desk, home: Path) -> None:
    """Write the card's last day where `posta doctor` can read it without anybody's words."""
    card = own_card(desk)
    if card:
        note_card(home, day_of(read_outline(card).until))
