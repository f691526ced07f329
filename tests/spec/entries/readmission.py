"""The kind `readmission`, explained and proved."""

from posta.acts.mission import administration
from posta.catalog import kinds
from posta.ids import EntryId
from posta.ledger.branches import list_branch_heads_until
from posta.scribe.context.node_context import NodeContext
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def readmitting(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A laptop was declared lost from too early on; a registration that is known to be right stands after all"""
    node, lost = house.node("coordination"), house.node("tenosique_la72")
    before = house.clock.millis()
    house.clock.advance(minutes=1)
    entry = EntryId(registered(house.actor("tenosique_la72")).assertions[0])
    house.clock.advance(minutes=1)
    exchange(node, MemoryTransport(lost))
    ends = list_branch_heads_until(node.cursor, lost.device.feed, before)
    administration.record_revocation(node, lost.device.feed, (0, -1), None, "stolen on the road", heads=ends)
    return node, administration.record_readmission(node, [entry], None, "signed before the theft")


PAGE = Page(
    kinds.READMISSION,
    "Readmission",
    """
    Entries of a computer that was declared lost stand after all. A declaration may name an earlier moment ("ours until"), and
    what it takes out may hold honest work; an administrator looks through it and lets single entries stand, by their ids.
    They stand on every node from then on, also where they come later than the news, whatever line of the feed they are on.
    """,
    never=(
        "without looking: a thief's entries look like anybody's",
        "to let a whole computer in again: it is enrolled anew",
    ),
    cases=(
        Case(
            readmitting,
            """
            compartment | about | author | holds
            admin       | -     | -      | entries, reason
            """,
        ),
    ),
)
