"""How many connections an open post holds, for how long, and which it closes when there are too many.

Nobody is kept out by connections that ask nothing: each address has a share, and when all places are taken the
address that holds most gives way. Of an address, connections that ask nothing go first, then those whose request is
not whole, then those that do not take their answer; a request that is being worked on is never cut.
"""

import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from waitress.channel import HTTPChannel

from posta.node.wsgi.request_limits import HEAD_SECONDS, LimitedRequest

MAX_CONNECTIONS = 200
MAX_PER_ADDRESS = 32
FRESH_SECONDS = HEAD_SECONDS  # for the first byte of the first request
KEPT_SECONDS = 120.0  # between two requests


class LimitedConnection(HTTPChannel):
    """A connection of waitress that knows whether anything was ever asked on it."""

    parser_class = LimitedRequest
    was_answered = False

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:
        super().__init__(server, sock, addr, adj, map=map)
        self.quiet_since = time.monotonic()
        evict_connections(
            [each for each in map.values() if isinstance(each, LimitedConnection) and not each.will_close], self
        )

    def service(self) -> None:
        super().service()
        self.was_answered = True
        self.quiet_since = time.monotonic()

    @property
    def address(self) -> str:
        """Return the address that the connection comes from."""
        return str(self.addr[0])

    def is_late(self, now: float) -> bool:
        """Return whether the other side is overdue; waitress itself closes connections that do not take their answer."""
        if self.requests or self.total_outbufs_len:
            return False
        if self.request is not None:
            return now > float(self.request.deadline)
        return now - self.quiet_since > (KEPT_SECONDS if self.was_answered else FRESH_SECONDS)

    @property
    def merit(self) -> tuple[int, float]:
        """Return what speaks against closing the connection, and how lately it moved.

        In order: nothing is asked, a request is not whole, an answer is not taken.
        """
        return (2 if self.total_outbufs_len else 1 if self.request is not None else 0, self.quiet_since)


def evict_connections(connections: list[LimitedConnection], newcomer: LimitedConnection) -> None:
    """Close a connection if an address holds more than its share, or all together more than the post."""
    counts = Counter(each.address for each in connections)
    if counts[newcomer.address] > MAX_PER_ADDRESS:
        crowding = newcomer.address
    elif len(connections) > MAX_CONNECTIONS:
        crowding = counts.most_common(1)[0][0]
    else:
        return
    theirs = [each for each in connections if each.address == crowding and not each.requests]
    _hang_up(min(theirs, key=lambda each: each.merit, default=newcomer))


def close_overdue_connections(connections: Iterable[LimitedConnection], now: float) -> None:
    """Close all that are overdue."""
    for each in connections:
        if each.is_late(now):
            _hang_up(each)


def _hang_up(connection: LimitedConnection) -> None:
    connection.will_close = True
