"""Whose words may open this computer: what the log says of a colleague's work is carried out on the key slots.

When a colleague's work has ended, or they were given new words, their slot here is overwritten and their session ends.
Only an order does this, never a date: a clock that is years ahead must not lock everybody out of a post.

The last slot of a computer is never erased, since then nobody could open it again. Its words open the door and no page:
the colleague who comes next gives their own words there, and with that the old slot goes.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from posta.ids import StaffId
from posta.ledger.rows import Cursor
from posta.mission.posts import find_device, find_post
from posta.mission.staff import find_staff
from posta.node.device import Unlocked
from posta.node.identity import held_device
from posta.node.session import SESSIONS, Session
from posta.node.settings import get_setting, put_setting
from posta.node.unlock import LastPerson, list_staff, remove_person
from posta.scribe.desk import Desk
from posta.scribe.service import is_out_of_service
from posta.seal.keys import PersonKeys

_NOTES = "slots"  # which public key each slot was made for: a slot itself opens only with its owner's words


def is_over(cursor: Cursor, staff: StaffId, box_public: bytes | None) -> bool:
    """Whether these keys open nothing here any more: the work has ended or is elsewhere, or others were given."""
    known = find_staff(cursor, staff)
    if known is None:
        return False
    device = find_device(cursor, held_device().feed)
    post = find_post(cursor, device.post) if device else None
    return known.departed or not known.works_at(post) or (box_public is not None and box_public != known.box_public)


def may_open(home: Path, unlocked: Unlocked, cursor: Cursor) -> bool:
    """Whether somebody whose words opened a slot may come in; if not, their slot is gone when this returns."""
    public = unlocked.person.box_public
    if is_over(cursor, unlocked.staff, public):
        with suppress(LastPerson):
            remove_person(home, unlocked.master, unlocked.staff)
            return False
    notes = _notes()
    if notes.get(unlocked.staff.hex()) != public.hex():
        put_setting(_NOTES, {**notes, unlocked.staff.hex(): public.hex()})
    return True


def is_lost(desk: Desk) -> bool:
    """Whether this very computer was declared lost, and knows it."""
    return is_out_of_service(desk)


def clear_slots(home: Path, master: bytes, cursor: Cursor) -> None:
    """Erase the slots of all whose keys are over, and end their sessions."""
    notes = _notes()
    for staff in list_staff(home, master):
        noted = notes.get(staff.hex())
        if is_over(cursor, staff, bytes.fromhex(noted) if noted else None):
            with suppress(LastPerson):
                remove_person(home, master, staff)
    owners = list_staff(home, master)
    for session in SESSIONS.list_all():
        if session.staff_id not in owners or (len(owners) > 1 and is_over(cursor, session.staff_id, _public(session))):
            SESSIONS.end(session)


def _notes() -> Mapping[str, str]:
    notes = get_setting(_NOTES, {})
    return notes if isinstance(notes, dict) else {}


def _public(session: Session) -> bytes | None:
    return PersonKeys.from_bytes(session.person_keys).box_public if session.person_keys else None
