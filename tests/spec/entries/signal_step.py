"""The kind `signal_step`, explained and proved."""

from posta.acts.care.signal_recording import record_signal
from posta.acts.operations.signal_acts import record_signal_step
from posta.catalog import kinds
from posta.catalog.operation_acts import SignalStep
from posta.ids import EntryId
from posta.operations.signals.signal_lists import find_signal
from posta.scribe.context.node_context import NodeContext
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission, appoint
from tests.spec.manual import Case, Page

SEEN = {"sig_type": "disease", "sig_place": "27017", "sig_src": "shelter", "n_aff": 5}


def recording(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A doctor records that several people vomit in a shelter"""
    actor = house.actor("tenosique_la72")
    return actor.node, record_signal(actor, SEEN, "Cinco personas vomitan en el patio")


def assessing(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """The team leader verified it and gives a level of risk"""
    appoint(house, "team_leader")
    exchange(house.node("tenosique_la72"), MemoryTransport(house.node("coordination")))
    leader = house.actor("tenosique_la72", "team_leader")
    entry = record_signal(leader, SEEN)
    for step in (SignalStep(act="verify"), SignalStep(act="assess", risk="high", response=("samples",))):
        signal = find_signal(leader.node.cursor, entry)
        assert signal is not None
        moved = record_signal_step(leader, signal, step)
    return leader.node, moved


PAGE = Page(
    kinds.SIGNAL_STEP,
    "Signal step",
    """
    One act on a signal: it is recorded, verified, assessed, answered, closed or discarded. Beside the form that records a
    signal it says who recorded it, and what they saw in their words; every later act is an entry of its own, and `refers`
    names the entry that recorded the signal. What the acts make of a signal stands in its
    [state table](../reference/states.md). Every computer of the mission reads them: a signal is about no person. Who may do
    an act is judged by every computer, by the role that its author had then.
    """,
    never=(
        "to name a person, or to tell what one of them told",
        "to change what the signal says: that is a correction of its form",
    ),
    cases=(
        Case(
            recording,
            """
            compartment | about | author | holds
            facts       | -     | -      | ebs: sig_dt, sig_src, sig_type, sig_place, n_aff, hazard, verified
            admin       | -     | named  | act, note
            """,
            beside=frozenset({kinds.ENCOUNTER}),
        ),
        Case(
            assessing,
            """
            compartment | about | author | holds
            admin       | -     | named  | act, risk, response
            """,
        ),
    ),
)
