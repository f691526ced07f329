"""Handing a person over to a colleague of another trade: they stay on the board and wait for that trade, with a reason.

The reason for a discreet trade is sealed for it; one that comes out of a sealed visit is sealed as the visit is. So
others see only for whom the person waits.
"""

from dataclasses import dataclass

from posta.acts.actor import Actor, draft_entry
from posta.acts.care.queue.arrival import record_arrival
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.kinds import HAND_OVER, KINDS
from posta.catalog.structural_acts import NIGHT, HandOver
from posta.chart.board import QueueItem, find_arrival, find_open_arrival
from posta.chart.record.person import Person
from posta.clock import to_epoch_day, to_millis
from posta.ids import EntryId
from posta.mission.errors import Refused
from posta.mission.roles import get_role, list_care_trades
from posta.mission.rules.permissions import check_can_give_care
from posta.mission.staff import list_staff
from posta.scribe.context.transactions import durable_transaction
from posta.scribe.write import EntryDraft, write

WITH_BEDS = frozenset({"shelter_clinic", "therapeutic_centre", "hospital", "emergency"})
"""The kinds of places where people sleep."""


@dataclass(frozen=True, slots=True, repr=False)
class HandOverChoice:
    """To which trade a person is handed over, and why."""

    trade: str
    reason: str = ""


def list_receiving_trades(actor: Actor) -> list[str]:
    """Return the trades of the colleagues who work here now, but the own one; all that give care where nobody else does."""
    day = to_epoch_day(actor.today)
    here = {
        one.role
        for one in list_staff(actor.node.cursor)
        if one.is_active_on(day) and one.is_posted_at(actor.post) and one.trade.gives_care
    }
    others = here - {actor.staff.role}
    return [role.code for role in list_care_trades() if not others or role.code in others]


def record_hand_over(
    actor: Actor,
    person: Person,
    trade: str,
    *,
    reason: str = "",
    sealed_in: Compartment | None = None,
    visit: EntryId | None = None,
) -> EntryId:
    """Hand a person over to a trade of the post or to the night, with a reason for it. Raises Refused.

    `visit` is the one that ends with it, `sealed_in` its compartment if it is sealed. A person who is not on the board
    is put on it, but not for the night.
    """
    check_can_give_care(actor.staff)
    home = choose_home(trade, sealed_in)
    if trade == NIGHT:
        discreet = sealed_in in PERSON_HELD or actor.staff.trade.hides_author
        act = HandOver(trade=trade, reason=reason, reserved=home in PERSON_HELD and not reason)
        return write(actor.node, [_draft(actor, person, visit, act, home, discreet=discreet)])[0]
    if not get_role(trade).gives_care:
        raise Refused("hand_over_to_no_trade")
    with durable_transaction(actor.node):
        waiting = _find_or_record_arrival(actor, person)
        if waiting.reserved and home not in PERSON_HELD:
            reason = ""  # nothing else of a reserved arrival is kept in the open: the page says so (`loses_reason`)
        discreet = waiting.reserved or sealed_in in PERSON_HELD or actor.staff.trade.hides_author
        whole = HandOver(trade=trade, reason=reason)
        return write(actor.node, [_draft(actor, person, waiting.arrival, whole, home, discreet=discreet)])[0]


def record_back_to_waiting(actor: Actor, person: Person, waiting: QueueItem) -> EntryId:
    """Take back that a person was called: they wait again as before. Raises Refused."""
    check_can_give_care(actor.staff)
    discreet = waiting.reserved or actor.staff.trade.hides_author
    act = HandOver()
    return write(actor.node, [_draft(actor, person, waiting.arrival, act, Compartment.CARE, discreet=discreet)])[0]


def choose_home(trade: str, sealed_in: Compartment | None) -> Compartment:
    """Return the compartment of the reason for a hand-over: that of a discreet trade, else that of a sealed visit."""
    own = get_role(trade).own_compartment
    if own is not None:
        return own
    return sealed_in if sealed_in in PERSON_HELD else Compartment.CARE


def loses_reason(actor: Actor, person: Person, trade: str, home: Compartment) -> bool:
    """Return whether words to this trade would not be kept: the arrival is reserved, and nothing seals them."""
    found = find_arrival(actor.node.cursor, person.id, actor.post.number, actor.queue_start, actor.day_start)
    return found is not None and found.reserved and choose_home(trade, home) not in PERSON_HELD


def _find_or_record_arrival(actor: Actor, person: Person) -> QueueItem:
    """Return the arrival of today, open or seen; without one the person is put on the board."""
    cursor, post = actor.node.cursor, actor.post.number
    found = find_arrival(cursor, person.id, post, actor.queue_start, actor.day_start)
    if found is None:
        record_arrival(actor, person)
        found = find_open_arrival(cursor, person.id, post, actor.queue_start)
    assert found is not None
    return found


def _draft(
    actor: Actor, person: Person, arrival: EntryId | None, act: HandOver, home: Compartment, *, discreet: bool
) -> EntryDraft:
    author = None if discreet else actor.staff.id
    if home not in PERSON_HELD or not act.reason:
        return draft_entry([(Compartment.CARE, _payload(actor, person, arrival, act, author))], person.network)
    shown = HandOver(trade=act.trade, reserved=True)
    parts: list[tuple[Compartment, object]] = [
        (Compartment.CARE, _payload(actor, person, arrival, shown, author)),
        (home, _payload(actor, person, arrival, act, actor.staff.id)),
    ]
    return draft_entry(parts, person.network)


def _payload(
    actor: Actor, person: Person, arrival: EntryId | None, act: HandOver, author: bytes | None
) -> ClinicalPayload:
    version, at = KINDS[HAND_OVER].version, to_millis(actor.now)
    return ClinicalPayload(HAND_OVER, version, author, person.id, at, 0, actor.post.number, arrival, act)
