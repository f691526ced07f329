"""Renewing membership cards before they run out: those of computers by an administrator, an administrator's by the root.

A card that runs out does not close a computer: it goes on working, and exchanges by USB stick alone until a renewed
card arrives in the log. A computer that nobody renews leaves the mission by itself, which is the purpose of a last
day.
"""

from collections.abc import Collection
from dataclasses import dataclass

from posta.acts.mission import administration
from posta.acts.mission.enrolled_devices import check_certified
from posta.acts.mission.founding import get_admin_certificate, issue_device_card, mission_today
from posta.clock import to_epoch_day
from posta.errors import InvalidData, gettext_noop
from posta.ids import FeedId, StaffId
from posta.mission.posts import Device, find_mission, list_devices
from posta.scribe.context.node_context import NodeContext
from posta.seal.keys import PersonKeys
from posta.wire.cards import encode_certificate_request, peek_card
from posta.wire.errors import WireError
from posta.wire.membership import verify_administrator

RENEW_BEFORE = 90  # days; half of what a card holds
CERTIFY_BEFORE = 60


class NotYourCertificate(InvalidData):
    """A certificate belongs to the administrator who asked for it."""

    sentences = {
        "certificate_of_another": gettext_noop(
            "This certificate is another administrator's; they bring it in with their own words."
        ),
        "not_a_certificate": gettext_noop("This is not a certificate; copy it again, whole."),
    }


@dataclass(frozen=True, slots=True)
class CardExpiry:
    """A computer and how many days its card still holds; negative once it has run out."""

    device: Device
    left: int


def list_card_expiries(node: NodeContext) -> list[CardExpiry]:
    """Return every computer in the mission whose card has a last day, the nearest first."""
    day = _day(node)
    lasting = [
        CardExpiry(d, d.until - day) for d in list_devices(node.cursor) if d.revoked is None and d.until is not None
    ]
    return sorted(lasting, key=lambda one: one.left)


def list_due_cards(node: NodeContext) -> list[CardExpiry]:
    """Return the computers whose card is to be renewed now."""
    return [one for one in list_card_expiries(node) if one.left < RENEW_BEFORE]


def certificate_days_left(node: NodeContext, key: bytes) -> int:
    """Return how many days an administrator's certificate still holds. Raises AdminNotCertified."""
    return peek_card(get_admin_certificate(node, key)).until - _day(node)


def renew_cards(node: NodeContext, person: PersonKeys, feeds: Collection[FeedId], *, by: StaffId) -> int:
    """Make new cards for these computers, which the log carries to them, and return how many.

    Raises AdminNotCertified, AdministratorExpired.
    """
    check_certified(node, person)
    chosen = [one.device for one in list_card_expiries(node) if one.device.feed in feeds]
    if chosen:
        cards = [issue_device_card(node, person, device.verify_key) for device in chosen]
        administration.record_cards(node, cards, by)
    return len(chosen)


def request_certificate(node: NodeContext, key: bytes) -> bytes:
    """Return what the holders of the root's shares need to certify this administrator."""
    return encode_certificate_request(_root(node), key)


def accept_certificate(node: NodeContext, key: bytes, card: bytes, *, by: StaffId) -> None:
    """Keep a certificate that the root signed, in the log, for every computer that administers. Raises NotYourCertificate."""
    try:
        certified = verify_administrator(card, _root(node), mission_today(node))
    except WireError:
        raise NotYourCertificate("not_a_certificate") from None
    if certified != key:
        raise NotYourCertificate("certificate_of_another")
    administration.record_cards(node, [card], by)


def _day(node: NodeContext) -> int:
    return to_epoch_day(mission_today(node))


def _root(node: NodeContext) -> bytes:
    mission = find_mission(node.cursor)
    assert mission is not None, "an administrator is at work in a mission"
    return mission[1]
