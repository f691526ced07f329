"""The kind `renewal`, explained and proved."""

from datetime import date

from posta.acts.mission import administration
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from posta.seal.keys import DeviceKeys
from posta.wire.membership import issue_administrator, issue_card
from tests.in_memory_mission import InMemoryMission
from tests.spec.manual import Case, Page


def renewing(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """The card of the post at Tenosique holds until next November"""
    node, root = house.node("coordination"), DeviceKeys.generate(house.random.randbytes)
    laptop, (_, ana), last = house.node("tenosique_la72").device, house.people["administrator"], date(2019, 11, 20)
    own = issue_administrator(root.sign, root_key=root.verify_key, administrator=ana.verify_key, valid_until=last)
    card = issue_card(ana.sign, administrator=own, device=laptop.verify_key, valid_until=last)
    return node, administration.record_cards(node, [card], None)[0]


PAGE = Page(
    kinds.CARD_ISSUED,
    "Renewal",
    """
        A membership card is issued anew: a computer's, signed by a certified administrator, or an administrator's own,
    signed by
        the mission's root. The card says itself whose it is and until when it holds; whoever is shown it checks its
    signatures. Of
        several cards of one holder the one ordered last counts, and never shortens what the enrolment allowed.
    """,
    never=(
        "to let a lost computer in again: a revocation stands, whatever its card says",
        "to enrol: a card of a device that was never enrolled opens no feed",
    ),
    cases=(
        Case(
            renewing,
            """
            compartment | about | author | holds
            admin       | -     | -      | card
            """,
        ),
    ),
)
