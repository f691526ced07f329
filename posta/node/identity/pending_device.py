"""A computer that is about to join: its keys wait in the home, closed only by the file system, until the words of a
colleague make them a slot. They can open nothing else on it yet."""

import os
from pathlib import Path

from posta.errors import TemporarilyUnavailable, gettext_noop
from posta.node.identity.device import (
    SLOTS_FILE,
    Unlocked,
    pack_slot_payload,
    recipient_of_identity,
    write_device_keys,
    write_public_facts,
)
from posta.node.identity.device_file import DEFAULT_PORT, PublicFacts
from posta.node.storage.private_file import make_private_folder, overwrite, write_private
from posta.seal import slots
from posta.seal.keys import DeviceKeys
from posta.seal.recovery_words import generate_recovery_words, recovery_identity
from posta.seal.slots import Parameters

WAITING_FILE = "joining.keys"


class NotJoining(TemporarilyUnavailable):
    """There is no request of this computer to answer."""

    sentence = gettext_noop("This computer has not asked to join; begin with `posta join --request FILE`.")


def create_pending_device(home: Path, language: str) -> DeviceKeys:
    """Make new keys for a computer that asks to join; asking again gives the same ones."""
    make_private_folder(home)
    if (home / WAITING_FILE).exists():
        return read_pending_device(home)
    device = DeviceKeys.generate(os.urandom)
    write_private(home / WAITING_FILE, device.to_bytes() + os.urandom(32))
    write_public_facts(home, PublicFacts(language, DEFAULT_PORT))
    return device


def read_pending_device(home: Path) -> DeviceKeys:
    """Return the keys of a computer that has asked to join. Raises NotJoining."""
    return DeviceKeys.from_bytes(_waiting(home)[:64])


def read_pending_master(home: Path) -> bytes:
    """Return the master key that waits with them."""
    return _waiting(home)[64:96]


def finish_joining(
    home: Path, unlocked: Unlocked, words: str, language: str, relay: str, parameters: Parameters
) -> str:
    """Close the keys into the first slot; returns the recovery words to print now or never."""
    recovery = generate_recovery_words(language, os.urandom)
    payload = pack_slot_payload(unlocked.master, unlocked.staff, unlocked.person)
    write_device_keys(home, unlocked.master, unlocked.device)
    write_public_facts(
        home, PublicFacts(language, DEFAULT_PORT, relay, recipient_of_identity(recovery_identity(recovery)))
    )
    file = slots.create_slots(unlocked.master, words, unlocked.staff, payload, parameters=parameters, random=os.urandom)
    write_private(home / SLOTS_FILE, file)
    overwrite(home / WAITING_FILE, os.urandom(96))
    return recovery


def _waiting(home: Path) -> bytes:
    try:
        return (home / WAITING_FILE).read_bytes()
    except FileNotFoundError:
        raise NotJoining from None
