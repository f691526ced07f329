"""What goes on beside answering in an open node: own heads are noted, newcomers let in, the courier sets out."""

import logging
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from posta.acts.beginning import adopt_colleague
from posta.acts.keys import keep_keys_due
from posta.acts.standing import clear_slots, may_open
from posta.clock import EPOCH_DAY
from posta.config.upkeep import note_own_health
from posta.courier.card import tell_last_day
from posta.courier.loop import start_loop
from posta.errors import BrokenDisk, PostaError
from posta.feed.entry import Head
from posta.node.device import Unlocked
from posta.node.gate import OutOfService, adopters, judges
from posta.node.incoming import members
from posta.node.opened import what_is_opened
from posta.node.settings import get_setting
from posta.node.side_file import SideFile
from posta.node.typed import prepare
from posta.scribe.desk import Desk
from posta.scribe.here import open_cursor, open_desk
from posta.scribe.service import is_out_of_service
from posta.wire.membership import Card, decode_header_value, verify_card

_log = logging.getLogger(__name__)
_met_before: list[object] = [0]
"""When others had last been met as this node was opened."""


def begin() -> None:
    """Begin everything that a node does beside answering requests. Keys must be held and Django set up."""
    adopters[:] = [let_in]
    judges[:] = [let_stay]
    members[:] = [Members(bytes.fromhex(str(get_setting("mission.root", "")))).find_device]
    _met_before[:] = [get_setting("sync.last", 0)]
    heed()
    with suppress(
        OSError, BrokenDisk
    ):  # a full disk still opens; what is typed while the post is locked is not kept then
        prepare(Path(settings.POSTA_HOME), what_is_opened().master)
    start_loop(heed)


def heed() -> None:
    """What the log may have brought for this very computer: a renewed card, the end of somebody's work here.

    It is written down as soon as it can be: a full disk or a damaged file keeps nobody from opening the post.
    """
    home, desk = Path(settings.POSTA_HOME), open_desk()
    steps = (
        lambda: tell_last_day(desk, home),
        lambda: clear_slots(home, what_is_opened().master, desk.cursor),
        lambda: keep_keys(desk),
        lambda: note_own_health(home),
    )
    for step in steps:
        try:
            step()
        except (OSError, PostaError, DatabaseError) as error:
            _log.warning("what the log brought for this computer waits: %s", type(error).__name__)


def keep_keys(desk: Desk) -> int:
    """Give and replace the keys that are due, once others were met since this node was opened; returns how many.

    A file that was put back behind the program's back looks like any other until then, and may not know who was lost.
    """
    return keep_keys_due(desk) if get_setting("sync.last", 0) not in _met_before else 0


@dataclass(frozen=True, slots=True)
class Members:
    """Whose device a card is, run out or not, asked for the head of every request of a device: no question to the database."""

    root: bytes

    def find_device(self, header: str) -> bytes | None:
        """Return the device whose card this is, or None."""
        try:
            return _verify(header, self.root).device
        except PostaError:
            return None


@lru_cache(maxsize=256)
def _verify(header: str, root: bytes) -> Card:
    """Whether the card has run out is judged at the door, by the day that is believed there."""
    return verify_card(decode_header_value(header), root, EPOCH_DAY)


class HeadKeeper:
    """One side file for all threads that write; an older head never follows a newer one."""

    def __init__(self, file: SideFile) -> None:
        self._file = file
        self._guard = threading.Lock()
        self._last = (-1, -1)

    def __call__(self, head: Head) -> None:
        """Note a head that has been committed. It is saved already, so a side file that fails is no refusal."""
        place = (head.incarnation, head.sequence)
        with self._guard, suppress(BrokenDisk):
            if place > self._last:
                self._file.write(head)
                self._last = place


def let_in(home: Path, words: str) -> Unlocked | None:
    """A colleague of the mission who comes to this open post for the first time."""
    try:
        return adopt_colleague(home, words, what_is_opened().master)
    finally:
        connection.close()  # the door is outside Django's requests, so nobody else would


def let_stay(home: Path, unlocked: object) -> bool:
    """Whether the log still knows these keys as the colleague's."""
    assert isinstance(unlocked, Unlocked)
    try:
        if is_out_of_service(open_desk()):
            raise OutOfService("This computer was declared lost.")
        return may_open(home, unlocked, open_cursor())
    finally:
        connection.close()
