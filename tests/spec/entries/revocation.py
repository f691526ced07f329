"""The kind `revocation`, explained and proved."""

from posta.acts import administration
from posta.acts.devices import last_known
from posta.catalog import kinds
from posta.courier.exchange import exchange
from posta.courier.transports.memory import MemoryTransport
from posta.ids import EntryId
from posta.scribe.desk import Desk
from tests.house import House
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def losing_a_laptop(house: House) -> tuple[Desk, EntryId]:
    """A laptop was taken; what coordination holds of it stands"""
    desk, lost = house.desk("coordination"), house.desk("tenosique_la72")
    registered(house.duty("tenosique_la72"))
    house.clock.advance(minutes=1)
    exchange(desk, MemoryTransport(lost))
    upto = last_known(desk.cursor, lost.device.feed)
    return desk, administration.record_revocation(desk, lost.device.feed, upto, None, "stolen on the road")


def losing_a_laptop_nobody_met(house: House) -> tuple[Desk, EntryId]:
    """A laptop was taken of which coordination had received nothing; its first 120 entries stand"""
    desk, lost = house.desk("coordination"), house.desk("tenosique_la72").device.feed
    return desk, administration.record_revocation(desk, lost, (0, 119), None, "stolen on the road")


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
