"""Triage criteria that follow from vital signs or age and need not be ticked.

Codes are those of the lists `iitt_red` and `iitt_yellow` (Interagency Integrated Triage Tool; WHO, ICRC, MSF). Limits come
from `vital_limits`. Beyond the tool: a MUAC in the danger band or oedema counts as wasting (WHO, IMCI 2014), and the fever of
a young infant begins at 37.5 (IMCI 2014), which raises the colour as any high-risk vital sign does. The tool has no row for
a low pressure or a high glucose: a sign beyond its danger limit is a clinical concern (IITT, step 3), so that nobody is green
with it, and no colour below red is chosen for the clinician.

>>> from posta.catalog.language.answer_context import Age
>>> sorted(red_by_measure({"sbp": 165, "dbp": 112, "hr": 151}, Patient(Age(24, 288, 8_766), "f", pregnant=True)))
['hr_extreme', 'preg_bp']
"""

from posta.clinical.data_files import list_rows
from posta.clinical.patient import UNKNOWN, Patient
from posta.clinical.signs.vital_limits import (
    ALERT,
    Level,
    Signs,
    danger_signs,
    is_beyond,
    judge_high_risk,
    ticked_dangers,
)

NO_OEDEMA, NONE = "0", "none"
SEVERE_Z = -3.0
FIRST_DAYS, YOUNG_MONTHS = 8, 2
SIX_MONTHS = 184  # days; the chart says to 6 months
RED, YELLOW, GREEN = "red", "yellow", "green"


def red_by_measure(signs: Signs, patient: Patient) -> frozenset[str]:
    """Return the red criteria that these signs meet; those of an age only where the age is known."""
    age, grown = patient.age, patient.is_grown
    altered, fever = is_altered(signs), _has_fever_or_cold(signs)
    extreme = is_beyond("hr", signs.get("hr"), Level.DANGER, patient)
    met = {
        "unresp": signs.get("avpu") == "u",
        "hypogly": is_beyond("glucose_mgdl", signs.get("glucose_mgdl"), Level.DANGER, patient) == "low",
        "hr_extreme": grown and bool(extreme),
        "two_neuro": grown and altered and fever,
        "altered_c": not grown and altered and fever,
        "preg_bp": patient.is_obstetric and _has_severe_pressure(signs, patient),
        "preg_seiz": patient.is_obstetric and altered,
        "inf_8d": age is not None and age.days < FIRST_DAYS,
        "inf_2m_temp": age is not None and age.months < YOUNG_MONTHS and fever,
    }
    return frozenset(code for code, holds in met.items() if holds) | _ticked_elsewhere("iitt_red", signs)


def yellow_by_measure(signs: Signs, patient: Patient) -> frozenset[str]:
    """Return the yellow criteria that these signs meet, other than high-risk vital signs, which raise a colour."""
    age = patient.age
    child = age is not None and not patient.is_grown
    met = {
        "inf_6m": age is not None and age.days >= FIRST_DAYS and age.days <= SIX_MONTHS,
        "wasting": child and is_wasted(signs, patient),
        "preg_child": child and patient.is_pregnant,
    }
    return frozenset(code for code, holds in met.items() if holds) | _ticked_elsewhere("iitt_yellow", signs)


def criteria_asked_elsewhere() -> frozenset[str]:
    """Return the criteria that the danger signs of a child under five ask for in other words."""
    return frozenset(str(row["criterion"]) for row in list_rows("childhood", "same"))


def dangers_in_criteria(criteria: frozenset[str]) -> frozenset[str]:
    """Return the danger signs of a child under five that criteria of its triage say.

    >>> sorted(dangers_in_criteria(frozenset({"cannot_feed", "convulsing", "headache"})))
    ['convulsed', 'not_drink']
    """
    rows = (*list_rows("childhood", "same"), *list_rows("childhood", "implied"))
    return frozenset(str(row["danger"]) for row in rows if row["criterion"] in criteria)


def half_of_two(signs: Signs, patient: Patient) -> frozenset[str]:
    """Return which of the four signs of `two_neuro` was measured, where the second is not: one ticked sign completes it."""
    found = {"altered": is_altered(signs), "fever": _has_fever_or_cold(signs)}
    met = frozenset(name for name, holds in found.items() if holds)
    return met if patient.is_grown and len(met) == 1 else frozenset()


def is_wasted(signs: Signs, patient: Patient) -> bool:
    """Return whether oedema, the arm or the weight for height says severe acute malnutrition."""
    score = signs.get("z_wflh")
    thin = bool(is_beyond("muac_mm", signs.get("muac_mm"), Level.DANGER, patient))
    return thin or has_oedema(signs) or (isinstance(score, int | float) and score < SEVERE_Z)


def has_oedema(signs: Signs) -> bool:
    """Return whether oedema of both feet was seen."""
    return signs.get("oedema") not in (None, "", NO_OEDEMA)


def is_altered(signs: Signs) -> bool:
    """Return whether the person is not alert."""
    return signs.get("avpu") not in (None, "", ALERT)


def critical_signs(signs: Signs, patient: Patient) -> frozenset[str]:
    """Return the signs that no criterion of the tool judges and that are beyond a danger limit.

    `bp` is either pressure.

    >>> sorted(critical_signs({"sbp": 70, "dbp": 40, "spo2": 85}, Patient()))
    ['bp']
    """
    judged = {name for name, beyond in judge_high_risk(signs, patient).items() if beyond}
    if "wasting" in yellow_by_measure(signs, patient):
        judged.add("muac_mm")
    return danger_signs(signs, patient) - judged


def proposed_colour(red: frozenset[str], yellow: frozenset[str], signs: Signs, patient: Patient) -> str | None:
    """Return the colour that a screen chooses beforehand; None where a person has to decide."""
    colour = triage_colour(red, yellow, signs, patient)
    return None if colour != RED and critical_signs(signs, patient) else colour


def triage_colour(
    red: frozenset[str], yellow: frozenset[str], signs: Signs, patient: Patient, *, high_risk: bool | None = None
) -> str | None:
    """Return the worst colour of criteria ticked or measured, None while unknown.

    High-risk signs raise it one step; with a critical sign beyond the tool it is yellow at least. `high_risk` is what
    the form computed; where it is not given, the signs are judged here.
    """
    raised = any(judge_high_risk(signs, patient).values()) if high_risk is None else high_risk
    if red - {NONE} or red_by_measure(signs, patient):
        return RED
    if yellow - {NONE} or yellow_by_measure(signs, patient):
        return RED if raised else YELLOW
    if raised or critical_signs(signs, patient):
        return YELLOW
    return GREEN if red and yellow else None


def _ticked_elsewhere(name: str, signs: Signs) -> frozenset[str]:
    ticked = ticked_dangers(signs)
    rows = (row for row in list_rows("childhood", "same") if row["list"] == name)
    return frozenset(str(row["criterion"]) for row in rows if row["danger"] in ticked)


def _has_fever_or_cold(signs: Signs) -> bool:
    """Below 36 or above 39 at any age: the words of the criteria, and the limit of step 3 for adults."""
    return bool(is_beyond("temp_c", signs.get("temp_c"), Level.HIGH_RISK, UNKNOWN))


def _has_severe_pressure(signs: Signs, patient: Patient) -> bool:
    return any(is_beyond(name, signs.get(name), Level.DANGER, patient) == "high" for name in ("sbp", "dbp"))
