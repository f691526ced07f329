"""What answers on a road is not Posta, or a Posta that lies: the road is closed, its reason told, and the next one taken."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import msgspec
import pytest

from posta.clock import FixedClock
from posta.errors import read_reason
from posta.node.ongoing_syncs import OngoingSyncs
from posta.node.settings import drop_setting, get_setting
from posta.node.storage.database import FullDisk
from posta.scribe.context.node_context import NodeContext
from posta.sync import attempts, peers
from posta.sync.attempts import SyncAttempts
from posta.sync.exchange import SyncResult
from posta.sync.peers import add_peer, find_peer_state, set_relay
from posta.sync.transport import TransportError
from posta.sync.transports import http
from posta.sync.transports.http import NOT_POSTA, HttpTransport
from posta.wire.compare import Offer
from tests.conformance.feedmaker import Device
from tests.coordination_fixture import Coordination
from tests.in_memory_mission import START

PORTAL = b"<html>Bienvenido al WiFi del albergue</html>" * 20
Answer = Callable[[BaseHTTPRequestHandler], None]
RELAY, PEER = "http://10.0.0.1:8471", "http://10.0.0.2:8470"


@pytest.fixture
def two_roads(centre: Coordination) -> Iterator[Coordination]:
    """A node with a relay and a post on the same Wi-Fi."""
    set_relay(RELAY)
    add_peer(PEER)
    yield centre
    for name in ("relay.url", "peers", "sync.trouble"):
        drop_setting(name)


@contextmanager
def answering(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """The address of something on this Wi-Fi that answers everything so, and which paths it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            asked.append(self.path)
            answer(self)

        do_GET = do_PUT = do_POST  # noqa: N815  the names that http.server calls

        def log_message(self, *told: object) -> None:
            """Keeps no log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def saying(body: bytes, status: int = 200, stated: int | None = None, **headers: str) -> Answer:
    """An answer with this body, which says that it has so many bytes."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(status)
        to.send_header("content-length", str(len(body) if stated is None else stated))
        for name, value in headers.items():
            to.send_header(name.replace("_", "-"), value)
        to.end_headers()
        to.wfile.write(body)

    return answer


def road_to(url: str) -> HttpTransport:
    return HttpTransport(url, b"card", lambda message: bytes(64), FixedClock(START))


def test_when_the_wifi_of_the_shelter_answers_instead_of_the_relay_then_the_other_post_is_asked_and_the_page_says_why(
    centre: Coordination,
) -> None:
    """A page that asks to log in ended the whole round: posts in the same room were never asked, and no screen said so."""
    with answering(saying(PORTAL)) as (relay, _), answering(saying(PORTAL)) as (peer, asked):
        set_relay(relay)
        add_peer(peer)
        assert [one.trouble and one.trouble.code for one in SyncAttempts(OngoingSyncs()).take(lambda: centre.node)] == [
            NOT_POSTA,
            NOT_POSTA,
        ]
        assert asked == ["/v1/diff"]
        assert get_setting("sync.trouble") == NOT_POSTA
        assert read_reason(find_peer_state(relay)["trouble"]).code == NOT_POSTA
        assert "algo que no es de Posta" in centre.client().get("/sync/").content.decode()
    for name in ("relay.url", "peers", "sync.trouble"):
        drop_setting(name)


ODD_DIFFS = {
    "nothing": b"",
    "a page": PORTAL,
    "no map": msgspec.msgpack.encode([1]),
    "half of it": msgspec.msgpack.encode({"have": []}),
    "rows that are none": msgspec.msgpack.encode({"have": [1], "want": []}),
    "rows cut short": msgspec.msgpack.encode({"have": [[bytes(16), 0]], "want": []}),
    "a place before the first": msgspec.msgpack.encode({"have": [[bytes(16), 0, 0, -1, 5, bytes(32)]], "want": []}),
    "a place that is none": msgspec.msgpack.encode({"have": [[bytes(16), 0, 0, 0, 1 << 63, bytes(32)]], "want": []}),
    "words for numbers": msgspec.msgpack.encode({"have": [], "want": [["a", "b", "c", "d", "e"]]}),
    "lists without end": b"\x91" * 100_000,
}


@pytest.mark.parametrize("name", ODD_DIFFS)
def test_diff_when_the_answer_is_no_comparison_then_the_road_is_closed(name: str) -> None:
    with (
        answering(saying(ODD_DIFFS[name])) as (url, _),
        pytest.raises(TransportError, match="something else than Posta"),
    ):
        road_to(url).diff([])


