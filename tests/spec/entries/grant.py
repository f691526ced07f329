"""The kind `grant`, explained and proved."""

from posta.acts.mission import administration
from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.manual import Case, Page


def granting(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """The new key goes to those who hold the compartment"""
    node = house.node("coordination")
    _, entries = administration.record_rotation(node, Compartment.MENTAL_HEALTH, "route", None)
    return node, entries[1]


PAGE = Page(
    kinds.GRANT,
    "Grant",
    """
        The key of one epoch, in a sealed box for one device or, for the person-held compartments, for one person.
    Every device
    carries every grant; each opens only its own.
    """,
    never=(
        "to give a person-held compartment to a device",
        "to give a key to somebody whose role does not have the compartment",
    ),
    cases=(
        Case(
            granting,
            """
            compartment | about | author | holds
            admin       | -     | -      | epoch, holder, box, sealed_to
            """,
        ),
    ),
)
