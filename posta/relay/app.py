"""The relay as a plain ASGI application: a few paths, sealed bytes in and out, and nothing about whom they concern.

    PUT  /v1/feeds/{feed}/{incarnation}/{first}     a segment: 201 new, 200 held already, 409 gap or fork, with heads
    GET  /v1/feeds/{feed}/{incarnation}?from=&branch=&max_bytes=     segments, each after its length in 4 bytes
    POST /v1/diff      a head vector: what each side lacks         GET /v1/wait?since=&seconds=   until something is new
    POST /v1/erase     an administrator's order: drop parts        POST /v1/revoke   … serve these devices no more
    GET  /v1/time      the relay's clock, for everybody

Every request but the last carries a card and a signature (`wire.membership`). Requests come in any order and any
number of times. Nothing is logged: neither addresses nor paths.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from posta.clock import Clock, SystemClock
from posta.errors import PostaError
from posta.relay import handlers
from posta.relay.card_check import CardCheck
from posta.relay.change_notifier import ChangeNotifier
from posta.relay.errors import BodyTooLarge, DeviceTurnedAway, TooSlow, to_refusal
from posta.relay.memory_budget import MemoryBudget
from posta.relay.rate_limit import SEGMENTS_PER_HOUR, RateLimit
from posta.relay.responses import RelayResponse, json_answer, refusal_answer
from posta.relay.storage.store_protocol import Store
from posta.wire.address import MAX_SEGMENT
from posta.wire.membership import TIME_HEADER, Card

MAX_BODY = MAX_SEGMENT
BODY_SECONDS = 180.0
_CHUNK = 256 << 10
_THREADS = 4
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Take = Callable[[int], None]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request line as it came: the path is signed with its query."""

    method: str
    path: str
    query: str
    headers: dict[str, str]

    @property
    def signed_path(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


class Relay:
    """The ASGI application over one store and one mission's root key."""

    def __init__(
        self, store: Store, *, root_key: bytes, clock: Clock | None = None, per_hour: int = SEGMENTS_PER_HOUR
    ) -> None:
        self._clock = clock or SystemClock()
        self._store = store
        self._gate = CardCheck(root_key, self._clock, store.find_order)
        self._pace = RateLimit(self._clock, per_hour)
        self._bell = ChangeNotifier()
        self._room = MemoryBudget()
        self._hands = ThreadPoolExecutor(_THREADS, thread_name_prefix="relay")

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(_read_request(scope), receive, send)

    async def _serve(self, ask: HttpRequest, receive: Receive, send: Send) -> None:
        try:
            if (ask.method, ask.path) == ("GET", "/v1/time"):
                return await _send(json_answer(200, {"time": self._clock.millis()}), self._clock, send)
            act, place = handlers.route_request(ask.method, ask.path)
            card = self._gate.read_card(ask.headers)
            with self._room.visit(card.device) as take:  # until the answer has been taken, not only made
                body = await _read_body(ask, receive, take)
                self._gate.check_request(card, ask.headers, method=ask.method, path=ask.signed_path, body=body)
                request = handlers.SignedRequest(*place, handlers.read_query(ask.query), body)
                await _send(await self._obey(act, card, request, take), self._clock, send)
        except DeviceTurnedAway as error:
            await _send(RelayResponse(403, error.order), self._clock, send)
        except PostaError as error:
            await _send(refusal_answer(to_refusal(error)), self._clock, send)

    async def _obey(
        self, act: handlers.Handler, card: Card, request: handlers.SignedRequest, take: Take
    ) -> RelayResponse:
        if act is handlers.wait:
            return json_answer(200, {"token": await self._bell.wait(*handlers.read_wait(card, request))})
        if act is handlers.get_segments:
            take(max(request.number("max_bytes", handlers.DEFAULT_BYTES), MAX_SEGMENT))
        counter = handlers.RelayServices(self._store, self._gate, self._pace)
        answer = await asyncio.get_running_loop().run_in_executor(self._hands, act, counter, card, request)
        if answer.is_news:
            self._bell.ring()
        return answer

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._hands.shutdown()
        self._store.close()
        await send({"type": "lifespan.shutdown.complete"})


def _read_request(scope: MutableMapping[str, Any]) -> HttpRequest:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    path = scope.get("raw_path", scope["path"].encode()).decode("latin-1")
    return HttpRequest(scope["method"], path, scope["query_string"].decode("latin-1"), headers)


async def _read_body(ask: HttpRequest, receive: Receive, take: Take) -> bytes:
    stated = ask.headers.get("content-length", "0" if "transfer-encoding" not in ask.headers else str(MAX_BODY))
    size = int(stated) if stated.isdigit() and len(stated) < 20 else 0
    if size > MAX_BODY:
        raise BodyTooLarge
    take(size)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _collect(receive)
    except TimeoutError:
        raise TooSlow("too_slow") from None


async def _collect(receive: Receive) -> bytes:
    chunks, size, more = [], 0, True
    while more:
        message = await receive()
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        more = message.get("more_body", False)
        if size > MAX_BODY:
            raise BodyTooLarge
    return b"".join(chunks)


async def _send(answer: RelayResponse, clock: Clock, send: Send) -> None:
    headers = [
        (b"content-type", answer.content_type),
        (b"content-length", str(len(answer.body)).encode()),
        (TIME_HEADER.encode(), str(clock.millis()).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    for at in range(0, len(answer.body), _CHUNK):
        await send({"type": "http.response.body", "body": answer.body[at : at + _CHUNK], "more_body": True})
    await send({"type": "http.response.body"})  # waits until what was sent before has left this process
