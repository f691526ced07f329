"""The kind `planned_visit`, explained and proved."""

from datetime import timedelta

from posta.acts.care.agenda.planned_visits import VisitChoice
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import CLOSED_SESSION, FEET, newest, registered
from tests.spec.manual import Case, Page


def planning(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A wound is seen again in two days"""
    actor = house.actor("tenosique_la72")
    day = actor.today + timedelta(days=2)
    choice = VisitChoice(day, day, day + timedelta(days=1), "opd", schedule="wound")
    record_encounter(actor, registered(actor), {"opd": FEET}, plan=lambda filled: [choice])
    return actor.node, newest(actor.node)


def planning_reserved(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """The next session with the psychologist: others see the day and nothing else"""
    actor = house.actor("tenosique_la72", "psychologist")
    day = actor.today + timedelta(days=7)
    choice = VisitChoice(day, day, day, "mh_fu")
    record_encounter(actor, registered(actor), {"mh_fu": CLOSED_SESSION}, plan=lambda filled: [choice])
    return actor.node, newest(actor.node)


PAGE = Page(
    kinds.PLANNED_VISIT,
    "Planned visit",
    """
        A visit is planned for a day, with the days around it that still keep it, the post that expects the person, the
    form that will be written and the schedule that proposed it. It is written with the contact it follows, in one
    transaction; `refers` names that contact, and a contact that is withdrawn takes its plans along. A later contact with
    that form keeps it, at any post.

        Of a sealed service the open part holds the day and the post, and names nobody. The window, the form and the
    schedule stand in the compartment of the service.
    """,
    never=(
        "to record that a person came: contacts and arrivals do",
        "for the rest of a sealed schedule at once: several days together would tell which it is",
    ),
    cases=(
        Case(
            planning,
            """
            compartment | about  | author | holds
            care        | person | named  | day, place, first, last, form, schedule
            """,
        ),
        Case(
            planning_reserved,
            """
            compartment   | about  | author | holds
            care          | person | -      | day, place, reserved
            mental_health | person | named  | day, place, first, last, form
            """,
        ),
    ),
)
