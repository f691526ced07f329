"""A membership card: proof that a device belongs to the mission, without a name; and what is signed with it.

    administrator's card   "PAc1" | mission 16 | administrator's verify key 32 | valid until 4 | root's signature 64
    device's card          "PCd1" | mission 16 | device's verify key 32 | valid until 4 | may 2
                           | administrator's card 120 | administrator's signature 64
    order                  "POr1" | kind 1 | administrator's card 120 | payload | administrator's signature 64

The mission's id is the beginning of the SHA-256 of its root verify key, so a relay or a post on the same Wi-Fi needs
only that one key to tell members from strangers. Days are counted from 1970. A card says nothing of who or where.

A *request* is signed by the device over method, path, body and moment. An *order* (erase these parts, trust this device
no more) is signed by an administrator and may be carried by anybody, any number of times: obeying twice changes
nothing.

Signatures are Ed25519 (RFC 8032), hashes SHA-256 (FIPS 180-4); headers carry them in base64 with the letters
that addresses allow (RFC 4648).
"""

import struct
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, IntFlag
from hashlib import sha256

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from posta.clock import MINUTE_MILLIS, from_epoch_day, to_epoch_day
from posta.errors import NotAllowed, gettext_noop
from posta.feed.sign import feed_id_of
from posta.ids import FeedId
from posta.wire.errors import WireError

CARD_HEADER = "posta-card"
REQUEST_HEADER = "posta-request"
TIME_HEADER = "posta-time"
WINDOW = 5 * MINUTE_MILLIS
MISSION_SIZE = 16
SIGNATURE_SIZE = 64
_LAST_DAY = to_epoch_day(date.max)
_ADMINISTRATOR = struct.Struct(">4s16s32sI")
_DEVICE = struct.Struct(">4s16s32sIH")
_ADMINISTRATOR_SIZE = _ADMINISTRATOR.size + SIGNATURE_SIZE
CARD_SIZE = _DEVICE.size + _ADMINISTRATOR_SIZE + SIGNATURE_SIZE

Sign = Callable[[bytes], bytes]


class NotACard(WireError):
    """The bytes are not a membership card of a version this program knows."""

    sentences = {
        "not_a_card": gettext_noop(
            "This is not a membership card of this version; ask an administrator for a new one."
        ),
        "card_names_no_day": gettext_noop(
            "The card names a day that does not exist; ask an administrator for a new one."
        ),
        "not_an_administrator_card": gettext_noop(
            "This is not an administrator's card of this version; ask the mission's root for a new one."
        ),
        "card_not_readable": gettext_noop("The card in the request is not readable; send the card as it was issued."),
    }


class OtherMission(NotAllowed):
    """The card belongs to another mission."""

    sentences = {
        "card_of_another_mission": gettext_noop(
            "The card belongs to another mission; use the address of your own mission's relay."
        ),
        "administrator_of_another_mission": gettext_noop("The administrator belongs to another mission."),
    }


class BadAdministratorSignature(NotAllowed):
    """The administrator's card was not signed by the mission's root key."""

    sentence = gettext_noop("The administrator's card was not signed by the mission's root key.")


class AdministratorExpired(NotAllowed):
    """The card of the administrator who signed has run out."""

    sentence = gettext_noop("The administrator's card has run out; the mission's root must renew it.")


class BadCardSignature(NotAllowed):
    """The device's card was not signed by the administrator it names."""

    sentence = gettext_noop("The card was not signed by its administrator; ask for a new one.")


class CardExpired(NotAllowed):
    """The device's card has run out."""

    sentence = gettext_noop("The device's card has run out; ask an administrator to renew it.")


class NotARequest(WireError):
    """The header is not a signed request."""

    sentence = gettext_noop("The request is not signed in the form expected; update this program.")


class RequestOutOfTime(NotAllowed):
    """The request was signed at another time than now, or is being replayed."""

    sentence = gettext_noop("The request was signed at another time; sign it with the time stated in this answer.")


class BadRequestSignature(NotAllowed):
    """The request was not signed by the device of the card, or was altered."""

    sentence = gettext_noop("The request was not signed by the device of this card, or was altered on the way.")


class NotAnOrder(WireError):
    """The bytes are not an administrator's order of the kind expected."""

    sentence = gettext_noop("This is not an administrator's order of the kind expected; make it again.")


class BadOrderSignature(NotAllowed):
    """The order was not signed by the administrator it names."""

    sentence = gettext_noop("The order was not signed by the administrator it names, or was altered on the way.")


class Permission(IntFlag):
    """What a card allows: append to the device's own feed, fetch any feed, carry the feeds of others."""

    WRITE = 1
    READ = 2
    CARRY = 4


MEMBER = Permission.WRITE | Permission.READ | Permission.CARRY


class OrderKind(IntEnum):
    """What an order asks for."""

    ERASE = 1
    REVOKE = 2


@dataclass(frozen=True, slots=True)
class Card:
    """A verified membership: which mission, which device, until when, what it may."""

    mission: bytes
    device: bytes
    valid_until: date
    may: Permission
    administrator: bytes

    @property
    def feed(self) -> FeedId:
        """Return the feed this device writes."""
        return feed_id_of(self.device)


def mission_of(root_key: bytes) -> bytes:
    """Return the id of the mission with this root verify key."""
    return sha256(root_key).digest()[:MISSION_SIZE]


def issue_administrator(sign: Sign, *, root_key: bytes, administrator: bytes, valid_until: date) -> bytes:
    """Return an administrator's card; `sign` signs with the mission's root key."""
    body = _ADMINISTRATOR.pack(b"PAc1", mission_of(root_key), administrator, to_epoch_day(valid_until))
    return body + sign(b"posta/1/administrator" + body)


