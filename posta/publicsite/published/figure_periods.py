"""Dates and periods of figures, as precise as they are known.

A date is a year, a month or a day; a period is a year (`2018`), a month (`2018-09`) or several years (`2016/2018`).
"""

import re
from datetime import date
from typing import Final

_MONTH: Final = re.compile(r"(?!0000)[0-9]{4}(-(0[1-9]|1[0-2]))?")
_SPAN: Final = re.compile(r"((?!0000)[0-9]{4})/((?!0000)[0-9]{4})")


def is_day(text: str) -> bool:
    """Return whether a text is a real day, YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_date(text: str) -> bool:
    """Return whether a text is a year, a month or a real day."""
    return bool(_MONTH.fullmatch(text)) or is_day(text)


def period_bounds(period: str) -> tuple[str, str]:
    """Return the beginning and end of a period, as years or months.

    They are 2016 and 2018 for `2016/2018`, twice 2018 for `2018`.
    """
    first, _, last = period.partition("/")
    return first, last or first


def is_before(one: str, other: str) -> bool:
    """Return whether a date is surely before another, as far as both are known: 2018 is not before 2018-09."""
    known = min(len(one), len(other))
    return one[:known] < other[:known]


def is_period(text: str) -> bool:
    """Return whether a text is a year, a month or a span of years."""
    span = _SPAN.fullmatch(text)
    return span[1] < span[2] if span else bool(_MONTH.fullmatch(text))
