"""The outbox: what was written here and no relay or other post has confirmed yet. The one count of "to send".

A holder confirms by head: after an exchange it holds each of our heads that was offered, and with it all before. A stick
confirms nothing; what it carried counts as sent once somebody who read it is met. What can still be undone waits too.

>>> count_after({0: 11, 1: 4}, [{0: 11}, {0: 7, 1: 1}])
3
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from posta.feed.entry import Head
from posta.ids import FeedId
from posta.ledger.frontier import list_tips
from posta.ledger.queries import find_moment
from posta.ledger.row_types import Cursor, Tip

Heads = Mapping[int, int]  # the last sequence of our own feed, by incarnation


@dataclass(frozen=True, slots=True)
class Outbox:
    """How many own entries wait, and how many holders have everything."""

    to_send: int
    holders: int


def outbox_status(tips: Iterable[Tip], feed: FeedId, held: Iterable[Heads]) -> Outbox:
    """Return the outbox of a node that writes `feed` and holds these tips.

    `held` is what others were last seen to hold of it.
    """
    own, others = _own(tips, feed), list(held)
    return Outbox(count_after(own, others), sum(count_after(own, [heads]) == 0 for heads in others) if own else 0)


def count_after(own: Heads, others: Iterable[Heads]) -> int:
    """Return how many entries of our own feed lie after every head that others hold."""
    known = list(others)
    return sum(max(0, last - _farthest(known, incarnation)) for incarnation, last in own.items())


def find_oldest(cursor: Cursor, feed: FeedId, held: Iterable[Heads]) -> int | None:
    """Return when the first entry that waits was written (ms); None if nothing waits."""
    known = list(held)
    for incarnation, last in sorted(_own(list_tips(cursor), feed).items()):
        first = _farthest(known, incarnation) + 1
        if first <= last:
            return find_moment(cursor, feed, incarnation, first)
    return None


def list_heads(feed: FeedId, heads: Iterable[Head]) -> dict[int, int]:
    """Return what an exchange that offered these heads leaves the other side holding of our own feed."""
    found: dict[int, int] = {}
    for head in heads:
        if head.feed == feed:
            found[head.incarnation] = max(head.sequence, found.get(head.incarnation, -1))
    return found


def _own(tips: Iterable[Tip], feed: FeedId) -> dict[int, int]:
    return list_heads(feed, (Head(tip.feed, tip.incarnation, tip.sequence, tip.hash) for tip in tips))


def _farthest(others: Iterable[Heads], incarnation: int) -> int:
    return max((heads.get(incarnation, -1) for heads in others), default=-1)
