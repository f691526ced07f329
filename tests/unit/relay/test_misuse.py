"""The relay under misuse: who sends slowly, reads slowly, asks too much or hangs half open does not hold it up for others."""

import resource
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
import uvicorn

from posta.relay import app, idle_timeout
from posta.relay.app import Relay
from posta.relay.errors import Busy
from posta.relay.memory_budget import MemoryBudget
from posta.relay.server import _configure
from posta.relay.storage.open_store import open_store
from posta.wire.membership import CARD_HEADER, REQUEST_HEADER, encode_header_value, sign_request
from tests.conformance.feedmaker import Device
from tests.conformance.relay_client import ROOT, Member, Reply, card_of

SOON = 20.0


@contextmanager
def relay_here(folder: Path) -> Iterator[tuple[str, Relay]]:
    """A relay in a thread of this process, so that a test can shorten its patience and look into it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        relay = Relay(open_store(str(folder / "relay.db")), root_key=ROOT.verify_key)
        server = uvicorn.Server(_configure(relay))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", relay
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Relay]]:
    monkeypatch.setattr(idle_timeout, "LOOK_SECONDS", 0.5)
    monkeypatch.setattr(idle_timeout, "FIRST_SECONDS", 0.5)
    monkeypatch.setattr(app, "BODY_SECONDS", 0.5)
    with relay_here(tmp_path) as found:
        yield found


class Fresh(Member):
    """A member with a new connection for each question: these relays hang up soon."""

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        self._http.close()
        return super().send(method, path, body, headers)


@contextmanager
def line_to(url: str, at: str = "127.0.0.1") -> Iterator[socket.socket]:
    """A bare connection; from 127.9.0.x it is somebody else's, and not the proxy's."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=SOON, source_address=(at, 0)) as line:
        yield line


