"""How the exchange stands, for the pill on every page: what waits to be sent, when a peer was last met, odd clocks."""

from dataclasses import dataclass

from posta.ids import FeedId
from posta.ledger.frontier import list_tips
from posta.ledger.read import count_written
from posta.ledger.rows import Cursor
from posta.scribe.desk import UNDO_MILLIS

MOST = 1000


@dataclass(frozen=True, slots=True)
class Status:
    """Entries to send (at most `MOST`), age of the last exchange in ms (None: never), ms another clock is ahead."""

    to_send: int
    age: int | None
    ahead: int


def describe(cursor: Cursor, feed: FeedId, *, now: int, last: int | None) -> Status:
    """The state of a node whose own feed is `feed`, at `now` (ms), when the last exchange was at `last` (ms)."""
    since = -1 if last is None else last - UNDO_MILLIS  # what could still be undone then was not sent
    ahead = max((tip.hlc >> 16 for tip in list_tips(cursor) if tip.feed != feed), default=0) - now
    return Status(count_written(cursor, feed, since, MOST), None if last is None else now - last, max(0, ahead))
