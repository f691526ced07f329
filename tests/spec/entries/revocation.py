"""The kind `revocation`, explained and proved."""

from posta.acts import administration
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.desk import Desk
from tests.house import House
from tests.spec.manual import Case, Page


def losing_a_laptop(house: House) -> tuple[Desk, EntryId]:
    """A laptop was taken; what it wrote up to its 120th entry stands"""
    desk, lost = house.desk("coordination"), house.desk("tenosique_la72").device.feed
    return desk, administration.record_revocation(desk, lost, (0, 119), None, "stolen on the road")


PAGE = Page(
    kinds.REVOCATION,
    "Revocation",
    """
        A device is out: its entries stand up to the named incarnation and sequence, later ones are set aside on every
    node, also
    those that were applied before the news came. It is left out of every bundle from then on.
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
            admin       | -     | -      | feed, sequence, reason
            """,
        ),
    ),
)
