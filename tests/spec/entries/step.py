"""The kind `step`, explained and proved."""

from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def calling(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """Somebody who waits is called"""
    actor = house.actor("tenosique_la72")
    wilmer = registered(actor)
    arrival = record_arrival(actor, wilmer, reason="feet")
    return actor.node, record_arrival_status(actor, wilmer, arrival, "called")


PAGE = Page(
    kinds.ARRIVAL_STATUS,
    "Step",
    """
        What became of an arrival: it is `called` into consultation, `done`, or has `left` before being seen. The
    latest step by
    clock decides; all stay in the log.
    """,
    never=(
        "to record care: a contact closes the arrival it names",
        "to take an arrival back: that is a withdrawal",
    ),
    cases=(
        Case(
            calling,
            """
            compartment | about  | author | holds
            care        | person | named  | state
            """,
        ),
    ),
)
