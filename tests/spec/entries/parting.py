"""The kind `parting`, explained and proved."""

from posta.acts.care.registration import record_parting, record_travel_group_member
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def lost_on_the_way(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """Somebody was separated from their family by force"""
    actor = house.actor("tenosique_la72", "social_worker")
    wilmer, party = registered(actor), actor.node.random(16)
    record_travel_group_member(actor, wilmer, party)
    return actor.node, record_parting(actor, wilmer, party, "separated")


PAGE = Page(
    kinds.TRAVEL_GROUP_LEFT,
    "Parting",
    """
        A person no longer travels with a party: they travel on alone, were separated by force, or another reason. The
    group keeps who it was; joining it again is a companionship. The last word by the clock counts, and a parting counts
    only from colleagues whose trade gives care.
    """,
    never=(
        "to take a person out of the history of a group",
        "to say where they went: that is a person who is expected",
    ),
    cases=(
        Case(
            lost_on_the_way,
            """
            compartment | about  | author | holds
            care        | person | named  | party, reason
            """,
        ),
    ),
)
