"""The only reader of the system clock; everything else is handed a `Clock`.

>>> FixedClock(datetime(2018, 11, 25, tzinfo=UTC)).millis()
1543104000000
"""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

MEXICO_CITY = ZoneInfo("America/Mexico_City")


class Clock(Protocol):
    """What tells the time: wall time for people and logs, monotonic time for limits."""

    def now(self) -> datetime: ...

    def millis(self) -> int: ...

    def monotonic(self) -> float: ...


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
    """A clock that moves only when told to: for tests, the simulator and the simulated mission."""

    at: datetime
    elapsed: float = field(default=0.0)

    def now(self) -> datetime:
        return self.at

    def millis(self) -> int:
        return millis_of(self.at)

    def monotonic(self) -> float:
        return self.elapsed

    def advance(self, **delta: float) -> None:
        step = timedelta(**delta)
        self.at += step
        self.elapsed += max(0.0, step.total_seconds())


def millis_of(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware moment."""
    return int(moment.timestamp() * 1000)


def moment_of(millis: int) -> datetime:
    """The aware UTC moment of milliseconds since 1970."""
    return datetime.fromtimestamp(millis / 1000, UTC)
