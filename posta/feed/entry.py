"""An entry: one act, written down once by one device and never changed.

An entry is a small public *header* and one to fifteen sealed *parts*. The header says who wrote (which device), where in
that device's log the entry stands, and the hash and size of each part. It says nothing of what was done or to whom: that
is inside the parts, and each part is sealed for the compartment it belongs to.

The hash of an entry covers the previous hash and the header, and the header covers the hashes of the *sealed* parts. So

- a part may be missing (never sent, erased, withdrawn) and the chain still proves that nothing else is;
- one signature over the newest hash vouches for every entry before it;
- a device that cannot open a part can still check it, keep it and carry it on.

>>> header = Header(feed=FeedId(bytes(16)), incarnation=0, sequence=0, previous=GENESIS, hlc=1 << 16, parts=())
>>> header.wire_version
1
"""

from dataclasses import dataclass

from posta.feed.errors import MalformedHeader
from posta.ids import FeedId

WIRE_VERSION = 1
ALGORITHM = 1  # SHA-256, Ed25519, XChaCha20-Poly1305; a successor (post-quantum) takes the next number
HASH_SIZE = 32
GENESIS = bytes(HASH_SIZE)
MAX_PARTS = 15
LAST_INCARNATION = (1 << 32) - 1
MAX_PART_SIZE = 1 << 20


@dataclass(frozen=True, slots=True)
class PartRef:
    """What a header says of one sealed part: the epoch that seals it, the hash of its bytes, their number."""

    epoch: bytes
    digest: bytes
    size: int

    def __post_init__(self) -> None:
        if len(self.epoch) != 8 or len(self.digest) != HASH_SIZE or not 0 < self.size <= MAX_PART_SIZE:
            raise MalformedHeader("wrong_reference_length")


@dataclass(frozen=True, slots=True)
class Header:
    """The public head of an entry; `hlc` is 48 bits of milliseconds and a 16-bit counter."""

    feed: FeedId
    incarnation: int
    sequence: int
    previous: bytes
    hlc: int
    parts: tuple[PartRef, ...]
    wire_version: int = WIRE_VERSION
    algorithm: int = ALGORITHM

    def __post_init__(self) -> None:
        if len(self.feed) != 16 or len(self.previous) != HASH_SIZE or len(self.parts) > MAX_PARTS:
            raise MalformedHeader("wrong_field_length")
        if not (0 <= self.incarnation <= LAST_INCARNATION and 0 <= self.sequence < 1 << 63 and 0 <= self.hlc < 1 << 63):
            raise MalformedHeader("header_out_of_range")


@dataclass(frozen=True, slots=True)
class Head:
    """How far a feed is known: the hash at a sequence of one incarnation."""

    feed: FeedId
    incarnation: int
    sequence: int
    hash: bytes
