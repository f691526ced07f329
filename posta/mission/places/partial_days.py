"""Days that the mission's file knows to the year, the month or the day, as days since 1970 and back.

An end that is a month or a year is over when that month or year begins, as on the public page.
"""

from datetime import date

from posta.clock import from_epoch_day, to_epoch_day


def first_day_of(text: str) -> int | None:
    """Return the first day of a year, a month or a day; None where there is none or it cannot be read.

    >>> first_day_of("2018-12") - first_day_of("2018"), first_day_of("soon"), first_day_of("")
    (334, None, None)
    """
    parts = text.split("-")
    try:
        year, month, day = [int(part) for part in parts] + [1] * (3 - len(parts))
        return to_epoch_day(date(year, month, day))
    except ValueError:
        return None


def format_day(day: int | None) -> str:
    """Return a day as the mission's file writes it; empty for none.

    >>> format_day(17_866)
    '2018-12-01'
    """
    return "" if day is None else from_epoch_day(day).isoformat()
