"""Whether a measure fits the age, and the last value: a newborn of 320 kg, seven kilograms after seventy.

What does not fit is asked about before it is signed, always, and never refused: an age may be wrong, and a child may be
starving. The limits and their sources are in `terms/measures.toml`.

>>> limits_of_size("weight_kg", Age(30, 360, 10_957), (70.0, date(2018, 11, 20)), date(2018, 11, 25))
Usual(low=59.5, high=80.5, last=70.0)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from posta.catalog.errors import Problem
from posta.catalog.language.answer_context import Age, FormContext
from posta.catalog.language.condition import EvaluationContext
from posta.terms.measures import get_measures

Last = tuple[float, date]
COMPARED = ("weight_kg", "height_cm")  # against the last value
FAR = 4  # cm between the height of the womb and the weeks, from 20 to 38 weeks
# mmHg between the pressures. WHO, Dengue: guidelines for diagnosis, treatment, prevention and control (2009), counts 20
# or less as a sign of shock; 20 itself is often a rounded reading, and is not asked about.
NARROW = 20
SHIFTS = (0.1, 0.01, 0.001, 10, 100)  # a point forgotten, grams for kilograms, a digit too few
WEEKS = range(20, 39)


@dataclass(frozen=True, slots=True)
class Usual:
    """The limits beyond which a measure is asked about; `last` where the last value sets them."""

    low: float
    high: float
    last: float | None = None


def limits_of_size(name: str, age: Age | None, last: Last | None, today: date) -> Usual | None:
    """Return what is usual of a measure for this person: after their last value, else at their age."""
    measure = get_measures().get(name)
    if measure is None or age is None:
        return None
    after = measure.limits_after(last[0], age.months, (today - last[1]).days) if last else None
    if after is not None and last is not None:
        return Usual(*after, last=last[0])
    at_age = measure.limits_at(age.months)
    return Usual(*at_age) if at_age else None


def doubts_about_sizes(scope: EvaluationContext) -> Iterator[Problem]:
    """Yield a question for each measure of a form that fits neither the age nor the last value."""
    for field in scope.form.fields:
        value = scope.values.get(field.name)
        if field.type in ("int", "decimal") and isinstance(value, int | float):
            yield from _doubts(field.name, float(value), field.unit, scope.context)
    yield from _fundal_height(scope.values)
    yield from _pulse_pressure(scope.values)


def _doubts(name: str, value: float, unit: str, context: FormContext) -> Iterator[Problem]:
    last = context.before.get(name)
    usual = limits_of_size(name, context.age, last, context.visit_day)
    if usual is None or usual.low <= value <= usual.high:
        return
    params: dict[str, object] = {"unit": unit}
    if (meant := guess(value, usual)) is not None:
        params["guess"] = meant
    if last is not None and usual.last is not None:
        yield Problem(name, "size_changed", params | {"last": last[0], "day": last[1]})
    else:
        rule = "size_low" if value < usual.low else "size_high"
        yield Problem(name, rule, params | {"low": usual.low, "high": usual.high})


def guess(value: float, usual: Usual) -> float | None:
    """Return the number that was probably meant: the same digits with the decimal point where it makes the measure
    usual.

    >>> guess(320, Usual(0.5, 6.5)), guess(70, Usual(8.4, 29)), guess(7.0, Usual(59.5, 80.5)), guess(110, Usual(30, 100))
    (3.2, None, 70.0, None)
    """
    shifted = (round(value * by, 3) for by in SHIFTS)
    return next((meant for meant in shifted if usual.low <= meant <= usual.high), None)


def _fundal_height(values: Mapping[str, object]) -> Iterator[Problem]:
    height, weeks = values.get("fundal_cm"), values.get("ga_weeks")
    if not isinstance(height, int | float) or not isinstance(weeks, int):
        return
    if weeks in WEEKS and abs(height - weeks) > FAR:
        yield Problem("fundal_cm", "size_weeks", {"weeks": weeks})


def _pulse_pressure(values: Mapping[str, object]) -> Iterator[Problem]:
    systolic, diastolic = values.get("sbp"), values.get("dbp")
    if isinstance(systolic, int) and isinstance(diastolic, int) and 0 < systolic - diastolic < NARROW:
        yield Problem("sbp", "size_pressures", {"limit": NARROW})
