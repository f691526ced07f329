"""Renewing membership cards before they run out: those of computers by an administrator, an administrator's by the root.

A card that runs out does not close a computer: it goes on working, and exchanges by USB stick alone until a renewed card
arrives in the log. A computer nobody renews falls out of the mission by itself, which is what a last day is for.
"""

from collections.abc import Collection
from dataclasses import dataclass

from posta.acts import administration
from posta.acts.devices import check_certified
from posta.acts.founding import card_for, certificate_of, today
from posta.clock import day_number
from posta.errors import WrongData
from posta.ids import FeedId, StaffId
from posta.mission.posts import Device, find_mission, list_devices
from posta.scribe.desk import Desk
from posta.seal.keys import PersonKeys
from posta.wire.cards import ask_for_certificate, peek_card
from posta.wire.errors import WireError
from posta.wire.membership import verify_administrator

RENEW_BEFORE = 90  # days; half of what a card holds
CERTIFY_BEFORE = 60


class NotYourCertificate(WrongData):
    """A certificate belongs to the administrator who asked for it."""


@dataclass(frozen=True, slots=True)
class Lasting:
    """A computer and how many days its card still holds; negative once it has run out."""

    device: Device
    left: int


def list_lasting(desk: Desk) -> list[Lasting]:
    """Every computer in the mission whose card has a last day, the nearest first."""
    day = _day(desk)
    lasting = [
        Lasting(d, d.until - day) for d in list_devices(desk.cursor) if d.revoked is None and d.until is not None
    ]
    return sorted(lasting, key=lambda one: one.left)


def list_due(desk: Desk) -> list[Lasting]:
    """The computers whose card is to be renewed now."""
    return [one for one in list_lasting(desk) if one.left < RENEW_BEFORE]


def certificate_left(desk: Desk, key: bytes) -> int:
    """How many days an administrator's certificate still holds. Raises NoCertificate."""
    return peek_card(certificate_of(desk, key)).until - _day(desk)


def renew_cards(desk: Desk, person: PersonKeys, feeds: Collection[FeedId], *, by: StaffId) -> int:
    """New cards for these computers, which the log brings them; returns how many.

    Raises NoCertificate, AdministratorExpired.
    """
    check_certified(desk, person)
    chosen = [one.device for one in list_lasting(desk) if one.device.feed in feeds]
    if chosen:
        cards = [card_for(desk, person, device.verify_key) for device in chosen]
        administration.record_cards(desk, cards, by)
    return len(chosen)


def request_certificate(desk: Desk, key: bytes) -> bytes:
    """What the holders of the root's shares need to certify this administrator."""
    return ask_for_certificate(_root(desk), key)


def accept_certificate(desk: Desk, key: bytes, card: bytes, *, by: StaffId) -> None:
    """Keep a certificate that the root signed, in the log, for every computer that administers. Raises NotYourCertificate."""
    try:
        certified = verify_administrator(card, _root(desk), today(desk))
    except WireError:
        raise NotYourCertificate("This is not a certificate; copy it again, whole.") from None
    if certified != key:
        raise NotYourCertificate("This certificate is another administrator's; they bring it in with their own words.")
    administration.record_cards(desk, [card], by)


def _day(desk: Desk) -> int:
    return day_number(today(desk))


def _root(desk: Desk) -> bytes:
    mission = find_mission(desk.cursor)
    assert mission is not None, "an administrator is at work in a mission"
    return mission[1]
