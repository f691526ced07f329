"""Key slots: opening, changing, dropping, hiding how many there are, refusing what is not a slots file."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from posta.seal import slots
from posta.seal.slots import Parameters
from tests.cheap_passphrases import TINY

MASTER = b"m" * 32
ANA, BENI = b"A" * 16, b"B" * 16


@pytest.fixture
def file() -> bytes:
    return slots.create_slots(MASTER, "uno dos tres", ANA, b"ana's", parameters=TINY, random=os.urandom)


def test_open_when_the_words_are_right_gives_the_payload(file):
    assert slots.open_slot(file, "UNO-dós  tres") == (0, b"ana's")
    assert slots.open_slot(file, "unodostres") == (0, b"ana's")


def test_open_when_the_words_are_wrong_gives_nothing(file):
    assert slots.open_slot(file, "uno dos cuatro") is None
    assert slots.open_slot(file, "") is None


def test_add_when_a_second_person_comes_both_open(file):
    both = slots.add_slot(file, MASTER, "sol luna", BENI, b"beni's", random=os.urandom)
    assert slots.open_slot(both, "sol luna") == (1, b"beni's")
    assert slots.open_slot(both, "uno dos tres") == (0, b"ana's")
    assert slots.list_owners(both, MASTER)[:3] == (ANA, BENI, bytes(16))


def test_add_when_the_person_is_there_already_replaces_their_slot(file):
    again = slots.add_slot(file, MASTER, "otra vez", ANA, b"new", random=os.urandom)
    assert slots.open_slot(again, "otra vez") == (0, b"new")
    assert slots.open_slot(again, "uno dos tres") is None


def test_add_when_the_words_are_somebody_elses_is_refused(file):
    with pytest.raises(slots.PassphraseInUse):
        slots.add_slot(file, MASTER, "uno dos tres", BENI, b"x", random=os.urandom)


def test_add_when_all_slots_are_used_is_refused(file):
    for number in range(1, slots.SLOT_COUNT):
        file = slots.add_slot(file, MASTER, f"word {number}", bytes([number]) * 16, b"x", random=os.urandom)
    with pytest.raises(slots.NoFreeSlot):
        slots.add_slot(file, MASTER, "one more", BENI, b"x", random=os.urandom)
    assert slots.open_slot(file, "word 31") == (31, b"x")


def test_change_words_when_the_old_are_right_only_the_new_open(file):
    changed = slots.change_words(file, "uno dos tres", "rio mar", random=os.urandom)
    assert changed is not None
    assert slots.open_slot(changed, "rio mar") == (0, b"ana's")
    assert slots.open_slot(changed, "uno dos tres") is None
    assert slots.change_words(file, "wrong", "rio mar", random=os.urandom) is None
    both = slots.add_slot(file, MASTER, "sol luna", BENI, b"b", random=os.urandom)
    with pytest.raises(slots.PassphraseInUse):
        slots.change_words(both, "sol luna", "uno dos tres", random=os.urandom)


def test_drop_when_a_person_leaves_their_words_open_nothing(file):
    both = slots.add_slot(file, MASTER, "sol luna", BENI, b"b", random=os.urandom)
    left = slots.drop_slot(both, MASTER, ANA, random=os.urandom)
    assert slots.open_slot(left, "uno dos tres") is None
    assert slots.open_slot(left, "sol luna") == (1, b"b")
    assert slots.list_owners(left, MASTER)[:2] == (bytes(16), BENI)
    assert slots.list_owners(slots.drop_slot(left, MASTER, ANA, random=os.urandom), MASTER)[1] == BENI


def test_file_when_looked_at_does_not_tell_how_many_people_there_are(file):
    """Same size, and every slot made of bytes that look random, used or not."""
    many = file
    for number in range(20):
        many = slots.add_slot(many, MASTER, f"word {number}", bytes([number + 1]) * 16, b"\0" * 112, random=os.urandom)
    assert len(many) == len(file) == slots.FILE_SIZE
    for candidate in (file, many):
        for index in range(slots.SLOT_COUNT):
            slot = candidate[slots._slot_at(index) : slots._slot_at(index + 1)]
            assert max(Counter(slot).values()) < 10
    with pytest.raises(slots.BadSlots):
        slots.list_owners(many, b"x" * 32)


def test_slots_when_moved_or_copied_to_another_place_do_not_open(file):
    first, second = slots._slot_at(0), slots._slot_at(1)
    moved = file[:first] + file[second : slots._slot_at(2)] + file[first:second] + file[slots._slot_at(2) :]
    assert slots.open_slot(moved, "uno dos tres") is None


def test_wipe_when_written_over_opens_nothing():
    wiped = slots.wipe_bytes(os.urandom)
    assert len(wiped) == slots.FILE_SIZE
    with pytest.raises(slots.BadSlots):
        slots.open_slot(wiped, "uno dos tres")


@pytest.mark.parametrize("damage", [b"", b"PSLT", b"XSLT" + bytes(slots.FILE_SIZE - 4), bytes(slots.FILE_SIZE + 1)])
def test_open_when_it_is_not_a_slots_file_says_so(damage):
    with pytest.raises(slots.BadSlots):
        slots.open_slot(damage, "uno")


@pytest.mark.parametrize(("memory", "time"), [(64 * 1024, 3), (64, 2), (128 * 1024, 1), (5 * 1024 * 1024, 3)])
def test_parameters_when_too_cheap_or_impossible_are_refused(memory, time):
    with pytest.raises(slots.BadSlots):
        Parameters(memory, time)


def test_words_that_cost_nothing_are_refused_by_the_program_itself(file):
    """A `slots` file of 64 KiB and one pass, as tests made them, was opened by every post."""
    code = (
        "import os, sys; from posta.seal import slots\n"
        "for trial in (lambda: slots.Parameters(64, 1), lambda: slots.open_slot(sys.stdin.buffer.read(), 'uno dos tres')):\n"
        "    try: trial()\n"
        "    except slots.BadSlots: print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], input=file, capture_output=True, check=True)
    assert done.stdout.split() == [b"refused"] * 2


def test_parameters_when_not_given_cost_256_mib_three_times():
    assert Parameters() == Parameters(memory_kib=262144, time_cost=3)
    assert Parameters(128 * 1024, 3)


def test_payload_when_too_long_or_without_owner_is_refused(file):
    with pytest.raises(slots.BadPayload):
        slots.add_slot(file, MASTER, "sol", BENI, bytes(159), random=os.urandom)
    with pytest.raises(slots.BadPayload):
        slots.add_slot(file, MASTER, "sol", bytes(16), b"x", random=os.urandom)
    longest = slots.add_slot(file, MASTER, "sol", BENI, bytes(158), random=os.urandom)
    assert slots.open_slot(longest, "sol") == (1, bytes(158))
