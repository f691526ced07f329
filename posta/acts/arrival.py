"""Arrivals: a person comes and waits, is called, is seen or leaves. The board of the post is the fold of these acts."""

from posta.acts.duty import Duty, sheet
from posta.catalog.codec import Said
from posta.catalog.compartments import Compartment
from posta.catalog.kinds import ARRIVAL, KINDS, STEP
from posta.catalog.structure import Act, Arrival, Step
from posta.chart.board import find_open_arrival, is_reserved
from posta.chart.people import Person
from posta.clock import millis_of
from posta.ids import EntryId
from posta.mission.permissions import check_can_give_care
from posta.scribe.write import Sheet, write


def record_arrival(
    duty: Duty, person: Person, *, reason: str = "", colour: str = "", reserved: bool = False, programme: str = ""
) -> EntryId:
    """Put a person on the board; one who already waits is not put there twice. Raises Refused."""
    check_can_give_care(duty.staff)
    waiting = find_open_arrival(duty.desk.cursor, person.id, duty.post.number, duty.queue_start)
    if waiting is not None:
        return waiting.arrival
    act = Arrival(
        reason="" if reserved else reason, reserved=reserved, colour=colour, programme="" if reserved else programme
    )
    return write(duty.desk, [_sheet(duty, person, ARRIVAL, act, None, reserved=reserved)])[0]


def record_step(duty: Duty, person: Person, arrival: EntryId, state: str) -> EntryId:
    """Say what became of an arrival: `called`, `done` or `left`. Raises Refused."""
    check_can_give_care(duty.staff)
    reserved = is_reserved(duty.desk.cursor, arrival)
    return write(duty.desk, [_sheet(duty, person, STEP, Step(state=state), arrival, reserved=reserved)])[0]


def _sheet(duty: Duty, person: Person, kind: int, act: Act, refers: EntryId | None, *, reserved: bool) -> Sheet:
    """Who let in or called somebody for a reserved visit is not said: it would tell the trade, and so the reason."""
    author = None if reserved or duty.staff.trade.discreet else duty.staff.id
    said = Said(kind, KINDS[kind].version, author, person.id, millis_of(duty.now), 0, duty.post.number, refers, act)
    return sheet([(Compartment.CARE, said)], person.network)
