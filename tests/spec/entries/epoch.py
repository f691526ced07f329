"""The kind `epoch`, explained and proved."""

from posta.acts.mission import administration
from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.manual import Case, Page


def opening_an_epoch(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A new key of the compartment of mental health begins"""
    node = house.node("coordination")
    _, entries = administration.record_rotation(node, Compartment.MENTAL_HEALTH, "route", None)
    return node, entries[0]


PAGE = Page(
    kinds.KEY_EPOCH,
    "Epoch",
    """
        A new key of a compartment of one care network begins: its id and the public half, with which everybody may
    deposit. The key
        itself is in no entry of this kind; it is [granted](grant.md). What was sealed before stays under the earlier
    epoch.
    """,
    never=(
        "to carry a key",
        "to close what people could read before: an epoch changes the future only",
    ),
    cases=(
        Case(
            opening_an_epoch,
            """
            compartment | about | author | holds
            admin       | -     | -      | epoch, compartment, network, public
            """,
        ),
    ),
)
