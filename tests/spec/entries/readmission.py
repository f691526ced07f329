"""The kind `readmission`, explained and proved."""

from posta.acts import administration
from posta.catalog import kinds
from posta.courier.exchange import exchange
from posta.courier.transports.memory import MemoryTransport
from posta.ids import EntryId
from posta.ledger.lines import list_ends_until
from posta.scribe.desk import Desk
from tests.house import House
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def readmitting(house: House) -> tuple[Desk, EntryId]:
    """A laptop was declared lost from too early on; a registration that is known to be right stands after all"""
    desk, lost = house.desk("coordination"), house.desk("tenosique_la72")
    before = house.clock.millis()
    house.clock.advance(minutes=1)
    entry = EntryId(registered(house.duty("tenosique_la72")).assertions[0])
    house.clock.advance(minutes=1)
    exchange(desk, MemoryTransport(lost))
    ends = list_ends_until(desk.cursor, lost.device.feed, before)
    administration.record_revocation(desk, lost.device.feed, (0, -1), None, "stolen on the road", heads=ends)
    return desk, administration.record_readmission(desk, [entry], None, "signed before the theft")


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
