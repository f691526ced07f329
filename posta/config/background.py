"""What goes on beside answering in an open node: own heads are noted, new colleagues admitted, exchanges begun."""

import logging
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from posta.acts.mission.first_login import provision_colleague
from posta.acts.mission.grant_repair import maintain_keys
from posta.acts.mission.slot_revocation import check_may_unlock, revoke_slots
from posta.clock import EPOCH_DAY
from posta.config.upkeep import note_own_health
from posta.errors import PostaError, StorageError
from posta.feed.entry import Head
from posta.node.identity.device import Unlocked
from posta.node.identity.master_key_holder import get_node_keys
from posta.node.process_state import PROCESS
from posta.node.settings import get_setting
from posta.node.storage.side_file import SideFile
from posta.node.storage.unsent_forms import write_sealing_key
from posta.node.wsgi.passphrase_gate import DeviceDeclaredLost
from posta.scribe.context.local_node import open_cursor, open_local_context
from posta.scribe.context.node_context import NodeContext
from posta.scribe.revoked_device import is_device_revoked
from posta.sync.background_loop import start_loop
from posta.sync.own_membership import write_card_expiry
from posta.wire.membership import Card, decode_header_value, verify_card

_log = logging.getLogger(__name__)


def start_background() -> None:
    """Begin everything that a node does beside answering requests. Keys must be held and Django set up."""
    PROCESS.unlock_fallbacks = (admit_new_colleague,)
    PROCESS.unlock_checks = (check_still_employed,)
    PROCESS.find_member = MemberDevices(bytes.fromhex(str(get_setting("mission.root", "")))).find_device
    PROCESS.last_sync_at_opening = get_setting("sync.last", 0)
    apply_log_to_device()
    with suppress(
        OSError, StorageError
    ):  # a full disk still opens; what is typed while the post is locked is not kept then
        write_sealing_key(Path(settings.POSTA_HOME), get_node_keys().master)
    start_loop(apply_log_to_device)


def apply_log_to_device() -> None:
    """Apply what the log says of this computer: a renewed card, the end of a colleague's work here.

    It is written down as soon as it can be: a full disk or a damaged file keeps nobody from opening the post.
    """
    home, node = Path(settings.POSTA_HOME), open_local_context()
    steps = (
        lambda: write_card_expiry(node, home),
        lambda: revoke_slots(home, get_node_keys().master, node.cursor),
        lambda: maintain_keys_after_sync(node),
        lambda: note_own_health(home),
    )
    for step in steps:
        try:
            step()
        except (OSError, PostaError, DatabaseError) as error:
            _log.warning("what the log brought for this computer waits: %s", type(error).__name__)


def maintain_keys_after_sync(node: NodeContext) -> int:
    """Grant and replace the keys that are due, once an exchange has worked; return how many.

    The exchange must be later than the opening of this node. A database file that was restored outside the program
    looks like any other until the first exchange, and may not know which devices were lost.
    """
    return maintain_keys(node) if get_setting("sync.last", 0) != PROCESS.last_sync_at_opening else 0


@dataclass(frozen=True, slots=True)
class MemberDevices:
    """Looks up the device of a card, valid or expired, for each request, without a query."""

    root: bytes

    def find_device(self, header: str) -> bytes | None:
        """Return the device whose card this is, or None."""
        try:
            return _verify(header, self.root).device
        except PostaError:
            return None


@lru_cache(maxsize=256)
def _verify(header: str, root: bytes) -> Card:
    """Return the verified card; whether it has expired is judged later, by the day that is believed there."""
    return verify_card(decode_header_value(header), root, EPOCH_DAY)


class SideFileWriter:
    """One side file for all threads that write; an older head never follows a newer one."""

    def __init__(self, file: SideFile) -> None:
        self._file = file
        self._guard = threading.Lock()
        self._last = (-1, -1)

    def __call__(self, head: Head) -> None:
        """Note a head that has been committed. The entry is saved already, so an error of the side file refuses nothing."""
        place = (head.incarnation, head.sequence)
        with self._guard, suppress(StorageError):
            if place > self._last:
                self._file.write(head)
                self._last = place


def admit_new_colleague(home: Path, words: str) -> Unlocked | None:
    """Return a colleague of the mission who comes to this open post for the first time."""
    try:
        return provision_colleague(home, words, get_node_keys().master)
    finally:
        connection.close()  # the login is outside Django's requests, which would do it otherwise


def check_still_employed(home: Path, unlocked: object) -> bool:
    """Return whether the log still knows these keys as the colleague's. Raises DeviceDeclaredLost."""
    assert isinstance(unlocked, Unlocked)
    try:
        if is_device_revoked(open_local_context()):
            raise DeviceDeclaredLost
        return check_may_unlock(home, unlocked, open_cursor())
    finally:
        connection.close()
