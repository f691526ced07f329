"""What a node of the demo does for a referral: write it for another place, find it where it arrives, move it on."""

from typing import TYPE_CHECKING

from posta.demo.node_process import NodeFailed, NodeState
from posta.ids import EntryId, PersonId

if TYPE_CHECKING:  # a process loads what needs Django once its home is known
    from posta.operations.referrals.referral_lists import Referral


def refer_person(here: NodeState, person: bytes, code: str) -> bytes:
    """Refer a person to the place with this code, within a week, to continue their treatment. Raises NodeFailed."""
    from posta.acts.care.visits.encounter import record_encounter
    from posta.chart.record.person_registers import find_person
    from posta.mission.posts import find_post_by_code
    from posta.operations.referrals.opening import write_post_code

    actor = here.kept["duty"]
    known, place = find_person(actor.node.cursor, PersonId(person)), find_post_by_code(actor.node.cursor, code)
    if known is None:
        raise NodeFailed("node_person_unknown")
    if place is None:
        raise NodeFailed("node_place_unknown")
    answers = {
        "to_type": "posta",
        "to_name": write_post_code(place.number),
        "reason": "contin",
        "urgency": "w1",
        "consent": "y",
        "status": "sent",
        "sent_dt": actor.now,
        "status_dt": actor.now,
    }
    return record_encounter(actor, known, {"referral": answers}).entry


def list_arrived_referrals(here: NodeState) -> list[bytes]:
    """Return the referrals that wait for the answer of this place."""
    from posta.operations.referrals.referral_lists import list_inbox

    actor = here.kept["duty"]
    return [one.id for one in list_inbox(actor.node.cursor, actor.post.number) if one.state == "sent"]


def move_referral(here: NodeState, referral: bytes, act: str, reason: str, note: str) -> str:
    """Do an act on a referral and return its state then. Raises Refused."""
    from posta.acts.operations.referral_steps import record_referral_step

    record_referral_step(here.kept["duty"], _find(here, referral), act, reason=reason, note=note)
    return _find(here, referral).state


def read_referral(here: NodeState, referral: bytes) -> tuple[str, str]:
    """Return the state of a referral as this place sees it, and the last words that somebody wrote about it."""
    from posta.acts.operations.sealed_referrals import open_steps

    found = _find(here, referral)
    notes = [step.note for step in open_steps(here.kept["duty"], found) if step.note]
    return found.state, notes[-1] if notes else ""


def _find(here: NodeState, referral: bytes) -> "Referral":
    from posta.acts.operations.referral_steps import find_readable_referral

    found = find_readable_referral(here.kept["duty"], EntryId(referral))
    if found is None:
        raise NodeFailed("node_referral_unknown")
    return found
