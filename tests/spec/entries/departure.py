"""The kind `departure`, explained and proved."""

from posta.acts.mission import administration
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.manual import Case, Page


def leaving(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A colleague's work ends"""
    node = house.node("coordination")
    return node, administration.record_departure(node, house.people["nurse"][0], None, "contract ended")


PAGE = Page(
    kinds.APPOINTMENT_ENDED,
    "Departure",
    """
        A colleague's work ends. From the moment a post receives it, the colleague's words open no session there. What
    they wrote stands.
    Keys they held stay known to them; an administrator opens new epochs of those compartments.
    """,
    never=("as a judgement of a person: the reason is a few neutral words, seen by every device",),
    cases=(
        Case(
            leaving,
            """
            compartment | about | author | holds
            admin       | -     | -      | staff, reason
            """,
        ),
    ),
)
