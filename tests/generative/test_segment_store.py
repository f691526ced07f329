"""Segments of a feed and its forks reach a relay cut anyhow, in any order, again and again: it ends up with every line."""

from hypothesis import given, settings
from hypothesis import strategies as st

from posta.relay.storage.sqlite_store import SqliteStore
from posta.relay.storage.store_protocol import AppendOutcome
from posta.wire.address import decode_segment, encode_segment
from tests.conformance.feedmaker import Device


@st.composite
def families(draw):
    """A device and up to three clones, each of which parts somewhere and goes its own way."""
    family = [Device(draw(st.integers(1, 20))).write(draw(st.integers(1, 12)), sizes=(9,))]
    for n in range(draw(st.integers(0, 3))):
        parent = draw(st.sampled_from(family))
        twin = parent.twin(draw(st.integers(0, len(parent.entries))))
        twin.append((b"own way %d" % n,))
        family.append(twin.write(draw(st.integers(0, 5)), sizes=(9,)))
    return family


def cuts_of(draw, device):
    """The device's entries as segments that may overlap and leave out the end."""
    count = len(device.entries)
    spans = draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(1, count)), max_size=6))
    return [device.segment(first, first + size) for first, size in spans]


@settings(max_examples=150, deadline=None)
@given(families(), st.data())
def test_store_when_segments_come_in_any_order_then_every_line_is_whole_in_the_end(family, data):
    segments = [segment for device in family for segment in cuts_of(data.draw, device)]
    order = data.draw(st.permutations(segments)) + [device.segment() for device in family]
    store = SqliteStore(":memory:")
    for segment in order:
        store.append(segment, encode_segment(segment), day=1)
        check_lines(store, family)
    for segment in order:
        assert store.append(segment, encode_segment(segment), day=1).outcome is AppendOutcome.HELD
    held = {hash_ for tip in store.list_tips() for hash_ in store.hashes(tip, 0, tip.sequence).values()}
    assert held == {entry.hash for device in family for entry in device.entries}
    store.close()


def check_lines(store, family):
    """Every line held is a beginning of some device's feed, and what is read of it is the same."""
    for tip in store.list_tips():
        line = store.hashes(tip, 0, tip.sequence)
        assert sorted(line) == list(range(tip.sequence + 1))
        assert any(
            [e.hash for e in device.entries[: tip.sequence + 1]] == [line[q] for q in sorted(line)] for device in family
        )
        given_out = store.read(tip.feed, 0, branch=tip.branch, first=0, max_bytes=1 << 20)
        read = {s.first + i: e.hash for s in map(decode_segment, given_out) for i, e in enumerate(s.entries)}
        assert {q: read[q] for q in line} == line
