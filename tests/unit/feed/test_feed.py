"""The rules of a feed: a valid chain is walked, and one thing broken at a time."""

from dataclasses import replace

import pytest

from posta.feed import errors as e
from posta.feed import hlc
from posta.feed.canonical import PREFIX_SIZE, decode_header, encode_header, hash_entry, prefix_of
from posta.feed.chain import validate_first, validate_next
from posta.feed.entry import GENESIS, MAX_PART_SIZE, Head, Header, PartRef
from posta.feed.fork import ForkProof, verify_fork
from posta.feed.sign import feed_id_of, head_message, verify_head
from posta.ids import FeedId
from tests.conformance.feedmaker import Device, head_after

DEVICE = Device(1).write(3)
HEADERS = [decode_header(entry.header) for entry in DEVICE.entries]
REF = PartRef(b"e" * 8, b"h" * 32, 5)


def head(device, sequence):
    return Head(device.feed, device.incarnation, sequence, device.hash_at(sequence))


def signed(device, sequence):
    return device.sign(head_message(head(device, sequence)))


def test_chain_when_valid_then_every_rule_holds_and_the_head_follows():
    validate_first(HEADERS[0])
    for before, header in zip(HEADERS, HEADERS[1:], strict=False):
        validate_next(before, head_after(before), header)
    assert head_after(HEADERS[2]) == head(DEVICE, 2)


@pytest.mark.parametrize(
    ("changed", "error"), [({"sequence": 1}, e.WrongSequence), ({"previous": b"\1" * 32}, e.BrokenBacklink)]
)
def test_first_entry_when_one_rule_is_broken_then_that_rule_is_named(changed, error):
    with pytest.raises(error):
        validate_first(replace(HEADERS[0], **changed))


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"feed": FeedId(bytes(16))}, e.WrongFeed),
        ({"incarnation": 1}, e.WrongFeed),
        ({"sequence": 1}, e.WrongSequence),
        ({"sequence": 3}, e.WrongSequence),
        ({"previous": GENESIS}, e.BrokenBacklink),
        ({"hlc": HEADERS[1].hlc}, e.ClockWentBack),
        ({"hlc": HEADERS[1].hlc - 1}, e.ClockWentBack),
    ],
)
def test_next_entry_when_one_rule_is_broken_then_that_rule_is_named(changed, error):
    with pytest.raises(error):
        validate_next(HEADERS[1], head(DEVICE, 1), replace(HEADERS[2], **changed))


@pytest.mark.parametrize("ref", [(b"e" * 7, b"h" * 32, 5), (b"e" * 8, b"h" * 31, 5), (b"e" * 8, b"h" * 32, 0)])
def test_part_reference_of_wrong_length_then_cannot_exist(ref):
    with pytest.raises(e.MalformedHeader):
        PartRef(*ref)


def test_part_reference_when_as_large_as_allowed_then_exists_and_not_larger():
    PartRef(b"e" * 8, b"h" * 32, MAX_PART_SIZE)
    with pytest.raises(e.MalformedHeader):
        PartRef(b"e" * 8, b"h" * 32, MAX_PART_SIZE + 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"feed": FeedId(b"x" * 15)},
        {"previous": b"x" * 31},
        {"parts": (REF,) * 16},
        {"incarnation": 1 << 32},
        {"incarnation": -1},
        {"sequence": 1 << 63},
        {"sequence": -1},
        {"hlc": 1 << 63},
        {"hlc": -1},
    ],
)
def test_header_out_of_range_then_cannot_exist(changed):
    with pytest.raises(e.MalformedHeader):
        replace(HEADERS[0], **changed)


