"""Whose words may open this computer: the key slots follow what the log says of a colleague's work.

When a colleague's work has ended, or they were given new words, their slot here is overwritten and their session
ends. Only an order does this, never a date: a clock that is years ahead must not lock everybody out of a post.

The last slot of a computer is never erased, since then nobody could open it again. Its words open the computer and no
page: the next colleague gives their own words there, and with that the old slot goes.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from django.db import DatabaseError

from posta.errors import StorageError
from posta.ids import StaffId
from posta.ledger.row_types import Cursor
from posta.mission.posts import find_device, find_post
from posta.mission.staff import find_staff
from posta.node.identity.device import Unlocked
from posta.node.identity.device_keys_holder import held_device
from posta.node.identity.unlock import LastPerson, list_staff, remove_person
from posta.node.process_state import PROCESS
from posta.node.session import Session
from posta.node.settings import get_setting, put_setting
from posta.scribe.context.node_context import NodeContext
from posta.scribe.revoked_device import is_device_revoked

_OWNERS_SETTING = "slots"  # which public key each slot was made for: a slot itself opens only with its owner's words


def credentials_revoked(cursor: Cursor, staff: StaffId, box_public: bytes | None) -> bool:
    """Return whether these keys open nothing here any more.

    The work has ended or is elsewhere, or the colleague was given other keys.
    """
    known = find_staff(cursor, staff)
    if known is None:
        return False
    device = find_device(cursor, held_device().feed)
    post = find_post(cursor, device.post) if device else None
    return known.departed or not known.is_posted_at(post) or (box_public is not None and box_public != known.box_public)


def check_may_unlock(home: Path, unlocked: Unlocked, cursor: Cursor) -> bool:
    """Return whether a colleague whose words opened a slot may work here; erase the slot if not."""
    public = unlocked.person.box_public
    if credentials_revoked(cursor, unlocked.staff, public):
        try:
            remove_person(home, unlocked.master, unlocked.staff)
        except LastPerson:
            return True
        except (OSError, StorageError):  # a full disk: the slot is erased later, the person is refused now
            return False
        return False
    _save_slot_owner(unlocked.staff, public)
    return True


def device_is_revoked(node: NodeContext) -> bool:
    """Return whether this computer was declared lost, as far as it knows."""
    return is_device_revoked(node)


def revoke_slots(home: Path, master: bytes, cursor: Cursor) -> None:
    """Erase the slots of all colleagues whose keys are revoked, and end their sessions."""
    notes = _slot_owners()
    for staff in list_staff(home, master):
        noted = notes.get(staff.hex())
        if credentials_revoked(cursor, staff, bytes.fromhex(noted) if noted else None):
            with suppress(LastPerson):
                remove_person(home, master, staff)
    owners = list_staff(home, master)
    for session in PROCESS.sessions.list_all():
        if session.staff_id not in owners or (
            len(owners) > 1 and credentials_revoked(cursor, session.staff_id, _session_public_key(session))
        ):
            PROCESS.sessions.end(session)


def _save_slot_owner(staff: StaffId, public: bytes) -> None:
    """Remember which keys a slot holds; a disk that cannot be written stops nobody from unlocking."""
    notes = _slot_owners()
    if notes.get(staff.hex()) != public.hex():
        with suppress(StorageError, DatabaseError):
            put_setting(_OWNERS_SETTING, {**notes, staff.hex(): public.hex()})


def _slot_owners() -> Mapping[str, str]:
    notes = get_setting(_OWNERS_SETTING, {})
    return notes if isinstance(notes, dict) else {}


def _session_public_key(session: Session) -> bytes | None:
    return session.person_keys.box_public if session.person_keys else None
