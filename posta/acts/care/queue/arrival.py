"""Arrivals: a person comes and waits, is called, is seen or leaves. The board of the post is the fold of these acts."""

from collections.abc import Sequence

from posta.acts.actor import Actor, draft_entry
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.kinds import ARRIVAL, ARRIVAL_STATUS, KINDS
from posta.catalog.structural_acts import Arrival, ArrivalStatus
from posta.chart.board import WAITING, QueueItem, find_open_arrival, is_reserved, list_open_arrivals
from posta.chart.record.person import Person
from posta.chart.tickets import letters_of, next_ticket
from posta.clock import to_millis
from posta.ids import EntryId, PersonId
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
        ticket=_next_tickets(actor, 1)[0],
        signs=() if reserved else tuple(signs),
    )
    return write(actor.node, [_arrival_draft(actor, person.id, person.network, act, busload, reserved=reserved)])[0]


def record_arrivals(actor: Actor, people: Sequence[Person], *, reason: str = "") -> list[EntryId]:
    """Put people who came together on the board, one act each in one commit; who waits already is not added twice."""
    check_can_give_care(actor.staff)
    waiting = list_open_arrivals(actor.node.cursor, [one.id for one in people], actor.post.number, actor.queue_start)
    coming = [(one.id, one.network, reason) for one in people if one.id not in waiting]
    return list(write(actor.node, draft_arrivals(actor, coming))) if coming else []


def draft_arrivals(actor: Actor, coming: Sequence[tuple[PersonId, str, str]]) -> list[EntryDraft]:
    """Return drafts of arrivals for people (id, care network, reason), each with the next number of the day."""
    tickets = _next_tickets(actor, len(coming))
    return [
        _arrival_draft(actor, person, network, Arrival(reason=reason, ticket=ticket), None, reserved=False)
        for (person, network, reason), ticket in zip(coming, tickets, strict=True)
    ]


def record_arrival_status(actor: Actor, person: Person, arrival: EntryId, state: str) -> EntryId:
    """Record what became of an arrival: `called`, `done` or `left`. Raises Refused."""
    check_can_give_care(actor.staff)
    reserved = is_reserved(actor.node.cursor, arrival)
    return write(
        actor.node,
        [_arrival_draft(actor, person.id, person.network, ArrivalStatus(state=state), arrival, reserved=reserved)],
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


def _next_tickets(actor: Actor, count: int) -> list[str]:
    """Return the next numbers that this computer gives at the post today."""
    cursor = actor.node.cursor
    letters = letters_of(rank_device(cursor, actor.node.device.feed))
    first = int(next_ticket(cursor, actor.post.number, actor.day_start, letters).removeprefix(letters))
    return [f"{letters}{number}" for number in range(first, first + count)]


def _arrival_draft(
    actor: Actor,
    person: PersonId,
    network: str,
    act: Arrival | ArrivalStatus,
    refers: EntryId | None,
    *,
    reserved: bool,
) -> EntryDraft:
    """Build the entry of an arrival.

    It does not name the colleague who called a person for a reserved visit: the name would show the trade, and so the
    reason.
    """
    author = None if reserved or actor.staff.trade.hides_author else actor.staff.id
    kind = ARRIVAL if isinstance(act, Arrival) else ARRIVAL_STATUS
    payload = ClinicalPayload(
        kind, KINDS[kind].version, author, person, to_millis(actor.now), 0, actor.post.number, refers, act
    )
    return draft_entry([(Compartment.CARE, payload)], network)
