"""What surrounds the answers of one form: the day, the person, the visit, the latest forms, and the ages they give.

>>> from datetime import UTC
>>> FormContext(date(2018, 11, 25), datetime(2018, 11, 25, tzinfo=UTC), {"birth_date": date(1990, 1, 31)}).age.years
28
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property

from posta.catalog.language.rules import NO_RULES, Rules
from posta.clock import DEFAULT_TIME_ZONE, local_day

Answers = Mapping[str, object]
NO_ANSWERS: Answers = {}


@dataclass(frozen=True, slots=True)
class Age:
    """Completed years, months and days at a visit."""

    years: int
    months: int
    days: int


@dataclass(frozen=True, repr=False)
class FormContext:
    """All that conditions, limits and calculations may read beside the form itself.

    `latest` holds the latest answers of other forms by form name, those of the same visit first; `counts` how many
    forms of a name exist (`mh_fu`, `mh_fu.attended`, `case`); `confirmed` the paths of disagreements that the
    person writing has confirmed; `zone` where the post's day begins and ends; `doubted_day`
    the day that a clock in doubt shows, which is taken for today; `unasked` the paths of questions that a
    correction leaves as they are, so that they need no answer; `before` the last weight and height, with their day;
    `days_after_birth` how long ago she gave birth; `rules` the clinical rules that judge the form.
    """

    today: date
    now: datetime
    person: Answers = field(default_factory=dict)
    visit: Answers = field(default_factory=dict)
    latest: Mapping[str, Answers] = field(default_factory=dict)
    closing: bool = False
    pregnant: bool | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    zone: tzinfo = DEFAULT_TIME_ZONE
    hidden_questions: frozenset[str] = frozenset()
    before: Mapping[str, tuple[float, date]] = field(default_factory=dict)
    doubted_day: date | None = None
    days_after_birth: int | None = None
    rules: Rules = NO_RULES

    @cached_property
    def visit_moment(self) -> datetime:
        """Return when the visit took place; now, when it has no time yet."""
        moment = self.visit.get("visit_dt")
        return moment if isinstance(moment, datetime) else self.now

    @cached_property
    def visit_day(self) -> date:
        """Return the post's local day of the visit; today, when it has no time yet."""
        moment = self.visit.get("visit_dt")
        return self.day(moment) if isinstance(moment, datetime) else self.today

    @cached_property
    def age(self) -> Age | None:
        """Return the age at the visit, or None when nobody knows it."""
        return compute_age(self.person, self.visit_day)

    def day(self, moment: datetime | date) -> date:
        """Return the local day of a moment; a day stays itself."""
        if not isinstance(moment, datetime):
            return moment
        day = local_day(moment, self.zone)
        return self.today if day == self.doubted_day else day


def compute_age(person: Answers, on: date) -> Age | None:
    """Return the age on a day, from the birth date or from the stated age and the time since."""
    born = birth_date(person)
    if born is None or born > on:
        return None
    months = months_between(born, on)
    return Age(months // 12, months, (on - born).days)


def birth_date(person: Answers) -> date | None:
    """Return the birth date, or the day that the stated age points to.

    An age stated at the registration has no day of its own.
    """
    born = person.get("birth_date")
    if isinstance(born, date):
        return born
    value, unit, recorded_on = person.get("age_value"), person.get("age_unit") or "y", age_recorded_on(person)
    if not isinstance(value, int) or not isinstance(recorded_on, date):
        return None
    if unit == "d":
        return recorded_on - timedelta(days=value)
    return add_months(recorded_on, -value * (12 if unit == "y" else 1))


def age_recorded_on(person: Answers) -> object:
    """Return the day on which the age was stated: the day of its correction, else that of the registration."""
    return person.get("age_date") or person.get("reg_date")


def months_between(start: date, end: date) -> int:
    """Return the completed months from one day to a later one."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def add_months(day: date, months: int) -> date:
    """Return the same day of a later (or earlier) month; the month's last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(max(year, 1), month + 1, number)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


BANDS = (
    (6, "m0_5"), (12, "m6_11"), (24, "y1"), (60, "y2_4"), (120, "y5_9"), (144, "y10_11"), (180, "y12_14"),
    (216, "y15_17"), (240, "y18_19"), (300, "y20_24"), (540, "y25_44"), (600, "y45_49"), (720, "y50_59"),
    (780, "y60_64"),
)  # fmt: skip


def age_band(person: Answers, on: date) -> str:
    """Return the code of list fact_age_band on a day; `unk` when the age is unknown."""
    age = compute_age(person, on)
    if age is None:
        return "unk"
    return next((band for months, band in BANDS if age.months < months), "y65")
