"""The hybrid logical clock: 48 bits of milliseconds and a 16-bit counter in one integer, never going back.

Orders registers across devices whose clocks disagree. It is no proof of when something happened: `occurred_at`,
inside the part, is a person's claim about that.

After S. Kulkarni and others, Logical Physical Clocks (2014): the counter grows where the clock stands still, so that
what was written later is later.

>>> split_stamp(tick(join_stamp(5000, 3), now=4000))
(5000, 4)
>>> split_stamp(tick(join_stamp(5000, 3), now=6000))
(6000, 0)
"""

from posta.clock import DAY_MILLIS

MAX_AHEAD = DAY_MILLIS  # a remote clock further ahead than a day is a sign of a dead battery
_COUNTER = 0xFFFF


def join_stamp(millis: int, counter: int = 0) -> int:
    """Return one integer from milliseconds and counter."""
    return millis << 16 | counter


def split_stamp(hlc: int) -> tuple[int, int]:
    """Return milliseconds and counter."""
    return hlc >> 16, hlc & _COUNTER


def tick(last: int, now: int) -> int:
    """Return the stamp of the next own entry: after `last`, and at `now` (ms) where that is later."""
    return max(last + 1, join_stamp(now))


def is_too_far_ahead(remote: int, now: int) -> bool:
    """Return whether a remote stamp lies more than a day after our own clock (ms)."""
    return remote >> 16 > now + MAX_AHEAD


def max_accepted(now: int) -> int:
    """Return the highest remote stamp that `is_too_far_ahead` lets pass at `now` (ms)."""
    return join_stamp(now + MAX_AHEAD, _COUNTER)
