"""Taking something back: undone within 30 seconds, or marked as entered in error at any time after."""

from posta.acts.duty import Duty, day_number, sheet
from posta.catalog.codec import Counted, Said
from posta.catalog.compartments import Compartment
from posta.catalog.kinds import KINDS, WITHDRAWAL
from posta.catalog.structure import Withdrawal
from posta.chart.people import Person
from posta.chart.timeline import find_item
from posta.clock import millis_of
from posta.ids import EntryId
from posta.mission.errors import Refused
from posta.mission.permissions import check_can_give_care
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


def check_can_change(duty: Duty, entry: EntryId) -> None:
    """An entry is taken back or corrected only by who can read it: nobody makes a sealed visit vanish. Raises Refused."""
    check_can_give_care(duty.staff)
    found = find_item(duty.desk.cursor, entry, duty.desk.keyring)
    if found is not None and found[1].reserved:
        raise Refused("This visit is reserved; only a colleague who can read it may change it.")


def _sheet(duty: Duty, person: Person, entry: EntryId, reason: str) -> Sheet:
    version, now = KINDS[WITHDRAWAL].version, millis_of(duty.now)
    act = Withdrawal(reason=reason)
    said = Said(WITHDRAWAL, version, duty.staff.id, person.id, now, 0, duty.post.number, entry, act)
    day = day_number(duty.today)
    counted = Counted(WITHDRAWAL, version, duty.post.number, day, None, "", "", "", "", entry, Withdrawal(reason=""))
    return sheet([(Compartment.FACTS, counted), (Compartment.CARE, said)], person.network, held=False)