def is_open(line: socket.socket) -> bool:
    """Whether the other end still holds the connection."""
    line.setblocking(False)
    try:
        return bool(line.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return True
    except ConnectionError:
        return False


def head(member: Member, method: str, path: str, body: bytes = b"", *, size: int | None = None) -> bytes:
    """The first lines of a signed request, with the size that it states."""
    signed = sign_request(member.device.sign, method=method, path=path, body=body, moment_ms=member.relay_time())
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: relay",
        f"{CARD_HEADER}: {encode_header_value(member.card)}",
        f"{REQUEST_HEADER}: {signed}",
        f"Content-Length: {len(body) if size is None else size}",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def heard(line: socket.socket) -> bytes:
    """Everything until the other end hangs up."""
    told = b""
    try:
        while data := line.recv(1 << 16):
            told += data
    except ConnectionError:
        pass
    return told


def test_somebody_who_connects_and_says_nothing_is_hung_up_on(here: tuple[str, Relay]) -> None:
    for said in (b"", b"GET /v1/time HTTP/1.1\r\nHost: rel"):
        with line_to(here[0]) as line:
            line.sendall(said)
            assert heard(line) == b""


@pytest.fixture
def patient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A relay that waits for long, so that nothing but the number of connections makes it hang up."""
    monkeypatch.setattr(idle_timeout, "FIRST_SECONDS", 60.0)
    monkeypatch.setattr(idle_timeout, "MAX_CONNECTIONS", 100)
    with relay_here(tmp_path) as (url, _):
        yield url


def connect(stack: ExitStack, url: str, number: int, addresses: int, said: bytes = b"") -> list[socket.socket]:
    lines = []
    for each in range(number):
        lines.append(stack.enter_context(line_to(url, f"127.9.0.{100 + each % addresses}")))
        with suppress(ConnectionError):
            lines[-1].sendall(said)
    return lines


@pytest.mark.parametrize("said", [b"", b"GET /v1/time HTTP/1.1\r\nHost: rel"])
def test_a_stranger_with_hundreds_of_idle_connections_keeps_no_post_out(patient: str, said: bytes) -> None:
    """A thousand sockets of one stranger, which asked nothing, and every post was told 503."""
    member = Member(patient, Device(9).write(2))
    assert member.relay_time()
    with ExitStack() as stack:
        lines = connect(stack, patient, 5 * idle_timeout.MAX_IDLE_PER_ADDRESS, 1, said)
        assert member.put(member.device.segment()).status == 201, "on the connection that was there before"
        assert Fresh(patient, Device(10)).relay_time()
        assert sum(map(is_open, lines)) <= idle_timeout.MAX_IDLE_PER_ADDRESS
    member.close()


def test_many_strangers_crowd_out_one_another_and_no_long_poll(patient: str) -> None:
    member, other = Fresh(patient, Device(11)), Fresh(patient, Device(12).write(2))
    token = member.ask("GET", "/v1/wait?seconds=0").json["token"]
    with ExitStack() as stack:
        waiting = stack.enter_context(line_to(patient, "127.9.0.20"))
        waiting.sendall(head(member, "GET", f"/v1/wait?since={token}&seconds=50"))
        lines = connect(stack, patient, 3 * idle_timeout.MAX_CONNECTIONS, 16)
        assert other.put(other.device.segment()).status == 201
        assert waiting.recv(100).startswith(b"HTTP/1.1 200")
        assert sum(map(is_open, lines)) <= idle_timeout.MAX_CONNECTIONS
    other.close()
    member.close()


def test_a_proxy_on_the_same_computer_holds_as_many_connections_as_it_likes(patient: str) -> None:
    with ExitStack() as stack:
        lines = [stack.enter_context(line_to(patient)) for _ in range(3 * idle_timeout.MAX_IDLE_PER_ADDRESS)]
        assert Fresh(patient, Device(13)).relay_time()
        assert all(map(is_open, lines))


def test_somebody_who_drips_the_body_is_told_and_hung_up_on(here: tuple[str, Relay]) -> None:
    url, relay = here
    member = Fresh(url, Device(1).write(3))
    with line_to(url) as line:
        line.sendall(head(member, "POST", "/v1/diff", size=500) + b"abc")
        told = heard(line)
    assert told.startswith(b"HTTP/1.1 408 ")
    assert b'"too_slow"' in told
    assert (relay._room._taken, dict(relay._room._asking)) == (0, {})
    member.close()


def test_somebody_who_hangs_up_in_the_middle_leaves_nothing_behind(here: tuple[str, Relay]) -> None:
    url, relay = here
    member = Fresh(url, Device(2).write(3))
    with line_to(url) as line:
        line.sendall(head(member, "PUT", f"/v1/feeds/{member.device.feed.hex()}/0/0", size=400) + bytes(100))
    with line_to(url) as line:
        line.sendall(head(member, "POST", "/v1/diff", size=400) + bytes(100))
        line.shutdown(socket.SHUT_WR)
        heard(line)
    assert member.put(member.device.segment()).status == 201
    while relay._room._taken:  # what was asked last is given back just after its answer
        member.relay_time()
    member.close()


def test_somebody_who_does_not_read_the_answer_is_hung_up_on(here: tuple[str, Relay], tmp_path: Path) -> None:
    url, relay = here
    member = Fresh(url, Device(3))
    for first in range(12):
        member.device.write(1, sizes=(900_000,))
        assert member.put(member.device.segment(first, first + 1)).status == 201
    path = f"/v1/feeds/{member.device.feed.hex()}/0?max_bytes={8 << 20}"
    with line_to(url) as line:
        line.sendall(head(member, "GET", path))
        while not relay._room._taken:
            member.relay_time()
        while relay._room._taken:
            member.relay_time()
    assert len(member.ask("GET", path).body) > 7 << 20, "who reads gets all of it"
    member.close()


def test_a_long_poll_is_waited_for(here: tuple[str, Relay]) -> None:
    member = Fresh(here[0], Device(4))
    token = member.ask("GET", "/v1/wait?seconds=0").json["token"]
    assert member.ask("GET", f"/v1/wait?since={token}&seconds=1").json["token"] == token
    member.close()


def test_a_device_that_asks_too_much_at_once_is_busy_and_others_are_not(here: tuple[str, Relay]) -> None:
    url, relay = here
    greedy, other = Fresh(url, Device(5)), Fresh(url, Device(6).write(2))
    token = greedy.ask("GET", "/v1/wait?seconds=0").json["token"]
    with ExitStack() as lines:
        for _ in range(relay._room.per_device):
            line = lines.enter_context(line_to(url))
            line.sendall(head(greedy, "GET", f"/v1/wait?since={token}&seconds=50"))
        while relay._room._asking[greedy.device.verify_key] < relay._room.per_device:
            other.relay_time()
        assert greedy.ask("POST", "/v1/diff", b"\x90").json["error"] == "busy"
        assert other.put(other.device.segment()).status == 201
    greedy.close()
    other.close()


def test_room_is_given_back_whatever_happens() -> None:
    room = MemoryBudget(100, 2)
    with room.visit(b"a") as take, room.visit(b"b") as other:
        take(60)
        other(40)
        with pytest.raises(Busy):
            take(1)
    with room.visit(b"a") as take, room.visit(b"a"):
        take(100)
        with pytest.raises(Busy), room.visit(b"a"):
            pass
    assert (room._taken, dict(room._asking)) == (0, {})


@pytest.mark.parametrize("stated", ["-1", "1e9", "99999999999999999999999", "0x10", ""])
def test_a_size_that_is_none_is_refused(here: tuple[str, Relay], stated: str) -> None:
    member = Fresh(here[0], Device(7))
    with line_to(here[0]) as line:
        line.sendall(
            head(member, "POST", "/v1/diff").replace(b"Content-Length: 0", f"Content-Length: {stated}".encode())
        )
        assert heard(line)[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 413", b"HTTP/1.1 401")
    assert member.relay_time()
    member.close()


def test_strangers_who_send_megabytes_cost_no_memory(here: tuple[str, Relay]) -> None:
    """Thirty at once, with a card that is none, and with a head of a megabyte."""
    url, _ = here
    device = Device(8)
    stranger = Fresh(url, device, card=card_of(device)[:-1] + bytes([card_of(device)[-1] ^ 1]))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    starts = [head(stranger, "PUT", f"/v1/feeds/{'0' * 32}/0/0", size=1 << 20), b"GET /"] * 15
    with ExitStack() as stack:
        lines = [stack.enter_context(line_to(url)) for _ in starts]
        for line, start in zip(lines, starts, strict=True):
            with suppress(ConnectionError):
                line.sendall(start + b"x" * (1 << 20))
        for line in lines:
            assert heard(line)[:12] in (b"", b"HTTP/1.1 400", b"HTTP/1.1 401")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 40_000, "kilobytes"
    stranger.close()
