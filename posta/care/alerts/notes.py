"""Shows calmly what a clinical rule notes and does not ask: fast breathing by age, a mild anaemia.

Beside the value while its form is open, and for twelve hours on the person's page and beside the consultation.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from posta.acts.actor import Actor
from posta.care.alerts.finding_words import finding_words
from posta.catalog.frame import VITALS_FORM
from posta.catalog.language.answer_context import compute_age
from posta.chart.history.timeline import TimelineItem
from posta.chart.record.person import Person
from posta.clinical.encounter import Encounter
from posta.clinical.findings import Finding, Severity
from posta.clinical.patient import Patient
from posta.clinical.reviews import review_encounter
from posta.clinical.signs.vital_limits import VALID_MILLIS
from posta.clock import to_millis
from posta.formkit.render.field_views import FormView

Forms = Mapping[str, Mapping[str, object]]


def find_notes(person: Person, forms: Forms, day: date) -> tuple[Finding, ...]:
    """Return what the rules note about these answers without asking anything."""
    patient = Patient(compute_age(person.answers, day), str(person.answers.get("sex") or "u"))
    found = review_encounter(Encounter(patient, forms, day, forms.get(VITALS_FORM, {}), person=person.answers))
    return tuple(one for one in found if one.severity is Severity.NOTE)


def add_notes(shown: FormView, notes: Iterable[Finding]) -> FormView:
    """Return a form with each note as a line at its question."""
    words = {one.path: finding_words(one) for one in notes}
    return replace(
        shown,
        fields=tuple(
            replace(
                field, hint=" · ".join(part for part in (field.hint, words.get(f"{shown.name}.{field.name}")) if part)
            )
            for field in shown.fields
        ),
    )


def recent_notes(actor: Actor, person: Person, items: Iterable[TimelineItem]) -> tuple[str, ...]:
    """Return the notes on what was written in the last twelve hours, in words; `items` are newest first."""
    since = to_millis(actor.now) - VALID_MILLIS
    forms: dict[str, dict[str, object]] = {}
    for item in items:
        if item.occurred >= since:
            for name, answers in item.forms.items():
                forms[name] = {**answers, **forms.get(name, {})}
    return tuple(finding_words(one) for one in find_notes(person, forms, actor.today))
