"""What the forms compute: one function per computed question, registered under `form.question`.

Each takes the scope of the form and gives a value, or None while it cannot know. `UNCOMPUTED` names the questions that
no function computes, with the reason that the form's page prints.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from posta.catalog.language.answer_context import NO_ANSWERS, add_months
from posta.catalog.language.condition import EvaluationContext, as_codes
from posta.catalog.language.rules import Calculation
from posta.terms.growth_standards import weight_for_height

UNCOMPUTED = {
    "ncd.cvrisk": "needs the risk table of the mission's region, which this version does not carry",
}
# Questions that a clinical rule computes, with the words of the form's page; `posta.clinical.computed` hands them in.
JUDGED = {
    "nut.class": "severe or moderate acute malnutrition by arm, oedema and weight for height, in the bands of the age",
    "triage.hr_vitals": "whether a vital sign of this visit is beyond the limits for the age (IITT)",
    "triage.colour_calc": "the worst colour of the criteria, ticked or measured; high-risk vital signs raise it by one step",
    "sv.hours_since": "hours from the assault to the visit, the least that may have passed",
    "sv.hours_most": "hours from the assault to the visit, the most that may have passed",
    "sv.interval": "the window of care, by the least time that may have passed",
    "sv.pep_elig": "within 72 hours, not known HIV positive, exposed; empty where the clinician decides",
    "wash.litres_person": "litres of water a day for each person present",
    "wash.people_tap": "people for each working tap",
    "wash.people_toilet": "people for each toilet of any kind",
    "wash.people_shower": "people for each shower",
    "wash.floor_person": "square metres of covered floor for each person present",
    "wash.gaps": "the standards of Sphere, UNHCR and WHO that the site does not reach",
    "sv.ec_elig": "within 120 hours, may become pregnant, exposed; empty where the clinician decides",
}

CALCULATIONS: dict[str, Calculation] = {}
Compute = Callable[[EvaluationContext], object]


def computes(path: str, *inputs: str) -> Callable[[Compute], Compute]:
    """Register the function as the calculation of a question."""

    def register(compute: Compute) -> Compute:
        CALCULATIONS[path] = Calculation(inputs, compute)
        return compute

    return register


def _number(scope: EvaluationContext, name: str) -> float | None:
    value = scope.values.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _day(scope: EvaluationContext, name: str) -> date | None:
    value = scope.values.get(name)
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _codes(scope: EvaluationContext, name: str) -> frozenset[str]:
    value = scope.values.get(name)
    return frozenset(as_codes(value)) if value else frozenset()


# Vital signs and nutrition


@computes("vitals.bmi", "weight_kg", "height_cm")
def body_mass_index(scope: EvaluationContext) -> float | None:
    """Return weight in kilograms over the square of the height in metres, to one decimal."""
    weight, height = _number(scope, "weight_kg"), _number(scope, "height_cm")
    return round(weight / (height / 100) ** 2, 1) if weight and height else None


@computes("vitals.z_wflh", "weight_kg", "height_cm")
def weight_for_height_score(scope: EvaluationContext) -> float | None:
    """Return the WHO 2006 z-score; only for girls and boys whose age is known."""
    weight, height, age = _number(scope, "weight_kg"), _number(scope, "height_cm"), scope.context.age
    if weight is None or height is None or age is None:
        return None
    return weight_for_height(str(scope.context.person.get("sex")), weight, height, age.months)


# Mental health


@computes("mh_base.event_cat", "event_top")
def event_category(scope: EvaluationContext) -> str | None:
    """Return the category of the first of the main events: the digit after `e`."""
    top = scope.values.get("event_top")
    return top[0][1] if isinstance(top, tuple) and top else None


@computes("mh_fu.session_no")
def session_number(scope: EvaluationContext) -> int | None:
    """Return one more than the follow-ups counted so far."""
    count = scope.context.counts.get("mh_fu")
    if count is not None:
        return count + 1
    latest = scope.context.latest.get("mh_fu", NO_ANSWERS).get("session_no")
    return latest + 1 if isinstance(latest, int) else None


@computes("mh_close.sessions")
def sessions_attended(scope: EvaluationContext) -> int | None:
    """Return the sessions that the person attended."""
    return scope.context.counts.get("mh_fu.attended")


# Sexual and reproductive health


@computes("anc.edd", "lmp", "weeks_est")
def expected_delivery(scope: EvaluationContext) -> date | None:
    """Return the day 280 days after the last period; without it from the weeks estimated, else from an earlier visit."""
    lmp, weeks = _day(scope, "lmp"), _number(scope, "weeks_est")
    if lmp:
        return lmp + timedelta(days=280)
    if weeks is not None:
        return scope.context.visit_day + timedelta(days=280) - timedelta(weeks=weeks)
    earlier = scope.context.latest.get("anc", NO_ANSWERS).get("edd")
    return earlier if isinstance(earlier, date) else None


@computes("anc.ga_weeks", "edd")
def gestation_weeks(scope: EvaluationContext) -> int | None:
    """Return the completed weeks at the visit; None outside 0 to 43."""
    due = _day(scope, "edd")
    weeks = (scope.context.visit_day - due + timedelta(days=280)).days // 7 if due else -1
    return weeks if 0 <= weeks <= 43 else None


@computes("pnc.pnc_48h", "delivery_date")
def seen_within_48_hours(scope: EvaluationContext) -> bool | None:
    """Return whether the visit falls within two days of the delivery."""
    delivery = _day(scope, "delivery_date")
    return (scope.context.visit_day - delivery).days <= 2 if delivery else None


@computes("fp.next_due", "method", "qty")
def next_supply(scope: EvaluationContext) -> date | None:
    """Return when the method has to be renewed: pills by the packs given, injections and devices by their duration."""
    method, quantity, day = scope.values.get("method"), scope.values.get("qty"), scope.context.visit_day
    if method in ("coc", "pop"):
        return day + timedelta(days=28 * quantity) if isinstance(quantity, int) and quantity else None
    years = {"implant": 3, "iud_cu": 10}
    if method in years:
        return add_months(day, 12 * years[str(method)])
    days = {"inj3": 91, "sayana": 91, "inj1": 28}.get(str(method))
    return day + timedelta(days=days) if days else None


# Chronic disease and departure


@computes("ncd.bp_ctrl", "sbp", "dbp")
def pressure_controlled(scope: EvaluationContext) -> bool | None:
    """Return whether the pressure is below 140 and below 90."""
    systolic, diastolic = _number(scope, "sbp"), _number(scope, "dbp")
    return None if systolic is None or diastolic is None else systolic < 140 and diastolic < 90


@computes("ncd.dm_ctrl", "hba1c", "fbg")
def diabetes_controlled(scope: EvaluationContext) -> bool | None:
    """Return whether HbA1c is below 8 %, or without it a fasting glucose at most 180 mg/dL."""
    haemoglobin, glucose = _number(scope, "hba1c"), _number(scope, "fbg")
    if haemoglobin is not None:
        return haemoglobin < 8
    return None if glucose is None else glucose <= 180


@computes("ncd.run_out", "days_supplied")
def runs_out(scope: EvaluationContext) -> date | None:
    """Return the day on which the treatment supplied is used up; None when none was supplied."""
    days = scope.values.get("days_supplied")
    return scope.context.visit_day + timedelta(days=days) if isinstance(days, int) and days > 0 else None


@computes("move.stock_days", "leave_date")
def days_of_treatment(scope: EvaluationContext) -> int | None:
    """Return the days that the chronic treatment lasts after departure.

    Only from care: psychotropics and prophylaxis are sealed, and this number stands in facts.
    """
    leaves, runs_out_on = _day(scope, "leave_date"), scope.context.latest.get("ncd", NO_ANSWERS).get("run_out")
    if leaves is None or not isinstance(runs_out_on, date):
        return None
    return max(0, (runs_out_on - leaves).days)


# Residential centre and outbreaks


@computes("res.los", "adm_date", "exit_date")
def length_of_stay(scope: EvaluationContext) -> int | None:
    """Return the days from admission to exit."""
    admitted, left = _day(scope, "adm_date"), _day(scope, "exit_date")
    return (left - admitted).days if admitted and left and left >= admitted else None


@computes("case.case_no", "date_notif")
def case_number(scope: EvaluationContext) -> str | None:
    """Return post, year and running number; None until the number of earlier cases is known."""
    post, count = scope.context.visit.get("post"), scope.context.counts.get("case")
    day = _day(scope, "date_notif") or scope.context.visit_day
    return f"{post}-{day.year}-{count + 1:03d}" if post and count is not None else None


COVID_DAYS = 10


@computes("covid.case_def", "symp", "onset")
def meets_covid_definition(scope: EvaluationContext) -> bool | None:
    """Return whether the last 10 days had at least one major and one minor symptom (Mexico 2020, operational)."""
    symptoms, onset = _codes(scope, "symp"), _day(scope, "onset")
    if not symptoms:
        return None
    recent = onset is None or (scope.context.visit_day - onset).days <= COVID_DAYS
    major = not symptoms.isdisjoint(("cough", "dyspnoea", "fever", "headache"))
    minor = not symptoms.isdisjoint(("anosmia", "sorethroat", "diarrhoea", "myalgia"))
    return recent and major and minor
