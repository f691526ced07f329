"""Windows of care after sexual violence. Both bounds count, and nothing is refused by a guess.

Of an assault whose hour is not known, the shortest time that may have passed decides (`at_least`): a survivor who may
be within 72 hours is offered prophylaxis. The table is `exposure.toml`.

Sources: WHO, Clinical management of rape and intimate partner violence survivors (2020); MSF's intervals; WHO,
Selected practice recommendations for contraceptive use (3rd edition, 2016).

>>> from datetime import UTC
>>> visit = datetime(2018, 11, 25, 12, tzinfo=UTC)
>>> since(datetime(2018, 11, 22, tzinfo=UTC), "day", visit, UTC)
Since(at_least=60.0, at_most=84.0)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from posta.catalog.language.answer_context import add_months
from posta.clinical.data_files import read_table
from posta.clinical.encounter import Encounter, number_in
from posta.clinical.findings import Finding, Severity
from posta.clinical.patient import Patient
from posta.clock import day_start_millis, from_millis, local_day

YES, DECIDE, LATE, NO, UNKNOWN = "yes", "decide", "late", "no", "unknown"
FORM = "sv"  # the questions that the windows belong to
HOUR, DAY, MONTH = "hour", "day", "month"
HOURS_OF_DAY = 24
MAY_BE_PREGNANT = ("f", "x")


@dataclass(frozen=True, slots=True)
class Since:
    """Hours since the assault: the least and the most that may have passed."""

    at_least: float
    at_most: float

    @property
    def is_exact(self) -> bool:
        return self.at_least == self.at_most

    @property
    def is_of_a_month(self) -> bool:
        """Return whether the bounds are more than a day and a night apart, as those of a month are."""
        return self.at_most - self.at_least > 2 * HOURS_OF_DAY

    def left(self, window: float) -> float:
        """Return the hours that are left of a window in the better case; none below zero."""
        return max(0.0, round(window - self.at_least, 1))


def since(assault: object, precision: object, visit: datetime, zone: tzinfo) -> Since | None:
    """Return the time since the assault. None where neither day nor month is known."""
    if not isinstance(assault, datetime):
        return None
    if precision in (HOUR, None, ""):
        return Since(_hours(visit - assault), _hours(visit - assault))
    day = local_day(assault, zone)
    if precision == DAY:
        return _between(day, day + timedelta(days=1), visit, zone)
    first = day.replace(day=1)
    return _between(first, add_months(first, 1), visit, zone) if precision == MONTH else None


def _between(first: date, end: date, visit: datetime, zone: tzinfo) -> Since:
    began, ended = (from_millis(day_start_millis(one, zone)) for one in (first, end))
    return Since(max(0.0, _hours(visit - ended)), max(0.0, _hours(visit - began)))


def _hours(time: timedelta) -> float:
    return round(time / timedelta(hours=1), 1)


def window_hours(what: str) -> int:
    """Return how many hours a window lasts: `pep` or `ec`."""
    return int(_table("windows")[f"{what}_hours"])


def window(passed: Since | None) -> str:
    """Return the code of list sv_interval, in the survivor's favour; `unk` where a month alone leaves PEP or EC open."""
    limits = _table("windows")
    if passed is None:
        return "unk"
    if passed.is_of_a_month and passed.at_least <= limits["ec_hours"]:
        return "unk"
    hours = passed.at_least
    if hours <= limits["pep_hours"]:
        return "h72"
    if hours <= limits["ec_hours"]:
        return "h120"
    return "m6" if hours <= limits["recent_hours"] else "y"


def pep(passed: Since | None, types: frozenset[str], hiv: object) -> str:
    """Return whether prophylaxis against HIV is offered: yes, decide, late, no, or unknown."""
    if hiv == "pos":
        return NO
    return _offered("pep", _table("windows")["pep_hours"], passed, types)


def emergency_contraception(passed: Since | None, types: frozenset[str], test: object, patient: Patient) -> str:
    """Return whether emergency contraception is offered to a person who can be pregnant, from 8 years."""
    rule, age = _table("ec"), patient.age
    young = age is not None and age.years < rule["from_years"]
    if patient.sex == "m" or young or test == "pos":
        return NO
    offered = _offered("ec", _table("windows")["ec_hours"], passed, types)
    return UNKNOWN if patient.sex not in MAY_BE_PREGNANT and offered == YES else offered


def _offered(what: str, hours: float, passed: Since | None, types: frozenset[str]) -> str:
    rule = _table(what)
    if not types:
        return UNKNOWN
    if types.isdisjoint(rule["yes"]):
        return NO if types.isdisjoint(rule["decide"]) else DECIDE
    if passed is None:
        return UNKNOWN
    if passed.at_least > hours:
        return LATE
    return DECIDE if passed.is_of_a_month and passed.at_most > hours else YES


def is_eligible(offered: str) -> bool | None:
    """Return what the form keeps: no only where nobody was exposed, nothing where the clinician decides.

    Time alone is never a no: beyond the window the clinician decides with the survivor.
    """
    return {YES: True, NO: False}.get(offered)


def still_offered(what: str) -> tuple[str, ...]:
    """Return the questions that stand for what is offered although a window is over or unsure."""
    return tuple(row["question"] for row in read_table("exposure")["still_offered"] if what in row["after"])


def review_exposure(encounter: Encounter) -> Iterator[Finding]:
    """Ask about an emergency contraceptive that is weaker after so many hours, or at this body mass index."""
    answers, rule = encounter.answers("sv"), _table("ec_choice")
    if answers.get("ec") != "given" or answers.get("ec_type") not in rule["levonorgestrel"]:
        return
    hours, bmi = number_in(answers.get("hours_since")), number_in(encounter.signs.get("bmi"))
    if hours is not None and hours > rule["best_within_hours"]:
        yield Finding("ec_weaker_late", Severity.ASK, "sv.ec_type", {"hours": rule["best_within_hours"]})
    if bmi is not None and bmi >= rule["bmi"]:
        yield Finding("ec_weaker_bmi", Severity.ASK, "sv.ec_type", {"bmi": rule["bmi"]})


def _table(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_table("exposure")[name]
    return found
