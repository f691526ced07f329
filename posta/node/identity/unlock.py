"""Opening a device with five words, and who else may.

Wrong words cost the same second as right ones. They are not kept, not logged, and nobody can ask for them; how often
they were wrong is counted by `posta.node.http.login_throttle`.
"""

import os
import threading
from pathlib import Path

from posta.errors import NotAllowed, gettext_noop
from posta.ids import StaffId
from posta.node.identity.device import SLOTS_FILE, Unlocked, pack_slot_payload, read_home_file, unpack_slot_payload
from posta.node.storage.private_file import write_private
from posta.seal import slots
from posta.seal.keys import PersonKeys, Random

__all__ = ["Unlocked", "change_words", "enrol_person", "list_staff", "remove_person", "unlock"]


_one_writer = threading.Lock()  # a new colleague's login and a departure in the log may come at the same moment


class LastPerson(NotAllowed):
    """Somebody can always open a device."""

    sentence = gettext_noop("Nobody else can open this device. Enrol a colleague first.")


def unlock(home: Path, words: str) -> Unlocked | None:
    """Return what these words open, or None."""
    found = slots.open_slot(read_home_file(home, SLOTS_FILE), words)
    return unpack_slot_payload(home, found[1]) if found else None


def enrol_person(
    home: Path, unlocked: Unlocked, words: str, staff: StaffId, keys: PersonKeys, *, random: Random = os.urandom
) -> None:
    """Let one more person open this device; or give a person who forgot their words new words and keys."""
    payload = pack_slot_payload(unlocked.master, staff, keys)
    with _one_writer:
        file = read_home_file(home, SLOTS_FILE)
        write_private(home / SLOTS_FILE, slots.add_slot(file, unlocked.master, words, staff, payload, random=random))


def remove_person(home: Path, master: bytes, staff: StaffId, *, random: Random = os.urandom) -> None:
    """Let a person open this device no more; raises `LastPerson` if no other person could."""
    with _one_writer:
        if list_staff(home, master) == (staff,):
            raise LastPerson
        file = read_home_file(home, SLOTS_FILE)
        write_private(home / SLOTS_FILE, slots.drop_slot(file, master, staff, random=random))


def change_words(home: Path, old: str, new: str, *, random: Random = os.urandom) -> bool:
    """Replace one person's words; False if the old ones open nothing."""
    changed = slots.change_words(read_home_file(home, SLOTS_FILE), old, new, random=random)
    if changed is not None:
        write_private(home / SLOTS_FILE, changed)
    return changed is not None


def list_staff(home: Path, master: bytes) -> tuple[StaffId, ...]:
    """Return who can open this device; readable only when it is open."""
    owners = slots.list_owners(read_home_file(home, SLOTS_FILE), master)
    return tuple(StaffId(owner) for owner in owners if any(owner))
