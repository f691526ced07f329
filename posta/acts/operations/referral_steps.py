"""Acts on a referral: accepted, declined, attended, done, answered, closed. Its state is the fold of these acts."""

from collections.abc import Sequence
from dataclasses import replace

from posta.acts.actor import Actor, draft_entry
from posta.acts.operations.sealed_referrals import open_referrals
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.kinds import KINDS, REFERRAL_STEP
from posta.catalog.operation_acts import ReferralStep
from posta.clock import to_millis
from posta.ids import EntryId
from posta.mission.errors import Refused
from posta.mission.rules.permissions import check_can_give_care
from posta.operations.referrals.opening import AGGREGATE
from posta.operations.referrals.referral_course import RECEIVER, RESERVED
from posta.operations.referrals.referral_lists import Referral, find_referral
from posta.operations.tables import list_tables
from posta.scribe.write import EntryDraft, write

REASON_LISTS = {
    "decline": "referral_decline",
    "answer": "referral_result",
    "close": "referral_close",
    "expire": "referral_close",
}
"""The acts that need a reason, each with its list."""
ATTEND, ANSWER, DECLINE = "attend", "answer", "decline"


def find_readable_referral(actor: Actor, id_: EntryId) -> Referral | None:
    """Return a referral as this session may read it. Raises Refused for one that is sealed to it."""
    found = find_referral(actor.node.cursor, id_)
    opened = open_referrals(actor, [found]) if found else []
    if found is not None and not opened:
        raise Refused("visit_reserved")
    return opened[0] if opened else None


def list_possible_acts(actor: Actor, referral: Referral) -> list[str]:
    """Return the acts that this colleague may do now at this post, in the order of the table."""
    table = list_tables()[AGGREGATE]
    role = actor.staff.role
    possible = [act for act in table.acts_from(referral.state) if table.may(role, referral.state, act)]
    return [act for act in possible if _is_at_side(actor, referral, table.side_of(act))]


def record_referral_step(actor: Actor, referral: Referral, act: str, *, reason: str = "", note: str = "") -> EntryId:
    """Record an act on a referral; of a sealed one in its compartment alone. Raises Refused."""
    return record_referral_steps(actor, referral, [(act, reason, note)])[0]


def record_referral_reply(actor: Actor, referral: Referral, act: str, *, reason: str, note: str = "") -> EntryId:
    """Record in one step what a partner outside replied: declined, or answered, which says that the person arrived.

    Raises Refused, for a referral to another post as well: that post answers itself.
    """
    if referral.to_post is not None:
        raise Refused("referral_not_outside")
    arrived = act == ANSWER and ATTEND in list_possible_acts(actor, referral)
    steps = [*([(ATTEND, "", "")] if arrived else []), (act, reason, note)]
    return record_referral_steps(actor, referral, steps)[-1]


def record_referral_steps(actor: Actor, referral: Referral, steps: Sequence[tuple[str, str, str]]) -> Sequence[EntryId]:
    """Record acts that follow each other, each with its reason and note, in one commit. Raises Refused."""
    check_can_give_care(actor.staff)
    table, reached, entries = list_tables()[AGGREGATE], referral, []
    for act, reason, note in steps:
        if act not in list_possible_acts(actor, reached):
            raise Refused("referral_not_now")
        if act in REASON_LISTS and not reason:
            raise Refused("referral_needs_reason")
        entries.append(
            _draft_step(actor, referral, ReferralStep(act=act, reason=reason, note=note, post=referral.to_post))
        )
        reached = replace(reached, state=table.next_state(reached.state, act) or reached.state)
    return write(actor.node, entries)


def _draft_step(actor: Actor, referral: Referral, step: ReferralStep) -> EntryDraft:
    if not referral.sealed:
        hidden = actor.staff.trade.hides_author and actor.staff.id != referral.author
        parts = [(Compartment.CARE, _payload(actor, referral, step, None if hidden else actor.staff.id))]
    else:
        reserved = ReferralStep(act=RESERVED)
        parts = [
            (Compartment.CARE, _payload(actor, referral, reserved, None)),
            (referral.compartment, _payload(actor, referral, step, actor.staff.id)),
        ]
    return draft_entry([*parts], referral.network)


def _is_at_side(actor: Actor, referral: Referral, side: str) -> bool:
    if side == RECEIVER:
        return referral.to_post is None or referral.to_post == actor.post.number
    return referral.post == actor.post.number or referral.author == actor.staff.id


def _payload(actor: Actor, referral: Referral, act: ReferralStep, author: bytes | None) -> ClinicalPayload:
    kind = REFERRAL_STEP
    return ClinicalPayload(
        kind, KINDS[kind].version, author, None, to_millis(actor.now), 0, actor.post.number, referral.id, act
    )
