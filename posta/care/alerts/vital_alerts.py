"""The danger signs on the screens: for each person on the board, and in the header of every page of a person.

They suggest a triage and make none. A sign counts for twelve hours, or until it is measured again; the limits and
their sources are in `clinical/data/vital_limits.toml`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.acts.care.visits.clinical_context import is_pregnant
from posta.acts.care.visits.vital_signs import list_measured
from posta.care.alerts.latest_vitals import PRESSURE_FIELDS, latest_by_sign
from posta.care.display.entries.entry_summary import SummaryItem, vitals_by_name
from posta.catalog.language.answer_context import compute_age
from posta.chart.history.timeline import FilledItem
from posta.chart.record.person import Person
from posta.clinical.patient import Patient
from posta.clinical.signs.triage_criteria import red_by_measure
from posta.clinical.signs.vital_limits import VALID_MILLIS, Signs, alert_signs, danger_signs, depends_on_pregnancy
from posta.clock import to_millis
from posta.ids import PersonId
from posta.node.safe_display import with_fallback
from posta.web.formatting import to_local_day

AlertItems = tuple[SummaryItem, ...]


@dataclass(frozen=True, slots=True, repr=False)
class VitalAlerts:
    """The danger signs of a person, when the newest was measured (ms), and the lowest triage colour for them.

    `danger`: a discharge asks about at least one of them.
    """

    alarms: AlertItems = ()
    taken: int = 0
    colour: str = ""
    danger: bool = False


NO_ALERTS = VitalAlerts()


def list_vital_alerts(actor: Actor, people: Iterable[Person]) -> dict[PersonId, VitalAlerts]:
    """Return the danger signs of each of these people who has any; two queries for all.

    A pregnancy is looked up only where it would change the result.
    """
    by_id = {one.id: one for one in people}
    since = to_millis(actor.now) - VALID_MILLIS
    filled = list_measured(actor, by_id, since)
    alerts = {person: _assess_or_warn(actor, by_id[person], forms) for person, forms in filled.items()}
    return {person: judged for person, judged in alerts.items() if judged.alarms}


def _assess_or_warn(actor: Actor, person: Person, filled: list[FilledItem]) -> VitalAlerts:
    """Return the danger signs; vital signs that cannot be shown are an alarm too.

    Nobody knows that they are good.
    """
    unread = VitalAlerts((SummaryItem(_("Vital signs cannot be shown")),), colour="yellow", danger=True)
    return with_fallback(lambda: assess_vitals(actor, person, filled), lambda: unread)


def assess_vitals(actor: Actor, person: Person, filled: Iterable[FilledItem]) -> VitalAlerts:
    """Return the danger signs in vital signs that were read already, newest first."""
    since = to_millis(actor.now) - VALID_MILLIS
    recent = [(item, answers) for item, answers in filled if item.occurred >= since]
    if not recent:
        return NO_ALERTS
    taken = latest_by_sign(recent)
    signs = {name: answers[name] for name, (_item, answers) in taken.items() if name in answers}
    age = compute_age(person.answers, to_local_day(actor, recent[0][0].occurred))
    patient = patient_with(actor, person, signs, Patient(age, str(person.answers.get("sex") or "u")))
    grave = alert_signs(signs, patient)
    return VitalAlerts(
        tuple(part for name, part in vitals_by_name(signs, age).items() if name in grave),
        max((taken[PRESSURE_FIELDS[0] if name == "bp" else name][0].occurred for name in grave), default=0),
        "red" if red_by_measure(signs, patient) else "yellow",  # high-risk vital signs raise green (IITT)
        bool(danger_signs(signs, patient)),
    )


def patient_with(actor: Actor, person: Person, signs: Signs, patient: Patient) -> Patient:
    """Return the person as the rules judge them; a pregnancy is looked up only if a sign depends on it."""
    if patient.sex == "m" or not depends_on_pregnancy(signs, patient):
        return patient
    return replace(patient, pregnant=is_pregnant(actor, person))
