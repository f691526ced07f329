"""The kind `planned_visit_outcome`, explained and proved."""

from datetime import timedelta

from posta.acts.care.agenda.planned_visits import VisitChoice, record_outcome
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import CLOSED_SESSION, FEET, newest, registered
from tests.spec.manual import Case, Page


def calling_up(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """Somebody who did not come is called"""
    actor = house.actor("tenosique_la72")
    wilmer, day = registered(actor), actor.today + timedelta(days=2)
    choice = VisitChoice(day, day, day, "opd")
    record_encounter(actor, wilmer, {"opd": FEET}, plan=lambda filled: [choice])
    return actor.node, record_outcome(actor, wilmer, newest(actor.node), "called")


def keeping_reserved(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A sealed session keeps the visit that was planned for it"""
    actor = house.actor("tenosique_la72", "psychologist")
    wilmer, day = registered(actor), actor.today + timedelta(days=7)
    choice = VisitChoice(day, day, day, "mh_fu")
    record_encounter(actor, wilmer, {"mh_fu": CLOSED_SESSION}, plan=lambda filled: [choice])
    house.clock.advance(days=7)
    later = house.actor("tenosique_la72", "psychologist")
    record_encounter(later, wilmer, {"mh_fu": CLOSED_SESSION})
    return later.node, newest(later.node)


PAGE = Page(
    kinds.PLANNED_VISIT_OUTCOME,
    "Planned visit outcome",
    """
        What became of a planned visit, which `refers` names: the person was `called` or `found` and is still expected;
    it was `moved` to another day; they `moved_on`, `refused`, or it was `cancelled`. The last of these by the clock
    decides, and a contact that keeps the visit stands above them all.

        `kept` is written by sealed contacts only, with the contact in `by`: nobody without the key could work it out.
    Of a reserved visit it names no author.
    """,
    never=(
        "to record what was said on the telephone: that is a contact",
        "to take a plan back that was never meant: withdraw the contact, or its plan",
    ),
    cases=(
        Case(
            calling_up,
            """
            compartment | about  | author | holds
            care        | person | named  | state
            """,
        ),
        Case(
            keeping_reserved,
            """
            compartment | about  | author | holds
            care        | person | -      | state, by
            """,
        ),
    ),
)
