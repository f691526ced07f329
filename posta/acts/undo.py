"""Taking back: undone within 30 seconds, or marked as entered in error at any time after; and reinstated."""

from posta.acts.duty import Duty, sheet
from posta.catalog.codec import Counted, Said
from posta.catalog.compartments import Compartment
from posta.catalog.form import get_form
from posta.catalog.kinds import CONTACT, CORRECTION, KINDS, REINSTATEMENT, WITHDRAWAL
from posta.catalog.structure import Act, Reinstatement, Withdrawal
from posta.chart.content import open_contents
from posta.chart.people import Person
from posta.chart.timeline import Item, find_item, find_seals
from posta.chart.withdrawals import list_withdrawals
from posta.clock import day_number, millis_of
from posta.figures.work import Work, find_work
from posta.ids import EntryId
from posta.mission.errors import NotOfThisMission, Refused
from posta.mission.permissions import check_can_give_care, check_can_record, check_can_withdraw
from posta.mission.withdrawals import Written
from posta.scribe.withdraw import withdraw
from posta.scribe.write import Sheet, write

RESERVED = "This visit is reserved; only a colleague who can read it may change it."


def record_undo(duty: Duty, person: Person, entry: EntryId) -> EntryId:
    """Undo an act of this post before it has been sent; its content is gone.

    Raises Refused, TooLateToUndo, AlreadyUsed, NotOurs.
    """
    check_can_change(duty, entry)
    _check_is_theirs(duty, entry)
    return withdraw(duty.desk, entry, _sheet(duty, person, entry, entry, Withdrawal(reason="undone")))


def record_error(duty: Duty, person: Person, entry: EntryId, reason: str) -> EntryId:
    """Mark an entry as made in error; it stays in the log and no longer counts or shows. Raises Refused."""
    check_can_withdraw_entry(duty, entry)
    return write(duty.desk, [_sheet(duty, person, entry, entry, Withdrawal(reason=reason))])[0]


def record_reinstatement(duty: Duty, person: Person, entry: EntryId, reason: str = "") -> EntryId:
    """Let an entry hold again of which withdrawals are known here; for whom may withdraw it. Raises Refused."""
    check_can_withdraw_entry(duty, entry)
    withdrawals = list_withdrawals(duty.desk.cursor, entry)
    if not withdrawals:
        raise NotOfThisMission("This entry is not withdrawn; there is nothing to take back.")
    act = Reinstatement(reason=reason)
    return write(duty.desk, [_sheet(duty, person, entry, one, act) for one in withdrawals])[0]


def find_work_of_nobody(duty: Duty, entry: EntryId) -> Work | None:
    """What the post recorded of no person, though it may have notes of its own in the chart, as an assessment has."""
    found = find_item(duty.desk.cursor, entry, duty.desk.keyring)
    return None if found is not None and found[0] is not None else find_work(duty.desk.cursor, entry)


def record_work_undo(duty: Duty, entry: EntryId) -> EntryId:
    """Undo what this post recorded of no person. Raises Refused, TooLateToUndo, NotOurs."""
    found = find_work_of_nobody(duty, entry)
    if found is None:
        raise Refused("Only what tells of no person is undone here.")
    for name in open_contents(duty.desk.cursor, [found.row], duty.desk.keyring)[found.row].forms:
        check_can_record(duty.staff, get_form(name))
    counted = _counted(duty, entry, Withdrawal(reason="undone"))
    return withdraw(duty.desk, entry, sheet([(Compartment.FACTS, counted)], "", held=False))


def check_can_change(duty: Duty, entry: EntryId) -> None:
    """An entry is taken back or corrected only by who can read it: nobody makes a sealed visit vanish. Raises Refused."""
    check_can_give_care(duty.staff)
    found = find_item(duty.desk.cursor, entry, duty.desk.keyring)
    if found is not None and found[1].reserved:
        raise Refused(RESERVED)


