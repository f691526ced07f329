"""What a road must do. Same bytes, same checks, idempotent, in any order, on every one of them."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from posta.errors import TemporarilyUnavailable, gettext_noop
from posta.feed.entry import Head
from posta.wire.compare import Offer, Want


class TransportError(TemporarilyUnavailable):
    """The other side cannot be reached now; what is to send waits and nothing is lost."""

    sentences = {
        "not_posta": gettext_noop(
            "The other side answered something else than Posta, perhaps a page that asks to log in to the Wi-Fi; "
            "it will be tried again."
        ),
        "too_slow_answer": gettext_noop(
            "The other side answers too slowly; the exchange was broken off and goes on at the next round."
        ),
        "too_large_answer": gettext_noop("The other side answered more than Posta does; the exchange was broken off."),
        "exchange_broke_off": gettext_noop(
            "The exchange broke off by an error of this computer; it will be tried again."
        ),
        "own_card_expired": gettext_noop(
            "The membership card of this computer has expired. You can keep working, but it can only exchange by USB"
            " stick until the card is renewed. Ask the administration to renew it, and bring the file of the"
            " administration here."
        ),
        "own_device_revoked": gettext_noop(
            "This computer was declared lost: nobody exchanges with it any more. Lock it and call the administration."
        ),
        "other_clock_ahead": gettext_noop(
            "The clock of the other side is ahead, so it takes membership cards for over; the one of this "
            "computer is right. Tell who keeps the other side."
        ),
        "no_membership_card": gettext_noop(
            "This computer has no membership card yet; ask an administrator to enrol it."
        ),
        "not_reached": gettext_noop("The other side cannot be reached; what is to send waits here."),
    }


class PeerRefused(TransportError):
    """The other side was reached and does not serve this computer; `answer` is what it said."""

    sentences = {
        "signature_not_accepted": gettext_noop(
            "The other side did not accept this device's signature; check the clock and the card."
        ),
        "served_no_more": gettext_noop("The other side serves this computer no more; ask the administration."),
    }

    def __init__(self, code: str, answer: bytes = b"") -> None:
        super().__init__(code)
        self.answer = answer


class SyncRequestRefused(TransportError):
    """The other side was reached and refused this one request."""

    sentence = gettext_noop("The other side answered %(status)s; it will be tried again.")


class SegmentRejected(SyncRequestRefused):
    """The other side was reached and did not keep this one segment: what comes before it is missing, or it is a fork."""


class Transport(Protocol):
    """One other holder of feeds, reached by some road."""

    def diff(self, heads: Sequence[Head]) -> tuple[list[Offer], list[Want]]:
        """Return what the other side has that we lack, and what it lacks. Raises TransportError."""

    def fetch(self, offer: Offer) -> Iterator[bytes]:
        """Yield segments of an offer, in order; may end early. Raises TransportError."""

    def push(self, segment: bytes) -> None:
        """Hand over a segment; handing it over twice changes nothing. Raises TransportError, SegmentRejected."""
