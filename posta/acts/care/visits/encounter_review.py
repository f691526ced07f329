"""Judge an encounter before it is recorded: what is known of the person at that moment, and every clinical rule.

Each way of recording care runs this: a screen, an import and a phone get the same questions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from posta.acts.actor import Actor
from posta.acts.care.visits.earlier_items import list_filled
from posta.acts.care.visits.history import History, read_history
from posta.acts.care.visits.vital_signs import Forms, list_measured, written_signs
from posta.catalog.answers import ValidatedForm
from posta.catalog.language.answer_context import compute_age
from posta.catalog.language.condition import as_codes
from posta.catalog.language.form import get_form
from posta.catalog.language.service import ANY_REASON
from posta.chart.board import find_arrival, with_triage
from posta.chart.record.person import Person
from posta.clinical.dangers.childhood import derive_dangers
from posta.clinical.encounter import Encounter
from posta.clinical.findings import Finding
from posta.clinical.medicines.treatment import Treatment
from posta.clinical.patient import Patient
from posta.clinical.pregnancy import PregnancyState
from posta.clinical.reviews import review_encounter
from posta.clinical.signs.vital_limits import PRESSURES, VALID_MILLIS, Signs
from posta.clock import to_millis
from posta.ids import EntryId


@dataclass(frozen=True, slots=True, repr=False)
class Triage:
    """The colour that counts for somebody now, and the red and the yellow criteria that were ticked with it."""

    colour: str = ""
    criteria: frozenset[str] = frozenset()
    yellow: frozenset[str] = frozenset()


def find_triage(actor: Actor, person: Person) -> Triage:
    """Return the triage of a person who waits or is being seen.

    Without one, return that of the last twelve hours, until a visit answers it.
    """
    cursor, keyring = actor.node.cursor, actor.node.keyring
    arrival = (
        None
        if actor.held is not None  # a bulk writer knows no queue
        else find_arrival(cursor, person.id, actor.post.number, actor.queue_start, actor.day_start)
    )
    waits = arrival is not None and arrival.state != "done"
    answered = (arrival.called_at or arrival.since) if arrival is not None and not waits else 0
    since = (
        min(arrival.since, to_millis(actor.now) - VALID_MILLIS)
        if arrival and waits
        else to_millis(actor.now) - VALID_MILLIS
    )
    found = next(iter(list_filled(actor, person.id, get_form("triage"), since, most=1)), None)
    after = arrival.since if arrival is not None and waits else answered + 1
    counts = found is not None and found[0].occurred >= after
    answers = found[1] if found and counts else {}
    red, yellow = (frozenset(as_codes(answers.get(name) or ())) - {"none"} for name in ("red_signs", "yellow_signs"))
    if arrival is not None and waits:
        return Triage(with_triage(cursor, [arrival], keyring)[0].colour, red, yellow)
    return Triage(str(answers.get("colour") or ""), red, yellow)


def review_forms(
    actor: Actor,
    person: Person | None,
    filled: Sequence[ValidatedForm],
    answers: Forms,
    at: datetime,
    corrects: EntryId | None,
) -> tuple[Finding, ...]:
    """Return what the clinical rules find in forms that were checked; nothing about forms of no person."""
    if person is None:
        return ()
    return review_encounter(gather_encounter(actor, person, filled, answers, at, corrects))


def gather_encounter(
    actor: Actor,
    person: Person,
    filled: Sequence[ValidatedForm],
    answers: Forms,
    at: datetime,
    corrects: EntryId | None,
) -> Encounter:
    """Return the encounter with the signs of twelve hours and the triage of this visit; `answers` as they were sent."""
    forms: dict[str, Mapping[str, object]] = {one.form.name: one.answers for one in filled}
    if not ends_visit(answers):
        forms["visit"] = {name: value for name, value in forms.get("visit", {}).items() if name != "disposition"}
    day = actor.day_at(to_millis(at))
    history, written = read_history(actor, person, corrects=corrects), written_signs(forms)
    patient, treatment = _patient(history, person, forms, day), _treatment(history, person, forms, actor.today)
    if corrects is not None:
        return Encounter(patient, forms, day, written, person=person.answers, corrects=True, treatment=treatment)
    triage = find_triage(actor, person) if at >= actor.now or day == actor.today else Triage()
    signs = {**earlier_signs(actor, person, written, at), **written}
    signs |= derive_dangers(signs, written, triage.criteria | triage.yellow, patient)
    return Encounter(
        patient, forms, day, signs, triage.colour, triage.criteria, person.answers, treatment=treatment,
        fitness_said=history.says_fitness(day),
    )  # fmt: skip


def ends_visit(answers: Forms) -> bool:
    """Return whether a contact ends a visit: it says what comes next, or its form does."""
    if answers.get("visit", {}).get("disposition"):
        return True
    services = (get_form(name).service for name in answers if name != "visit")
    return any(one.ends_visit or one.departure or ANY_REASON in one.reasons for one in services)


def earlier_signs(actor: Actor, person: Person, written: Signs, at: datetime) -> dict[str, object]:
    """Return the last value of each vital sign of the twelve hours before.

    Signs that are written again are left out; both pressures count as one sign.
    """
    until = to_millis(at)
    filled = list_measured(actor, [person.id], until - VALID_MILLIS)
    again = {*written, *(PRESSURES if any(name in written for name in PRESSURES) else ())}
    signs: dict[str, object] = {}
    for item, answers in filled.get(person.id, ()):
        if item.occurred <= until + VALID_MILLIS:
            had_pressure = any(name in signs for name in PRESSURES)
            fresh = {name: value for name, value in answers.items() if not (had_pressure and name in PRESSURES)}
            signs = {**fresh, **signs}
    return {name: value for name, value in signs.items() if name not in again}


def _patient(history: History, person: Person, forms: Forms, day: date) -> Patient:
    """Return the person as the rules judge them, with what is known of a pregnancy or a birth."""
    status = history.pregnancy_on(day, person, forms)
    known = None if status.state is PregnancyState.UNKNOWN else status.is_pregnant
    sex = str(person.answers.get("sex") or "u")
    return Patient(compute_age(person.answers, day), sex, known, status.weeks(day), status.days_after_end(day))


def _treatment(history: History, person: Person, forms: Forms, today: date) -> Treatment:
    """Return what is being given, judged by what is known today, in a correction too."""
    return history.treatment(today, person, compute_age(person.answers, today), forms)
