"""How the exchange stands, for the pill on every page: what waits to be sent, when a peer was last met, odd clocks."""

from collections.abc import Iterable
from dataclasses import dataclass

from posta.courier.outbox import Heads, look_into
from posta.ids import FeedId
from posta.ledger.frontier import list_tips
from posta.ledger.rows import Cursor
from posta.scribe.clocks import AHEAD, BEHIND, Reading, read_clock_of

__all__ = ["AHEAD", "Reading", "Status", "describe"]


@dataclass(frozen=True, slots=True)
class Status:
    """Entries to send, age of the last exchange in ms (None: never), ms that another clock is ahead; what is believed."""

    to_send: int
    age: int | None
    ahead: int
    clock: Reading = Reading(0, 0)


def describe(
    cursor: Cursor, feed: FeedId, held: Iterable[Heads], *, now: int, last: int | None, clock: Reading | None = None
) -> Status:
    """The state of a node that writes `feed`, of which others hold so much, at `now`; last exchange at `last` (ms).

    `clock` is what is believed of its clock, where that was read already.
    """
    clock = clock or read_clock_of(cursor, feed, now)
    ahead = clock.trusted - now if clock.state == BEHIND else clock.near
    waiting = look_into(list_tips(cursor), feed, held)
    return Status(waiting.to_send, None if last is None else now - last, ahead, clock)
