"""The kind `readings`, explained and proved."""

from posta.acts.care.access_log import record_chart_accesses
from posta.catalog import kinds
from posta.clock import to_millis
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def looking(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A chart was opened; the minute is over"""
    actor = house.actor("tenosique_la72", "nurse")
    wilmer = registered(actor)
    entry = record_chart_accesses(actor, [(actor.staff.id, wilmer.id, to_millis(actor.now) // 60_000)])
    assert entry is not None
    return actor.node, entry


def printing(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A follow-up card and a day sheet were printed; the minute is over"""
    actor = house.actor("tenosique_la72", "nurse")
    wilmer, minute = registered(actor), to_millis(actor.now) // 60_000
    sheets = [(actor.staff.id, "card", wilmer.id, minute), (actor.staff.id, "day_sheet", None, minute)]
    entry = record_chart_accesses(actor, [(actor.staff.id, wilmer.id, minute)], sheets)
    assert entry is not None
    return actor.node, entry


PAGE = Page(
    kinds.CHART_ACCESSES,
    "Readings",
    """
        Who opened which chart, at which minute. Reading is an act: it is written into the same log as care, in
    batches by the
    minute, one row per colleague and chart. The entry is about no single person; its rows are.

        `prints` notes who made which sheet ready to print: the sheet's name, and the person it is about, if any. What
        comes out of a printer nobody can know, so the sheet that was shown counts.
    """,
    never=(
        "to measure how fast or how much somebody works",
        "to record that a sealed compartment was opened by breaking it: that is never possible for one person alone",
    ),
    cases=(
        Case(
            looking,
            """
            compartment | about | author | holds
            care        | -     | named  | rows
            """,
        ),
        Case(
            printing,
            """
            compartment | about | author | holds
            care        | -     | named  | rows, prints
            """,
        ),
    ),
)
