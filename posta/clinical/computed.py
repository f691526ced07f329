"""Questions of forms that a clinical rule computes, and what is asked about measures: `RULES` is handed to every form.

Each function takes the scope of a form and gives a value, or None while it cannot know.

Nothing is decided here: limits, triage, nutrition, windows after an assault and standards of a site are those of
`signs`, `dangers` and `site_standards`, whose tables (`vital_limits.toml`, `exposure.toml`, `site_standards.toml`)
name the sources.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from posta.catalog.errors import Problem
from posta.catalog.language.answer_context import NO_ANSWERS, FormContext
from posta.catalog.language.condition import EvaluationContext
from posta.catalog.language.form import fields_by_path, list_forms
from posta.catalog.language.rules import Calculation, Rules
from posta.clinical import site_standards
from posta.clinical.dangers import exposure
from posta.clinical.encounter import codes_in, newborn_patient, rows_in
from posta.clinical.patient import Patient
from posta.clinical.signs import triage_criteria
from posta.clinical.signs.growth import nutrition_class
from posta.clinical.signs.vital_limits import Level, judge_high_risk, limits, list_limits, shown_limits, sign_of

LOW, HIGH, GRAVE = "unlikely_low", "unlikely_high", "danger_low"
NEWBORN = "newborn"
MUAC = "muac_mm"


def build_patient(context: FormContext) -> Patient:
    """Return the person a form is about, as far as its context knows them."""
    sex = str(context.person.get("sex") or "u")
    return Patient(context.age, sex, context.pregnant, days_after_birth=context.days_after_birth)


def _signs(scope: EvaluationContext) -> Mapping[str, object]:
    return scope.context.latest.get("vitals", NO_ANSWERS)


def _class(scope: EvaluationContext) -> str | None:
    signs = {**_signs(scope), **{name: scope.values.get(name) for name in (MUAC, "oedema")}}
    return nutrition_class(signs, build_patient(scope.context))


def _high_risk(scope: EvaluationContext) -> bool | None:
    judged = judge_high_risk(_signs(scope), build_patient(scope.context))
    return any(judged.values()) if judged else None


def _colour(scope: EvaluationContext) -> str | None:
    red, yellow = (frozenset(codes_in(scope.values.get(name))) for name in ("red_signs", "yellow_signs"))
    risky = scope.values.get("hr_vitals") is True
    return triage_criteria.triage_colour(red, yellow, _signs(scope), build_patient(scope.context), high_risk=risky)


def passed_since(scope: EvaluationContext) -> exposure.Since | None:
    """Return the hours since the assault that a form is about."""
    moment, precision, context = scope.values.get("sv_dt"), scope.values.get("sv_dt_precision"), scope.context
    return exposure.since(moment, precision, context.visit_moment, context.zone)


def _hours_since(scope: EvaluationContext) -> float | None:
    passed = passed_since(scope)
    return None if passed is None or passed.is_of_a_month else passed.at_least


def _hours_most(scope: EvaluationContext) -> float | None:
    passed = passed_since(scope)
    return None if passed is None or passed.is_exact else passed.at_most


def _window(scope: EvaluationContext) -> str:
    return exposure.window(passed_since(scope))


def offers_pep(scope: EvaluationContext) -> str:
    """Return whether prophylaxis against HIV is offered, as a code of `exposure`."""
    types = frozenset(codes_in(scope.values.get("sv_type"))) | frozenset(codes_in(scope.values.get("exposure")))
    return exposure.pep(passed_since(scope), types - {"none"}, scope.values.get("hiv_base"))


def offers_contraception(scope: EvaluationContext) -> str:
    """Return whether emergency contraception is offered, as a code of `exposure`."""
    types = frozenset(codes_in(scope.values.get("sv_type")))
    test = scope.values.get("preg_test")
    return exposure.emergency_contraception(passed_since(scope), types, test, build_patient(scope.context))


CALCULATIONS: Mapping[str, Calculation] = {
    "nut.class": Calculation((MUAC, "oedema"), _class),
    "triage.hr_vitals": Calculation((), _high_risk),
    "triage.colour_calc": Calculation(("red_signs", "yellow_signs", "hr_vitals"), _colour),
    "sv.hours_since": Calculation(("sv_dt", "sv_dt_precision"), _hours_since),
    "sv.hours_most": Calculation(("sv_dt", "sv_dt_precision"), _hours_most),
    "sv.interval": Calculation(("sv_dt", "sv_dt_precision"), _window),
    "sv.pep_elig": Calculation(
        ("sv_dt", "sv_dt_precision", "hiv_base", "sv_type", "exposure"),
        lambda scope: exposure.is_eligible(offers_pep(scope)),
    ),
    "sv.ec_elig": Calculation(
        ("sv_dt", "sv_dt_precision", "preg_test", "sv_type"),
        lambda scope: exposure.is_eligible(offers_contraception(scope)),
    ),
    "wash.litres_person": Calculation(
        ("water_l_day", "pop_now"), lambda scope: site_standards.litres_per_person(scope.values)
    ),
    "wash.people_tap": Calculation(("taps", "pop_now"), lambda scope: site_standards.people_per_tap(scope.values)),
    "wash.people_toilet": Calculation(
        ("pop_now", *site_standards.TOILETS), lambda scope: site_standards.people_per_toilet(scope.values)
    ),
    "wash.people_shower": Calculation(
        ("showers", "pop_now"), lambda scope: site_standards.people_per_shower(scope.values)
    ),
    "wash.floor_person": Calculation(
        ("floor_m2", "pop_now"), lambda scope: site_standards.floor_per_person(scope.values)
    ),
    "wash.gaps": Calculation(
        (
            "pop_now",
            "water_l_day",
            "taps",
            "frc",
            "turb",
            "ecoli",
            *site_standards.TOILETS,
            "showers",
            "floor_m2",
            "site_type",
        ),
        lambda scope: site_standards.list_gaps(scope.values) or None,
    ),
}


def check_measures(scope: EvaluationContext) -> Iterator[Problem]:
    """Ask about a measure beyond the limit of danger: a typing error, or somebody who needs help at once."""
    patient = build_patient(scope.context)
    for field in scope.form.fields:
        yield from _check(
            field.name, scope.values.get(field.name), field.unit, f"{scope.form.name}.{field.name}", patient
        )
        if field.name == NEWBORN:
            newborn = newborn_patient(scope.values, scope.context.visit_day)
            units = {column.name: column.unit for column in field.fields}
            for number, row in enumerate(rows_in(scope.values.get(NEWBORN))):
                for name, value in row.items():
                    path = f"{scope.form.name}.{NEWBORN}.{name}"
                    yield from _check(f"{NEWBORN}.{number}.{name}", value, units.get(name, ""), path, newborn)


@cache
def measured_questions() -> Mapping[str, str]:
    """Return the measure of each question that has limits, by its path (`pnc.newborn.temp_c`)."""
    measures = {row.sign for row in list_limits()}
    paths = (f"{form.name}.{path}" for form in list_forms() for path in fields_by_path(form))
    return {path: sign for path in paths if (sign := sign_of(path)) in measures}


def usual_limits(context: FormContext) -> dict[str, object]:
    """Return the usual limits of each measure for this person, as `@limits.form.question`; a newborn's go by the newborn."""
    patient = build_patient(context)
    newborn = newborn_patient(context.latest.get("pnc", NO_ANSWERS), context.visit_day)
    return {
        f"@limits.{path}": shown_limits(sign, newborn if f".{NEWBORN}." in path else patient)
        for path, sign in measured_questions().items()
    }


def _check(path: str, value: object, unit: str, question: str, patient: Patient) -> Iterator[Problem]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return
    sign = sign_of(question)
    low, high = limits(sign, Level.DANGER, patient)
    if low is not None and value < low:
        yield Problem(path, GRAVE if sign == MUAC else LOW, {"limit": low, "unit": unit})
    elif high is not None and value > high:
        yield Problem(path, HIGH, {"limit": high, "unit": unit})


RULES = Rules(CALCULATIONS, (check_measures,))
