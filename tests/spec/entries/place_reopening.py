"""The kind `place_reopening`, explained and proved."""

from posta.acts.mission import places
from posta.catalog import kinds
from posta.ids import EntryId
from posta.mission.posts import find_post_by_code
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import newest
from tests.spec.manual import Case, Page


def reopening(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A stop was closed and opens again"""
    actor = house.administrator()
    post = find_post_by_code(actor.node.cursor, "coatzacoalcos_vias")
    assert post is not None
    places.record_closing(actor, post, 17_866)
    closed = find_post_by_code(actor.node.cursor, "coatzacoalcos_vias")
    assert closed is not None
    places.record_reopening(actor, closed, 17_880, "vuelve a parar")
    return actor.node, newest(actor.node)


PAGE = Page(
    kinds.PLACE_REOPENED,
    "Place reopened",
    """
    From a day on a place is open again. On the day of a closing it names that one and takes its place: the closing
    never was.
    """,
    never=("to bring back services: their periods stand as they were, and end by orders of their own",),
    cases=(
        Case(
            reopening,
            """
            compartment | about | author | holds
            admin       | -     | named  | number, since, reason
            """,
        ),
    ),
)
