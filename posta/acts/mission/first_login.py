"""Beginning to work: a computer becomes a post, a colleague begins at it with the five words they were given."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from posta.acts.mission.join_requests import accept_invitation
from posta.acts.mission.slot_revocation import credentials_revoked
from posta.ids import StaffId
from posta.mission.keys.wrapped_keys import KDF_PARAMETERS, find_by_passphrase
from posta.node.identity.device import Unlocked, read_public_facts
from posta.node.identity.device_keys_holder import held_device, hold_unlocked
from posta.node.identity.pending_device import finish_joining, read_pending_master
from posta.node.identity.unlock import enrol_person
from posta.node.settings import put_setting
from posta.node.storage.database import migrate_database
from posta.scribe.context.local_node import open_cursor, open_local_context
from posta.seal.keys import DeviceKeys, PersonKeys


@dataclass(frozen=True, slots=True)
class NewPost:
    """A computer that has read its invitation and waits for the first colleague's words."""

    home: Path
    device: DeviceKeys = field(repr=False)
    root: bytes
    relay: str

    def let_in(self, words: str) -> str | None:
        """Make the first slot for the colleague whose words these are, and return the recovery words.

        They can be written down only now. Returns None if the words belong to nobody who works for the mission.
        """
        cursor = open_cursor()
        found = find_by_passphrase(cursor, words)
        if found is None or credentials_revoked(cursor, found[0], found[1].box_public):
            return None
        unlocked = Unlocked(self.device, found[0], found[1], read_pending_master(self.home))
        language = read_public_facts(self.home).language
        return finish_joining(self.home, unlocked, words, language, self.relay, KDF_PARAMETERS[0])


def set_up_post(home: Path, device: DeviceKeys, invitation: bytes) -> NewPost:
    """Open a new post's database and read its invitation. Raises NotAnInvitation."""
    os.environ["POSTA_HOME"] = str(home)
    hold_unlocked(Unlocked(device, StaffId(bytes(16)), PersonKeys.generate(os.urandom), read_pending_master(home)))
    migrate_database()
    _, opened = accept_invitation(open_local_context(), invitation)
    put_setting("mission.root", opened.root.hex())
    put_setting("device.card", opened.card.hex())
    put_setting("relay.url", opened.relay)
    return NewPost(home, device, opened.root, opened.relay)


def provision_colleague(home: Path, words: str, master: bytes) -> Unlocked | None:
    """Make a slot at this open post for a colleague who comes for the first time.

    Their words open their keys, which the log holds.
    """
    cursor = open_cursor()
    found = find_by_passphrase(cursor, words)
    if found is None or credentials_revoked(cursor, found[0], found[1].box_public):
        return None
    unlocked = Unlocked(held_device(), found[0], found[1], master)
    enrol_person(home, unlocked, words, *found)
    return unlocked
