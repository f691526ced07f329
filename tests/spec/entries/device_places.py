"""The kind `device_places`, explained and proved."""

from posta.acts.mission import places
from posta.catalog import kinds
from posta.ids import EntryId
from posta.mission.posts import find_post_by_code
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import newest
from tests.spec.manual import Case, Page


def assigning(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """The laptop of Tenosique also works at the tracks"""
    actor = house.administrator()
    tracks = find_post_by_code(actor.node.cursor, "coatzacoalcos_vias")
    assert tracks is not None
    places.record_device_places(actor, house.node("tenosique_la72").device.feed, [tracks.number])
    return actor.node, newest(actor.node)


PAGE = Page(
    kinds.DEVICE_PLACES,
    "Places of a computer",
    """
    Which places a computer serves beside the one that it was enrolled for, all of them. In the morning its
    colleagues say at which of them they are, and what they record carries that place. Places that were added at the
    computer need no such order.
    """,
    never=("to give a computer keys: those follow the networks of the place it was enrolled for",),
    cases=(
        Case(
            assigning,
            """
            compartment | about | author | holds
            admin       | -     | named  | feed, places
            """,
        ),
    ),
)
