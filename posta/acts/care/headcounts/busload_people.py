"""A person of a bus who needs something: registered, queued in the colour of their answers, and on the paths that follow.

What may stand in no open chart makes the visit reserved, and is written nowhere else.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import VisitChoice, record_plans
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_person
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.language.answer_context import compute_age
from posta.catalog.language.condition import as_codes
from posta.catalog.language.form import get_form
from posta.chart.record.person_registers import find_person
from posta.clinical.signs.door_signs import (
    DoorSign,
    colour_of,
    get_signs,
    interview,
    is_sealed,
    list_proposals,
    open_signs,
    signs_at_age,
)
from posta.ids import EntryId, PersonId

HOURS_OF_DAY = 24
TRAVEL_WITH = "travel_with"


@dataclass(frozen=True, slots=True, repr=False)
class BusloadPerson:
    """What was written: the person, the registration, the arrival; and the codes of the referrals that are proposed."""

    person: PersonId
    registered: EntryId
    arrival: EntryId
    proposals: tuple[str, ...]


def record_busload_person(
    actor: Actor,
    busload: EntryId,
    answers: Mapping[str, object],
    codes: Collection[str],
    interviewed: Mapping[str, object] | None = None,
) -> BusloadPerson:
    """Register a person of a bus and queue them in the colour of their answers. Raises InvalidAnswers, Refused.

    `interviewed`: what they said of their detention and of what they lost, if it was asked.
    """
    form, question, means = interview()
    interviewed = interviewed or {}
    lost = as_codes(interviewed.get(question) or ())
    codes = signs_at_age({*codes, *([means] if lost else [])}, _years(actor, answers))
    signs = tuple(get_signs()[code] for code in codes)
    gives_reason = not is_sealed(codes)  # beside a reserved visit the agenda says when, and not why
    with actor.node.transaction():
        person_id, registered = record_person(actor, {**answers, **_company(actor, signs, answers)})
        person = find_person(actor.node.cursor, person_id)
        assert person is not None
        arrival = record_arrival(
            actor, person, colour=colour_of(codes), reserved=is_sealed(codes), signs=open_signs(codes), busload=busload
        )
        if interviewed:
            record_encounter(actor, person, {form: interviewed})
        record_plans(
            actor, person, arrival, [_plan(actor, one, gives_reason=gives_reason) for one in signs if one.path]
        )
    return BusloadPerson(person_id, registered, arrival, list_proposals(codes, lost))


def _years(actor: Actor, answers: Mapping[str, object]) -> int | None:
    age = compute_age({"age_date": actor.today, **answers}, actor.today)
    return age.years if age else None


def _company(actor: Actor, signs: Collection[DoorSign], answers: Mapping[str, object]) -> dict[str, object]:
    """Return with whom the person travels, where an answer says it of somebody of that age."""
    years = _years(actor, answers)
    found = next((one for one in signs if one.travel_with), None)
    if found is None or (found.below_years and years is not None and years >= found.below_years):
        return {}
    return {TRAVEL_WITH: found.travel_with}


def _plan(actor: Actor, sign: DoorSign, *, gives_reason: bool) -> VisitChoice:
    """Return the visit of a path: from today, at the latest when its hours are over; 0 hours are the same day."""
    last = actor.today + timedelta(days=-(-sign.within_hours // HOURS_OF_DAY))
    return VisitChoice(last, actor.today, last, get_form(sign.path).name, reason=sign.code if gives_reason else "")
