"""Segments under Hypothesis: whatever is written comes back, and whatever is altered is refused."""

from contextlib import suppress
from hashlib import sha256

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from posta.feed.canonical import decode_header, encode_header
from posta.feed.errors import FeedError
from posta.wire.address import decode_segment, encode_segment, verify_segment
from posta.wire.errors import WireError
from tests.conformance.feedmaker import Device

EPOCHS = st.sampled_from([b"facts...", b"care....", b"admin..."]) | st.binary(min_size=8, max_size=8)
PARTS = st.lists(st.tuples(EPOCHS, st.binary(min_size=1, max_size=300), st.booleans()), max_size=15)


@st.composite
def segments(draw, max_entries=12):
    """A device's segment: any parts, some absent, cut anywhere, in any incarnation."""
    device = Device(draw(st.integers(0, 50)), incarnation=draw(st.integers(0, (1 << 32) - 1)))
    for parts in draw(st.lists(PARTS, min_size=1, max_size=max_entries)):
        device.epochs = [epoch for epoch, _, _ in parts] or [bytes(8)]
        _append(device, parts)
    first = draw(st.integers(0, len(device.entries) - 1))
    return device.segment(first, draw(st.integers(first + 1, len(device.entries))))


def _append(device, parts):
    made = device.append(tuple(sealed for _, sealed, _ in parts))
    assert len(made.parts) == len(parts)
    kept = [keep for _, _, keep in parts]
    named = tuple(p._replace(sealed=p.sealed if keep else None) for p, keep in zip(made.parts, kept, strict=True))
    device.entries[-1] = made._replace(parts=named)


SMALL = Device(8).write(3, sizes=(40, 33)).bytes(1)
LARGE = Device(9).write(40).bytes()


@settings(max_examples=300, deadline=None)
@given(segments())
def test_segment_when_written_then_read_back_the_same(segment):
    data = encode_segment(segment)
    read = decode_segment(data)
    verify_segment(read)
    assert read == segment
    assert encode_segment(read) == data
    for entry in read.entries:
        assert encode_header(decode_header(entry.header)) == entry.header


@settings(max_examples=300, deadline=None)
@given(segments(max_entries=4), st.data())
def test_segment_when_any_bit_is_flipped_then_refused(segment, data):
    good = encode_segment(segment)
    bit = data.draw(st.integers(0, len(good) * 8 - 1))
    broken = bytearray(good)
    broken[bit // 8] ^= 1 << bit % 8
    assert _refused(bytes(broken))


def test_small_segment_when_each_bit_is_flipped_in_turn_then_refused():
    verify_segment(decode_segment(SMALL))
    for bit in range(len(SMALL) * 8):
        broken = bytearray(SMALL)
        broken[bit // 8] ^= 1 << bit % 8
        assert _refused(bytes(broken)), f"bit {bit}"


def test_small_segment_when_cut_anywhere_then_refused():
    for size in range(len(SMALL)):
        assert _refused(SMALL[:size])


@settings(max_examples=2000, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_then_only_errors_of_posta(junk):
    _refused(junk)
    _refused(SMALL[:145] + junk)
    _refused(SMALL[: len(SMALL) - len(junk)] + junk)


@settings(max_examples=500, deadline=None)
@given(st.integers(0, len(LARGE)), st.integers(0, 40), st.binary(max_size=40))
def test_large_segment_when_a_stretch_is_replaced_then_refused(at, gone, fresh):
    broken = LARGE[:at] + fresh + LARGE[at + gone :]
    assume(broken != LARGE)
    assert _refused(broken)


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=200))
def test_any_header_bytes_then_a_header_or_an_error_of_posta(junk):
    for data in (junk, b"\1" + junk, LARGE[:70] + junk):
        with suppress(FeedError):
            assert encode_header(decode_header(data)) == data


@settings(max_examples=200, deadline=None)
@given(segments(max_entries=6), st.data())
def test_segment_when_parts_are_dropped_then_only_absence_changes(segment, data):
    """Erasure at any place leaves hash and signature as they were."""
    bare = decode_segment(encode_segment(segment))
    entries = tuple(
        entry._replace(parts=tuple(p._replace(sealed=None) if data.draw(st.booleans()) else p for p in entry.parts))
        for entry in bare.entries
    )
    fresh = decode_segment(encode_segment(_with(segment, entries)))
    verify_segment(fresh)
    assert [entry.hash for entry in fresh.entries] == [entry.hash for entry in segment.entries]
    assert all(p.sealed is None or sha256(p.sealed).digest() == p.digest for e in fresh.entries for p in e.parts)


def _with(segment, entries):
    object.__setattr__(segment, "entries", entries)
    return segment


def _refused(data: bytes) -> bool:
    """Whether an error of these rooms says no; any other error fails the test."""
    try:
        verify_segment(decode_segment(data))
    except (WireError, FeedError):
        return True
    return False
