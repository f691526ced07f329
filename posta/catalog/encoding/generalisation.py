"""The coarse copy of a value that counting may see: a day for a moment, a band for an age, yes for any of a list."""

from collections.abc import Callable
from datetime import date, datetime

from posta.catalog.answering.validation import ValidatedForm
from posta.catalog.language.answer_context import age_band, age_recorded_on
from posta.catalog.language.condition import as_codes
from posta.catalog.language.field import Field
from posta.clock import to_epoch_day

AGE_BANDS = "fact_age_band"
BIRTH_WEIGHTS = ((1500, "lt1500"), (2500, "g1500_2499"))


def generalise(field: Field, value: object, filled: ValidatedForm) -> object:
    """Return what counting may know of a value; None when there is nothing to know."""
    assert field.facts is not None
    return GENERALISERS[field.facts.as_](field, value, filled)


def _day(field: Field, value: object, filled: ValidatedForm) -> object:
    return to_epoch_day(_local_day(value, filled))


def _month(field: Field, value: object, filled: ValidatedForm) -> object:
    return f"{_local_day(value, filled):%Y-%m}"


def _local_day(value: object, filled: ValidatedForm) -> date:
    assert isinstance(value, date)
    return filled.context.day(value)


def _band(field: Field, value: object, filled: ValidatedForm) -> object:
    assert field.facts is not None
    if field.facts.list == AGE_BANDS:  # on the day the age was stated, whether as a birth date or as an age
        recorded_on = age_recorded_on(filled.answers)
        return age_band(filled.answers, recorded_on if isinstance(recorded_on, date) else filled.context.today)
    return next((band for limit, band in BIRTH_WEIGHTS if isinstance(value, int) and value < limit), "ge2500")


def _any(field: Field, value: object, filled: ValidatedForm) -> object:
    return any(code != "none" for code in as_codes(value))


def _since(seconds: int) -> Callable[[Field, object, ValidatedForm], object]:
    def coarsen(field: Field, value: object, filled: ValidatedForm) -> object:
        start = filled.answers.get((field.facts and field.facts.from_) or "")
        if not isinstance(start, datetime) or not isinstance(value, datetime):
            return None
        return int((value - start).total_seconds()) // seconds

    return coarsen


def _same(field: Field, value: object, filled: ValidatedForm) -> object:
    return list(value) if isinstance(value, tuple) else value


GENERALISERS: dict[str, Callable[[Field, object, ValidatedForm], object]] = {
    "day": _day,
    "month": _month,
    "band": _band,
    "any": _any,
    "minutes_since": _since(60),
    "hours_since": _since(3600),
    "code": _same,
    "value": _same,
}
