"""Taking back: undone within 30 seconds, or marked as entered in error at any time after; and reinstated."""

from posta.acts.actor import Actor, draft_entry
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload, FactsPayload
from posta.catalog.kinds import CORRECTION, ENCOUNTER, KINDS, REINSTATEMENT, WITHDRAWAL
from posta.catalog.language.form import get_form
from posta.catalog.structural_acts import Act, Reinstatement, Withdrawal
from posta.chart.agenda.planned_visits import list_planned_in
from posta.chart.board import list_handed_with
from posta.chart.history.entry_content import decrypt_entries
from posta.chart.history.judged_withdrawals import list_withdrawals
from posta.chart.history.timeline import TimelineItem, find_item, find_sealed_parts
from posta.chart.record.choices import list_chosen_in
from posta.chart.record.person import Person
from posta.clock import to_epoch_day, to_millis
from posta.figures.group_activities import ActivityEntry, find_activity_entry
from posta.ids import EntryId
from posta.mission.errors import NotOfThisMission, Refused
from posta.mission.rules.permissions import check_can_give_care, check_can_record, check_can_withdraw
from posta.mission.rules.withdrawal_rule import EntryAuthorship
from posta.scribe.context.transactions import durable_transaction
from posta.scribe.withdraw import withdraw
from posta.scribe.write import EntryDraft, write


def record_undo(actor: Actor, person: Person, entry: EntryId) -> EntryId:
    """Undo an act of this post before it has been sent; its content is erased, and that of what was written with it for later.

    Raises Refused, TooLateToUndo, AlreadyUsed, NotOwnEntry.
    """
    check_can_change(actor, entry)
    _check_may_undo(actor, entry)
    undone = Withdrawal(reason="undone")
    with durable_transaction(actor.node):
        cursor = actor.node.cursor
        handed, arrived = list_handed_with(cursor, entry)
        for one in (*list_planned_in(cursor, person.id, entry), *list_chosen_in(cursor, person.id, entry), *handed):
            withdraw(actor.node, one, _withdrawal_draft(actor, person, one, one, undone))
        written = withdraw(actor.node, entry, _withdrawal_draft(actor, person, entry, entry, undone))
        for one in arrived:
            withdraw(actor.node, one, _withdrawal_draft(actor, person, one, one, undone))
        return written


def mark_entered_in_error(actor: Actor, person: Person, entry: EntryId, reason: str) -> EntryId:
    """Mark an entry as made in error; it stays in the log and no longer counts or shows. Raises Refused."""
    check_can_withdraw_entry(actor, entry)
    return write(actor.node, [_withdrawal_draft(actor, person, entry, entry, Withdrawal(reason=reason))])[0]


def record_reinstatement(actor: Actor, person: Person, entry: EntryId, reason: str = "") -> EntryId:
    """Let an entry hold again after withdrawals that are known here, for a colleague who may withdraw it. Raises
    Refused."""
    check_can_withdraw_entry(actor, entry)
    withdrawals = list_withdrawals(actor.node.cursor, entry)
    if not withdrawals:
        raise NotOfThisMission("not_withdrawn")
    act = Reinstatement(reason=reason)
    return write(actor.node, [_withdrawal_draft(actor, person, entry, one, act) for one in withdrawals])[0]


def find_group_activity(actor: Actor, entry: EntryId) -> ActivityEntry | None:
    """Return an entry of the post about no person.

    It may have notes of its own in the chart, as an assessment has.
    """
    found = find_item(actor.node.cursor, entry, actor.node.keyring)
    return None if found is not None and found[0] is not None else find_activity_entry(actor.node.cursor, entry)


def undo_group_activity(actor: Actor, entry: EntryId) -> EntryId:
    """Undo an entry of this post about no person. Raises Refused, TooLateToUndo, NotOwnEntry."""
    found = find_group_activity(actor, entry)
    if found is None:
        raise Refused("tells_of_a_person")
    for name in decrypt_entries(actor.node.cursor, [found.row], actor.node.keyring)[found.row].forms:
        check_can_record(actor.staff, get_form(name))
    counted = _facts_payload(actor, entry, Withdrawal(reason="undone"))
    return withdraw(actor.node, entry, draft_entry([(Compartment.FACTS, counted)], "", held=False))


def check_can_correct_activity(actor: Actor, entry: EntryId) -> None:
    """Check that a colleague corrects an entry about no person: of a place of this computer, with forms of their trade.

    Raises Refused.
    """
    found = find_group_activity(actor, entry)
    if found is None:
        raise Refused("tells_of_a_person")
    if not actor.serves(found.post):
        raise Refused("place_not_served_here")
    for name in decrypt_entries(actor.node.cursor, [found.row], actor.node.keyring)[found.row].forms:
        check_can_record(actor.staff, get_form(name))


