"""The kind `correction`, explained and proved."""

from posta.acts.care.visits.encounter import record_encounter
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import FEET, registered
from tests.spec.manual import Case, Page


def correcting(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A diagnosis is corrected at another moment"""
    actor = house.actor("tenosique_la72")
    wilmer = registered(actor)
    first = record_encounter(actor, wilmer, {"opd": FEET}).entry
    house.clock.advance(hours=2)
    mended = {**FEET, "dx_main": "fungal"}
    return actor.node, record_encounter(actor, wilmer, {"opd": mended}, corrects=first).entry


PAGE = Page(
    kinds.CORRECTION,
    "Correction",
    """
        A contact is written anew, whole, in place of an earlier entry that it names. The timeline shows the last of a
    chain of
    corrections at the moment of the first; all of them stay in the log and can be read by who could read the first.
    """,
    never=(
        "to add what happened later: that is a new contact",
        "to take an entry back altogether: that is a withdrawal",
        "to move content to another compartment: what was written before stays sealed where it was",
    ),
    cases=(
        Case(
            correcting,
            """
            compartment | about     | author | holds
            facts       | pseudonym | -      | visit: visit_dt, post, location_type, visit_type, programme,
                        |           |        | staff_role, disposition; opd: dx_main, dx_status
            care        | person    | named  | visit: visit_dt; opd: complaint, history
            protected   | person    | named  | opd: violence_link
            """,
        ),
    ),
)