class Pages(HttpTransport):
    """A road on which every page is the next of these, and then the last again and again."""

    __slots__ = ("pages",)

    def _ask(self, *asked: object, **named: object) -> bytes:
        return self.pages.pop(0) if len(self.pages) > 1 else self.pages[0]


def fetched(*pages: bytes) -> tuple[list[bytes], str]:
    """What is handed on of these pages, and why the road was closed."""
    device, got = Device(1).write(10), []
    road = Pages("http://nowhere", b"", lambda message: message, FixedClock(START))
    road.pages = list(pages)
    try:
        got.extend(road.fetch(Offer(device.feed, 0, 0, 0, 9, device.hash_at(9))))
    except TransportError as closed:
        return got, closed.code
    return got, ""


def page(*segments: bytes) -> bytes:
    return b"".join(len(one).to_bytes(4, "big") + one for one in segments)


GOOD = Device(1).write(10).bytes(0, 4)


@pytest.mark.parametrize(
    "odd", [bytes(4), page(b"short"), page(GOOD)[:-9], b"\0\0", PORTAL, page(GOOD, b"")], ids=range(6)
)
def test_fetch_when_a_page_is_none_then_the_road_is_closed(odd: bytes) -> None:
    """An empty segment in a relay's answer was an IndexError, and took the round with it."""
    assert fetched(odd) == ([], NOT_POSTA)


def test_fetch_when_pages_do_not_go_on_then_what_came_is_kept_and_the_road_closed() -> None:
    """A relay that gave the same page for ever held the courier in one fetch, and nobody else was ever asked again."""
    assert fetched(page(GOOD), page(GOOD)) == (([GOOD]), NOT_POSTA)


def test_ask_when_the_answer_has_no_end_then_no_more_is_read_than_anybody_gives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http, "MAX_RECEIPT", 1000)
    for body, closed in ((bytes(1000), ""), (bytes(1001), NOT_POSTA)):
        with answering(saying(body)) as (url, _):
            road = road_to(url)
            assert _trouble(partial(road.push, GOOD)) == closed
            assert road.received_bytes <= 1000


def test_ask_when_the_answer_is_cut_then_it_is_not_taken_for_a_whole_one() -> None:
    with answering(saying(b"half", stated=900)) as (url, asked):
        assert _trouble(lambda: road_to(url).diff([])) == "not_reached"
        assert len(asked) == 2, "it was tried once more"


@pytest.mark.parametrize("time", ["soon", "-5", "9" * 30, "338500000000000"])
def test_ask_when_the_time_told_is_none_then_the_road_is_closed(time: str) -> None:
    with answering(saying(b"", 401, posta_time=time)) as (url, _):
        assert _trouble(lambda: road_to(url).diff([])) == NOT_POSTA


def _trouble(act: Callable[[], object]) -> str:
    try:
        act()
    except TransportError as closed:
        return closed.code
    return ""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ZeroDivisionError("Wilmer"), "El intercambio se cortó por un error de este equipo; se intentará de nuevo."),
        (
            FullDisk("full_disk"),
            "El disco está lleno",
        ),
    ],
)
def test_whatever_happens_on_one_road_is_noted_and_the_next_is_taken(
    two_roads: Coordination, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def take(node: NodeContext, url: str) -> SyncResult:
        if url == RELAY:
            raise error
        return SyncResult(sent=3)

    monkeypatch.setattr(attempts, "sync_with", take)
    taken = {one.road: one for one in SyncAttempts(OngoingSyncs()).take(lambda: two_roads.node)}
    broken, good = taken[RELAY], taken[PEER]
    assert (broken.outcome, good.outcome) == (None, SyncResult(sent=3))
    assert broken.trouble is not None
    assert "Wilmer" not in f"{broken.trouble} {broken.trouble.to_json()}"
    assert read_reason(find_peer_state(RELAY)["trouble"]) == broken.trouble
    assert get_setting("sync.trouble") == broken.trouble.code
    assert words in two_roads.client().get("/sync/").content.decode()


def test_where_not_even_the_trouble_can_be_noted_the_next_road_is_taken(
    two_roads: Coordination, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object) -> SyncResult:
        raise FullDisk("full_disk")

    monkeypatch.setattr(attempts, "sync_with", full)
    monkeypatch.setattr(peers, "put_setting", full)
    assert {one.road for one in SyncAttempts(OngoingSyncs()).take(lambda: two_roads.node)} == {RELAY, PEER}
