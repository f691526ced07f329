"""The kind `incarnation`, explained and proved."""

from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incarnation import ensure_incarnation
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import newest, registered
from tests.spec.manual import Case, Page


def waking_after_a_restore(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A post is restored from yesterday's backup"""
    actor = house.actor("tenosique_la72")
    registered(actor)
    node = ensure_incarnation(actor.node, None, restored=True)
    return node, newest(node)


PAGE = Page(
    kinds.INCARNATION,
    "Incarnation",
    """
        A restored or copied device begins anew. A backup is a memory of some moment; whoever writes on from it would
    sign a second
        entry at a place that others may already hold. So the device takes a new incarnation number and names, in its
    first
    entry, the last it knew of itself. Its lost tail comes back from the others like any other news.
    """,
    never=("to hide what the earlier incarnation wrote: all of it stays",),
    cases=(
        Case(
            waking_after_a_restore,
            """
            compartment | about | author | holds
            admin       | -     | -      | hash, cause
            """,
        ),
    ),
)
