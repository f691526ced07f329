"""This computer as a device of the mission: its home folder, its keys, and what shows that it needs a new incarnation.

The home holds `device.toml` (public: language, port, relay, the public half of the recovery key), `slots` (who can
open it), `device.keys` (the device's own keys, closed under the master key), the database, the side file and the
backups. The master key is random, exists only inside slots and in a running worker, and every other key here derives
from it.

    created = create_device(home, words, "es")        # words: `generate_passphrase`, shown to the person alone
    print(created.recovery_words)                      # once, on paper
"""

import os
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pyrage import x25519

from posta.errors import TemporarilyUnavailable, gettext_noop
from posta.ids import StaffId
from posta.node.identity.device_file import (
    DEFAULT_PORT,
    PUBLIC_FILE,
    BadDeviceFile,
    PublicFacts,
    parse_facts,
    render_facts,
)
from posta.node.storage.private_file import make_private_folder, overwrite, sync_folder, write_private
from posta.node.storage.side_file import is_other_machine, read_side_file
from posta.seal import slots
from posta.seal.keys import DeviceKeys, PersonKeys, Random, derive_key, unwrap_secret, wrap_secret
from posta.seal.recovery_words import generate_recovery_words, recovery_identity
from posta.seal.slots import Parameters

SLOTS_FILE = "slots"
KEYS_FILE = "device.keys"
DATABASE_FILE = "node.db"
BACKUP_FOLDER = "backups"
RESTORED_MARK = "restored"

_KEYS_LABEL = "posta/1/device-keys"


class AlreadyADevice(TemporarilyUnavailable):
    """A home is made once."""

    sentence = gettext_noop("This folder is already the home of a device. Choose another, or unlock it.")


class NotADevice(TemporarilyUnavailable):
    """A home has its three files before it can be opened."""

    sentences = {
        "no_device": gettext_noop("There is no device here. Run `posta init` first."),
        "device_file_missing": gettext_noop(
            "A file of this device is missing. Restore a backup, or run `posta init` again."
        ),
    }


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What five words open: the device's keys, who typed them, that person's keys, and the master key."""

    device: DeviceKeys = field(repr=False)
    staff: StaffId = field(repr=False)
    person: PersonKeys = field(repr=False)
    master: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A device just made, open, and the ten words to print now or never."""

    unlocked: Unlocked
    recovery_words: str = field(repr=False)


def create_device(
    home: Path,
    words: str,
    language: str,
    *,
    staff: StaffId | None = None,
    port: int = DEFAULT_PORT,
    relay: str = "",
    parameters: Parameters | None = None,
    random: Random = os.urandom,
) -> NewDevice:
    """Make a home with new keys that these words open.

    `staff` is the colleague they belong to (new if not known yet).

    Raises AlreadyADevice.
    """
    if (home / SLOTS_FILE).exists():
        raise AlreadyADevice
    make_private_folder(home)
    make_private_folder(home / BACKUP_FOLDER)
    recovery_words = generate_recovery_words(language, random)
    recovery = recipient_of_identity(recovery_identity(recovery_words))
    unlocked = Unlocked(
        device=DeviceKeys.generate(random),
        staff=StaffId(random(16)) if staff is None else staff,
        person=PersonKeys.generate(random),
        master=random(32),
    )
    write_public_facts(home, PublicFacts(language, port, relay, recovery))
    write_device_keys(home, unlocked.master, unlocked.device, random=random)
    file = slots.create_slots(
        unlocked.master,
        words,
        unlocked.staff,
        pack_slot_payload(unlocked.master, unlocked.staff, unlocked.person),
        parameters=parameters or Parameters(),
        random=random,
    )
    write_private(home / SLOTS_FILE, file)
    return NewDevice(unlocked, recovery_words)


def read_public_facts(home: Path) -> PublicFacts:
    """Return what `device.toml` says. Raises NotADevice, BadDeviceFile."""
    try:
        return parse_facts((home / PUBLIC_FILE).read_bytes())
    except FileNotFoundError as reason:
        raise NotADevice("no_device") from reason
    except OSError as reason:
        raise BadDeviceFile("device_file_not_readable") from reason


def write_public_facts(home: Path, facts: PublicFacts) -> None:
    """Replace `device.toml`, but for lines in it that are not ours."""
    path = home / PUBLIC_FILE
    write_private(path, render_facts(facts, path.read_bytes() if path.exists() else b""))


def save_card_expiry(home: Path, until: date) -> None:
    """Say in `device.toml` until when this computer's membership card holds."""
    facts = read_public_facts(home)
    if facts.card != until.isoformat():
        write_public_facts(home, replace(facts, card=until.isoformat()))


def read_device_keys(home: Path, master: bytes) -> DeviceKeys:
    """Return the device's own keys, opened with the master key."""
    return DeviceKeys.from_bytes(
        unwrap_secret(derive_key(master, _KEYS_LABEL), read_home_file(home, KEYS_FILE), label=_KEYS_LABEL)
    )


def write_device_keys(home: Path, master: bytes, keys: DeviceKeys, *, random: Random = os.urandom) -> None:
    """Close the device's own keys under the master key."""
    sealed = wrap_secret(derive_key(master, _KEYS_LABEL), keys.to_bytes(), label=_KEYS_LABEL, random=random)
    write_private(home / KEYS_FILE, sealed)


def database_key(master: bytes, alias: str = "default") -> bytes:
    """Return the raw key of one of the node's own databases."""
    return derive_key(master, f"posta/1/database/{alias}")


def needs_new_incarnation(home: Path) -> bool:
    """Return whether the next entry must begin a new incarnation.

    That is so where this home was restored, or runs on another machine.
    """
    return (home / RESTORED_MARK).exists() or is_other_machine(read_side_file(home))


def mark_restored(home: Path) -> None:
    """Mark the home as restored: it `needs_new_incarnation` until `clear_restored_mark`."""
    write_private(home / RESTORED_MARK, b"The next entry begins a new incarnation.\n")


def clear_restored_mark(home: Path) -> None:
    """Remove the mark of a restored home, once the new incarnation's first entry is in the side file."""
    (home / RESTORED_MARK).unlink(missing_ok=True)
    sync_folder(home)


def wipe_device(home: Path, *, random: Random = os.urandom) -> None:
    """Destroy the slots and the device's keys: no words open this home again. Under a second; there is no way back."""
    for name, size in ((SLOTS_FILE, slots.FILE_SIZE), (KEYS_FILE, 256)):
        if (home / name).exists():
            overwrite(home / name, random(size))


def pack_slot_payload(master: bytes, staff: StaffId, person: PersonKeys) -> bytes:
    """Return what a slot holds: master key 32, staff id 16, person keys 64."""
    return master + staff + person.to_bytes()


def unpack_slot_payload(home: Path, payload: bytes) -> Unlocked:
    """Return a slot's content with the device keys it opens."""
    master, staff, person = payload[:32], StaffId(payload[32:48]), PersonKeys.from_bytes(payload[48:112])
    return Unlocked(read_device_keys(home, master), staff, person, master)


def read_home_file(home: Path, name: str) -> bytes:
    """Return one of the files a home must have. Raises NotADevice."""
    try:
        return (home / name).read_bytes()
    except FileNotFoundError as reason:
        raise NotADevice("device_file_missing") from reason


def recipient_of_identity(identity: str) -> str:
    """Return the age recipient of an age identity."""
    return str(x25519.Identity.from_str(identity).to_public())
