"""The kind `place_service`, explained and proved."""

from posta.acts.mission import places
from posta.catalog import kinds
from posta.ids import EntryId
from posta.mission.places.service_calendar import ServicePeriod
from posta.mission.posts import find_post_by_code
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import newest
from tests.spec.manual import Case, Page


def offering(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """Primary care on three days a week, with a smaller team"""
    actor = house.administrator()
    post = find_post_by_code(actor.node.cursor, "tenosique_la72")
    assert post is not None
    asked = ServicePeriod(b"", "primary_care", 17_860, None, 0b0010101, "reduced", "Equipo 1")
    places.record_service(actor, post, asked)
    return actor.node, newest(actor.node)


PAGE = Page(
    kinds.PLACE_SERVICE,
    "Service at a place",
    """
    A service at a place from a first to a last day, on some weekdays, full, reduced or closed, with a word on the
    team. The act is the whole period as it holds now; to correct or end it the same period is written again and
    names the version that it replaces. To scale up or down, the period ends the day before and another begins.
    Where two computers wrote periods that share days, the one that begins later holds.
    """,
    never=(
        "for the hours of one person: a roster is something else",
        "with names of people in the note: every computer of the mission reads it",
    ),
    cases=(
        Case(
            offering,
            """
            compartment | about | author | holds
            admin       | -     | named  | period, number, service, since, weekdays, state, note
            """,
        ),
    ),
)
