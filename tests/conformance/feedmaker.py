"""Feeds made from a seed: devices with fixed keys and entries with random-looking parts, for every trust test."""

import random
from dataclasses import dataclass, field
from hashlib import sha256

from nacl.bindings import crypto_sign, crypto_sign_seed_keypair

from posta.feed.canonical import encode_header, hash_entry
from posta.feed.entry import GENESIS, Head, Header, PartRef
from posta.feed.sign import feed_id_of, head_message
from posta.ids import FeedId
from posta.wire.address import Segment, WireEntry, WirePart, encode_segment

START = 1_543_104_000_000 << 16


def head_after(header: Header) -> Head:
    """The head of the feed once this entry stands."""
    return Head(header.feed, header.incarnation, header.sequence, hash_entry(header.previous, encode_header(header)))


@dataclass
class Device:
    """A device that writes: keys from a number, entries numbered on, the clock moving by itself."""

    number: int
    incarnation: int = 0
    entries: list[WireEntry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.verify_key, self.secret = crypto_sign_seed_keypair(sha256(b"device %d" % self.number).digest())
        self.random = random.Random(self.number)
        self.epochs = [self.random.randbytes(8) for _ in range(3)]

    @property
    def feed(self) -> FeedId:
        return feed_id_of(self.verify_key)

    def sign(self, message: bytes) -> bytes:
        return crypto_sign(message, self.secret)[:64]

    def hash_at(self, sequence: int) -> bytes:
        return self.entries[sequence].hash if sequence >= 0 else GENESIS

    def write(self, count: int = 1, sizes: tuple[int, ...] = (119, 266)) -> "Device":
        """Append entries with one part per size."""
        for _ in range(count):
            self.append(tuple(self.random.randbytes(size) for size in sizes))
        return self

    def append(self, sealed: tuple[bytes, ...]) -> WireEntry:
        sequence = len(self.entries)
        hlc = (self.entries[-1].hlc if self.entries else START) + 65536 * self.random.randrange(1, 90_000)
        epochs = [self.epochs[i % len(self.epochs)] for i in range(len(sealed))]
        parts = tuple(WirePart(e, sha256(b).digest(), len(b), b) for e, b in zip(epochs, sealed, strict=True))
        refs = tuple(PartRef(p.epoch, p.digest, p.size) for p in parts)
        previous = self.hash_at(sequence - 1)
        header = encode_header(Header(self.feed, self.incarnation, sequence, previous, hlc, refs))
        self.entries.append(WireEntry(header, hash_entry(previous, header), hlc, parts))
        return self.entries[-1]

    def segment(self, first: int = 0, stop: int | None = None) -> Segment:
        """Entries first..stop-1 with a signature over the last."""
        held = tuple(self.entries[first:stop])
        head = Head(self.feed, self.incarnation, first + len(held) - 1, held[-1].hash)
        before = self.hash_at(first - 1)
        return Segment(self.verify_key, self.feed, self.incarnation, first, before, held, self.sign(head_message(head)))

    def bytes(self, first: int = 0, stop: int | None = None) -> bytes:
        return encode_segment(self.segment(first, stop))

    def twin(self, length: int) -> "Device":
        """A clone of this device, as after a restore, that shares its first entries and then goes its own way."""
        other = Device(self.number, self.incarnation, self.entries[:length])
        other.random = random.Random(self.number * 1009 + length + 1)
        other.random.randbytes(8)
        return other


def without_parts(segment: Segment, *digests: bytes) -> Segment:
    """The same segment with these parts (or all) absent."""
    entries = tuple(
        entry._replace(
            parts=tuple(p._replace(sealed=None) if not digests or p.digest in digests else p for p in entry.parts)
        )
        for entry in segment.entries
    )
    return Segment(
        segment.verify_key, segment.feed, segment.incarnation, segment.first, segment.before, entries, segment.signature
    )
