"""How the exchange stands, for the pill on every page: what waits to be sent, when a peer was last met, odd clocks."""

from collections.abc import Iterable
from dataclasses import dataclass

from posta.courier.outbox import Heads, look_into
from posta.ids import FeedId
from posta.ledger.frontier import list_tips
from posta.ledger.rows import Cursor


@dataclass(frozen=True, slots=True)
class Status:
    """Entries to send, age of the last exchange in ms (None: never), ms another clock is ahead."""

    to_send: int
    age: int | None
    ahead: int


def describe(cursor: Cursor, feed: FeedId, held: Iterable[Heads], *, now: int, last: int | None) -> Status:
    """The state of a node that writes `feed`, of which others hold so much, at `now`; last exchange at `last` (ms)."""
    tips = list_tips(cursor)
    ahead = max((tip.hlc >> 16 for tip in tips if tip.feed != feed), default=0) - now
    return Status(look_into(tips, feed, held).to_send, None if last is None else now - last, max(0, ahead))
