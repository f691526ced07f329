"""The kind `withdrawal`, explained and proved."""

from posta.acts.care.undo import mark_entered_in_error, record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import FEET, registered
from tests.spec.manual import Case, Page


def undoing(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """An act is undone within thirty seconds"""
    actor = house.actor("tenosique_la72")
    wilmer = registered(actor)
    entry = record_encounter(actor, wilmer, {"opd": FEET}).entry
    return actor.node, record_undo(actor, wilmer, entry)


def marking_an_error(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """An entry is marked as made in error, a day later"""
    actor = house.actor("tenosique_la72")
    wilmer = registered(actor)
    entry = record_encounter(actor, wilmer, {"opd": FEET}).entry
    house.clock.advance(days=1)
    return actor.node, mark_entered_in_error(actor, wilmer, entry, "Otra persona")


PAGE = Page(
    kinds.WITHDRAWAL,
    "Withdrawal",
    """
        An entry no longer holds. Within thirty seconds the post that wrote it can undo it: the parts are dropped
    before they have
        travelled, and only the header stays, so that the chain still verifies. After that nobody takes anything out
    of the log: the
    entry is marked as made in error, is shown nowhere and counts nowhere, and stays.

    A withdrawal holds only if it was its writer's to make: it comes from a computer of the post where the entry was written,
    in the name of the entry's author or of a role that may correct it (`posta/mission/rules/withdrawal_rule.py`). Every computer judges
    that when it folds the log, and again when the target, an appointment or a computer's post becomes known, so that any order
    of arrival gives the same. A withdrawal that does not hold has no effect. Counting knows no author and asks for the post
    alone. What was marked in error can always be taken back by a [reinstatement](reinstatement.md).

    A withdrawn registration leaves a closed record: it is found, says who withdrew it and when, and what stands under it is
    read. An undo is refused where something else already rests on the entry.

    Counting is told which entry no longer counts, and whether it was undone, so that nobody takes its absent parts for lost;
    the reason in words stays with the chart.
    """,
    never=(
        "to change what an entry says: that is a correction",
        "to forget a person: their record is closed and is still found",
        "by another device as an undo: it may only mark the error",
    ),
    cases=(
        Case(
            undoing,
            """
            compartment | about  | author | holds
            facts       | -      | -      | reason
            care        | person | named  | reason
            """,
        ),
        Case(
            marking_an_error,
            """
            compartment | about  | author | holds
            facts       | -      | -      | -
            care        | person | named  | reason
            """,
        ),
    ),
)
