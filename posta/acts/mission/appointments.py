"""A colleague's time in the mission: another role, another last day, new words, the end of the work.

Role and last day change without new words: the keys stay, and what the new role may open is granted to them. A
colleague who loses a compartment, by leaving or by another role, may still have its key; so its epochs rotate and the
next record is closed to them. What they could read before stays known.
"""

from collections.abc import Callable, Iterable

from posta.acts.mission import administration
from posta.acts.mission.founding import AdminKeys, issue_appointment
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.errors import NotAllowed, gettext_noop
from posta.ids import StaffId
from posta.mission.errors import NotOfThisMission
from posta.mission.keys.wrapped_keys import get_wrapped_keys
from posta.mission.roles import ROLES
from posta.mission.staff import Staff, find_staff
from posta.scribe.context.node_context import NodeContext

KeyScope = tuple[int, str]  # a compartment and a care network


class CannotChangeOwnAppointment(NotAllowed):
    """An administrator neither changes nor ends their own work."""

    sentences = {
        "own_role": gettext_noop("You cannot change your own role or last day; another administrator can."),
        "own_new_words": gettext_noop("You cannot give new words to yourself; another administrator can."),
        "own_departure": gettext_noop("You cannot end your own work; another administrator can."),
    }


def change_role(
    node: NodeContext,
    case: AdminKeys,
    colleague: Staff,
    role: str,
    *,
    until: int | None,
    by: StaffId,
    networks: Iterable[str] | None = None,
    also: Iterable[Compartment] | None = None,
    licence: str | None = None,
) -> None:
    """Give a colleague another role, last day, networks, added keys or licence (None: as they were); the words stay.

    Raises NotOfThisMission, CannotChangeOwnAppointment.
    """
    if role not in ROLES:
        raise NotOfThisMission("no_such_role")
    if colleague.id == by and (role != colleague.role or until is not None):
        raise CannotChangeOwnAppointment("own_role")
    act = administration.build_appointment(
        colleague.id,
        colleague.name,
        role,
        colleague.box_public,
        colleague.verify_key,
        until,
        custodian=colleague.custodian,
        wrapped=get_wrapped_keys(node.cursor, colleague.id),
        networks=colleague.networks if networks is None else networks,
        also=colleague.compartments if also is None else also,
        licence=colleague.licence if licence is None else licence,
    )
    administration.record_appointment(node, act, case.epochs, by)
    if ROLES[role].administers and not colleague.trade.administers:
        administration.record_key_escrow(node, colleague.id, colleague.box_public, case.epochs, case.secret, by)
    changed = find_staff(node.cursor, colleague.id)
    _rotate(
        node,
        case,
        lambda place: _previous_access(colleague, place) and not (changed and _previous_access(changed, place)),
        by,
    )


def reset_passphrase(node: NodeContext, case: AdminKeys, colleague: Staff, words: str, *, by: StaffId) -> None:
    """Give a colleague new keys under new words, if they forgot theirs or others may know them.

    Raises CannotChangeOwnAppointment.
    """
    if colleague.id == by:
        raise CannotChangeOwnAppointment("own_new_words")
    issue_appointment(
        node,
        case,
        colleague.name,
        colleague.role,
        words,
        by=by,
        until=colleague.until,
        staff=colleague.id,
        networks=colleague.networks,
        also=colleague.compartments,
        licence=colleague.licence,
    )


def end_appointment(node: NodeContext, case: AdminKeys, colleague: Staff, *, by: StaffId, reason: str = "") -> None:
    """End a colleague's work today; their keys open nothing written from now on. Raises CannotChangeOwnAppointment."""
    if colleague.id == by:
        raise CannotChangeOwnAppointment("own_departure")
    administration.record_departure(node, colleague.id, by, reason)
    _rotate(node, case, lambda place: _previous_access(colleague, place), by)


def _previous_access(colleague: Staff, place: KeyScope) -> bool:
    """Return whether a colleague has the key of a compartment in a network; an administrator has all that care uses."""
    compartment, network = place
    if colleague.trade.administers:
        return compartment in PERSON_HELD or compartment == Compartment.CARE
    whole = colleague.custodian and compartment in PERSON_HELD and colleague.serves(network)
    return whole or colleague.may_hold_key(compartment, network)


def _rotate(node: NodeContext, case: AdminKeys, lost: Callable[[KeyScope], bool], by: StaffId) -> None:
    for compartment, network in sorted({(e.compartment, e.network) for e in case.epochs}):
        if lost((compartment, network)):
            administration.record_rotation(node, Compartment(compartment), network, by)
