"""The kind `place`, explained and proved."""

from posta.acts.mission import places
from posta.acts.mission.places import PlaceFacts
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import newest
from tests.spec.manual import Case, Page


def adding(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """The mobile team gets a place in a community"""
    actor = house.administrator()
    places.record_place(actor, PlaceFacts("Colonia Nueva", "community"), networks=("route",))
    return actor.node, newest(actor.node)


PAGE = Page(
    kinds.PLACE_ADDED,
    "Place added",
    """
    A place where care is given is added after the founding: a stop, a shelter, a community, an emergency. Its
    number is random and above 65,535, so that two computers without a network take no same one; of two with one
    number the first stands. A team leader adds places in the networks of their post, and the computer that wrote
    the order serves them; what they add is not public. An administrator adds places of any network. Of an order
    that was received only the writing computer is proven, so it is judged where it is folded.
    """,
    never=(
        "to change a place that is known: `place_change` does that",
        "to publish a place from the field",
    ),
    cases=(
        Case(
            adding,
            """
            compartment | about | author | holds
            admin       | -     | named  | number, name, kind, networks, zone
            """,
        ),
    ),
)
