"""How long the relay waits for a connection, and how many it holds that ask nothing.

Uvicorn waits for ever for the rest of a request's head, and for a client that stops reading; and it counts
connections that ask nothing among those that it can serve. Here a new connection has five seconds for its first
request. After that each is looked at every few seconds, and closed when nothing has moved since the last look: one
that asks nothing, one that stops in the middle of a head, one that does not take the answer. Bodies have their own
limit (`posta.relay.app`).

An address holds twenty connections that ask nothing; the next one closes the oldest of them. When nearly all that
uvicorn serves are taken, the oldest of the address that has most of them is closed. A proxy on this computer holds as
many as it likes: every device comes from its address. Only connections that ask nothing are ever closed for another.
"""

import asyncio
from collections import Counter
from ipaddress import IPv6Address, ip_address
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

FIRST_SECONDS = 5.0
LOOK_SECONDS = 10.0
ANSWER_SECONDS = 600.0  # 8 MiB at 128 kbit/s
MAX_SERVED = 1000  # by uvicorn: it answers 503 to more
MAX_CONNECTIONS = 900
MAX_IDLE_PER_ADDRESS = 20
PROXIES = ("127.0.0.1", "::1")


class IdleTimeoutProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """A connection whose other end must move."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.address = _subscriber_address((transport.get_extra_info("peername") or ("",))[0])
        self.since = self.loop.time()
        self._last: tuple[object, ...] = ("request", None)  # what it owes from the beginning
        self._answering_since: float | None = None
        self._look_later(FIRST_SECONDS)
        evict_idle(self.connections, self.address)

    def connection_lost(self, exc: Exception | None) -> None:
        self._look.cancel()
        super().connection_lost(exc)

    def hang_up(self) -> None:
        """End the connection at once; it is no longer counted."""
        self.connections.discard(self)
        self.transport.abort()

    @property
    def is_idle(self) -> bool:
        """Return whether no whole request waits for its answer."""
        return self.cycle is None or bool(self.cycle.response_complete)

    def _look_later(self, seconds: float) -> None:
        self._look: asyncio.TimerHandle = self.loop.call_later(seconds, self._look_again)

    def _look_again(self) -> None:
        waits = self._waits_for()
        if waits and (waits == self._last or self._is_slow_reader()):
            self.hang_up()
            return
        self._last = waits
        self._look_later(LOOK_SECONDS)

    def _waits_for(self) -> tuple[object, ...]:
        """Return what the other end owes: to take an answer (so much of it is left), or to ask.

        It is empty if nothing is owed.
        """
        left = self.transport.get_write_buffer_size()
        if left:
            self._answering_since = self._answering_since or self.loop.time()
            return ("answer", self.cycle, left)
        self._answering_since = None
        return ("request", self.cycle) if self.is_idle else ()

    def _is_slow_reader(self) -> bool:
        since = self._answering_since
        return since is not None and self.loop.time() - since > ANSWER_SECONDS


def evict_idle(connections: set[IdleTimeoutProtocol], newcomer: str) -> None:
    """Close the oldest connection that asks nothing.

    It is one of an address with too many or, when nearly all places are taken, of the address with most.
    """
    idle = [each for each in connections if each.is_idle]
    counts = Counter(each.address for each in idle)
    if newcomer not in PROXIES and counts[newcomer] > MAX_IDLE_PER_ADDRESS:
        crowding = newcomer
    elif len(connections) > MAX_CONNECTIONS:
        crowding = counts.most_common(1)[0][0]
    else:
        return
    min((each for each in idle if each.address == crowding), key=lambda each: each.since).hang_up()


def _subscriber_address(address: str) -> str:
    """Return the part of an address that counts as one subscriber.

    On the open net a subscriber can choose among 2^64 addresses of version 6.

    >>> _subscriber_address("192.0.2.7"), _subscriber_address("2001:db8:1:2:3:4:5:6"), _subscriber_address("")
    ('192.0.2.7', '2001:db8:1:2::', '')
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address) or found.is_loopback:
        return str(found)
    return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
