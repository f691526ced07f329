"""The road over HTTP: to a relay, or to another post on the same Wi-Fi. Both answer the same paths.

Each request carries the device's membership card and a signature over method, path, body and moment. A post whose
clock is wrong gets the other side's time in the answer and signs again with that.

Anything may answer: the page at which a shelter's Wi-Fi asks to log in, or an attacker. Bytes that are not what Posta
answers close the road, as silence does; so does an answer that drips or never ends (`time_limits`).
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from urllib.parse import urlsplit

import msgspec

from posta.clock import Clock
from posta.feed.entry import Head
from posta.feed.sign import feed_id_of
from posta.sync.transport import PeerRefused, SegmentRejected, SyncRequestRefused, TransportError
from posta.sync.transports.time_limits import TOO_SLOW, TimeLimits, read_within
from posta.wire.compare import Offer, Want
from posta.wire.membership import CARD_HEADER, REQUEST_HEADER, TIME_HEADER, encode_header_value, sign_request

MAX_BYTES = 1 << 20  # a page: small enough to begin soon, large enough to hide the latency of the road
MAX_ANSWER = 8 << 20  # the most that a relay gives at once
MAX_COMPARISON = 1 << 20  # some ten thousand lines of feeds
MAX_RECEIPT = 64 << 10
LATEST = 253_370_764_800_000  # the year 9999 (ms): later moments cannot be computed
SMALLEST_SEGMENT = 147  # head, no epochs, number of entries
NOT_POSTA = "not_posta"


class _Comparison(msgspec.Struct, frozen=True):
    have: list[Offer]
    want: list[Want]


@contextmanager
def _translate_errors() -> Iterator[None]:
    """Raise TransportError for what the other side's bytes break here; it is no error of this program."""
    try:
        yield
    except (msgspec.MsgspecError, ValueError, TypeError, IndexError, OverflowError, RecursionError) as error:
        raise TransportError(NOT_POSTA) from error


