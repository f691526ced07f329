"""What a road must do. Same bytes, same checks, idempotent, in any order, on every one of them."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from posta.errors import TemporarilyUnavailable
from posta.feed.entry import Head
from posta.wire.compare import Offer, Want


class TransportError(TemporarilyUnavailable):
    """The other side cannot be reached now; what is to send waits and nothing is lost."""


class PeerRefused(TransportError):
    """The other side was reached and does not serve this computer; `answer` is what it said."""

    def __init__(self, message: str, answer: bytes = b"") -> None:
        super().__init__(message)
        self.answer = answer


class SyncRequestRefused(TransportError):
    """The other side was reached and refused this one request."""


class SegmentRejected(SyncRequestRefused):
    """The other side was reached and did not keep this one segment, for want of what comes before it or of a fork."""


class Transport(Protocol):
    """One other holder of feeds, reached by some road."""

    def diff(self, heads: Sequence[Head]) -> tuple[list[Offer], list[Want]]:
        """What the other side has that we lack, and what it lacks. Raises RoadClosed."""

    def fetch(self, offer: Offer) -> Iterator[bytes]:
        """Segments of an offer, in order; may end early. Raises RoadClosed."""

    def push(self, segment: bytes) -> None:
        """Hand over a segment; handing it over twice changes nothing. Raises RoadClosed, NotTaken."""
