"""Arrivals: a person comes and waits, is called, is seen or leaves. The board of the post is the fold of these acts."""

from collections.abc import Sequence

from posta.acts.actor import Actor, draft_entry
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.kinds import ARRIVAL, ARRIVAL_STATUS, KINDS
from posta.catalog.structural_acts import Act, Arrival, ArrivalStatus
from posta.chart.board import WAITING, QueueItem, find_open_arrival, is_reserved
from posta.chart.record.person import Person
from posta.chart.tickets import letters_of, next_ticket
from posta.clock import to_millis
from posta.ids import EntryId
from posta.mission.posts import rank_device
from posta.mission.rules.permissions import check_can_give_care
from posta.scribe.write import EntryDraft, write


def record_arrival(
    actor: Actor,
    person: Person,
    *,
    reason: str = "",
    colour: str = "",
    reserved: bool = False,
    programme: str = "",
    signs: Sequence[str] = (),
    busload: EntryId | None = None,
) -> EntryId:
    """Put a person on the board, with the next number of the day. Raises Refused.

    A person who already waits is not added twice. Of a reserved arrival no reason and no sign is written. `busload` is
    the count of the bus in which they came.
    """
    check_can_give_care(actor.staff)
    waiting = find_open_arrival(actor.node.cursor, person.id, actor.post.number, actor.queue_start)
    if waiting is not None:
        return waiting.arrival
    act = Arrival(
        reason="" if reserved else reason,
        reserved=reserved,
        colour=colour,
        programme="" if reserved else programme,
        ticket=_next_ticket(actor),
        signs=() if reserved else tuple(signs),
    )
    return write(actor.node, [_arrival_draft(actor, person, ARRIVAL, act, busload, reserved=reserved)])[0]


def record_arrival_status(actor: Actor, person: Person, arrival: EntryId, state: str) -> EntryId:
    """Record what became of an arrival: `called`, `done` or `left`. Raises Refused."""
    check_can_give_care(actor.staff)
    reserved = is_reserved(actor.node.cursor, arrival)
    return write(
        actor.node,
        [_arrival_draft(actor, person, ARRIVAL_STATUS, ArrivalStatus(state=state), arrival, reserved=reserved)],
    )[0]


def can_close(actor: Actor, waiting: QueueItem) -> bool:
    """Return whether what this colleague signs closes an arrival; one that waits for another trade goes on waiting.

    It does not if they called the person; a call without a name counts as theirs for a discreet trade.
    """
    if waiting.trade in ("", actor.staff.role):
        return True
    if waiting.state == WAITING:
        return False
    mine = waiting.called_by == actor.staff.id
    return mine or (waiting.called_by is None and actor.staff.trade.hides_author)


def _next_ticket(actor: Actor) -> str:
    """Return the next number that this computer gives at the post today."""
    cursor = actor.node.cursor
    letters = letters_of(rank_device(cursor, actor.node.device.feed))
    return next_ticket(cursor, actor.post.number, actor.day_start, letters)


def _arrival_draft(
    actor: Actor, person: Person, kind: int, act: Act, refers: EntryId | None, *, reserved: bool
) -> EntryDraft:
    """Build the entry of an arrival.

    It does not name the colleague who called a person for a reserved visit: the name would show the trade, and so the
    reason.
    """
    author = None if reserved or actor.staff.trade.hides_author else actor.staff.id
    payload = ClinicalPayload(
        kind, KINDS[kind].version, author, person.id, to_millis(actor.now), 0, actor.post.number, refers, act
    )
    return draft_entry([(Compartment.CARE, payload)], person.network)
