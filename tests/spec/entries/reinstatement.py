"""The kind `reinstatement`, explained and proved."""

from posta.acts.care.undo import mark_entered_in_error, record_reinstatement
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import FEET, registered
from tests.spec.manual import Case, Page


def reinstating(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A visit that was marked as made in error holds again"""
    actor = house.actor("tenosique_la72")
    wilmer = registered(actor)
    entry = record_encounter(actor, wilmer, {"opd": FEET}).entry
    house.clock.advance(days=1)
    mark_entered_in_error(actor, wilmer, entry, "Otra persona")
    house.clock.advance(hours=2)
    return actor.node, record_reinstatement(actor, wilmer, entry, "Sí era de ella")


PAGE = Page(
    kinds.REINSTATEMENT,
    "Reinstatement",
    """
        An entry that was withdrawn holds again. It names the withdrawal, not the entry: a later withdrawal of the same entry
    holds until it is lifted too. Who may withdraw an entry may reinstate it, and nobody else; every computer judges that by
    itself, in any order of arrival. Where several withdrew one entry, one reinstatement is written for each.
    """,
    never=(
        "to bring back what was undone within thirty seconds: its contents are gone",
        "to change what an entry says: that is a correction",
    ),
    cases=(
        Case(
            reinstating,
            """
            compartment | about  | author | holds
            facts       | -      | -      | -
            care        | person | named  | reason
            """,
        ),
    ),
)
