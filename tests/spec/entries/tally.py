"""The kind `tally`, explained and proved."""

from posta.acts.care.visits.encounter import record_encounter
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import CLOSED_SESSION, newest, registered
from tests.spec.manual import Case, Page


def counting_sessions(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """Sessions of two days leave together as counts"""
    actor = house.actor("tenosique_la72", "psychologist")
    wilmer = registered(actor)
    record_encounter(actor, wilmer, {"mh_fu": CLOSED_SESSION})
    house.clock.advance(days=1)
    record_encounter(actor, wilmer, {"mh_fu": CLOSED_SESSION})
    house.clock.advance(minutes=1)
    record_encounter(actor, wilmer, {"mh_fu": CLOSED_SESSION})
    return actor.node, newest(actor.node)


PAGE = Page(
    kinds.UNLINKED_COUNTS,
    "Tally",
    """
        Counts that belong to no person and no visit: row name, week or month, coded columns, how many. What counting
    may know of
        sealed forms travels only so. Written beside its visit, a row could be joined to it by its place in the feed;
    so rows wait in
        the encrypted database of the post until eight have come together or a day has passed, never those of an act
    that can still be undone, and leave in an order of their own.
    """,
    never=(
        "for anything that names, dates to the day, or describes one person",
        "for sexual violence: it is not counted from tallies of a post at all",
    ),
    cases=(
        Case(
            counting_sessions,
            """
            compartment | about | author | holds
            facts       | -     | -      | rows
            """,
        ),
    ),
)
