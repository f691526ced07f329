"""The kind `arrival`, explained and proved."""

from posta.acts.care.queue.arrival import record_arrival
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def arriving(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """Somebody comes and says why"""
    actor = house.actor("tenosique_la72", "nurse")
    return actor.node, record_arrival(actor, registered(actor), reason="feet", colour="green")


def arriving_reserved(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """Somebody comes for a reserved visit: no reason, no author"""
    actor = house.actor("tenosique_la72", "psychologist")
    return actor.node, record_arrival(actor, registered(actor), reason="insomnia", reserved=True, programme="MH")


PAGE = Page(
    kinds.ARRIVAL,
    "Arrival",
    """
        A person has come and waits. The board of the post is the fold of arrivals and steps of the day. An arrival is
    named by the
    contact that answers it, so the row leaves the board by itself.

        A reserved arrival drops the reason, the programme and the author before anything is written: what is not
    written cannot
    be read over a shoulder, at a relay, or in a seized laptop. Its number of the day stays: by it the person is called
    without a name. Two computers count apart, each with its own letter.
    """,
    never=(
        "for diagnoses, complaints in detail or anything of violence or of the mind: say that the visit is reserved",
        "to register somebody",
        "to count attendance: contacts are counted",
    ),
    cases=(
        Case(
            arriving,
            """
            compartment | about  | author | holds
            care        | person | named  | reason, colour, ticket
            """,
        ),
        Case(
            arriving_reserved,
            """
            compartment | about  | author | holds
            care        | person | -      | reserved, ticket
            """,
        ),
    ),
)
