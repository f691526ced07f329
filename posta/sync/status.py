"""How the exchange stands, for the pill on every page: what waits to be sent, when a peer was last met, odd clocks."""

from collections.abc import Iterable
from dataclasses import dataclass

from posta.ids import FeedId
from posta.ledger.frontier import list_tips
from posta.ledger.row_types import Cursor
from posta.scribe.context.clocks import AHEAD, BEHIND, ClockReading, read_device_clock
from posta.sync.outbox import Heads, outbox_status

__all__ = ["AHEAD", "ClockReading", "Status", "describe_status"]


@dataclass(frozen=True, slots=True)
class Status:
    """Entries to send, age of the last exchange in ms (None: never), ms that another clock is ahead; what is believed."""

    to_send: int
    age: int | None
    ahead: int
    clock: ClockReading = ClockReading(0, 0)


def describe_status(
    cursor: Cursor,
    feed: FeedId,
    held: Iterable[Heads],
    *,
    now: int,
    last: int | None,
    clock: ClockReading | None = None,
) -> Status:
    """Return the state of a node that writes `feed` at `now`.

    Others hold so much of the feed; the last exchange was at `last` (ms). `clock` is what is believed of its clock,
    where that was read already.
    """
    clock = clock or read_device_clock(cursor, feed, now)
    ahead = clock.trusted - now if clock.state == BEHIND else clock.near
    waiting = outbox_status(list_tips(cursor), feed, held)
    return Status(waiting.to_send, None if last is None else now - last, ahead, clock)
