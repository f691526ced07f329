"""Who may do what: pairs of `check_can_x`, which raises with the reason, and `can_x`, which answers a template.

A hidden button and a refused POST cannot disagree, because one calls the other.
"""

from collections.abc import Callable
from functools import wraps

from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.language.form import Form
from posta.mission.errors import Refused
from posta.mission.roles import keeps_directory, may_record
from posta.mission.rules.withdrawal_rule import EntryAuthorship, find_withdrawal_refusal
from posta.mission.staff import Staff


def _as_predicate(check: Callable[..., None]) -> Callable[..., bool]:
    @wraps(check)
    def can(*args: object) -> bool:
        try:
            check(*args)
        except Refused:
            return False
        return True

    return can


def check_can_give_care(staff: Staff) -> None:
    """Check that a colleague's trade gives care: charts, search and the board are for no other. Raises Refused."""
    if not staff.trade.gives_care:
        raise Refused("role_opens_no_records")


def check_can_record(staff: Staff, form: Form) -> None:
    """Check that a form is for the trade of a colleague. Raises Refused."""
    if not may_record(staff.role, form):
        raise Refused("form_of_another_trade")


def check_can_withdraw(staff: Staff, post: int, written: EntryAuthorship) -> None:
    """Check that an entry is withdrawn at the post where it was written.

    Its author may do so, or a role that may correct it.

    Raises Refused.
    """
    check_can_give_care(staff)
    refusal = find_withdrawal_refusal(written, staff.id, staff.role, post)
    if refusal:
        raise Refused(refusal)


def check_can_open(staff: Staff, compartment: Compartment) -> None:
    """Check that a colleague is appointed to a person-held compartment; urgency opens it for nobody. Raises Refused."""
    if compartment in PERSON_HELD and compartment not in staff.compartments:
        raise Refused("compartment_reserved")


def check_can_count(staff: Staff) -> None:
    """Check that a colleague may see the mission's figures: coordination and team leaders. Raises Refused."""
    if not staff.trade.counts:
        raise Refused("figures_are_for_coordination")


def check_can_administer(staff: Staff) -> None:
    """Check that a colleague administers: colleagues, posts, devices and keys are the administrator's work.

    Raises Refused.
    """
    if not staff.trade.administers:
        raise Refused("administrators_only")


def check_can_keep_directory(staff: Staff) -> None:
    """Check that a colleague writes the directory of partners: administrators, and in the field team leaders.

    Raises Refused.
    """
    if not keeps_directory(staff.role):
        raise Refused("directory_keepers_only")


can_give_care = _as_predicate(check_can_give_care)
can_open = _as_predicate(check_can_open)
can_record = _as_predicate(check_can_record)
can_withdraw = _as_predicate(check_can_withdraw)
can_count = _as_predicate(check_can_count)
can_administer = _as_predicate(check_can_administer)
can_keep_directory = _as_predicate(check_can_keep_directory)
