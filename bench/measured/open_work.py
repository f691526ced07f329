"""What is under way at a post: open referrals to it and from it, and planned visits around today.

Half of the referrals arrive, half were sent. The visits are due from a quarter of a year ago to a quarter ahead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bench.measured.consultations import Answers
from posta.acts.actor import Actor, draft_entry
from posta.acts.care.visits.encounter import visit_defaults
from posta.acts.care.visits.encounter_entry import build_encounter_entry
from posta.catalog.answers import FormContext, validate
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.kinds import ENCOUNTER, KINDS, PLANNED_VISIT
from posta.catalog.language.form import get_form
from posta.catalog.structural_acts import PlannedVisit
from posta.chart.record.person import Person
from posta.clock import to_epoch_day, to_millis
from posta.mission.posts import Post, find_post_by_code
from posta.operations.referrals.opening import write_post_code
from posta.scribe.write import EntryDraft

ELSEWHERE = "reynosa_recepcion"
SPREAD_DAYS = 90


def list_open_work(actor: Actor, people: Sequence[Person], number: int) -> Iterator[EntryDraft]:
    """Drafts of so many open referrals, and of as many planned visits."""
    elsewhere = find_post_by_code(actor.node.cursor, ELSEWHERE)
    assert elsewhere is not None
    for count in range(number):
        person = people[count % len(people)]
        origin, target = (elsewhere, actor.post) if count % 2 else (actor.post, elsewhere)
        yield _referral(replace(actor, post=origin), people[-1 - count % len(people)], target)
        yield _visit(actor, person, count * 2 * SPREAD_DAYS // number - SPREAD_DAYS)


def _referral(actor: Actor, person: Person, target: Post) -> EntryDraft:
    forms: dict[str, Answers] = {
        "visit": dict(visit_defaults(actor, ["referral"])),
        "referral": {
            "to_type": "posta", "to_name": write_post_code(target.number), "reason": "contin", "urgency": "w1",
            "consent": "y", "status": "sent", "sent_dt": actor.now, "status_dt": actor.now,
        },
    }  # fmt: skip
    forms["visit"] = {"visit_dt": actor.now, **forms["visit"]}
    context = FormContext(actor.today, actor.now, person.answers, forms["visit"], forms, closing=True, zone=actor.zone)
    filled = [validate(get_form(name), answers, context) for name, answers in forms.items()]
    return replace(build_encounter_entry(actor, person, filled, ENCOUNTER, None, actor.now), held=False)


def _visit(actor: Actor, person: Person, away: int) -> EntryDraft:
    """A visit that is due so many days from today."""
    act = PlannedVisit(day=to_epoch_day(actor.today) + away, place=actor.post.number, form="opd")
    version, at = KINDS[PLANNED_VISIT].version, to_millis(actor.now)
    payload = ClinicalPayload(PLANNED_VISIT, version, actor.staff.id, person.id, at, 0, actor.post.number, None, act)
    return draft_entry([(Compartment.CARE, payload)], person.network, held=False)
