"""Shows beside the questions of a triage which criteria count already and which signs are of high risk.

So a clinician sees why a colour is computed, and need not tick what the scales, the thermometer or the age decide.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from posta.care.display.entries.entry_summary import vitals_by_name
from posta.catalog.frame import TRIAGE_FORM, VITALS_FORM
from posta.catalog.language.answer_context import NO_ANSWERS, FormContext
from posta.catalog.language.condition import as_codes
from posta.clinical.computed import build_patient
from posta.clinical.patient import Patient
from posta.clinical.signs.triage_criteria import NONE, critical_signs, half_of_two, red_by_measure, yellow_by_measure
from posta.clinical.signs.vital_limits import Signs, judge_high_risk
from posta.formkit.language import current_language
from posta.formkit.render.field_views import FieldView, FormView
from posta.terms.lists import get_list


def add_triage_hints(shown: FormView, context: FormContext) -> FormView:
    """Return the form of a triage with hints at the questions already decided; other forms are returned unchanged."""
    if shown.name != TRIAGE_FORM:
        return shown
    signs, patient = context.latest.get(VITALS_FORM, NO_ANSWERS), build_patient(context)
    red = (_met_criteria("iitt_red", red_by_measure(signs, patient)), _half(half_of_two(signs, patient)))
    hints = {
        "red_signs": " · ".join(filter(None, red)),
        "yellow_signs": _met_criteria("iitt_yellow", yellow_by_measure(signs, patient)),
        "hr_vitals": _high_risk_text(signs, patient),
        "colour": critical_text(signs, patient),
    }
    return replace(shown, fields=tuple(_with_hint(one, hints.get(one.name, "")) for one in shown.fields))


def _with_hint(question: FieldView, words: str) -> FieldView:
    hint = " · ".join(part for part in (question.hint, words) if part)
    return replace(question, hint=hint)


def _met_criteria(name: str, codes: Iterable[str]) -> str:
    criteria = get_list(name)
    met = "; ".join(sorted(criteria.label(code, current_language()) for code in codes))
    return _("Already met (vital signs or age): %(criteria)s.") % {"criteria": met} if met else ""


def _half(found: Iterable[str]) -> str:
    """Return the hint that one of two neurological signs was measured; the clinician ticks the second."""
    words = {"fever": _("fever or low temperature"), "altered": _("altered state")}
    signs = ", ".join(words[one] for one in found)
    return _("One of two already: %(sign)s.") % {"sign": signs} if signs else ""


def colour_reasons(answers: Mapping[str, object], signs: Signs, patient: Patient) -> tuple[str, ...]:
    """Return what a colour follows from: the criteria ticked or met, and the high-risk signs, the gravest first."""
    reasons: list[str] = []
    met = {"iitt_red": red_by_measure(signs, patient), "iitt_yellow": yellow_by_measure(signs, patient)}
    for question, name in (("red_signs", "iitt_red"), ("yellow_signs", "iitt_yellow")):
        codes = dict.fromkeys((*as_codes(answers.get(question) or ()), *sorted(met[name])))
        reasons += [get_list(name).label(code, current_language()) for code in codes if code != NONE]
    judged = judge_high_risk(signs, patient)
    named = vitals_by_name(signs, patient.age)
    reasons += [f"{named[name].words} {named[name].sign}".strip() for name in named if judged.get(name)]
    half = _half(half_of_two(signs, patient))
    return tuple(filter(None, (*reasons, half)))


def critical_text(signs: Signs, patient: Patient) -> str:
    """Return the hint at the colour where a sign beyond the tool is critical, so that a person decides."""
    found = critical_signs(signs, patient)
    if not found or red_by_measure(signs, patient):
        return ""
    named = vitals_by_name(signs, patient.age)
    signs_text = " · ".join(f"{named[name].words} {named[name].sign}".strip() for name in named if name in found)
    return _("Critical sign: %(signs)s. Not green; choose the colour yourself.") % {"signs": signs_text}


def _high_risk_text(signs: Signs, patient: Patient) -> str:
    judged = judge_high_risk(signs, patient)
    if not judged:
        return _("No vital signs were taken at this visit.")
    named = vitals_by_name(signs, patient.age)
    return " · ".join(f"{named[name].words} {named[name].sign}".strip() for name in named if judged.get(name))