@dataclass(slots=True)
class HttpTransport:
    """A connection that is kept open; `offset` is how far our clock is from the other side's (ms)."""

    url: str
    card: bytes
    sign: Callable[[bytes], bytes]
    clock: Clock
    patience: TimeLimits = TimeLimits()
    offset: int = 0
    sent_bytes: int = 0
    received_bytes: int = 0
    _connection: HTTPConnection | None = field(default=None, repr=False)
    _began: float | None = field(default=None, init=False)

    def diff(self, heads: Sequence[Head]) -> tuple[list[Offer], list[Want]]:
        body = msgspec.msgpack.encode([(h.feed, h.incarnation, h.sequence, h.hash) for h in heads])
        answer = self._ask("POST", "/v1/diff", body, largest=MAX_COMPARISON)
        with _translate_errors():
            comparison = msgspec.msgpack.decode(answer, type=_Comparison)
        return comparison.have, comparison.want

    def fetch(self, offer: Offer) -> Iterator[bytes]:
        """Yield segments of an offer; while one page is worked on, the next is on its way.

        Each page goes on after the last.
        """
        start = offer.start
        with ThreadPoolExecutor(1, thread_name_prefix="fetch") as ahead:
            page = ahead.submit(self._fetch_page, offer, start)
            while segments := page.result():
                start = _start_after(segments[-1], start)
                if start > offer.sequence:
                    yield from segments
                    return
                page = ahead.submit(self._fetch_page, offer, start)
                yield from segments

    def push(self, segment: bytes) -> None:
        feed, incarnation, first = _place(segment)
        self._ask("PUT", f"/v1/feeds/{feed}/{incarnation}/{first}", segment, largest=MAX_RECEIPT)

    def bring(self, what: str, order: bytes) -> None:
        """Bring a relay an administrator's order to `revoke` devices or `erase` parts; twice changes nothing."""
        self._ask("POST", f"/v1/{what}", order, largest=MAX_RECEIPT)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _fetch_page(self, offer: Offer, start: int) -> list[bytes]:
        path = (
            f"/v1/feeds/{offer.feed.hex()}/{offer.incarnation}?from={start}&branch={offer.branch}&max_bytes={MAX_BYTES}"
        )
        return list(_split(self._ask("GET", path, largest=MAX_ANSWER)))

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        largest: int,
    ) -> bytes:
        for attempt in range(3):
            self._check_time()
            response, data = self._send(method, path, body, largest)
            self.sent_bytes += len(body)
            self.received_bytes += len(data)
            if response.status in (200, 201):
                return data
            stated = response.headers.get(TIME_HEADER)
            if response.status == 401 and stated and attempt == 0:
                self.offset = _moment(stated) - self.clock.millis()
                continue
            if response.status == 403:
                raise PeerRefused("served_no_more", data)
            if response.status == 401:
                break
            refused = SegmentRejected if (method, response.status) == ("PUT", 409) else SyncRequestRefused
            raise refused(status=response.status)
        raise PeerRefused("signature_not_accepted")

    def _check_time(self) -> None:
        """Refuse to begin another request on a road that has taken too long."""
        now = self.clock.monotonic()
        self._began = now if self._began is None else self._began
        if now - self._began > self.patience.road:
            raise TransportError(TOO_SLOW)

    def _send(self, method: str, path: str, body: bytes, largest: int) -> tuple[HTTPResponse, bytes]:
        moment = self.clock.millis() + self.offset
        headers = {
            CARD_HEADER: encode_header_value(self.card),
            REQUEST_HEADER: sign_request(self.sign, method=method, path=path, body=body, moment_ms=moment),
        }
        for fresh in (False, True):
            try:
                connection = self._connect(fresh)
                if connection.sock is None:
                    connection.connect()
                connection.sock.settimeout(self.patience.seconds_for(len(body)))
                connection.request(method, path, body=body, headers=headers)
                with _translate_errors():
                    response = read_within(connection, self.patience, self.clock, largest, len(body))
                    return response, _read(response, largest)
            except (OSError, HTTPException, UnicodeError):  # the last for a host's name that cannot be looked up
                self.close()
                if fresh:
                    raise TransportError("not_reached") from None
        raise AssertionError("unreachable")

    def _connect(self, fresh: bool) -> HTTPConnection:
        if self._connection is None or fresh:
            where = urlsplit(self.url)
            kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
            self._connection = kind(where.hostname or "", where.port, timeout=self.patience.grace)
        return self._connection


def _read(response: HTTPResponse, largest: int) -> bytes:
    data = response.read(largest + 1)
    if len(data) > largest:
        raise TransportError(NOT_POSTA)
    if response.length:  # asked for so many bytes, the library does not say that fewer came
        raise IncompleteRead(data)
    return data


def _split(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data) or end - at - 4 < SMALLEST_SEGMENT:
            raise TransportError(NOT_POSTA)
        yield data[at + 4 : end]
        at = end


def _start_after(segment: bytes, start: int) -> int:
    """Return where the page after this last segment of a page begins.

    Raises TransportError where that is no further than `start`.
    """
    with _translate_errors():
        after = int.from_bytes(segment[40:48], "big") + _count(segment)
    if after <= start:
        raise TransportError(NOT_POSTA)
    return after


def _moment(stated: str) -> int:
    """Return the time that the other side states (ms), within what a calendar holds. Raises TransportError."""
    if not (stated.isascii() and stated.isdigit() and len(stated) < 16 and int(stated) < LATEST):
        raise TransportError(NOT_POSTA)
    return int(stated)


def _place(segment: bytes) -> tuple[str, int, int]:
    return feed_id_of(segment[4:36]).hex(), int.from_bytes(segment[36:40], "big"), int.from_bytes(segment[40:48], "big")


def _count(segment: bytes) -> int:
    at = 145 + 8 * segment[144]
    return int.from_bytes(segment[at : at + 2], "big")
