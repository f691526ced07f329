"""A colleague's time in the mission: another role, another last day, new words, the end of the work.

Role and last day change without new words: the keys stay, and what the new role may open is granted to them. Who loses
a compartment, by leaving or by another role, may have its key still; so its epochs rotate and the next record is closed
to them. What they could read before stays known.
"""

from collections.abc import Callable, Iterable

from posta.acts import administration
from posta.acts.founding import Case, appoint
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.errors import NotAllowed
from posta.ids import StaffId
from posta.mission.errors import NotOfThisMission
from posta.mission.roles import ROLES
from posta.mission.staff import Staff, find_staff
from posta.mission.wrapped import wrapped_of
from posta.scribe.desk import Desk

Place = tuple[int, str]  # a compartment and a care network


class OwnAppointment(NotAllowed):
    """An administrator neither changes nor ends their own work."""


def reappoint(
    desk: Desk,
    case: Case,
    colleague: Staff,
    role: str,
    *,
    until: int | None,
    by: StaffId,
    networks: Iterable[str] | None = None,
) -> None:
    """Another role, last day or networks (None: as they were); the words stay. Raises NotOfThisMission, OwnAppointment."""
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
        networks=colleague.networks if networks is None else networks,
    )
    administration.record_appointment(desk, act, case.epochs, by)
    if ROLES[role].administers and not colleague.trade.administers:
        administration.record_case(desk, colleague.id, colleague.box_public, case.epochs, case.secret, by)
    changed = find_staff(desk.cursor, colleague.id)
    _rotate(desk, case, lambda place: _had(colleague, place) and not (changed and _had(changed, place)), by)


def give_new_words(desk: Desk, case: Case, colleague: Staff, words: str, *, by: StaffId) -> None:
    """New keys under new words, for one who forgot theirs or whose words others may know. Raises OwnAppointment."""
    if colleague.id == by:
        raise OwnAppointment("You cannot give new words to yourself; another administrator can.")
    appoint(
        desk,
        case,
        colleague.name,
        colleague.role,
        words,
        by=by,
        until=colleague.until,
        staff=colleague.id,
        networks=colleague.networks,
    )


def end_work(desk: Desk, case: Case, colleague: Staff, *, by: StaffId, reason: str = "") -> None:
    """A colleague's work ends today, and keys that were theirs open nothing written from now on. Raises OwnAppointment."""
    if colleague.id == by:
        raise OwnAppointment("You cannot end your own work; another administrator can.")
    administration.record_departure(desk, colleague.id, by, reason)
    _rotate(desk, case, lambda place: _had(colleague, place), by)


def _had(colleague: Staff, place: Place) -> bool:
    """Whether somebody has the key of a compartment in a network; an administrator has all that care uses."""
    compartment, network = place
    if colleague.trade.administers:
        return compartment in PERSON_HELD or compartment == Compartment.CARE
    whole = colleague.custodian and compartment in PERSON_HELD and colleague.serves(network)
    return whole or colleague.may_hold(compartment, network)


def _rotate(desk: Desk, case: Case, lost: Callable[[Place], bool], by: StaffId) -> None:
    for compartment, network in sorted({(e.compartment, e.network) for e in case.epochs}):
        if lost((compartment, network)):
            administration.record_rotation(desk, Compartment(compartment), network, by)
