"""A connection of `http.client` to an invented other end: what the client sends is answered in pieces, each after a while.

An answer is a row of moments: after so many seconds these bytes come, or the connection ends (`OVER`), or it breaks
(`BROKEN`). After the last there is silence. The wire watches that the client neither waits nor reads beyond its limits.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any, NamedTuple, Protocol

from posta.sync.transports import http
from posta.sync.transports.time_limits import LARGEST_HEAD, TimeLimits
from tests.faults.fake_threads import Scheduler

OVER, BROKEN = "over", "broken"
Moment = tuple[float, bytes | str]
PATIENCE = TimeLimits()
_BUFFER = 16 << 10  # what a reader takes ahead
_LARGEST = {"POST": http.MAX_COMPARISON, "GET": http.MAX_ANSWER, "PUT": http.MAX_RECEIPT}


class Request(NamedTuple):
    """What was asked: method, path with its query, headers by their lower-case names, body."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Answering(Protocol):
    """What is at the other end of wires."""

    hands: Scheduler
    waited: float

    def accept(self) -> tuple[float, OSError | None]:
        """How long a connection takes, and what becomes of it."""

    def answer(self, request: Request) -> Iterator[Moment]:
        """What comes back."""

    def complain(self, about: str) -> None:
        """A limit was not kept."""


def fake_connections(find: Callable[[str], Answering]) -> type[HTTPConnection]:
    """The connection of `http.client`, over a wire to whatever is found at a host's name."""

    def dial(address: tuple[str, int], timeout: float, source: object = None) -> FakeSocket:
        end = find(address[0])
        seconds, trouble = end.accept()
        wire = FakeSocket(end, timeout)
        wire.pause(seconds)
        if trouble is not None:
            raise trouble
        return wire

    class Connection(HTTPConnection):
        def __init__(self, *where: Any, **more: Any) -> None:
            super().__init__(*where, **more)
            self._create_connection = dial  # the one place at which `http.client` opens a socket

    return Connection


@dataclass(eq=False)
class FakeSocket:
    """What `http.client` takes for a socket."""

    end: Answering
    timeout: float | None
    _asked: bytearray = field(default_factory=bytearray)
    _coming: Iterator[Moment] = field(default_factory=lambda: iter(()))
    _next: Moment | None = None
    _rest: memoryview = field(default_factory=lambda: memoryview(b""))
    _began: float = 0.0
    _received: int = 0
    _sent: int = 0
    _largest: int = 0

    def setsockopt(self, *option: object) -> None:
        """Takes any option."""

    def settimeout(self, seconds: float | None) -> None:
        self.timeout = seconds

    def close(self) -> None:
        """Says nothing more; what was made of it reads on, as with sockets."""

    def makefile(self, mode: str, buffering: int = 0) -> io.RawIOBase:
        return _Reading(self)

    def sendall(self, data: bytes) -> None:
        """Send the bytes of a request; once it is whole, its answer is on the way."""
        if self._next is not None and not isinstance(self._next[1], bytes):
            raise BrokenPipeError
        self._asked += data
        request = _whole(self._asked)
        if request is None:
            return
        self._sent = len(self._asked)
        self._asked.clear()
        self._largest = _LARGEST[request.method]
        self._began, self._received = self.end.hands.now, 0
        self._coming = _after(self._next, self._coming, self.end.answer(request))
        self._next = None

    def pause(self, seconds: float) -> None:
        """Wait, at most until the limit that is set. Raises TimeoutError."""
        if self.timeout is None:
            self.end.complain("a socket was waited for without a limit")
            raise ConnectionResetError
        wait = min(seconds, self.timeout)
        self.end.waited += wait
        self.end.hands.wait(wait)
        if seconds > self.timeout:
            raise TimeoutError

    def read_into(self, into: memoryview) -> int:
        """Read what has come, or comes within the limit."""
        if not self._rest and not self._take_next():
            return 0
        count = min(len(into), len(self._rest))
        into[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        self._received += count
        self._watch()
        return count

    def _take_next(self) -> bool:
        if self._next is None:
            self._next = next(self._coming, (86_400.0, BROKEN))
        seconds, what = self._next
        began = self.end.hands.now
        try:
            self.pause(seconds)
        except TimeoutError:
            self._next = seconds - (self.end.hands.now - began), what
            self._watch()
            raise
        if isinstance(what, bytes):
            self._next, self._rest = None, memoryview(what)
            return bool(what)
        self._next = 0.0, what
        if what is BROKEN:
            raise ConnectionResetError
        return False

    def _watch(self) -> None:
        """The limits of `patience`, reckoned apart from it."""
        moved = self._received + self._sent
        if self.end.hands.now - self._began > PATIENCE.grace + moved / PATIENCE.rate + 0.1:
            self.end.complain("an answer was waited for beyond its time")
            raise ConnectionResetError
        if self._received > self._largest + LARGEST_HEAD + _BUFFER:
            self.end.complain("an answer was read beyond its bound")
            raise ConnectionResetError


class _Reading(io.RawIOBase):
    def __init__(self, wire: FakeSocket) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        return self._wire.read_into(memoryview(into).cast("B"))


def _after(first: Moment | None, rest: Iterator[Moment], answer: Iterator[Moment]) -> Iterator[Moment]:
    """What an earlier answer left comes before this one, as far as it comes by itself."""
    for seconds, what in (*([first] if first else []), *rest):
        yield seconds, what
        if not isinstance(what, bytes):
            return
    yield from answer


def _whole(asked: bytearray) -> Request | None:
    """The request in what was sent so far, if all of it is there."""
    head, mark, body = bytes(asked).partition(b"\r\n\r\n")
    if not mark:
        return None
    line, *rows = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (row.partition(": ") for row in rows)}
    if len(body) < int(headers.get("content-length", "0")):
        return None
    method, path, _ = line.split(" ")
    return Request(method, path, headers, body)
