"""Slots files written by earlier versions still open: the bytes in `vectors/slots.json` are for ever."""

import hashlib
import json
from itertools import count
from pathlib import Path

import pytest

from posta.seal import slots
from tests.cheap_passphrases import TINY

VECTORS = json.loads((Path(__file__).parent / "vectors" / "slots.json").read_text())


def stream(seed: str):
    """Reproducible bytes: SHA-256 of seed and counter."""
    counter = count()

    def random(size: int) -> bytes:
        blocks = b"".join(hashlib.sha256(f"{seed}/{next(counter)}".encode()).digest() for _ in range(-(-size // 32)))
        return blocks[:size]

    return random


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_frozen_file_when_opened_gives_what_was_put_in(vector):
    file = bytes.fromhex(vector["file"])
    for slot in vector["slots"]:
        assert slots.open_slot(file, slot["words"]) == (slot["index"], bytes.fromhex(slot["payload"]))
    assert slots.open_slot(file, "none of these words") is None
    owners = slots.list_owners(file, bytes.fromhex(vector["master"]))
    assert [owner.hex() for owner in owners if any(owner)] == [slot["owner"] for slot in vector["slots"]]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_frozen_file_when_made_again_is_equal_to_the_byte(vector):
    random = stream(vector["name"])
    master = bytes.fromhex(vector["master"])
    first, *rest = vector["slots"]
    is_tiny = vector["memory_kib"] == TINY.memory_kib  # made before the program refused it
    parameters = TINY if is_tiny else slots.Parameters(vector["memory_kib"], vector["time_cost"])
    file = slots.create_slots(
        master,
        first["words"],
        bytes.fromhex(first["owner"]),
        bytes.fromhex(first["payload"]),
        parameters=parameters,
        random=random,
    )
    for slot in rest:
        owner, payload = bytes.fromhex(slot["owner"]), bytes.fromhex(slot["payload"])
        file = slots.add_slot(file, master, slot["words"], owner, payload, random=random)
    assert file.hex() == vector["file"]
