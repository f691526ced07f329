"""Segments: walked whole, cut anew, and broken in one place at a time."""

from dataclasses import replace

import pytest

from posta.feed.errors import BadSignature
from posta.wire.address import (
    MAX_ENTRIES,
    WirePart,
    decode_segment,
    encode_segment,
    verify_segment,
)
from posta.wire.errors import CutShort, NotASegment, TooLarge
from tests.conformance.feedmaker import Device, without_parts

DEVICE = Device(1).write(12)
GOOD = DEVICE.bytes(2, 10)
FIXED = 4 + 32 + 4 + 8 + 32 + 64 + 1


def test_segment_when_whole_then_the_same_entries_come_out():
    segment = decode_segment(GOOD)
    verify_segment(segment)
    assert segment == DEVICE.segment(2, 10)
    assert (segment.head.feed, segment.head.hash, segment.last) == (DEVICE.feed, DEVICE.hash_at(9), 9)


def test_segment_when_parts_are_absent_then_chain_and_signature_still_hold():
    bare = without_parts(DEVICE.segment(2, 10))
    one_gone = without_parts(DEVICE.segment(2, 10), DEVICE.entries[5].parts[0].digest)
    for segment in (bare, one_gone):
        data = encode_segment(segment)
        assert decode_segment(data) == segment
        verify_segment(decode_segment(data))
    assert len(encode_segment(bare)) < len(encode_segment(one_gone)) < len(GOOD)


def test_segment_when_epochs_are_many_or_single_then_round_trips():
    device = Device(3)
    for n in range(200):
        device.epochs = [n.to_bytes(8, "big"), b"same" * 2, (n // 2).to_bytes(8, "big")]
        device.append((b"a", b"b" * 200, b"c" * 20_000 if n == 7 else b"c"))
    assert decode_segment(device.bytes()) == device.segment()


def test_segment_of_entries_without_parts_then_round_trips():
    device = Device(4).write(3, sizes=())
    assert decode_segment(device.bytes()) == device.segment()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", NotASegment),
        (b"PSg2" + GOOD[4:], NotASegment),
        (GOOD[: FIXED - 1], NotASegment),
        (GOOD[:FIXED], CutShort),
        (GOOD[: FIXED + 20], CutShort),
        (GOOD[:-1], CutShort),
        (GOOD + b"\0", NotASegment),
        (bytes((1 << 20) + 1), TooLarge),
        (GOOD[: FIXED + 16] + b"\0\0", TooLarge),
        (GOOD[: FIXED + 16] + b"\1\1" + GOOD[FIXED + 18 :], TooLarge),
        (GOOD[: FIXED - 1] + b"\0" + b"\0\1" + b"\x05\x10" + bytes(50), TooLarge),
        (GOOD[: FIXED - 1] + b"\0" + b"\0\1" + b"\x05\x01\x7f" + bytes(8) + b"\0", TooLarge),
        (GOOD[: FIXED - 1] + b"\0" + b"\0\1" + b"\x05\x01\x7f" + bytes(8) + b"\xff\xff\x7f", TooLarge),
        (GOOD[: FIXED - 1] + b"\0" + b"\0\1" + b"\x05\x01\x05", CutShort),
        (GOOD[: FIXED - 1] + b"\0" + b"\0\1" + b"\xff" * 9 + b"\x01\x00", NotASegment),
        (GOOD[: FIXED - 1] + b"\0" + b"\0\1" + b"\xff" * 12, NotASegment),
    ],
)
def test_segment_bytes_when_one_rule_is_broken_then_that_rule_is_named(data, error):
    with pytest.raises(error):
        decode_segment(data)


@pytest.mark.parametrize(
    "broken",
    [
        replace(DEVICE.segment(2, 10), before=bytes(32)),
        replace(DEVICE.segment(2, 10), first=3),
        replace(DEVICE.segment(2, 10), incarnation=1),
        replace(DEVICE.segment(2, 10), signature=bytes(64)),
        replace(DEVICE.segment(2, 10), entries=DEVICE.segment(2, 10).entries[:-1]),
        replace(DEVICE.segment(2, 10), entries=DEVICE.segment(2, 10).entries[1:]),
        replace(DEVICE.segment(2, 10), entries=DEVICE.segment(2, 10).entries[::2]),
        replace(DEVICE.segment(2, 10), verify_key=Device(2).verify_key),
    ],
)
def test_segment_when_anything_was_left_out_or_moved_then_the_signature_says_so(broken):
    with pytest.raises(BadSignature):
        verify_segment(decode_segment(encode_segment(broken)))


def test_segment_when_two_entries_are_exchanged_then_refused():
    a, b = DEVICE.entries[3], DEVICE.entries[4]
    swapped = (a._replace(parts=b.parts), b._replace(parts=a.parts))
    with pytest.raises(BadSignature):
        verify_segment(decode_segment(encode_segment(replace(DEVICE.segment(3, 5), entries=swapped))))


def test_segment_when_too_many_or_no_entries_then_cannot_be_written():
    device = Device(5).write(MAX_ENTRIES + 1, sizes=(1,))
    assert decode_segment(device.bytes(1)).last == MAX_ENTRIES
    for entries in ((), tuple(device.entries)):
        with pytest.raises(TooLarge):
            encode_segment(replace(device.segment(), entries=entries))


def test_segment_when_the_sequence_runs_over_then_refused():
    with pytest.raises(NotASegment):
        decode_segment(GOOD[:40] + b"\xff" * 8 + GOOD[48:])


def test_segment_when_the_clock_stands_still_then_refused():
    one = DEVICE.entries[2]
    still = replace(DEVICE.segment(2, 4), entries=(one, DEVICE.entries[3]._replace(hlc=one.hlc)))
    with pytest.raises(NotASegment):
        decode_segment(encode_segment(still))


def test_segment_when_the_clock_goes_back_then_cannot_be_written():
    back = replace(DEVICE.segment(2, 4), entries=(DEVICE.entries[3], DEVICE.entries[2]))
    with pytest.raises(NotASegment):
        encode_segment(back)


def test_part_when_absent_then_says_its_size_and_hash():
    part = without_parts(DEVICE.segment()).entries[0].parts[0]
    assert part == WirePart(part.epoch, DEVICE.entries[0].parts[0].digest, 119, None)
