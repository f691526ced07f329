"""The kind `expected_at`, explained and proved."""

from datetime import timedelta

from posta.acts.care.agenda.planned_visits import record_expected
from posta.catalog import kinds
from posta.ids import EntryId
from posta.mission.posts import find_post_by_code
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def travelling_on(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """Somebody leaves for Coatzacoalcos and is expected there within a week"""
    actor = house.actor("tenosique_la72", "nurse")
    place = find_post_by_code(actor.node.cursor, "coatzacoalcos_casa")
    assert place is not None
    day = actor.today + timedelta(days=4)
    return actor.node, record_expected(actor, [registered(actor)], place, day, day + timedelta(days=3))


PAGE = Page(
    kinds.EXPECTED_AT,
    "Expected at",
    """
        A person who travels on is expected at a post around a day; a party is written person by person, with its id. The
    post lists them until they come there, until the last day, or until they are expected elsewhere: the last word counts.
    """,
    never=("to say where somebody was seen", "to promise a bed or a visit: those have acts of their own"),
    cases=(
        Case(
            travelling_on,
            """
            compartment | about  | author | holds
            care        | person | named  | place, day, last
            """,
        ),
    ),
)
