"""The `.posta` file: what comes out of a whole one, and of one that was cut, damaged or meant for somebody else."""

import io
from hashlib import sha256

import pyrage
import pytest
from nacl.bindings import crypto_scalarmult_base

from posta.wire import bundle
from posta.wire.bundle import (
    DamagedBlock,
    NoRecipients,
    read_bundle,
    to_age_identity,
    to_age_recipient,
    write_bundle,
)
from posta.wire.errors import CutShort, NotABundle, NotForThisDevice, TooLarge
from tests.conformance.feedmaker import Device

MISSION = b"m" * 16
SECRETS = [bytes([n]) * 32 for n in (1, 2)]
RECIPIENTS = [to_age_recipient(crypto_scalarmult_base(secret)) for secret in SECRETS]
IDENTITY = to_age_identity(SECRETS[0])
MIB = 1 << 20


def written(segments, recipients=RECIPIENTS, mission=MISSION, **more):
    target = io.BytesIO()
    write_bundle(target, segments, recipients, mission, **more)
    return target.getvalue()


def read(data, identity=IDENTITY, mission=MISSION):
    """The segments that came out, and the fault at the end."""
    found = []
    try:
        for segment in read_bundle(io.BytesIO(data), identity, mission=mission):
            found.append(segment)
    except Exception as fault:
        return found, fault
    return found, None


def blocks_of(data):
    found, at = [], 4
    while size := int.from_bytes(data[at : at + 4], "big"):
        found.append(data[at : at + 12 + size])
        at += 12 + size
    return found


def joined(blocks):
    body = b"PSb1" + b"".join(blocks) + bytes(4)
    return body + sha256(body).digest()


@pytest.fixture(scope="module")
def large():
    """Three blocks: 400 KiB segments, two to a block."""
    segments = [bytes([n]) * 400_000 for n in range(5)]
    return segments, written(segments)


def test_bundle_when_whole_then_every_device_gets_the_segments():
    device = Device(1).write(600)
    segments = [device.bytes(first, first + 256) for first in range(0, 600, 256)]
    data = written(segments)
    for secret in SECRETS:
        assert read(data, to_age_identity(secret)) == (segments, None)


def test_bundle_when_large_then_several_blocks_and_progress_is_told(large):
    segments, data = large
    told = []
    assert len(blocks_of(written(segments, progress=lambda count, size: told.append((count, size))))) == 3
    assert [count for count, _ in told] == [2, 4, 5]
    assert read(data) == (segments, None)


def test_bundle_when_empty_then_reads_as_empty():
    assert read(written([])) == ([], None)


def test_bundle_then_shows_only_a_size():
    """Neither the number of segments nor that of devices, and no bytes of what it carries."""
    device = Device(1).write(8)
    one, two = written([device.bytes(0, 4)]), written([device.bytes(0, 4), device.bytes(4, 8)], RECIPIENTS[:1])
    assert len(one) // 4096 == len(two) // 4096
    assert one.count(b"-> X25519") == two.count(b"-> X25519") == 8
    assert device.verify_key not in one
    assert MISSION not in one


@pytest.mark.parametrize(
    ("size", "bucket"),
    [(10, 4 << 10), (5000, 16 << 10), (20_000, 64 << 10), (70_000, 256 << 10), (300_000, MIB), (MIB, 2 * MIB)],
)
def test_bundle_then_padded_to_its_bucket(size, bucket):
    (block,) = blocks_of(written([bytes(size)]))
    assert len(pyrage.decrypt(block[12:], [pyrage.x25519.Identity.from_str(IDENTITY)])) == bucket
    assert read(written([bytes(size)])) == ([bytes(size)], None)


def test_half_a_file_then_its_whole_blocks_come_out(large):
    segments, data = large
    second = 4 + len(blocks_of(data)[0])
    for cut, held in [(second - 1, 0), (second, 2), (second + 5000, 2), (len(data) - 40_000, 4), (len(data) - 1, 5)]:
        found, fault = read(data[:cut])
        assert found == segments[:held]
        assert type(fault) is CutShort


