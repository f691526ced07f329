"""Which moment to go by: that of this computer's clock, or another where what was written contradicts it.

A laptop whose battery died wakes years back, or ahead. It has nobody to ask in a shelter, but every entry says when it
was written. The rule, all of it:

1. Time has come as far as two computers say, this one and the relays that state theirs among them; three where there are
   eight or more. One alone may be wrong: its device is the one that is warned, by this same rule.
2. From there it goes on in steps: what this computer wrote is believed as long as it lies within 45 days of what was
   believed before. A post that is cut off but works goes on; a clock that jumped does not.
3. A clock that is more than a day before that moment is *behind*, one that is more than 45 days after it is *ahead*; it
   is ahead by a day, too, where a relay or post just stated an earlier time and nothing that came here is later, and not
   ahead where one just stated a later time: then two say that time has come so far.
   Otherwise it is *right*, also where this computer wrote in a future that nobody else knows: it *was* ahead.

What is not asked of a clock in doubt: the order of entries (the hybrid clock), when something happened (a person says it).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from posta.clock import DAY_MILLIS, HOUR_MILLIS
from posta.ids import FeedId
from posta.ledger.frontier import iterate_written, list_clocks
from posta.ledger.row_types import Cursor
from posta.scribe.context.node_context import NodeContext
from posta.wire.membership import WINDOW

STEP = 45 * DAY_MILLIS
FRESH = 7 * DAY_MILLIS
RIGHT, BEHIND, AHEAD = "right", "behind", "ahead"

Climb = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The time of the clock (ms), the moment to go by, and how far ahead this computer wrote lately (ms).

    `near` is by how much another computer of the mission is ahead, within a day (ms): entries do not show which of
    the two is wrong; 0 where a relay just stated the same time as this clock.
    """

    now: int
    trusted: int
    state: str = RIGHT
    was_ahead: int = 0
    near: int = 0


def read_clock(node: NodeContext) -> ClockReading:
    """Return what can be believed of this computer's clock now, by all that was written and stated."""
    return read_device_clock(node.cursor, node.device.feed, node.clock.millis(), node.stated())


def read_device_clock(cursor: Cursor, feed: FeedId, now: int, stated: int | None = None) -> ClockReading:
    """Return what can be believed of the clock of the computer that writes `feed` and says `now`."""
    clocks = list_clocks(cursor)
    own = clocks.pop(feed, 0)
    others = [*clocks.values(), *([stated] if stated is not None else [])]

    def climb(known: int) -> int:
        return _climb(known, iterate_written(cursor, feed, known, STEP))

    return judge_clock(others, own, now, climb, stated=stated)


def judge_clock(others: Sequence[int], own: int, now: int, climb: Climb, *, stated: int | None = None) -> ClockReading:
    """Judge a clock that says `now` by the latest moments of others and of this computer (ms; 0 for never).

    `climb` goes on from a believed moment through what this computer wrote. `stated` is what a relay or post says now.
    """
    reached = _agreed_moment([*others, *([own] if own else [])])
    if reached > now + DAY_MILLIS:
        return ClockReading(now, climb(reached), BEHIND)
    known = max((one for one in others if one <= now + DAY_MILLIS), default=None)
    if known is None:
        return ClockReading(now, now)
    if stated is not None and known <= stated + DAY_MILLIS < now:
        return ClockReading(now, stated, AHEAD)
    if own > now + DAY_MILLIS:
        believed = known if now - known <= FRESH else climb(known)
        if believed > now + DAY_MILLIS:
            return ClockReading(now, believed, BEHIND)
        return ClockReading(now, now, RIGHT, own - now)
    is_later_there = stated is not None and stated > now
    if now - known > STEP and not is_later_there and now - (believed := climb(known)) > STEP:
        return ClockReading(now, believed, AHEAD)
    agrees = stated is not None and abs(stated - now) <= WINDOW
    return ClockReading(now, now, near=0 if agrees else max(0, known - now))


def extrapolate_stated_time(stated: int, measured: int, now: int) -> int | None:
    """Return the time that a road states now, from what it stated at `measured`.

    It is None an hour after, or before it (ms).
    """
    return stated + now - measured if 0 <= now - measured <= HOUR_MILLIS else None


def _agreed_moment(voices: Sequence[int]) -> int:
    """Return the moment which two devices have reached, or three of eight and more; of a single one its own."""
    if not voices:
        return 0
    return sorted(voices, reverse=True)[min(len(voices) - 1, 1 + len(voices) // 8)]


def _climb(known: int, written: Iterable[int]) -> int:
    for moment in written:
        if moment > known + STEP:
            break
        known = max(known, moment)
    return known
