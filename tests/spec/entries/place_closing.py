"""The kind `place_closing`, explained and proved."""

from posta.acts.mission import places
from posta.catalog import kinds
from posta.ids import EntryId
from posta.mission.posts import find_post_by_code
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import newest
from tests.spec.manual import Case, Page


def closing(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A stop ends with the month"""
    actor = house.administrator()
    post = find_post_by_code(actor.node.cursor, "coatzacoalcos_vias")
    assert post is not None
    places.record_closing(actor, post, 17_866, "ya no para el tren")
    return actor.node, newest(actor.node)


PAGE = Page(
    kinds.PLACE_CLOSED,
    "Place closed",
    """
    From a day on a place is closed: it offers nothing, is asked about nowhere and stands apart in lists, and the
    public page says since when. What was written there stays and counts. A team leader closes places that their
    computer serves, an administrator any.
    """,
    never=("for a day on which nobody came: that is a period of a service, or nothing",),
    cases=(
        Case(
            closing,
            """
            compartment | about | author | holds
            admin       | -     | named  | number, since, reason
            """,
        ),
    ),
)