def check_can_withdraw_entry(duty: Duty, entry: EntryId) -> None:
    """An entry is marked as an error, and reinstated, by its author, or by a role that may correct it and reads it all.

    Raises Refused.
    """
    check_can_change(duty, entry)
    found = find_item(duty.desk.cursor, entry, duty.desk.keyring)
    if found is None:
        raise Refused("This entry cannot be marked as an error.")
    _check_can_withdraw(duty, found[1], closed=find_seals(duty.desk.cursor, entry, duty.desk.keyring).closed)


def _check_can_withdraw(duty: Duty, item: Item, *, closed: bool) -> None:
    unsigned = item.author is None and item.kind in (CONTACT, CORRECTION)  # signed ones seal single answers at most
    if item.reserved or (unsigned and closed):
        raise Refused(RESERVED)
    check_can_withdraw(duty.staff, duty.post.number, _written(item))


def can_withdraw_item(duty: Duty, item: Item, *, closed: bool) -> bool:
    """Answer the same of an opened item; `closed` if a part of it stays closed to this session."""
    try:
        _check_can_withdraw(duty, item, closed=closed)
    except Refused:
        return False
    return True


def can_withdraw_entry(duty: Duty, entry: EntryId) -> bool:
    """Answer whether this colleague may mark an entry as an error, or reinstate it."""
    try:
        check_can_withdraw_entry(duty, entry)
    except Refused:
        return False
    return True


def _check_is_theirs(duty: Duty, entry: EntryId) -> None:
    """Undoing is for who may withdraw; a step that has no item of its own is undone by whoever gives care here."""
    found = find_item(duty.desk.cursor, entry, duty.desk.keyring)
    if found is not None:
        check_can_withdraw(duty.staff, duty.post.number, _written(found[1]))


def _written(item: Item) -> Written:
    forms = sum(1 << get_form(name).number for name in item.forms)
    return Written(item.kind, forms, item.author, item.post)


def _sheet(duty: Duty, person: Person, entry: EntryId, refers: EntryId, act: Withdrawal | Reinstatement) -> Sheet:
    """Of an entry that names no author in the open chart, it is not said there either who took it back and why."""
    unsigned = _is_unsigned(duty, entry)
    undone = Withdrawal(reason="undone")
    shown = act if act == undone or not unsigned else type(act)(reason="")
    said = _said(duty, person, refers, shown, None if unsigned else duty.staff.id)
    counted = _counted(duty, refers, act if act == undone else type(act)(reason=""))
    parts: list[tuple[Compartment, object]] = [(Compartment.FACTS, counted), (Compartment.CARE, said)]
    if unsigned and (sealed := find_seals(duty.desk.cursor, entry, duty.desk.keyring).opened):
        parts.append((min(sealed), _said(duty, person, refers, act, duty.staff.id)))
    return sheet(parts, person.network, held=False)


def _said(duty: Duty, person: Person, refers: EntryId, act: Act, author: bytes | None) -> Said:
    kind, now = _kind_of(act), millis_of(duty.now)
    return Said(kind, KINDS[kind].version, author, person.id, now, 0, duty.post.number, refers, act)


def _is_unsigned(duty: Duty, entry: EntryId) -> bool:
    """Whether the open chart does not name who wrote this, or must not name who takes it back."""
    seen = find_item(duty.desk.cursor, entry, duty.desk.keyring.of_device())
    return duty.staff.trade.discreet if seen is None else seen[1].author is None


def _counted(duty: Duty, refers: EntryId, act: Act) -> Counted:
    """To those who count, and to posts of other networks, it is said that an act was undone; no other reason is."""
    kind, day = _kind_of(act), day_number(duty.clock_day)
    return Counted(kind, KINDS[kind].version, duty.post.number, day, None, "", "", "", "", refers, act)


def _kind_of(act: Act) -> int:
    return REINSTATEMENT if isinstance(act, Reinstatement) else WITHDRAWAL
