"""The kind `companionship`, explained and proved."""

from posta.acts.care.registration import record_travel_group_member
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def belonging(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A child travels with the group of their mother"""
    actor = house.actor("tenosique_la72", "nurse")
    mother, party = registered(actor), actor.node.random(16)
    record_travel_group_member(actor, mother, party)
    child = registered(actor, alias="Keyla", age_value=4)
    return actor.node, record_travel_group_member(actor, child, party, "child", mother.id)


def travelling_together(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A person travels with a group"""
    actor = house.actor("tenosique_la72", "social_worker")
    wilmer = registered(actor)
    return actor.node, record_travel_group_member(actor, wilmer, party=actor.node.random(16))


PAGE = Page(
    kinds.TRAVEL_GROUP_MEMBER,
    "Companionship",
    """
        A person travels with a party: a family, friends, a group of the road. A party is a random id and nothing
    else; its members
    are those said to travel with it. The last word counts: who joins another party has left the first. It may
    say what the person is to another member: the child of their mother, under whom they are listed.
    """,
    never=(
        "to hold the names or numbers of relatives who are not here: those are contacts of a person",
        "to say that two records are one person",
    ),
    cases=(
        Case(
            travelling_together,
            """
            compartment | about  | author | holds
            care        | person | named  | party
            """,
        ),
        Case(
            belonging,
            """
            compartment | about  | author | holds
            care        | person | named  | party, relation, of
            """,
        ),
    ),
)
