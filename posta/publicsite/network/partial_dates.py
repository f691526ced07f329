"""Dates that are known to the year, the month or the day: whether one is over on a day, and its position on a time line.

Everything is judged by the day that the site describes (`as_of`), never by a clock.

>>> is_over("2018-12", "2018-12-31"), is_over("2018-12", "2018-11-30"), is_over("", "2018-12-31")
(True, False, False)
>>> first_day("2018"), last_day("2018-06")
(2018.0, 2018.5)
"""


def is_over(until: str, as_of: str) -> bool:
    """Return whether something with this end is over on a day.

    The month or year in which it ends counts as over.
    """
    return bool(until) and until <= as_of[: len(until)]


def has_begun(since: str, as_of: str) -> bool:
    """Return whether something with this beginning has begun on a day; without a stated beginning it has."""
    return since <= as_of[: len(since)]


def first_day(date: str) -> float:
    """Return the first moment of a year, month or day, in years; months count as equal."""
    year, month, day = _parts(date)
    return year + ((month or 1) - 1 + ((day or 1) - 1) / 31) / 12


def last_day(date: str) -> float:
    """Return the last moment of a year, month or day, in years."""
    year, month, day = _parts(date)
    if not month:
        return year + 1.0
    return year + (month - 1 + (day or 31) / 31) / 12


def _parts(date: str) -> tuple[int, int, int]:
    """Return year, month and day; 0 for an unknown part."""
    year, month, day = [int(part) for part in date.split("-")] + [0] * (2 - date.count("-"))
    return year, month, day
