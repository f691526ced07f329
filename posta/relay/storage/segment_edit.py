"""Segments that are cut or edited without touching what their signature covers: a later start, parts filled in or
removed."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace

from posta.wire.address import Segment, WireEntry, WirePart, decode_segment


def slice_from(segment: Segment, first: int) -> Segment:
    """Return the end of a segment from `first` on; its signature over the last head still covers it."""
    cut = first - segment.first
    if cut <= 0:
        return segment
    before = segment.entries[cut - 1].hash
    return replace(segment, first=first, before=before, entries=segment.entries[cut:])


def begins_whole(segment: Segment, data: bytes) -> bool:
    """Return whether these bytes begin where the segment begins (its first sequence stands at 40..48)."""
    return data[40:48] == segment.first.to_bytes(8, "big")


def replace_parts(segment: Segment, offered: Mapping[bytes, bytes], erased: Collection[bytes]) -> Segment:
    """Return the segment with offered parts filled in and erased parts absent; itself if nothing changes."""
    if not offered and not any(part.digest in erased for entry in segment.entries for part in entry.parts):
        return segment
    entries = tuple(_entry_with(entry, offered, erased) for entry in segment.entries)
    return segment if entries == segment.entries else replace(segment, entries=entries)


def list_hashes(data: bytes) -> list[bytes]:
    """Return the hashes of a segment's entries."""
    return [entry.hash for entry in decode_segment(data).entries]


def count_epochs(data: bytes) -> Counter[bytes]:
    """Return the epochs that a segment's parts name, and how often."""
    return Counter(part.epoch for entry in decode_segment(data).entries for part in entry.parts)


def count_parts(segment: Segment) -> tuple[int, int]:
    """Return how many parts a segment names, and how many of them are absent."""
    absent = [part.sealed is None for entry in segment.entries for part in entry.parts]
    return len(absent), sum(absent)


def _entry_with(entry: WireEntry, offered: Mapping[bytes, bytes], erased: Collection[bytes]) -> WireEntry:
    parts = tuple(_part_with(part, offered, erased) for part in entry.parts)
    return WireEntry(entry.header, entry.hash, entry.hlc, parts)


def _part_with(part: WirePart, offered: Mapping[bytes, bytes], erased: Collection[bytes]) -> WirePart:
    sealed = None if part.digest in erased else part.sealed or offered.get(part.digest)
    return WirePart(part.epoch, part.digest, part.size, sealed)
