"""Where a segment belongs among the branches held: pure, so that every store decides alike.

Hashes are compared at a sequence both sides have, never sequence numbers alone. Because each hash covers all before it,
equality at one place proves the whole line up to there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from posta.feed.entry import GENESIS
from posta.relay.storage.store_protocol import StoredTip
from posta.wire.address import Segment

Hashes = Callable[[StoredTip, int, int], Mapping[int, bytes]]


class Fit(IntEnum):
    """How a segment fits, best last."""

    GAP = 0
    FORK = 1
    EXTEND = 2
    HELD = 3


class Placement(NamedTuple):
    """How a segment fits a tip, and the first of its entries that is new there."""

    fit: Fit
    first: int
    tip: StoredTip | None


def place_segment(segment: Segment, tips: Sequence[StoredTip], hashes: Hashes) -> Placement:
    """Return the best place for a segment.

    `tip` is None for the first segment of an incarnation and for a gap.
    """
    if not tips:
        starts = segment.first == 0 and segment.before == GENESIS
        return Placement(Fit.EXTEND if starts else Fit.GAP, 0, None)
    for tip in tips:  # the daily cases first: neither needs a stored segment to be read
        if (tip.sequence, tip.hash) == (segment.last, segment.entries[-1].hash):
            return Placement(Fit.HELD, segment.last + 1, tip)
        if (tip.sequence, tip.hash) == (segment.first - 1, segment.before):
            return Placement(Fit.EXTEND, segment.first, tip)
    best = max((_compare(segment, tip, hashes) for tip in tips), key=lambda placement: placement[:2])
    return best if best.fit else Placement(Fit.GAP, 0, None)


def find_fork(mine: Mapping[int, bytes], theirs: Mapping[int, bytes], first: int, last: int) -> int | None:
    """Return the last sequence of first..last at which both lines agree; -1 (before the first entry) always agrees."""
    both = (q for q in range(last, first - 1, -1) if q < 0 or mine[q] == theirs[q])
    return next(both, None)


def list_line(branch: int, tips: Sequence[StoredTip]) -> Iterator[tuple[StoredTip, int]]:
    """Yield the branches of the line that leads to a branch, newest first.

    Each comes with the sequence before which it counts.
    """
    by_number = {tip.branch: tip for tip in tips}
    upper, number = 1 << 63, branch
    while number in by_number:
        tip = by_number[number]
        yield tip, min(upper, tip.sequence + 1)
        if tip.parent is None:
            return
        upper, number = min(upper, tip.first), tip.parent


def _compare(segment: Segment, tip: StoredTip, hashes: Hashes) -> Placement:
    before = segment.first - 1
    top = min(tip.sequence, segment.last)
    if top < before or (before < 0 and segment.before != GENESIS):
        return Placement(Fit.GAP, 0, tip)
    mine = {before: segment.before} | {segment.first + i: entry.hash for i, entry in enumerate(segment.entries)}
    if mine[top] == (tip.hash if top == tip.sequence else hashes(tip, top, top)[top]):
        return Placement(Fit.HELD if top == segment.last else Fit.EXTEND, top + 1, tip)
    common = find_fork(mine, hashes(tip, max(before, 0), top), before, top)
    return Placement(Fit.GAP, 0, tip) if common is None else Placement(Fit.FORK, common + 1, tip)
