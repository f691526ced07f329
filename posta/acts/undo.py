"""Taking something back: undone within 30 seconds, or marked as entered in error at any time after."""

from posta.acts.duty import Duty, sheet
from posta.catalog.codec import Counted, Said
from posta.catalog.compartments import Compartment
from posta.catalog.form import get_form
from posta.catalog.kinds import KINDS, WITHDRAWAL
from posta.catalog.structure import Withdrawal
from posta.chart.content import open_contents
from posta.chart.people import Person
from posta.chart.timeline import find_item, find_seals
from posta.clock import day_number, millis_of
from posta.figures.work import find_work
from posta.ids import EntryId
from posta.mission.errors import Refused
from posta.mission.permissions import check_can_give_care, check_can_record
from posta.scribe.withdraw import withdraw
from posta.scribe.write import Sheet, write


def record_undo(duty: Duty, person: Person, entry: EntryId) -> EntryId:
    """Undo an act of this post before it has been sent; its content is gone. Raises TooLateToUndo, NotOurs."""
    check_can_change(duty, entry)
    return withdraw(duty.desk, entry, _sheet(duty, person, entry, "undone"))


def record_error(duty: Duty, person: Person, entry: EntryId, reason: str) -> EntryId:
    """Mark an entry as made in error; it stays in the log and no longer counts or shows."""
    check_can_change(duty, entry)
    return write(duty.desk, [_sheet(duty, person, entry, reason)])[0]


def record_work_undo(duty: Duty, entry: EntryId) -> EntryId:
    """Undo what this post recorded of no person. Raises Refused, TooLateToUndo, NotOurs."""
    found = find_work(duty.desk.cursor, entry)
    if found is None or find_item(duty.desk.cursor, entry, duty.desk.keyring) is not None:
        raise Refused("Only what tells of no person is undone here.")
    for name in open_contents(duty.desk.cursor, [found.row], duty.desk.keyring)[found.row].forms:
        check_can_record(duty.staff, get_form(name))
    return withdraw(duty.desk, entry, sheet([(Compartment.FACTS, _counted(duty, entry, "undone"))], "", held=False))


def check_can_change(duty: Duty, entry: EntryId) -> None:
    """An entry is taken back or corrected only by who can read it: nobody makes a sealed visit vanish. Raises Refused."""
    check_can_give_care(duty.staff)
    found = find_item(duty.desk.cursor, entry, duty.desk.keyring)
    if found is not None and found[1].reserved:
        raise Refused("This visit is reserved; only a colleague who can read it may change it.")


def _sheet(duty: Duty, person: Person, entry: EntryId, reason: str) -> Sheet:
    """Of an entry that names no author in the open chart, it is not said there either who took it back and why."""
    unsigned = _is_unsigned(duty, entry)
    shown = reason if reason == "undone" or not unsigned else ""
    said = _said(duty, person, entry, shown, None if unsigned else duty.staff.id)
    counted = _counted(duty, entry, "undone" if reason == "undone" else "")
    parts: list[tuple[Compartment, object]] = [(Compartment.FACTS, counted), (Compartment.CARE, said)]
    if unsigned and (sealed := find_seals(duty.desk.cursor, entry, duty.desk.keyring).opened):
        parts.append((min(sealed), _said(duty, person, entry, reason, duty.staff.id)))
    return sheet(parts, person.network, held=False)


def _said(duty: Duty, person: Person, entry: EntryId, reason: str, author: bytes | None) -> Said:
    version, now = KINDS[WITHDRAWAL].version, millis_of(duty.now)
    return Said(WITHDRAWAL, version, author, person.id, now, 0, duty.post.number, entry, Withdrawal(reason=reason))


def _is_unsigned(duty: Duty, entry: EntryId) -> bool:
    """Whether the open chart does not name who wrote this, or must not name who takes it back."""
    seen = find_item(duty.desk.cursor, entry, duty.desk.keyring.of_device())
    return duty.staff.trade.discreet if seen is None else seen[1].author is None


def _counted(duty: Duty, entry: EntryId, reason: str) -> Counted:
    """To those who count, and to posts of other networks, it is said that an act was undone; no other reason is."""
    version, day = KINDS[WITHDRAWAL].version, day_number(duty.today)
    return Counted(WITHDRAWAL, version, duty.post.number, day, None, "", "", "", "", entry, Withdrawal(reason=reason))
