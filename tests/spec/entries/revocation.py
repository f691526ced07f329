"""The kind `revocation`, explained and proved."""

from posta.acts.mission import administration
from posta.acts.mission.enrolled_devices import latest_head
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def losing_a_laptop(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A laptop was taken; what coordination holds of it stands"""
    node, lost = house.node("coordination"), house.node("tenosique_la72")
    registered(house.actor("tenosique_la72"))
    house.clock.advance(minutes=1)
    exchange(node, MemoryTransport(lost))
    upto = latest_head(node.cursor, lost.device.feed)
    return node, administration.record_revocation(node, lost.device.feed, upto, None, "stolen on the road")


def losing_a_laptop_nobody_met(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A laptop was taken of which coordination had received nothing; its first 120 entries stand"""
    node, lost = house.node("coordination"), house.node("tenosique_la72").device.feed
    return node, administration.record_revocation(node, lost, (0, 119), None, "stolen on the road")


PAGE = Page(
    kinds.REVOCATION,
    "Revocation",
    """
    A device is out. The heads of all lines that are known of it where it is declared lost are named by hash; these
    and what leads to them stand, and everything else that its key signs, also at earlier places and in other incarnations,
    is set aside on every node, also what was applied before the news came. Where nothing is known at the named place,
    and in revocations of old, no head is named, and what is later than the place is set aside. Two revocations of one
    device narrow each other, whichever came first. It may name an earlier point ("ours until a moment"): then the heads are the
    last entries of that moment, by the clock of the device itself, and what came later is set aside too. Single entries are let
    in again by a [readmission](readmission.md). It is left out of every bundle from then on.
    """,
    never=(
        "to punish a post for a broken disk: a restored device begins a new incarnation by itself",
        "without opening new epochs of what the device held",
    ),
    cases=(
        Case(
            losing_a_laptop,
            """
            compartment | about | author | holds
            admin       | -     | -      | feed, reason, heads
            """,
        ),
        Case(
            losing_a_laptop_nobody_met,
            """
            compartment | about | author | holds
            admin       | -     | -      | feed, sequence, reason
            """,
        ),
    ),
)
