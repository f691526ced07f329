"""Keys of devices and people: signing, opening, and refusing what is not ours."""

import hashlib
import os

import pytest

from posta.seal.keys import (
    BadKeys,
    DeviceKeys,
    NotForUs,
    PersonKeys,
    derive_key,
    feed_id_of,
    seal_to,
    verify_signature,
)


def counting(size: int) -> bytes:
    return bytes(range(size))


def test_to_bytes_when_read_back_gives_the_same_keys():
    keys = PersonKeys.generate(os.urandom)
    again = PersonKeys.from_bytes(keys.to_bytes())
    assert again == keys
    assert again.verify_key == keys.verify_key
    assert again.box_public == keys.box_public
    assert len(keys.to_bytes()) == 64


def test_sign_when_checked_with_the_public_half_holds_only_for_that_message():
    keys = DeviceKeys.generate(os.urandom)
    signature = keys.sign(b"head")
    assert verify_signature(keys.verify_key, b"head", signature)
    assert not verify_signature(keys.verify_key, b"heap", signature)
    assert not verify_signature(DeviceKeys.generate(os.urandom).verify_key, b"head", signature)
    assert not verify_signature(b"short", b"head", signature)
    assert not verify_signature(keys.verify_key, b"head", b"short")


def test_open_box_when_sealed_to_another_or_altered_is_refused():
    mine, other = PersonKeys.generate(os.urandom), PersonKeys.generate(os.urandom)
    sealed = seal_to(mine.box_public, b"epoch key")
    assert mine.open_box(sealed) == b"epoch key"
    with pytest.raises(NotForUs):
        other.open_box(sealed)
    with pytest.raises(NotForUs):
        mine.open_box(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(NotForUs):
        mine.open_box(b"")


def test_feed_id_is_the_head_of_the_hash_of_the_verify_key():
    keys = DeviceKeys.generate(counting)
    assert keys.feed == feed_id_of(keys.verify_key) == hashlib.sha256(keys.verify_key).digest()[:16]


def test_keys_when_of_wrong_length_are_refused():
    with pytest.raises(BadKeys):
        DeviceKeys.from_bytes(bytes(63))
    with pytest.raises(BadKeys):
        DeviceKeys(bytes(31), bytes(32))
    with pytest.raises(BadKeys):
        seal_to(bytes(31), b"x")
    with pytest.raises(BadKeys):
        derive_key(bytes(31), "posta/1/database")


def test_repr_when_printed_shows_no_secret():
    keys = DeviceKeys.generate(os.urandom)
    assert keys.seed.hex() not in repr(keys)
    assert repr(keys) == "DeviceKeys()"


def test_derived_keys_differ_by_label_and_by_master():
    labels = {derive_key(bytes(32), label) for label in ("a", "b")}
    assert len(labels | {derive_key(b"1" * 32, "a")}) == 3
