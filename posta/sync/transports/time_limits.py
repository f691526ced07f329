"""How long an answer may take, and how large it may be: some seconds, and more for each byte that was sent or comes.

Something that drips, hangs or never ends costs the road it sits on that much time and no more, whatever it sends: a body, a
status line, chunks, or answers before the answer.
"""

import io
import socket
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any, cast

from posta.clock import Clock
from posta.sync.transport import TransportError

LARGEST_HEAD = 64 << 10
TOO_SLOW, TOO_LARGE = "too_slow_answer", "too_large_answer"  # codes of `TransportError`


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """The limits of a road: seconds without a byte, bytes a second that it must carry both ways, seconds for all of it."""

    grace: float = 20.0
    rate: float = 8_000.0
    road: float = 600.0

    def seconds_for(self, size: int) -> float:
        """Return how long so many bytes may be on their way, with what is granted to everything."""
        return self.grace + size / self.rate


class LimitedResponse:
    """What `http.client` takes for the socket of one answer: the same bytes, within the limits. Raises TransportError.

    `sent`: how many bytes were sent before. On a slow line they are still on their way when the system has taken
    them.
    """

    def __init__(self, connection: socket.socket, patience: TimeLimits, clock: Clock, largest: int, sent: int) -> None:
        self._connection = connection
        self._patience = patience
        self._clock = clock
        self._left = largest + LARGEST_HEAD
        self._sent = sent
        self._received = 0
        self._began = clock.monotonic()

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return a reader of the answer, as a socket does."""
        return io.BufferedReader(_Reader(self, self._connection.makefile("rb", buffering=0)))

    def read(self, raw: io.RawIOBase, into: Any) -> int | None:
        """Read what there is, if it may still come. Raises TransportError."""
        elapsed = self._clock.monotonic() - self._began
        remaining = self._patience.seconds_for(self._sent + self._received) - elapsed
        if remaining <= 0:
            raise TransportError(TOO_SLOW)
        self._connection.settimeout(min(remaining, self._patience.seconds_for(self._sent)))
        try:
            count = raw.readinto(into)
        except TimeoutError:
            raise TransportError(TOO_SLOW) from None
        self._received += count or 0
        if self._received > self._left:
            raise TransportError(TOO_LARGE)
        return count


class _Reader(io.RawIOBase):
    """The raw file below the buffer."""

    def __init__(self, answer: LimitedResponse, raw: Any) -> None:
        self._answer = answer
        self._raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int | None:
        return self._answer.read(self._raw, into)

    def close(self) -> None:
        self._raw.close()
        super().close()


def read_within(connection: Any, patience: TimeLimits, clock: Clock, largest: int, sent: int) -> HTTPResponse:
    """Return the answer to the request of `sent` bytes just sent; reading it raises TransportError at the limits too."""

    def respond(sock: socket.socket, **more: Any) -> HTTPResponse:
        return HTTPResponse(cast(socket.socket, LimitedResponse(sock, patience, clock, largest, sent)), **more)

    connection.response_class = respond
    return cast(HTTPResponse, connection.getresponse())
