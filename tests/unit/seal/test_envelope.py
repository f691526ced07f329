"""Envelopes that a turned device could make: they are refused in words before anything is unpacked."""

import struct

import pytest

from posta.seal import envelope
from posta.seal.envelope import NONCE_SIZE, open_part
from posta.seal.epochs import Epoch
from posta.seal.errors import MalformedSeal

EPOCH = Epoch(bytes(8), 2, "route", bytes(range(32)))
TERABYTES = bytes([0b11000000, 0x50]) + struct.pack("<Q", 1 << 45) + bytes([1, 0, 0])


def sealed_around(frame: bytes) -> bytes:
    """A part whose frame is not one that this program would make."""
    body = bytes((0,)) + (60_000).to_bytes(2, "big") + frame
    nonce = bytes(NONCE_SIZE)
    return nonce + envelope.encrypt(body.ljust(envelope.padded_size(len(body)), b"\0"), b"", nonce, EPOCH.key)


def test_frame_when_it_states_a_size_of_its_own_is_refused_and_no_room_made() -> None:
    """32 terabytes were asked for, and the whole exchange fell with "out of memory", every round anew."""
    with pytest.raises(MalformedSeal, match="size twice"):
        open_part(sealed_around(TERABYTES), EPOCH, aad=b"")
