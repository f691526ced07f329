"""The kind `fork`, explained and proved."""

from posta.catalog import kinds
from posta.catalog.structural_acts import ForkEvidence
from posta.feed.entry import Head
from posta.feed.sign import head_message
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incarnation import device_entry_draft
from posta.scribe.write import write
from tests.in_memory_mission import InMemoryMission
from tests.spec.manual import Case, Page


def meeting_two_entries(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A node holds two entries that one device signed at one place"""
    node = house.node("coordination")
    hashes = (bytes(32), bytes([1] * 32))
    heads = [Head(node.device.feed, 1, 7, hash_) for hash_ in hashes]
    evidence = ForkEvidence(
        verify_key=node.device.verify_key, incarnation=1, sequence=7, hashes=hashes,
        signatures=(node.device.sign(head_message(heads[0])), node.device.sign(head_message(heads[1]))),
    )  # fmt: skip
    return node, write(node, [device_entry_draft(node, kinds.FORK, evidence)])[0]


PAGE = Page(
    kinds.FORK,
    "Fork",
    """
        One device signed two entries at one place: it was copied, or restored and not told so. Both lines are kept
    and applied;
        whoever meets them first says so to the whole mission, once, with two signed heads and the headers that lead to
    them from the place. So the proof stands by itself; evidence that proves nothing is set aside and accuses nobody. The
    device takes a new incarnation. Of an incarnation with sixteen lines no further one is kept, unless a declaration of
    loss names it, and only the first travels.
    """,
    never=(
        "as proof of bad intent: a disk image is the usual cause",
        "to choose one of the lines: both hold what somebody was told is saved",
    ),
    cases=(
        Case(
            meeting_two_entries,
            """
            compartment | about | author | holds
            admin       | -     | -      | verify_key, incarnation, sequence, hashes, signatures
            """,
        ),
    ),
)
