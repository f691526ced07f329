"""The kind `referral_step`, explained and proved."""

from posta.acts.care.visits.encounter import record_encounter
from posta.acts.operations.referral_steps import find_readable_referral, record_referral_step
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def attending(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """The hospital has received somebody who was referred there"""
    actor = house.actor("tenosique_la72")
    return actor.node, moving(house, "doctor", "higher")


def attending_sealed(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """The same of a referral for a legal reason"""
    return house.node("tenosique_la72"), moving(house, "social_worker", "legal")


def moving(house: InMemoryMission, trade: str, reason: str) -> EntryId:
    """Somebody is referred, and arrives"""
    actor = house.actor("tenosique_la72", trade)
    wilmer = registered(actor)
    asked = {
        "to_type": "hosp",
        "to_name": "hospital_tenosique",
        "reason": reason,
        "urgency": "u24",
        "consent": "y",
        "status": "sent",
        "sent_dt": actor.now,
        "status_dt": actor.now,
    }
    entry = record_encounter(actor, wilmer, {"referral": asked}).entry
    referral = find_readable_referral(actor, entry)
    assert referral is not None
    return record_referral_step(actor, referral, "attend")


PAGE = Page(
    kinds.REFERRAL_STEP,
    "Referral step",
    """
    One act on a referral: it is accepted, declined, attended, done, answered or closed. `refers` names the entry that opened
    the referral; the person is known through it and not named again. What the acts make of a referral stands in its
    [state table](../reference/states.md): of two acts that exclude each other the earlier one counts. Of a sealed referral
    the open part says `reserved` and nothing else; the whole act stands in the compartment of the referral.
    """,
    never=(
        "to change what the referral says: that is a correction of its form",
        "to record the care that was given there: that is a contact",
    ),
    cases=(
        Case(
            attending,
            """
            compartment | about | author | holds
            care        | -     | named  | act
            """,
        ),
        Case(
            attending_sealed,
            """
            compartment | about | author | holds
            care        | -     | -      | act
            protected   | -     | named  | act
            """,
        ),
    ),
)
