"""Limits of vital signs by age and state. Every number of this subject stands in `vital_limits.toml`.

Each row names its source there, with the year: among them the IITT (step 3), WHO and ICRC Basic Emergency Care
(2018), HEARTS (2018), MCPC (2017), IMCI (2014); a row without one says that it is an example.

>>> from posta.catalog.language.answer_context import Age
>>> limits("sbp", Level.DANGER, Patient(Age(4, 48, 1_461)))
(78, 179)
>>> is_beyond("sbp", 60, Level.DANGER, Patient(Age(4, 48, 1_461)))
'low'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from posta.clinical.data_files import read_table
from posta.clinical.patient import Patient
from posta.clock import HOUR_MILLIS

Limits = tuple[float | None, float | None]
Signs = Mapping[str, object]
NO_LIMITS: Limits = (None, None)
ALERT = "a"
PRESSURES = ("sbp", "dbp")
DANGER_U5 = "danger_u5"  # general danger signs of a child under five, ticked beside the vital signs
VITAL_SIGNS = ("temp_c", "hr", "rr", *PRESSURES, "spo2", "glucose_mgdl", "muac_mm")  # and `avpu`
VALID_MILLIS = 12 * HOUR_MILLIS  # a sign counts for so long, unless it is taken again


class Level(StrEnum):
    """What a value beyond a limit means."""

    USUAL = "usual"
    HIGH_RISK = "high_risk"
    DANGER = "danger"
    TRAVEL = "travel"


SHOWN = (Level.USUAL, Level.HIGH_RISK, Level.DANGER)


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One row of the table: the lowest and highest value within the limit, and for whom it holds."""

    sign: str
    level: Level
    low: float | None
    high: float | None
    days: tuple[int, int | None]
    months: tuple[int, int | None]
    state: str
    source: str

    def holds_for(self, patient: Patient) -> bool:
        """Return whether the row is about somebody of this age and state."""
        age = patient.judged_age
        states = {"": True, "obstetric": patient.is_obstetric, "pregnant": patient.is_pregnant}
        return states[self.state] and _is_within(age.days, self.days) and _is_within(age.months, self.months)


def limits(sign: str, level: Level, patient: Patient) -> Limits:
    """Return the narrowest limits of a sign for this person; None on a side without a limit."""
    rows = [row for row in _rows_by_sign().get((sign, level), ()) if row.holds_for(patient)]
    lows = [row.low for row in rows if row.low is not None]
    highs = [row.high for row in rows if row.high is not None]
    return max(lows, default=None), min(highs, default=None)


def is_beyond(sign: str, value: object, level: Level, patient: Patient) -> str:
    """Return "low" or "high" where a value is beyond its limit, else an empty string."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return ""
    low, high = limits(sign, level, patient)
    return "low" if low is not None and value < low else "high" if high is not None and value > high else ""


def mark(sign: str, value: object, patient: Patient) -> str:
    """Return "low" or "high" for the arrow of a sign: by the usual limit, else by a graver one."""
    marks = (is_beyond(sign, value, level, patient) for level in SHOWN)
    return next((found for found in marks if found), "")


def shown_limits(sign: str, patient: Patient) -> Limits:
    """Return the limits that a form shows beside a number: the usual ones, or each side's nearest graver one."""
    found = [limits(sign, level, patient) for level in SHOWN]
    return next((low for low, _ in found if low is not None), None), next(
        (high for _, high in found if high is not None), None
    )


def judge_high_risk(signs: Signs, patient: Patient) -> dict[str, bool]:
    """Return for each sign of the IITT that was taken whether it is a high-risk one."""
    judged = {
        name: bool(is_beyond(name, value, Level.HIGH_RISK, patient))
        for name, value in signs.items()
        if (name, Level.HIGH_RISK) in _rows_by_sign() and isinstance(value, int | float)
    }
    if signs.get("avpu") is not None:
        judged["avpu"] = signs["avpu"] != ALERT
    return judged


def danger_signs(signs: Signs, patient: Patient, *, travels: bool = False) -> frozenset[str]:
    """Return the signs with which nobody is discharged unasked, or `travels` on; `bp` stands for either pressure."""
    levels = (Level.DANGER, Level.TRAVEL) if travels else (Level.DANGER,)
    names = {
        name for name in VITAL_SIGNS for level in levels if is_beyond(name, signs.get(name), level, patient)
    }  # fmt: skip
    if signs.get("avpu") not in (None, ALERT):
        names.add("avpu")
    if ticked_dangers(signs):
        names.add(DANGER_U5)
    return frozenset("bp" if name in PRESSURES else name for name in names)


def ticked_dangers(signs: Signs) -> frozenset[str]:
    """Return the general danger signs that were ticked of a child under five."""
    value = signs.get(DANGER_U5)
    return frozenset(str(code) for code in value) - {"none"} if isinstance(value, tuple | list) else frozenset()


def alert_signs(signs: Signs, patient: Patient) -> frozenset[str]:
    """Return the signs with which nobody waits: the dangerous ones and those of high risk."""
    risky = (name for name, beyond in judge_high_risk(signs, patient).items() if beyond)
    return danger_signs(signs, patient) | frozenset(risky)


def depends_on_pregnancy(signs: Signs, patient: Patient) -> bool:
    """Return whether a sign would be dangerous only in pregnancy or after birth, so that it is worth looking up."""
    expecting = Patient(patient.age, patient.sex, pregnant=True)
    return alert_signs(signs, expecting) != alert_signs(signs, patient)


def sign_of(question: str) -> str:
    """Return the measure that a question asks for (`ncd.sbp`: `sbp`; of `vitals` and others the name itself)."""
    named: Mapping[str, str] = read_table("vital_limits")["questions"]
    return named.get(question) or question.rpartition(".")[2]


@cache
def list_limits() -> tuple[LimitRow, ...]:
    """Return every row in the order of the file."""
    return tuple(_read(row) for row in read_table("vital_limits")["limits"])


def sources() -> Mapping[str, str]:
    """Return the sources by their short names."""
    found: Mapping[str, str] = read_table("vital_limits")["sources"]
    return found


@cache
def _rows_by_sign() -> Mapping[tuple[str, Level], tuple[LimitRow, ...]]:
    keys = dict.fromkeys((row.sign, row.level) for row in list_limits())
    return {key: tuple(row for row in list_limits() if (row.sign, row.level) == key) for key in keys}


def _is_within(value: int, bounds: tuple[int, int | None]) -> bool:
    first, end = bounds
    return value >= first and (end is None or value < end)


def _read(row: Mapping[str, Any]) -> LimitRow:
    days = (row.get("from_days", 0), row.get("to_days"))
    years = row.get("to_years")
    months = (row.get("from_months", 12 * row.get("from_years", 0)), row.get("to_months", years and 12 * years))
    low, high, state = row.get("low"), row.get("high"), row.get("state", "")
    return LimitRow(row["sign"], Level(row["level"]), low, high, days, months, state, row["source"])