def check_can_change(actor: Actor, entry: EntryId) -> None:
    """Check that a colleague who takes back or corrects an entry can read it. Raises Refused.

    So nobody makes a sealed visit disappear.
    """
    check_can_give_care(actor.staff)
    found = find_item(actor.node.cursor, entry, actor.node.keyring)
    if found is not None and found[1].reserved:
        raise Refused("visit_reserved")


def check_can_withdraw_entry(actor: Actor, entry: EntryId) -> None:
    """Check that a colleague may withdraw or reinstate an entry. Raises Refused.

    They are its author, or have a role that may correct it and reads all of it.
    """
    check_can_change(actor, entry)
    found = find_item(actor.node.cursor, entry, actor.node.keyring)
    if found is None:
        raise Refused("cannot_be_marked")
    _check_can_withdraw(actor, found[1], closed=find_sealed_parts(actor.node.cursor, entry, actor.node.keyring).closed)


def _check_can_withdraw(actor: Actor, item: TimelineItem, *, closed: bool) -> None:
    unsigned = item.author is None and item.kind in (ENCOUNTER, CORRECTION)  # signed ones seal single answers at most
    if item.reserved or (unsigned and closed):
        raise Refused("visit_reserved")
    check_can_withdraw(actor.staff, _acting_post(actor, item.post), _authorship(item))


def can_withdraw_item(actor: Actor, item: TimelineItem, *, closed: bool) -> bool:
    """Return the same of an opened item; `closed` if a part of it stays closed to this session."""
    try:
        _check_can_withdraw(actor, item, closed=closed)
    except Refused:
        return False
    return True


def can_withdraw_entry(actor: Actor, entry: EntryId) -> bool:
    """Return whether this colleague may mark an entry as an error, or reinstate it."""
    try:
        check_can_withdraw_entry(actor, entry)
    except Refused:
        return False
    return True


def _check_may_undo(actor: Actor, entry: EntryId) -> None:
    """Check that a colleague who undoes an entry may withdraw it.

    A step that has no item of its own may be undone by anybody who gives care here.
    """
    found = find_item(actor.node.cursor, entry, actor.node.keyring)
    if found is not None:
        check_can_withdraw(actor.staff, _acting_post(actor, found[1].post), _authorship(found[1]))


def _acting_post(actor: Actor, written: int) -> int:
    """Return the post from which this computer judges an entry: the entry's own where the computer serves it too."""
    return written if actor.serves(written) else actor.post.number


def _authorship(item: TimelineItem) -> EntryAuthorship:
    forms = sum(1 << get_form(name).number for name in item.forms)
    return EntryAuthorship(item.kind, forms, item.author, item.post)


def _withdrawal_draft(
    actor: Actor, person: Person, entry: EntryId, refers: EntryId, act: Withdrawal | Reinstatement
) -> EntryDraft:
    """Return the draft of a withdrawal or reinstatement.

    If the entry names no author in the open chart, the draft names there neither a colleague nor a reason.
    """
    unsigned = _is_anonymous(actor, entry)
    undone = Withdrawal(reason="undone")
    clinical_act = act if act == undone or not unsigned else type(act)(reason="")
    clinical = _clinical_payload(actor, person, refers, clinical_act, None if unsigned else actor.staff.id)
    facts = _facts_payload(actor, refers, act if act == undone else type(act)(reason=""))
    parts: list[tuple[Compartment, object]] = [(Compartment.FACTS, facts), (Compartment.CARE, clinical)]
    if unsigned and (sealed := find_sealed_parts(actor.node.cursor, entry, actor.node.keyring).opened):
        parts.append((min(sealed), _clinical_payload(actor, person, refers, act, actor.staff.id)))
    return draft_entry(parts, person.network, held=False)


def _clinical_payload(actor: Actor, person: Person, refers: EntryId, act: Act, author: bytes | None) -> ClinicalPayload:
    kind, now = _kind_number(act), to_millis(actor.now)
    return ClinicalPayload(kind, KINDS[kind].version, author, person.id, now, 0, actor.post.number, refers, act)


def _is_anonymous(actor: Actor, entry: EntryId) -> bool:
    """Return whether the open chart does not name who wrote this, or must not name who takes it back."""
    seen = find_item(actor.node.cursor, entry, actor.node.keyring.of_device())
    return actor.staff.trade.hides_author if seen is None else seen[1].author is None


def _facts_payload(actor: Actor, refers: EntryId, act: Act) -> FactsPayload:
    """Return the facts of a withdrawal.

    Counting and posts of other networks learn that an act was undone; they learn no other reason.
    """
    kind, day = _kind_number(act), to_epoch_day(actor.clock_day)
    return FactsPayload(kind, KINDS[kind].version, actor.post.number, day, None, "", "", "", "", refers, act)


def _kind_number(act: Act) -> int:
    return REINSTATEMENT if isinstance(act, Reinstatement) else WITHDRAWAL
