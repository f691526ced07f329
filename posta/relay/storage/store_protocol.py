"""What a relay store must do, whatever it is made of; SQLite is the one that comes with Posta.

A store keeps segments of *branches*. A feed's incarnation has one branch as long as its device is honest and whole; a
fork adds another, and none is ever dropped. A branch is named by its number in order of arrival, and starts at a
sequence (`first`) after which it parts from its parent. `tests/conformance/relay_store_suite.py` is the contract.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Protocol

from posta.ids import FeedId
from posta.wire.address import Segment


class AppendOutcome(Enum):
    """What became of a segment: new here, held already, after a gap, or kept as another branch."""

    STORED = "stored"
    HELD = "held"
    GAP = "gap"
    FORKED = "forked"


class StoredTip(NamedTuple):
    """The newest entry of one branch."""

    feed: FeedId
    incarnation: int
    branch: int
    parent: int | None
    first: int
    sequence: int
    hash: bytes


class AppendResult(NamedTuple):
    """What became of a segment, and the tips of its incarnation afterwards."""

    outcome: AppendOutcome
    tips: tuple[StoredTip, ...]


class PartPlace(NamedTuple):
    """Where a part to be erased stands."""

    feed: bytes
    incarnation: int
    sequence: int
    digest: bytes


class StoredSegment(NamedTuple):
    """All that is known of one stored segment; `day` counts from 1970."""

    feed: bytes
    incarnation: int
    branch: int
    first: int
    last: int
    size: int
    day: int
    parts: int
    absent: int
    epochs: Mapping[bytes, int]


@dataclass(frozen=True, slots=True)
class Quota:
    """How much room a feed has, into how many branches it may fork, and how many feeds there may be."""

    bytes_per_feed: int = 2 << 30
    branches: int = 64
    feeds: int = 10_000


class Store(Protocol):
    """A relay store. `append` must be atomic and durable before it returns, from any number of threads."""

    def append(self, segment: Segment, data: bytes, *, day: int) -> AppendResult:
        """Keep what is new of a verified segment. Raises FeedFull, TooManyFeeds, StoreBroken."""

    def list_tips(self) -> list[StoredTip]:
        """Return the tips of all branches."""

    def hashes(self, tip: StoredTip, first: int, last: int) -> dict[int, bytes]:
        """Return the entry hashes first..last on the line that leads to this tip."""

    def read(self, feed: bytes, incarnation: int, *, branch: int, first: int, max_bytes: int) -> list[bytes]:
        """Return segments of a branch's line from the one holding `first`, at least one if there is any."""

    def erase(self, places: Sequence[PartPlace]) -> int:
        """Drop these parts, now and each time they come again; return the number dropped now."""

    def revoke(self, devices: Iterable[bytes], order: bytes) -> None:
        """Serve these devices no more, and keep the order for them; the first order against a device stays."""

    def find_order(self, device: bytes) -> bytes | None:
        """Return the order against a device (its verify key), None if it is served."""

    def list_revoked(self) -> frozenset[bytes]:
        """Return the verify keys of devices not to be served."""

    def describe(self) -> Iterator[StoredSegment]:
        """Return everything held, for `disclose`."""

    def count_erased(self) -> int:
        """Return how many parts were erased by order."""

    def close(self) -> None:
        """Let go of the disk."""
