"""A segment: up to 256 entries of one feed as they travel; and all that a relay may read of them.

    "PSg1" | verify key 32 | incarnation 4 | first sequence 8 | hash before 32 | signature 64 over the last head
    | number of epochs 1, then 8 each | number of entries 2 | entries

    entry: clock as difference to the entry before (varint) | number of parts 1 | parts
    part:  mark 1 | [epoch 8, if mark & 0x7f = 127] | size (varint) | sealed bytes, or their hash 32 if mark & 0x80 (absent)

What can be reckoned is not sent: feed (from the key), sequence, previous hash, and the hash of a part that is present.
The receiver rebuilds each canonical header, hashes the chain, and checks the one signature over the last head; so
nothing in a segment can be altered, left out or put in another order unnoticed. Nothing here opens a part.
"""

import struct
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from posta.feed.canonical import pack_part, pack_prefix
from posta.feed.entry import ALGORITHM, MAX_PART_SIZE, MAX_PARTS, WIRE_VERSION, Head
from posta.feed.sign import feed_id_of, verify_head
from posta.ids import FeedId
from posta.wire.errors import CutShort, NotASegment, TooLarge

MAX_ENTRIES = 256
MAX_BYTES = 256 * 1024
MAX_SEGMENT = 4 * MAX_BYTES  # what relays, posts and bundles take at once
MAX_COMMIT = MAX_SEGMENT - 2048  # headers and parts under one signature; the rest is for a segment's own head
_MAGIC = b"PSg1"
_FIXED = struct.Struct(">4s32sIQ32s64sB")
_INLINE, _ABSENT = 127, 0x80


class WirePart(NamedTuple):
    """A part on the way: the bytes may be absent (erased, withdrawn or not for the receiver)."""

    epoch: bytes
    digest: bytes
    size: int
    sealed: bytes | None


