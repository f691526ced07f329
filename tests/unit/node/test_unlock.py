"""Opening a device: right words, wrong words, waiting, enrolling, leaving, destroying."""

import logging
import os
import stat

import pytest

from posta.ids import StaffId
from posta.node.identity import device, unlock
from posta.node.identity.device_file import PublicFacts
from posta.node.storage.private_file import write_private
from posta.seal import slots
from posta.seal.keys import NotForUs, PersonKeys
from tests.cheap_passphrases import TINY
from tests.unit.node.conftest import WORDS

BENI = StaffId(b"B" * 16)


def test_unlock_when_the_words_are_right_gives_the_same_keys(home, made):
    opened = unlock.unlock(home, "Sol-LUNA mar río ola")
    assert opened == made.unlocked
    assert opened.device.feed == made.unlocked.device.feed


def test_unlock_when_the_words_are_wrong_gives_nothing_and_logs_no_word(home, made, caplog):
    with caplog.at_level(logging.INFO):
        assert unlock.unlock(home, "sol luna mar rio wrong") is None
    assert "wrong" not in caplog.text
    assert "luna" not in caplog.text


def test_unlock_when_wrong_or_right_derives_exactly_once(home, made, monkeypatch):
    """So that the time of an answer tells nothing."""
    runs = []
    derive = slots.derive_passphrase_key
    monkeypatch.setattr(slots, "derive_passphrase_key", lambda *a, **k: runs.append(1) or derive(*a, **k))
    unlock.unlock(home, WORDS)
    unlock.unlock(home, "wrong")
    assert len(runs) == 2


def test_home_when_made_has_private_files_and_no_secret_in_clear(home, made):
    secrets = (
        made.unlocked.master,
        made.unlocked.device.to_bytes(),
        made.unlocked.person.to_bytes(),
        made.unlocked.staff,
        b"luna",
        made.recovery_words.split()[0].encode(),
    )
    for file in (item for item in home.rglob("*") if item.is_file()):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
        assert not any(secret in file.read_bytes() for secret in secrets), file.name
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert not list(home.glob(".*"))


def test_reprs_when_printed_show_no_key(made):
    shown = repr(made)
    assert made.unlocked.master.hex() not in shown
    assert repr(made.unlocked.master) not in shown
    assert made.recovery_words not in shown


def test_create_when_the_folder_is_a_device_already_is_refused(home, made):
    with pytest.raises(device.AlreadyADevice):
        device.create_device(home, WORDS, "es", parameters=TINY)


def test_create_when_it_stopped_half_way_can_be_repeated(home, made):
    (home / "slots").unlink()
    with pytest.raises(device.NotADevice):
        unlock.unlock(home, WORDS)
    device.create_device(home, "otras", "es", parameters=TINY)
    assert unlock.unlock(home, "otras") is not None


def test_public_facts_when_read_back_are_those_written(home, made):
    facts = device.read_public_facts(home)
    assert facts.language == "es"
    assert facts.recovery.startswith("age1")
    other = PublicFacts("fr", 9000, 'https://relay.example/"x"', facts.recovery)
    device.write_public_facts(home, other)
    assert device.read_public_facts(home) == other
    (home / "device.toml").write_text("language = [")
    with pytest.raises(device.BadDeviceFile):
        device.read_public_facts(home)
    (home / "device.toml").unlink()
    with pytest.raises(device.NotADevice):
        device.read_public_facts(home)


def test_enrol_when_a_colleague_joins_both_open_and_share_the_master_key(home, made):
    keys = PersonKeys.generate(os.urandom)
    unlock.enrol_person(home, made.unlocked, "nube pan sal", BENI, keys)
    opened = unlock.unlock(home, "nube pan sal")
    assert (opened.staff, opened.person, opened.master) == (BENI, keys, made.unlocked.master)
    assert unlock.list_staff(home, opened.master) == (made.unlocked.staff, BENI)


def test_remove_when_a_person_leaves_only_the_others_open(home, made):
    unlock.enrol_person(home, made.unlocked, "nube pan sal", BENI, PersonKeys.generate(os.urandom))
    unlock.remove_person(home, made.unlocked.master, made.unlocked.staff)
    assert unlock.unlock(home, WORDS) is None
    left = unlock.unlock(home, "nube pan sal")
    with pytest.raises(unlock.LastPerson):
        unlock.remove_person(home, left.master, BENI)
    assert unlock.unlock(home, "nube pan sal") is not None


def test_change_words_when_the_old_are_right_replaces_them(home, made):
    assert not unlock.change_words(home, "wrong", "nuevas")
    assert unlock.change_words(home, WORDS, "nuevas palabras")
    assert unlock.unlock(home, WORDS) is None
    assert unlock.unlock(home, "nuevas palabras") == made.unlocked


def test_device_keys_when_the_master_key_is_another_do_not_open(home, made):
    with pytest.raises(NotForUs):
        device.read_device_keys(home, bytes(32))


def test_database_keys_differ_by_alias(made):
    assert device.database_key(made.unlocked.master) != device.database_key(made.unlocked.master, "sealed")


def test_wipe_when_called_leaves_nothing_to_open(home, made):
    before = (home / "slots").read_bytes()
    device.wipe_device(home)
    assert not (home / "slots").exists()
    assert not (home / "device.keys").exists()
    write_private(home / "slots", before)  # even from a copy of the slots, the device's own keys are gone
    with pytest.raises(device.NotADevice):
        unlock.unlock(home, WORDS)


def test_new_incarnation_when_restored_is_needed_until_noted(home, made):
    assert not device.needs_new_incarnation(home)
    device.mark_restored(home)
    assert device.needs_new_incarnation(home)
    device.clear_restored_mark(home)
    assert not device.needs_new_incarnation(home)
    device.clear_restored_mark(home)
