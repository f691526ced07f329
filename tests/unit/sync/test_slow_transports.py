"""What drips, hangs, lies or never ends costs the road it sits on some seconds, and no other road anything."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress

import msgspec
import pytest

from posta.clock import FixedClock, SystemClock
from posta.errors import Reason
from posta.node.ongoing_syncs import OngoingSyncs
from posta.node.process_state import PROCESS
from posta.node.settings import drop_setting, put_setting
from posta.scribe.context.node_context import NodeContext
from posta.sync import attempts
from posta.sync.attempts import SyncAttempts
from posta.sync.exchange import MAX_BRANCHES, SyncResult, exchange
from posta.sync.peers import MAX_PEERS, TooManyPeers, add_peer, set_relay
from posta.sync.transport import TransportError
from posta.sync.transports import http
from posta.sync.transports.http import HttpTransport
from posta.sync.transports.time_limits import TOO_LARGE, TOO_SLOW, TimeLimits
from posta.web.notices.messages import translate_code
from posta.wire.address import MAX_BYTES
from posta.wire.compare import Offer, Want
from tests.conformance.feedmaker import Device
from tests.coordination_fixture import Coordination
from tests.faults.fake_connections import Request, fake_connections
from tests.faults.fake_threads import Scheduler
from tests.in_memory_mission import START, make_mission

RELAY, PEER = "http://10.0.0.1:8471", "http://10.0.0.2:8470"
QUICK = TimeLimits(grace=0.3, rate=100_000, road=1.5)
SOON = 20.0
Server = Callable[[socket.socket], None]


@contextmanager
def served(answer: Server) -> Iterator[str]:
    """The address of something that answers every connection so, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over = threading.Event()
        threads = []

        def one(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                connection.recv(65536)
                while not over.is_set():
                    answer(connection)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    thread = threading.Thread(target=one, args=(listening.accept()[0],), daemon=True)
                    threads.append(thread)
                    thread.start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
    for thread in (accepting, *threads):
        thread.join(SOON)


def dripping(byte: bytes, head: bytes = b"") -> Server:
    """First a head, then a byte now and then, for ever."""
    began: set[int] = set()

    def answer(connection: socket.socket) -> None:
        if id(connection) not in began:
            began.add(id(connection))
            connection.sendall(head)
        connection.sendall(byte)
        time.sleep(0.02)

    return answer


HEAD = b"HTTP/1.1 200 OK\r\n"
HOSTILE: dict[str, Server] = {
    "a body that drips": dripping(b"a", HEAD + b"content-length: 1000000\r\n\r\n"),
    "a status line that drips": dripping(b"H"),
    "headers that drip": dripping(b"x: y\r\n", HEAD),
    "chunks that drip": dripping(b"1\r\na\r\n", HEAD + b"transfer-encoding: chunked\r\n\r\n"),
    "answers before the answer": dripping(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "silence": lambda connection: time.sleep(0.05),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_answer_that_does_not_come_is_given_up(name: str) -> None:
    """Each of these held the exchange with everybody for as long as it liked, and no page said so."""
    with served(HOSTILE[name]) as url:
        road = HttpTransport(url, b"card", lambda message: bytes(64), SystemClock(), patience=QUICK)
        with pytest.raises(TransportError, match="slowly|else than Posta|cannot be reached"):
            road.diff([])
        road.close()


@pytest.mark.parametrize("flood", [b"HTTP/1.1 100 Continue\r\n\r\n" * 400, b"x: " + b"y" * 9_000 + b"\r\n"])
def test_an_answer_that_never_ends_is_broken_off_however_fast_it_comes(flood: bytes) -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(flood)

    with served(answer) as url:
        road = HttpTransport(url, b"card", lambda message: bytes(64), SystemClock(), patience=TimeLimits(grace=SOON))
        with pytest.raises(TransportError):
            road.push(Device(1).write(3).bytes(0, 3))
        road.close()


class SlowLine:
    """Another end behind a line of so many bytes a second, which answers five seconds after the last of them came."""

    def __init__(self, clock: FixedClock, rate: float) -> None:
        self.hands = Scheduler(lambda seconds: clock.advance(seconds=seconds))
        self.rate, self.waited, self.answered = rate, 0.0, 0

    def accept(self) -> tuple[float, OSError | None]:
        return 1.0, None

    def answer(self, request: Request) -> Iterator[tuple[float, bytes]]:
        self.answered += 1
        return iter([(len(request.body) / self.rate + 5.0, HEAD + b"content-length: 0\r\n\r\n")])

    def complain(self, about: str) -> None:
        raise AssertionError(about)


@pytest.mark.parametrize(("rate", "arrives"), [(10_000, True), (4_000, False)])
def test_what_is_sent_gives_as_much_time_as_what_comes(
    monkeypatch: pytest.MonkeyPatch, rate: float, arrives: bool
) -> None:
    """A post at the end of a slow line never delivered a full segment: it was given up while it was still on its way."""
    clock = FixedClock(START)
    line = SlowLine(clock, rate)
    monkeypatch.setattr(http, "HTTPConnection", fake_connections(lambda host: line))
    road = HttpTransport("http://10.0.0.1", b"card", lambda message: bytes(64), clock)
    segment = Device(1).write(3).bytes(0, 3) + bytes(MAX_BYTES)
    with nullcontext() if arrives else pytest.raises(TransportError, match="slowly"):
        road.push(segment)
    assert line.answered == 1


def test_the_words_of_both_limits_are_known_on_the_page(centre: Coordination) -> None:
    shown = [translate_code(code) for code in (TOO_SLOW, TOO_LARGE, "no such reason")]
    assert len({*shown, str(Reason(TOO_SLOW)), str(Reason(TOO_LARGE))}) == 5


@pytest.fixture
def two_roads(centre: Coordination) -> Iterator[Coordination]:
    set_relay(RELAY)
    add_peer(PEER)
    yield centre
    for name in ("relay.url", "peers", "sync.trouble", f"road.{RELAY}", f"road.{PEER}"):
        drop_setting(name)


def test_a_road_that_hangs_delays_no_other_and_the_page_says_which_it_is(
    two_roads: Coordination, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For two minutes nothing came through the honest relay while a peer dripped, and the page said "2 minutes ago"."""
    over, taken = threading.Event(), []

    def take(node: NodeContext, url: str) -> SyncResult:
        taken.append(url)
        if url == PEER:
            assert over.wait(SOON)
        return SyncResult()

    monkeypatch.setattr(attempts, "sync_with", take)
    ongoing = OngoingSyncs()
    all_rounds = SyncAttempts(ongoing)
    monkeypatch.setattr(PROCESS, "ongoing_syncs", ongoing)
    for _ in range(3):
        assert [one.road for one in all_rounds.take(lambda: two_roads.node, patience=0.2)] == [RELAY]
    assert sorted(taken) == [RELAY, RELAY, RELAY, PEER], "who is under way is not taken a second time"
    two_roads.later(minutes=3)
    page = two_roads.client().get("/sync/").content.decode()
    assert "responde despacio" in page
    assert "hace 3 min" in page
    over.set()
    deadline = time.monotonic() + SOON
    while ongoing.list_all() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert ongoing.list_all() == {}
    assert "responde despacio" not in two_roads.client().get("/sync/").content.decode()


def test_so_many_peers_and_no_more(two_roads: Coordination) -> None:
    """Any colleague adds a peer, and each is a thread."""
    put_setting("peers", [f"http://10.0.1.{n}:8470" for n in range(MAX_PEERS)])
    with pytest.raises(TooManyPeers):
        add_peer("http://10.0.2.1:8470")
    answer = two_roads.client().post("/sync/peers", {"address": "10.0.2.1:8470"})
    assert answer.status_code == 422
    assert "16" in answer.content.decode()


class Liar:
    """Answers a comparison with whatever it likes."""

    def __init__(self, offers: list[Offer], wants: list[Want], page: tuple[bytes, ...] = ()) -> None:
        self.offers, self.wants, self.page = offers, wants, page
        self.fetched = self.pushed = 0

    def diff(self, heads):
        return list(self.offers), list(self.wants)

    def fetch(self, offer: Offer) -> Iterator[bytes]:
        self.fetched += 1
        yield from self.page

    def push(self, segment: bytes) -> None:
        self.pushed += 1


@pytest.fixture
def node() -> NodeContext:
    house = make_mission(["tenosique_la72"])
    house.clock.advance(minutes=2)
    return house.node("tenosique_la72")


def test_a_flood_of_wants_sends_each_line_once(node: NodeContext) -> None:
    """One want repeated made a post send a million entries in one round."""
    from posta.ledger.frontier import list_sendable_heads

    head = list_sendable_heads(node.cursor, node.clock.millis())[0]
    want = Want(head.feed, head.incarnation, 0, head.sequence, b"")
    unknown = Want(bytes(16), 0, 0, 9, b"")
    once = Liar([], [want])
    exchange(node, once)
    flood = Liar([], [want, unknown] * 20_000)
    exchange(node, flood)
    assert flood.pushed == once.pushed > 0


def test_a_flood_of_offers_of_which_nothing_can_be_used_is_left_alone(node: NodeContext) -> None:
    """A hundred thousand offers of junk kept a post busy for as long as the other side liked."""
    offers = [Offer(n.to_bytes(16, "big"), 0, 0, 0, 9, bytes(32)) for n in range(MAX_BRANCHES + 500)]
    liar = Liar(offers, [], page=(b"junk" * 50,) * 5)
    outcome = exchange(node, liar)
    assert liar.fetched < 20
    assert outcome.received.new == 0


def test_an_offer_repeated_is_fetched_once(node: NodeContext) -> None:
    offer = Offer(bytes(16), 0, 0, 0, 9, bytes(32))
    liar = Liar([offer] * 1000, [])
    exchange(node, liar)
    assert liar.fetched == 1


def test_the_limits_fit_into_what_a_comparison_may_weigh() -> None:
    from posta.sync.transports.http import MAX_COMPARISON

    offer = Offer(bytes(16), 1 << 31, 1 << 30, 1 << 60, 1 << 60, bytes(32))
    assert len(msgspec.msgpack.encode([offer])) * MAX_BRANCHES < MAX_COMPARISON