class WireEntry(NamedTuple):
    """An entry on the way: canonical header bytes, its hash, its clock and its parts."""

    header: bytes
    hash: bytes
    hlc: int
    parts: tuple[WirePart, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of entries of one feed with the signature over its last head."""

    verify_key: bytes
    feed: FeedId
    incarnation: int
    first: int
    before: bytes
    entries: tuple[WireEntry, ...]
    signature: bytes

    @property
    def last(self) -> int:
        """Return the sequence of the last entry."""
        return self.first + len(self.entries) - 1

    @property
    def head(self) -> Head:
        return Head(self.feed, self.incarnation, self.last, self.entries[-1].hash)


def verify_segment(segment: Segment) -> None:
    """Check the signature over the last head; with the chain rebuilt, it covers every entry. Raises BadSignature."""
    verify_head(segment.head, segment.verify_key, segment.signature)


def encode_segment(segment: Segment) -> bytes:
    """Return the bytes of a segment. Raises TooLarge."""
    if not 0 < len(segment.entries) <= MAX_ENTRIES:
        raise TooLarge("wrong_entry_count", limit=MAX_ENTRIES)
    epochs = _common_epochs(segment.entries)
    s = segment
    out = bytearray(
        _FIXED.pack(_MAGIC, s.verify_key, s.incarnation, s.first, s.before, s.signature, len(epochs)) + b"".join(epochs)
    )
    out += len(s.entries).to_bytes(2, "big")
    clock = 0
    for entry in s.entries:
        if entry.hlc < clock:
            raise NotASegment("entry_clock_goes_back")
        _append_varint(out, entry.hlc - clock)
        clock = entry.hlc
        out.append(len(entry.parts))
        for part in entry.parts:
            _append_part(out, part, epochs)
    return bytes(out)


def decode_segment(data: bytes) -> Segment:
    """Return the segment these bytes stand for, its chain rebuilt; the signature is not yet checked (`verify_segment`).

    Raises NotASegment, CutShort, TooLarge.
    """
    if len(data) > MAX_SEGMENT:
        raise TooLarge("segment_too_large")
    if len(data) < _FIXED.size or data[:4] != _MAGIC:
        raise NotASegment("not_a_segment")
    _, verify_key, incarnation, first, before, signature, epoch_count = _FIXED.unpack_from(data)
    if first >> 62:
        raise NotASegment("sequence_out_of_range")
    try:
        entries = _read_entries(data, _FIXED.size, epoch_count, (feed_id_of(verify_key), incarnation, first, before))
    except IndexError:
        raise CutShort("segment_cut_short") from None
    return Segment(verify_key, feed_id_of(verify_key), incarnation, first, before, entries, signature)


def _common_epochs(entries: tuple[WireEntry, ...]) -> list[bytes]:
    seen: dict[bytes, int] = {}
    for entry in entries:
        for part in entry.parts:
            seen[part.epoch] = seen.get(part.epoch, 0) + 1
    return [epoch for epoch, times in seen.items() if times > 1][:_INLINE]


def _append_part(out: bytearray, part: WirePart, epochs: list[bytes]) -> None:
    mark = epochs.index(part.epoch) if part.epoch in epochs else _INLINE
    out.append(mark | (0 if part.sealed is not None else _ABSENT))
    if mark == _INLINE:
        out += part.epoch
    _append_varint(out, part.size)
    out += part.digest if part.sealed is None else part.sealed


def _append_varint(out: bytearray, number: int) -> None:
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)


def _read_entries(
    data: bytes, at: int, epoch_count: int, start: tuple[FeedId, int, int, bytes]
) -> tuple[WireEntry, ...]:
    """Rebuild the headers and hashes; one flat loop, because every entry received passes here."""
    feed, incarnation, sequence, previous = start
    epochs = [data[at + 8 * i : at + 8 * i + 8] for i in range(epoch_count)]
    at += 8 * epoch_count
    count = data[at] << 8 | data[at + 1]
    at += 2
    if not 0 < count <= MAX_ENTRIES:
        raise TooLarge("wrong_entry_count", limit=MAX_ENTRIES)
    entries: list[WireEntry] = []
    clock = 0
    for _ in range(count):
        delta, at = _read_varint(data, at)
        clock += delta
        if not delta and entries:
            raise NotASegment("entry_clock_stands")
        parts, refs, at = _read_parts(data, at, epochs)
        if clock >> 63:
            raise NotASegment("entry_clock_out_of_range")
        prefix = pack_prefix(WIRE_VERSION, ALGORITHM, feed, incarnation, sequence, previous, clock)
        header = prefix + refs
        previous = sha256(previous + header).digest()
        entries.append(WireEntry(header, previous, clock, parts))
        sequence += 1
    if at != len(data):
        raise NotASegment("bytes_after_last_entry")
    return tuple(entries)


def _read_parts(data: bytes, at: int, epochs: list[bytes]) -> tuple[tuple[WirePart, ...], bytes, int]:
    """Return the parts of an entry and what its header says of them."""
    count = data[at]
    at += 1
    if count > MAX_PARTS:
        raise TooLarge("too_many_parts", limit=MAX_PARTS)
    parts, refs = [], data[at - 1 : at]
    for _ in range(count):
        mark = data[at]
        at += 1
        if mark & 127 == _INLINE:
            epoch, at = data[at : at + 8], at + 8
        else:
            epoch = epochs[mark & 127]
        size, at = _read_varint(data, at)
        if not 0 < size <= MAX_PART_SIZE:
            raise TooLarge("part_too_large")
        end = at + (32 if mark & _ABSENT else size)
        if end > len(data):
            raise IndexError
        body = data[at:end]
        at = end
        digest, sealed = (body, None) if mark & _ABSENT else (sha256(body).digest(), body)
        parts.append(WirePart(epoch, digest, size, sealed))
        refs += pack_part(epoch, digest, size)
    return tuple(parts), refs, at


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
        shift += 7
        if shift > 63:
            raise NotASegment("number_too_long")
