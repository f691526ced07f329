"""Sealed referrals, opened for who holds their key: the destination, the reason, and the acts that moved them.

Who does not hold it is given nothing of them: no destination, no reason, no state.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from posta.acts.actor import Actor
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.operation_acts import ReferralStep
from posta.chart.history.entry_content import EntryContent, decrypt_entries
from posta.clock import DAY_MILLIS, to_millis
from posta.mission.rules.withdrawal_rule import list_roles
from posta.operations.referrals.opening import get_opening_form, read_opening
from posta.operations.referrals.referral_course import Opening, Step, fold_referral
from posta.operations.referrals.referral_lists import (
    SEALED_DAYS_KEPT,
    Referral,
    list_openings,
    list_sealed,
    list_steps,
)

Contents = Mapping[int, EntryContent]


def list_opened_referrals(actor: Actor) -> list[Referral]:
    """Return the sealed referrals of the last months that this session opens; nothing is read without sealed keys."""
    if not actor.node.keyring.blinded:
        return []
    since = to_millis(actor.now) - SEALED_DAYS_KEPT * DAY_MILLIS
    return open_referrals(actor, list_sealed(actor.node.cursor, since))


def open_referrals(actor: Actor, found: Sequence[Referral]) -> list[Referral]:
    """Return the same referrals with the content of sealed ones, without those that stay closed to this session.

    As many questions for one as for hundreds.
    """
    sealed = [one for one in found if one.sealed]
    if not sealed:
        return list(found)
    cursor = actor.node.cursor
    steps = list_steps(cursor, [one.id for one in sealed])
    rows = sorted({one.entry for one in sealed} | {step.entry for step in steps})
    contents = decrypt_entries(cursor, rows, actor.node.keyring)
    openings = list_openings(cursor, [one.entry for one in sealed])
    moved: dict[bytes, list[Step]] = defaultdict(list)
    for step in steps:
        moved[step.referral] += _open_step(step, contents)
    authors = {step.author for some in moved.values() for step in some if step.author is not None}
    roles = list_roles(cursor, authors) if authors else {}
    opened = {one.id: _open(one, openings[one.entry], contents, moved[one.id], roles) for one in sealed}
    return [shown for one in found if (shown := opened[one.id] if one.sealed else one) is not None]


def _open(
    one: Referral,
    opening: Opening,
    contents: Contents,
    steps: Sequence[Step],
    roles: Mapping[bytes, list[tuple[int, str]]],
) -> Referral | None:
    content = contents.get(one.entry)
    form = get_opening_form()
    answers = read_opening(content.forms.get(form.name, {})) if content else None
    if content is None or answers is None or answers.is_sealed:
        return None
    author = content.clinical.author if content.clinical else None
    full = opening._replace(answers=answers, author=author, post=one.post)
    judged = fold_referral(full, full, steps, roles)
    homes = PERSON_HELD & set(content.bodies.get(form.number, {}))
    return replace(
        one, author=author, to_type=answers.to_type, to_code=answers.to_code, to_post=judged.to_post, reason=answers.reason,
        state=judged.course.state, since=judged.course.since >> 16, due=judged.due, is_open=judged.is_open,
        compartment=min(homes, default=Compartment.CARE),
    )  # fmt: skip


def open_steps(actor: Actor, referral: Referral) -> list[Step]:
    """Return the acts on a referral that nobody took back, opened where they are sealed, oldest first."""
    steps = list_steps(actor.node.cursor, [referral.id])
    if not referral.sealed:
        return steps
    contents = decrypt_entries(actor.node.cursor, sorted(step.entry for step in steps), actor.node.keyring)
    return [opened for step in steps for opened in _open_step(step, contents)]


def _open_step(step: Step, contents: Contents) -> list[Step]:
    """Return an act with what its sealed part says, or nothing where that stays closed."""
    content = contents.get(step.entry)
    act = content.act if content else None
    if content is None or not isinstance(act, ReferralStep) or not content.compartments & PERSON_HELD:
        return []
    author = content.clinical.author if content.clinical else None
    return [step._replace(act=act.act, reason=act.reason, note=act.note, author=author)]
