"""What a membership card says of itself before anybody verifies it; and how an administrator asks for a new one.

    request for a certificate   "PRq1" | root's verify key 32 | administrator's verify key 32

The request holds no secret. The holders of the root's shares answer it with an administrator's card, at any computer:
they need neither the mission's record nor its network.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from posta.catalog.bounds import LAST_DAY
from posta.errors import NotAllowed, gettext_noop
from posta.feed.sign import feed_id_of
from posta.ids import FeedId
from posta.wire.errors import WireError
from posta.wire.membership import CARD_SIZE, NotACard, issue_administrator

ADMINISTRATOR_DAYS = 365
ADMINISTRATOR_CARD_SIZE = 120
_REQUEST = b"PRq1"


class NotACertificateRequest(WireError):
    """The bytes are not an administrator's request for a certificate."""

    sentence = gettext_noop("This is not the request of an administrator; copy it again from their screen.")


class OtherRoot(NotAllowed):
    """The shares restore the root of another mission."""

    sentence = gettext_noop("These shares restore the root of another mission than the one that asks.")


@dataclass(frozen=True, slots=True)
class UnverifiedCard:
    """A card unverified: whose it is (a device's feed id, an administrator's key in the same way), its last day."""

    key: bytes
    until: int

    @property
    def holder(self) -> FeedId:
        return feed_id_of(self.key)


def peek_card(card: bytes) -> UnverifiedCard:
    """Return what a card says of itself. Raises NotACard."""
    sizes = {b"PAc1": ADMINISTRATOR_CARD_SIZE, b"PCd1": CARD_SIZE}
    if len(card) != sizes.get(card[:4], -1):
        raise NotACard("not_a_card")
    until = int.from_bytes(card[52:56], "big")
    if until > LAST_DAY:
        raise NotACard("not_a_card")
    return UnverifiedCard(card[20:52], until)


def encode_certificate_request(root_key: bytes, administrator: bytes) -> bytes:
    """Return an administrator's request to the mission's root."""
    return _REQUEST + root_key + administrator


def issue_certificate(sign: Callable[[bytes], bytes], root_key: bytes, request: bytes, today: date) -> bytes:
    """Return the administrator's card that answers a request, signed with the root's key.

    Raises NotACertificateRequest, OtherRoot.
    """
    if len(request) != len(_REQUEST) + 64 or not request.startswith(_REQUEST):
        raise NotACertificateRequest
    if request[4:36] != root_key:
        raise OtherRoot
    until = today + timedelta(days=ADMINISTRATOR_DAYS)
    return issue_administrator(sign, root_key=root_key, administrator=request[36:], valid_until=until)


def parse_hex_code(text: str) -> bytes:
    r"""Return bytes from a code in hexadecimal digits, with any spaces and line breaks; empty if it is none.

    >>> parse_hex_code("50 41\n63")
    b'PAc'
    """
    try:
        return bytes.fromhex("".join(text.split()))
    except ValueError:
        return b""
