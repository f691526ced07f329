"""Beginning to work: a computer becomes a post, a colleague begins at it with the five words they were given."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from posta.acts.joining import join
from posta.acts.standing import is_over
from posta.ids import StaffId
from posta.mission.wrapped import PARAMETERS, find_wrapped
from posta.node.database import bring_up_to_date
from posta.node.device import Unlocked, read_public_facts
from posta.node.identity import held_device, hold_unlocked
from posta.node.joining import finish_joining, joining_master
from posta.node.settings import put_setting
from posta.node.unlock import enrol_person
from posta.scribe.here import open_cursor, open_desk
from posta.seal.keys import DeviceKeys, PersonKeys


@dataclass(frozen=True, slots=True)
class Joined:
    """A computer that has read its invitation and waits for the first colleague's words."""

    home: Path
    device: DeviceKeys = field(repr=False)
    root: bytes
    relay: str

    def let_in(self, words: str) -> str | None:
        """Make the first slot for the colleague whose words these are; the recovery words to write down now or never.

        None if these are the words of nobody who works for the mission.
        """
        cursor = open_cursor()
        found = find_wrapped(cursor, words)
        if found is None or is_over(cursor, found[0], found[1].box_public):
            return None
        unlocked = Unlocked(self.device, found[0], found[1], joining_master(self.home))
        language = read_public_facts(self.home).language
        return finish_joining(self.home, unlocked, words, language, self.relay, PARAMETERS[0])


def begin_at_post(home: Path, device: DeviceKeys, invitation: bytes) -> Joined:
    """Open a new post's database and read its invitation. Raises NotAnInvitation."""
    os.environ["POSTA_HOME"] = str(home)
    hold_unlocked(Unlocked(device, StaffId(bytes(16)), PersonKeys.generate(os.urandom), joining_master(home)))
    bring_up_to_date()
    _, told = join(open_desk(), invitation)
    put_setting("mission.root", told.root.hex())
    put_setting("device.card", told.card.hex())
    put_setting("relay.url", told.relay)
    return Joined(home, device, told.root, told.relay)


def adopt_colleague(home: Path, words: str, master: bytes) -> Unlocked | None:
    """A colleague's first time at this open post: their words open their keys in the log, and make them a slot here."""
    cursor = open_cursor()
    found = find_wrapped(cursor, words)
    if found is None or is_over(cursor, found[0], found[1].box_public):
        return None
    unlocked = Unlocked(held_device(), found[0], found[1], master)
    enrol_person(home, unlocked, words, *found)
    return unlocked
