"""A colleague's time in the mission: another role, another last day, new words, the end of the work.

Role and last day change without new words: the keys stay, and what the new role may open is granted to them. Who loses
a compartment, by leaving or by another role, may have its key still; so its epochs rotate and the next record is closed
to them. What they could read before stays known.
"""

from collections.abc import Iterable

from posta.acts import administration
from posta.acts.founding import Case, appoint
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.errors import NotAllowed
from posta.ids import StaffId
from posta.mission.errors import NotOfThisMission
from posta.mission.roles import ROLES
from posta.mission.staff import Staff
from posta.mission.wrapped import wrapped_of
from posta.scribe.desk import Desk


class OwnAppointment(NotAllowed):
    """An administrator neither changes nor ends their own work."""


def reappoint(desk: Desk, case: Case, colleague: Staff, role: str, *, until: int | None, by: StaffId) -> None:
    """Another role, another last day, or both; the colleague's words stay. Raises NotOfThisMission, OwnAppointment."""
    if role not in ROLES:
        raise NotOfThisMission("There is no such role; see the list of roles.")
    if colleague.id == by and (role != colleague.role or until is not None):
        raise OwnAppointment("You cannot change your own role or last day; another administrator can.")
    act = administration.appointment_of(
        colleague.id,
        colleague.name,
        role,
        colleague.box_public,
        colleague.verify_key,
        until,
        custodian=colleague.custodian,
        wrapped=wrapped_of(desk.cursor, colleague.id),
    )
    administration.record_appointment(desk, act, case.epochs, by)
    if ROLES[role].administers and not colleague.trade.administers:
        administration.record_case(desk, colleague.id, colleague.box_public, case.epochs, case.secret, by)
    lost = colleague.compartments - ROLES[role].compartments
    _rotate(desk, case, _lost_by(colleague, lost), by)


def give_new_words(desk: Desk, case: Case, colleague: Staff, words: str, *, by: StaffId) -> None:
    """New keys under new words, for one who forgot theirs or whose words others may know. Raises OwnAppointment."""
    if colleague.id == by:
        raise OwnAppointment("You cannot give new words to yourself; another administrator can.")
    appoint(desk, case, colleague.name, colleague.role, words, by=by, until=colleague.until, staff=colleague.id)


def end_work(desk: Desk, case: Case, colleague: Staff, *, by: StaffId, reason: str = "") -> None:
    """A colleague's work ends today, and keys that were theirs open nothing written from now on. Raises OwnAppointment."""
    if colleague.id == by:
        raise OwnAppointment("You cannot end your own work; another administrator can.")
    administration.record_departure(desk, colleague.id, by, reason)
    _rotate(desk, case, _lost_by(colleague, colleague.compartments), by)


def _lost_by(colleague: Staff, compartments: Iterable[Compartment]) -> frozenset[Compartment]:
    """What somebody no longer may open but still has the keys of; an administrator had all that care uses."""
    if colleague.trade.administers:
        return PERSON_HELD | {Compartment.CARE}
    return PERSON_HELD & frozenset(compartments)


def _rotate(desk: Desk, case: Case, lost: frozenset[Compartment], by: StaffId) -> None:
    places = sorted({(e.compartment, e.network) for e in case.epochs if e.compartment in lost})
    for compartment, network in places:
        administration.record_rotation(desk, Compartment(compartment), network, by)
