"""Acts on a signal: verified, assessed, answered, closed, discarded. Its state is the fold of these acts.

It is about no person, so its computer needs no key to any record: a post and coordination do the same.
"""

from posta.acts.actor import Actor
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import AdminPayload, FactsPayload
from posta.catalog.kinds import KINDS, SIGNAL_STEP, WITHDRAWAL
from posta.catalog.operation_acts import SignalStep
from posta.catalog.structural_acts import Withdrawal
from posta.clock import to_epoch_day, to_millis
from posta.ids import EntryId
from posta.mission.errors import Refused
from posta.operations.signals.report import AGGREGATE
from posta.operations.signals.signal_course import ASSESS, DISCARD
from posta.operations.signals.signal_lists import Signal
from posta.operations.tables import list_tables
from posta.scribe.context.transactions import durable_transaction
from posta.scribe.withdraw import withdraw
from posta.scribe.write import EntryDraft, PartDraft, write


def list_possible_signal_acts(actor: Actor, signal: Signal) -> list[str]:
    """Return the acts that this colleague may do now, in the order of the table."""
    table = list_tables()[AGGREGATE]
    return [act for act in table.acts_from(signal.state) if table.may(actor.staff.role, signal.state, act)]


def record_signal_step(actor: Actor, signal: Signal, step: SignalStep) -> EntryId:
    """Record an act on a signal. Raises Refused."""
    if step.act not in list_possible_signal_acts(actor, signal):
        raise Refused("signal_not_now")
    if step.act == DISCARD and not step.reason:
        raise Refused("signal_needs_reason")
    if step.act == ASSESS and not step.risk:
        raise Refused("signal_needs_risk")
    return write(
        actor.node, [EntryDraft((PartDraft(Compartment.ADMIN, "", build_step_payload(actor, signal.id, step)),))]
    )[0]


def undo_signal_step(actor: Actor, entry: EntryId) -> EntryId:
    """Undo an act on a signal before it has been sent. Raises TooLateToUndo, NotOwnEntry."""
    day = to_epoch_day(actor.clock_day)
    undone = FactsPayload(
        WITHDRAWAL, KINDS[WITHDRAWAL].version, actor.post.number, day, None, "", "", "", "", entry, Withdrawal()
    )
    with durable_transaction(actor.node):
        return withdraw(actor.node, entry, EntryDraft((PartDraft(Compartment.FACTS, "", undone),), held=False))


def build_step_payload(actor: Actor, signal: EntryId | None, step: SignalStep) -> AdminPayload:
    """Return what an act on a signal says, by whom; that which records one names none."""
    version = KINDS[SIGNAL_STEP].version
    return AdminPayload(SIGNAL_STEP, version, actor.staff.id, to_millis(actor.now), signal, step)