def test_header_at_its_limits_then_round_trips():
    for changed in ({"incarnation": (1 << 32) - 1}, {"sequence": (1 << 63) - 1}, {"parts": (REF,) * 15}, {"parts": ()}):
        header = replace(HEADERS[0], **changed)
        assert decode_header(encode_header(header)) == header
        assert prefix_of(header) == encode_header(header)[:PREFIX_SIZE]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", e.MalformedHeader),
        (bytes(PREFIX_SIZE), e.MalformedHeader),
        (encode_header(HEADERS[0])[:-1], e.MalformedHeader),
        (encode_header(HEADERS[0]) + b"\0", e.MalformedHeader),
        (b"\2" + encode_header(HEADERS[0])[1:], e.UnknownWireVersion),
        (encode_header(replace(HEADERS[0], parts=()))[:-1] + b"\1" + bytes(44), e.MalformedHeader),
    ],
)
def test_header_bytes_when_wrong_then_named(data, error):
    with pytest.raises(error):
        decode_header(data)


def test_signature_when_valid_then_accepted():
    verify_head(head(DEVICE, 2), DEVICE.verify_key, signed(DEVICE, 2))
    assert feed_id_of(DEVICE.verify_key) == DEVICE.feed


@pytest.mark.parametrize(
    ("claimed", "key", "signature"),
    [
        (head(DEVICE, 1), DEVICE.verify_key, signed(DEVICE, 2)),
        (replace(head(DEVICE, 2), incarnation=1), DEVICE.verify_key, signed(DEVICE, 2)),
        (replace(head(DEVICE, 2), sequence=3), DEVICE.verify_key, signed(DEVICE, 2)),
        (head(DEVICE, 2), Device(2).verify_key, signed(DEVICE, 2)),
        (head(DEVICE, 2), DEVICE.verify_key, signed(DEVICE, 2)[:-1]),
        (head(DEVICE, 2), DEVICE.verify_key, bytes(64)),
        (Head(feed_id_of(b"short"), 0, 0, GENESIS), b"short", bytes(64)),
    ],
)
def test_signature_when_one_thing_differs_then_refused(claimed, key, signature):
    with pytest.raises(e.BadSignature):
        verify_head(claimed, key, signature)


def test_fork_when_proved_then_both_signatures_hold():
    twin = DEVICE.twin(2).write(1)
    proof = ForkProof(DEVICE.verify_key, head(DEVICE, 2), signed(DEVICE, 2), head(twin, 2), signed(twin, 2))
    verify_fork(proof)
    for broken in (replace(proof, signature_one=bytes(64)), replace(proof, signature_other=bytes(64))):
        with pytest.raises(e.BadSignature):
            verify_fork(broken)


@pytest.mark.parametrize("other", [head(DEVICE, 2), head(DEVICE, 1), replace(head(DEVICE, 2), incarnation=1)])
def test_fork_when_not_at_one_place_then_cannot_exist(other):
    with pytest.raises(e.WrongFeed):
        ForkProof(DEVICE.verify_key, head(DEVICE, 2), b"", other, b"")


def test_clock_then_never_goes_back_and_a_dead_battery_is_not_adopted():
    now = 1_543_104_000_000
    assert hlc.split_stamp(hlc.tick(hlc.join_stamp(now, 7), now - 5000)) == (now, 8)
    assert hlc.split_stamp(hlc.tick(hlc.join_stamp(now, 0xFFFF), now)) == (now + 1, 0)
    assert hlc.tick(hlc.join_stamp(now), now + 1) == hlc.join_stamp(now + 1)
    near, far = hlc.join_stamp(now + hlc.MAX_AHEAD), hlc.join_stamp(now + hlc.MAX_AHEAD + 1)
    assert [hlc.is_too_far_ahead(remote, now) for remote in (hlc.join_stamp(5), near, far)] == [False, False, True]


def test_hash_of_an_entry_covers_what_came_before():
    assert hash_entry(GENESIS, b"header") != hash_entry(b"\1" + GENESIS[1:], b"header")
    assert Header(DEVICE.feed, 0, 0, GENESIS, 1, ()).wire_version == 1
