"""The kind `hand_over`, explained and proved."""

from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.acts.care.queue.hand_over import record_back_to_waiting, record_hand_over
from posta.catalog import kinds
from posta.chart.board import find_open_arrival
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def to_nursing(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A doctor passes somebody to nursing and says why"""
    actor = house.actor("tenosique_la72")
    wilmer = registered(actor)
    record_arrival(actor, wilmer, reason="feet")
    return actor.node, record_hand_over(actor, wilmer, "nurse", reason="Curación de ampollas")


def to_psychology(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """The reason for a discreet trade is sealed for it"""
    actor = house.actor("tenosique_la72")
    wilmer = registered(actor)
    record_arrival(actor, wilmer, reason="feet")
    return actor.node, record_hand_over(actor, wilmer, "psychologist", reason="No duerme desde el tren")


def back(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """Somebody was called and goes back to waiting"""
    actor = house.actor("tenosique_la72")
    wilmer = registered(actor)
    arrival = record_arrival(actor, wilmer, reason="feet")
    record_arrival_status(actor, wilmer, arrival, "called")
    waiting = find_open_arrival(actor.node.cursor, wilmer.id, actor.post.number, actor.queue_start)
    assert waiting is not None
    return actor.node, record_back_to_waiting(actor, wilmer, waiting)


PAGE = Page(
    kinds.HAND_OVER,
    "Hand-over",
    """
        A person whose arrival `refers` names waits again: for a trade, the code of a role, with a line for the
    colleagues of that trade. What happened before the last hand-over that holds no longer decides where the person is;
    a hand-over by a named author whose role gives no care does not hold.

        The reason for a discreet trade is sealed in the compartment of that trade, and one that comes out of a sealed
    visit in the compartment of the visit: others see only for whom the person waits. Without a trade the person was
    called and waits again as before; that takes back no visit.
    """,
    never=(
        "to send somebody elsewhere: that is a referral",
        "to plan a visit of another day: plan it",
        "for what has to be in the record: the reason is one line for the colleague who calls",
    ),
    cases=(
        Case(
            to_nursing,
            """
            compartment | about  | author | holds
            care        | person | named  | trade, reason
            """,
        ),
        Case(
            to_psychology,
            """
            compartment   | about  | author | holds
            care          | person | named  | trade, reserved
            mental_health | person | named  | trade, reason
            """,
        ),
        Case(
            back,
            """
            compartment | about  | author | holds
            care        | person | named  | -
            """,
        ),
    ),
)
