"""The kind `founding`, explained and proved."""

from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import first
from tests.spec.manual import Case, Page


def founding_a_mission(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """The first entry of the first device"""
    node = house.node("coordination")
    return node, first(node)


PAGE = Page(
    kinds.FOUNDING,
    "Founding",
    """
        The mission begins: its name, the root key that signs administrators, the care networks and the posts with the
    networks
        they serve. It is the first entry of the first device; a device that joins trusts the founding device by the
    invitation.
    """,
    never=(
        "to change posts later: `place_change` and its like do that",
        "twice: a second founding from a device that does not administer is refused",
    ),
    cases=(
        Case(
            founding_a_mission,
            """
            compartment | about | author | holds
            admin       | -     | -      | name, root, networks, posts
            """,
        ),
    ),
)
