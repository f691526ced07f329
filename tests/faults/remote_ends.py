"""Other ends of the road over HTTP: a relay and a post on the same Wi-Fi, which answer as they do, or as the seed has it.

What is true of an answer comes from the code of `relay` and `sync.peer_api`; what becomes of it, from `answers` and `lies`.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import msgspec
from django.test import RequestFactory
from django.urls import resolve

from posta.errors import PostaError
from posta.feed.sign import feed_id_of
from posta.ids import FeedId
from posta.relay import handlers as counter
from posta.relay.card_check import CardCheck
from posta.relay.errors import DeviceTurnedAway, to_refusal
from posta.relay.rate_limit import RateLimit
from posta.relay.responses import RelayResponse, refusal_answer
from posta.wire.address import decode_segment
from posta.wire.membership import TIME_HEADER
from tests.faults.fake_connections import PATIENCE, Moment, Request
from tests.faults.fake_threads import Scheduler
from tests.faults.false_answers import FALSE_ANSWERS, UNTAKEN, KnownSegments
from tests.faults.http_faults import HARMS, HttpAnswer, at_once, slowly

Serve = Callable[[Request], HttpAnswer]


@dataclass(eq=False)
class RemoteEnd:
    """One other end: how it serves, how often its answers come to harm, and what it has confirmed to hold of a feed.

    `is_odd`: it did something else than serve since the road was begun; `refuses`: it answered truly, and not with yes.
    """

    serve: Serve
    hands: Scheduler
    dice: random.Random
    harm: float
    note: Callable[[str], None]
    complain: Callable[[str], None]
    feed: FeedId
    lore: Callable[[], list[bytes]]
    waited: float = 0.0
    is_odd: bool = False
    refuses: bool = False
    confirmed: dict[int, int] = field(default_factory=dict)

    def begin(self) -> None:
        """A road to here is begun."""
        self.is_odd = self.refuses = False

    def accept(self) -> tuple[float, OSError | None]:
        if self.dice.random() >= self.harm * 0.15:
            return 0.01, None
        self.is_odd = True
        self.note("http: no connection")
        seconds = self.dice.choice([0.1, PATIENCE.grace + 1])
        return seconds, self.dice.choice([ConnectionRefusedError(), OSError("no route")])

    def answer(self, request: Request) -> Iterator[Moment]:
        """Serve at once, so that what was taken is taken, whatever becomes of the answer."""
        harmed, lies = self.dice.random() < self.harm, self.dice.random() < 0.5
        said = self._lie(request) if harmed and lies else self._served(request)
        self._note_confirmed(request, said)
        if harmed and not lies:
            self.is_odd = True
            way = self.dice.choices(list(HARMS), list(HARMS.values()))[0]
            self.note(f"http: {way.__name__.replace('_', ' ')}")
            return iter(way(said, self.dice))
        if self.dice.random() < 0.2:
            self.note("http: slowly")
            return _after(len(request.body) / PATIENCE.rate, slowly(said, self.dice))
        return iter(at_once(said, self.dice))

    def _served(self, request: Request) -> HttpAnswer:
        said = self.serve(request)
        self.refuses |= said.status not in (200, 201, 409) and not (said.status == 401 and said.headers)
        return said

    def _lie(self, request: Request) -> HttpAnswer:
        self.is_odd = True
        if request.method == "PUT":
            name = self.dice.choice(sorted(UNTAKEN))
            self.note(f"http lie: {name}")
            return HttpAnswer(UNTAKEN[name], b"{}")
        said = self._served(request)
        if said.status != 200:
            return said
        name = self.dice.choice(sorted(FALSE_ANSWERS[request.method]))
        self.note(f"http lie: {name}")
        return FALSE_ANSWERS[request.method][name](request, said, KnownSegments(self.dice, self.lore()))

    def _note_confirmed(self, request: Request, said: HttpAnswer) -> None:
        """What this end now says that it holds of the feed of whoever asks."""
        if said.status not in (200, 201) or request.method == "GET":
            return
        if request.method == "PUT":
            held = {
                (feed_id_of(request.body[4:36]), segment.incarnation, segment.last)
                for segment in [decode_segment(request.body)]
            }
        else:
            wants = {(want[0], want[1], want[3]) for want in msgspec.msgpack.decode(said.body)["want"]}
            held = {(feed, inc, last) for feed, inc, last, _ in msgspec.msgpack.decode(request.body)} - wants
        for feed, incarnation, last in held:
            if feed == self.feed:
                self.confirmed[incarnation] = max(last, self.confirmed.get(incarnation, -1))


def _after(seconds: float, moments: Iterator[Moment]) -> Iterator[Moment]:
    """The same, so much later: on a slow line the request is on its way as long."""
    first, what = next(moments)
    yield round(first + seconds, 3), what
    yield from moments


def serve_as_relay(gate: CardCheck, store: Callable[[], object]) -> Serve:
    """The relay's own steps: its gate, then its routes. `relay.app` adds only how bytes come and go."""
    pace = RateLimit(gate.clock)

    def serve(request: Request) -> HttpAnswer:
        path, _, query = request.path.partition("?")
        try:
            act, place = counter.route_request(request.method, path)
            card = gate.read_card(request.headers)
            gate.check_request(card, request.headers, method=request.method, path=request.path, body=request.body)
            asked = counter.SignedRequest(*place, counter.read_query(query), request.body)
            answer = act(counter.RelayServices(store(), gate, pace), card, asked)  # type: ignore[arg-type]
        except DeviceTurnedAway as error:
            answer = RelayResponse(403, error.order)
        except PostaError as error:
            answer = refusal_answer(to_refusal(error))
        return HttpAnswer(answer.status, answer.body, ((TIME_HEADER, str(gate.clock.millis())),))

    return serve


def serve_as_post(request: Request) -> HttpAnswer:
    """The views of `sync.peer_api`, for a node that the caller opened."""
    path = request.path.partition("?")[0]
    view = resolve(path, urlconf="posta.sync.peer_api")
    asked = RequestFactory().generic(
        request.method, request.path, data=request.body, content_type="application/octet-stream",
        headers={name: value for name, value in request.headers.items() if name.startswith("posta-")},
    )  # fmt: skip
    answer = view.func(asked, *view.args, **view.kwargs)
    headers = tuple((name, value) for name, value in answer.items() if name.lower() == TIME_HEADER)
    return HttpAnswer(answer.status_code, answer.content, headers)