def test_flipped_bit_then_the_block_is_named_and_the_others_come_out(large):
    segments, data = large
    second = 4 + len(blocks_of(data)[0])
    for at in (second + 5, second + 12 + 300, second + 600_000):
        found, fault = read(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        assert found == segments[:2] + segments[4:]
        assert type(fault) is DamagedBlock
        assert "Block 2 of 3" in str(fault)


def test_flipped_bit_anywhere_then_never_read_as_whole():
    data = written([Device(1).write(3).bytes()])
    for at in [*range(60), *range(60, len(data), 97), *range(len(data) - 36, len(data))]:
        _, fault = read(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert isinstance(fault, NotABundle | CutShort | DamagedBlock | TooLarge)


def test_checksum_of_the_file_wrong_then_said_after_the_segments():
    data = written([b"segment"])
    found, fault = read(data[:-1] + bytes([data[-1] ^ 1]))
    assert (found, type(fault)) == ([b"segment"], DamagedBlock)


def test_block_removed_doubled_or_exchanged_then_noticed(large):
    segments, data = large
    one, two, three = blocks_of(data)
    assert read(joined([one, two, three])) == (segments, None)
    for blocks, held in [([one, three], segments[:2]), ([two, one, three], segments[4:]), ([one, one], segments[:2])]:
        found, fault = read(joined(blocks))
        assert (found, type(fault)) == (held, DamagedBlock)
    found, fault = read(joined([one, two]))
    assert (found, type(fault)) == (segments[:4], CutShort)


def test_block_sealed_but_not_made_by_posta_then_damaged():
    recipients = [pyrage.x25519.Recipient.from_str(RECIPIENTS[0])]
    inner = bundle._INNER.pack(MISSION, 0, 1, 50)
    for plain in (b"short", inner, inner[:-4] + b"\0\0\0\5" + b"\0\0\0\4abcd", inner + b"\0\0\0\xff".ljust(50, b"x")):
        sealed = pyrage.encrypt(plain, recipients)
        block = len(sealed).to_bytes(4, "big") + sha256(sealed).digest()[:8] + sealed
        found, fault = read(joined([block]))
        assert (found, type(fault)) == ([], DamagedBlock)
    junk = b"age-encryption.org/v1\njunk"
    block = len(junk).to_bytes(4, "big") + sha256(junk).digest()[:8] + junk
    assert type(read(joined([block]))[1]) is DamagedBlock


def test_for_other_devices_or_another_mission_then_refused():
    stranger = to_age_identity(b"\3" * 32)
    data = written([b"segment"])
    for found, fault in (read(data, stranger), read(data, mission=b"n" * 16)):
        assert (found, type(fault)) == ([], NotForThisDevice)


@pytest.mark.parametrize("data", [b"", b"PS", b"PK\x03\x04 a zip", b"PSb2"])
def test_another_file_then_not_a_bundle(data):
    assert type(read(data)[1]) is NotABundle


def test_announced_size_too_large_then_refused_before_it_is_read():
    class Endless(io.RawIOBase):
        def read(self, size=-1):
            assert size < 100
            return (
                b"PSb1" if size == 4 and not hasattr(self, "begun") and not setattr(self, "begun", 1) else b"\xff" * 4
            )

    with pytest.raises(TooLarge):
        list(read_bundle(Endless(), IDENTITY, mission=MISSION))


def test_too_many_blocks_then_refused_on_both_sides(monkeypatch, large):
    segments, data = large
    monkeypatch.setattr(bundle, "MAX_BLOCKS", 2)
    found, fault = read(data)
    assert (found, type(fault)) == (segments[:4], TooLarge)
    with pytest.raises(TooLarge):
        written(segments)


def test_write_when_nobody_could_open_it_or_a_segment_is_too_large_then_refused():
    for nobody in ([], ["age1nobody"]):
        with pytest.raises(NoRecipients):
            written([], nobody)
    with pytest.raises(TooLarge):
        written([bytes(MIB + 1)])


def test_age_keys_then_those_that_age_itself_writes():
    for n in range(20):
        secret = sha256(bytes([n])).digest()
        identity = pyrage.x25519.Identity.from_str(to_age_identity(secret))
        assert str(identity) == to_age_identity(secret)
        assert str(identity.to_public()) == to_age_recipient(crypto_scalarmult_base(secret))