def issue_card(
    sign: Sign, *, administrator: bytes, device: bytes, valid_until: date, may: Permission = MEMBER
) -> bytes:
    """Return a device's card.

    `sign` signs with the administrator's key, `administrator` is the administrator's card.
    """
    mission = administrator[4 : 4 + MISSION_SIZE]
    body = _DEVICE.pack(b"PCd1", mission, device, to_epoch_day(valid_until), may) + administrator
    return body + sign(b"posta/1/card" + body)


def verify_card(card: bytes, root_key: bytes, today: date) -> Card:
    """Return the membership a card proves today.

    Raises NotACard, OtherMission, BadAdministratorSignature, AdministratorExpired, BadCardSignature, CardExpired.
    """
    if len(card) != CARD_SIZE or card[:4] != b"PCd1":
        raise NotACard("not_a_card")
    _, mission, device, until, may = _DEVICE.unpack_from(card)
    if until > _LAST_DAY:
        raise NotACard("card_names_no_day")
    if mission != mission_of(root_key):
        raise OtherMission("card_of_another_mission")
    administrator = verify_administrator(card[_DEVICE.size : _DEVICE.size + _ADMINISTRATOR_SIZE], root_key, today)
    if not _is_signed(b"posta/1/card", card, administrator):
        raise BadCardSignature
    if until < to_epoch_day(today):
        raise CardExpired
    return Card(mission, device, from_epoch_day(until), Permission(may), administrator)


def verify_administrator(card: bytes, root_key: bytes, today: date) -> bytes:
    """Return the verify key of an administrator today.

    Raises NotACard, OtherMission, BadAdministratorSignature, AdministratorExpired.
    """
    if len(card) != _ADMINISTRATOR_SIZE or card[:4] != b"PAc1":
        raise NotACard("not_an_administrator_card")
    _, mission, key, until = _ADMINISTRATOR.unpack_from(card)
    if mission != mission_of(root_key):
        raise OtherMission("administrator_of_another_mission")
    if not _is_signed(b"posta/1/administrator", card, root_key):
        raise BadAdministratorSignature
    if until < to_epoch_day(today):
        raise AdministratorExpired
    return bytes(key)


def sign_request(sign: Sign, *, method: str, path: str, body: bytes, moment_ms: int) -> str:
    """Return the value of the request header; `path` includes the query, `sign` signs with the device's key."""
    signature = sign(_request_message(method, path, body, moment_ms))
    return f"{moment_ms}.{b64encode(signature, b'-_').decode()}"


def verify_request(
    value: str, device: bytes, *, method: str, path: str, body: bytes, now_ms: int, window_ms: int = WINDOW
) -> None:
    """Check that this device made this request within the window.

    A post's clock may be years off: the side that answers RequestOutOfTime states its own time, and the device signs
    again with that. Raises NotARequest, RequestOutOfTime, BadRequestSignature.
    """
    moment_ms, signature = _read_request(value)
    if abs(moment_ms - now_ms) > window_ms:
        raise RequestOutOfTime
    message = _request_message(method, path, body, moment_ms)
    if not _verifies(signature, message, device):
        raise BadRequestSignature


def issue_order(sign: Sign, *, kind: OrderKind, administrator: bytes, payload: bytes) -> bytes:
    """Return an order of the administrator whose card this is; `sign` signs with the administrator's key."""
    body = b"POr1" + bytes((kind,)) + administrator + payload
    return body + sign(b"posta/1/order" + body)


def verify_order(order: bytes, root_key: bytes, today: date, *, kind: OrderKind) -> bytes:
    """Return the payload of an order of this kind.

    Raises NotAnOrder, BadOrderSignature and what `verify_administrator` does.
    """
    if len(order) < 5 + _ADMINISTRATOR_SIZE + SIGNATURE_SIZE or order[:5] != b"POr1" + bytes((kind,)):
        raise NotAnOrder
    administrator = verify_administrator(order[5 : 5 + _ADMINISTRATOR_SIZE], root_key, today)
    if not _is_signed(b"posta/1/order", order, administrator):
        raise BadOrderSignature
    return order[5 + _ADMINISTRATOR_SIZE : -SIGNATURE_SIZE]


def encode_header_value(card: bytes) -> str:
    """Return a card as the value of the card header."""
    return b64encode(card, b"-_").decode()


def decode_header_value(value: str) -> bytes:
    """Return the card in a card header. Raises NotACard."""
    try:
        return b64decode(value, b"-_", validate=True)
    except ValueError:
        raise NotACard("card_not_readable") from None


def _read_request(value: str) -> tuple[int, bytes]:
    moment, _, signature = value.partition(".")
    try:
        if not (moment.isascii() and moment.isdigit() and len(moment) <= 18):
            raise ValueError
        return int(moment), b64decode(signature, b"-_", validate=True)
    except ValueError:
        raise NotARequest from None


def _request_message(method: str, path: str, body: bytes, moment_ms: int) -> bytes:
    moment = moment_ms.to_bytes(8, "big")
    return b"posta/1/request" + moment + sha256(body).digest() + f"{method} {path}".encode()


def _is_signed(context: bytes, signed: bytes, key: bytes) -> bool:
    return _verifies(signed[-SIGNATURE_SIZE:], context + signed[:-SIGNATURE_SIZE], key)


def _verifies(signature: bytes, message: bytes, key: bytes) -> bool:
    if len(signature) != SIGNATURE_SIZE:
        return False
    try:
        crypto_sign_open(signature + message, key)
    except (BadSignatureError, ValueError):
        return False
    return True
