"""The one clock and the one calendar: what time it is, and which day that is at a place.

Nothing else reads the system clock, and nothing else works out a day, a midnight or a number of days: a post counts by
the day of its own time zone, a laptop's setting does not matter. A day has 23 to 25 hours where clocks change.

>>> FixedClock(datetime(2018, 11, 25, tzinfo=UTC)).millis()
1543104000000
>>> local_day(datetime(2018, 11, 25, 7, 30, tzinfo=UTC), get_zone("America/Tijuana"))
datetime.date(2018, 11, 24)
"""

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from datetime import time as hour
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MINUTE_MILLIS = 60_000
HOUR_MILLIS = 60 * MINUTE_MILLIS
DAY_MILLIS = 24 * HOUR_MILLIS  # 24 hours; a day of the calendar can be an hour shorter or longer
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.date()
USUAL_ZONE = "America/Mexico_City"
WESTERNMOST = "America/Tijuana"  # where each day of the country ends last
# What goes where a computer has no time zones: central Mexico has had no summer time since 2022.
CENTRAL = timezone(timedelta(hours=-6), USUAL_ZONE)


def is_zone(name: str) -> bool:
    """Return whether this computer knows a time zone of this name, for instance `America/Tijuana`."""
    return _find_zone(name) is not None


def get_zone(name: str) -> tzinfo:
    """Return the time zone of this name; that of central Mexico where this computer does not know it."""
    return _find_zone(name) or _find_zone(USUAL_ZONE) or CENTRAL


@lru_cache(maxsize=64)
def _find_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, or a path, is no zone
        return None


DEFAULT_TIME_ZONE = get_zone(USUAL_ZONE)


class Clock(Protocol):
    """What tells the time: wall time for people and logs, monotonic time for limits."""

    def now(self) -> datetime:
        """Return the wall time, in UTC."""
        ...

    def millis(self) -> int:
        """Return the wall time in milliseconds since 1970, as entries and rows hold it."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back, from no known beginning."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def millis(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass(slots=True)
class FixedClock:
    """A clock that moves only when its owner moves it: for tests, the simulator and the simulated mission."""

    at: datetime
    elapsed: float = field(default=0.0)

    def now(self) -> datetime:
        return self.at

    def millis(self) -> int:
        return to_millis(self.at)

    def monotonic(self) -> float:
        return self.elapsed

    def advance(self, **delta: float) -> None:
        step = timedelta(**delta)
        self.at += step
        self.elapsed += max(0.0, step.total_seconds())


def to_millis(moment: datetime) -> int:
    """Return the milliseconds since 1970 of an aware moment."""
    return int(moment.timestamp() * 1000)


def from_millis(millis: int) -> datetime:
    """Return the aware UTC moment of milliseconds since 1970."""
    return datetime.fromtimestamp(millis / 1000, UTC)


def to_utc(moment: datetime) -> datetime:
    """Return the same aware moment in UTC."""
    return moment.astimezone(UTC)


def to_local(moment: datetime, zone: tzinfo) -> datetime:
    """Return the same moment as the clock on a wall in a zone shows it."""
    return moment.astimezone(zone)


def local_day(moment: datetime, zone: tzinfo) -> date:
    """Return the calendar day of a moment at a place."""
    return moment.astimezone(zone).date()


def local_day_from_millis(millis: int, zone: tzinfo) -> date:
    """Return the calendar day of milliseconds since 1970 at a place."""
    return local_day(from_millis(millis), zone)


def today_in(clock: Clock, zone: tzinfo) -> date:
    """Return the day that it is at a place."""
    return local_day(clock.now(), zone)


def unfinished_day(moment: datetime) -> date:
    """Return the earliest day that has not ended everywhere in the country.

    A card or certificate judged by this day ends too early nowhere.

    >>> unfinished_day(datetime(2018, 11, 25, 7, 30, tzinfo=UTC))
    datetime.date(2018, 11, 24)
    """
    return local_day(moment, get_zone(WESTERNMOST))


def moment_at(day: date, at: hour, zone: tzinfo) -> datetime:
    """Return the UTC moment of a local hour on a day at a place.

    Of an hour that comes twice, it is the first.
    """
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def day_start_millis(day: date, zone: tzinfo) -> int:
    """Return the first millisecond of a day at a place."""
    return to_millis(datetime.combine(day, hour(), tzinfo=zone))


def day_end_millis(day: date, zone: tzinfo) -> int:
    """Return the first millisecond after a day at a place: 23 to 25 hours after its start."""
    return day_start_millis(day + timedelta(days=1), zone)


def to_epoch_day(day: date) -> int:
    """Return the number of days since 1970."""
    return (day - EPOCH_DAY).days


def from_epoch_day(number: int) -> date:
    """Return the day of a number of days since 1970.

    >>> from_epoch_day(17860)
    datetime.date(2018, 11, 25)
    """
    return EPOCH_DAY + timedelta(days=number)


def days_until(last: int, day: date) -> int:
    """Return how many days are left until a last day (since 1970).

    It is 0 on that day and negative after it.
    """
    return last - to_epoch_day(day)


def first_day_of_week(day: date) -> date:
    """Return the Sunday on which the epidemiological week of a day begins."""
    return day - timedelta(days=day.isoweekday() % 7)


def utc_offset(zone: tzinfo, millis: int) -> int:
    """Return by how many seconds a place is ahead of UTC at a moment."""
    return int((from_millis(millis).astimezone(zone).utcoffset() or timedelta()).total_seconds())


def computer_utc_offset(millis: int) -> int:
    """Return by how many seconds this computer thinks that its own place is ahead of UTC at a moment."""
    return time.localtime(millis / 1000).tm_gmtoff
