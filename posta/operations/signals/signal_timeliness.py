"""How many signals were looked at and assessed in time, by week: from their acts, never from what a form claims.

A signal counts once its time is over, or once it was done: one of this morning makes no week look bad. To discard is to
have looked: it counts as verified, and such a signal needs no assessment. Hours and acts are those of the state table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from posta.clock import DAY_MILLIS, HOUR_MILLIS, first_day_of_week, from_epoch_day, to_epoch_day
from posta.ledger.row_types import Cursor
from posta.operations.signals.report import AGGREGATE
from posta.operations.signals.signal_course import ASSESS, DISCARD, VERIFY
from posta.operations.tables import list_tables

_FIRST = (
    "(SELECT MIN(t.hlc) >> 16 FROM operations_signal_step t WHERE t.signal = s.id AND t.counts AND t.act IN ({acts}))"
)
_SQL = (
    f"SELECT s.day, s.recorded, {_FIRST.format(acts='?, ?')}, {_FIRST.format(acts='?')}, s.state = ?"
    " FROM operations_signal s WHERE s.recorded >= ? AND s.day >= ? ORDER BY s.recorded"
)


@dataclass(frozen=True, slots=True)
class InTime:
    """Of so many signals that had to be done by now, so many were in time."""

    done: int = 0
    of: int = 0

    def __add__(self, other: "InTime") -> "InTime":
        """Return both together."""
        return InTime(self.done + other.done, self.of + other.of)


@dataclass(frozen=True, slots=True, repr=False)
class SignalWeek:
    """The signals recorded in the week that begins on a Sunday: how many, verified and assessed in time."""

    week: date
    recorded: int
    verified: InTime
    assessed: InTime


def list_signal_weeks(cursor: Cursor, since: date, now: int) -> list[SignalWeek]:
    """Return the weeks from a day on in which a signal was recorded, at any post, the newest first."""
    first = to_epoch_day(since)
    # A day of a post may begin some hours before the same day of UTC: the index is read one day earlier.
    asked = (VERIFY, DISCARD, ASSESS, "discarded", (first - 1) * DAY_MILLIS, first)
    weeks: dict[date, list[tuple[InTime, InTime]]] = {}
    for day, recorded, verified, assessed, discarded in cursor.execute(_SQL, asked).fetchall():
        judged = (
            judge_in_time(recorded, verified, due_hours(VERIFY), now),
            InTime() if discarded else judge_in_time(recorded, assessed, due_hours(ASSESS), now),
        )
        weeks.setdefault(first_day_of_week(from_epoch_day(day)), []).append(judged)
    return [_week(week, weeks[week]) for week in sorted(weeks, reverse=True)]


def judge_in_time(recorded: int, done: int | None, hours: int, now: int) -> InTime:
    """Return whether something counts yet, and whether it was done within so many hours (moments in ms).

    >>> judge_in_time(0, 24 * HOUR_MILLIS, 24, 99 * HOUR_MILLIS), judge_in_time(0, None, 24, 24 * HOUR_MILLIS)
    (InTime(done=1, of=1), InTime(done=0, of=0))
    """
    until = recorded + hours * HOUR_MILLIS
    if done is None:
        return InTime(0, int(now > until))
    return InTime(int(done <= until), 1)


@cache
def due_hours(act: str) -> int:
    """Return within how many hours an act is due: those of the state that it ends."""
    table = list_tables()[AGGREGATE]
    ended = {state for one in table.transitions if one.act == act for state in one.sources}
    return next(hours for state in sorted(ended) if (hours := table.states[state].due_hours) is not None)


def add_in_time(some: Iterable[InTime]) -> InTime:
    """Return all of these together."""
    return sum(some, InTime())


def _week(week: date, judged: Sequence[tuple[InTime, InTime]]) -> SignalWeek:
    return SignalWeek(week, len(judged), add_in_time(one for one, _ in judged), add_in_time(two for _, two in judged))
