"""Connections that ask nothing keep nobody out of an open post: waitress itself, over sockets, with tablets at 127.9.0.x."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from posta.node.wsgi import connection_limits, request_limits
from posta.node.wsgi.connection_limits import MAX_CONNECTIONS, MAX_PER_ADDRESS
from posta.node.wsgi.wsgi_server import WsgiServer

TABLET = "127.9.0.20"
ASK = b"GET / HTTP/1.1\r\nHost: posta\r\n\r\n"
HALF = b"POST /login/ HTTP/1.1\r\nHost: posta\r\nContent-Length: 60000\r\n\r\nwords="


def answer(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


@pytest.fixture
def post() -> Iterator[tuple[WsgiServer, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        serving = WsgiServer([listening.dup()], answer)
        thread = threading.Thread(target=serving.run, daemon=True)
        thread.start()
        yield serving, port
        serving.stop()
        thread.join(10)


def connect(stack: ExitStack, port: int, at: str, said: bytes = b"") -> socket.socket:
    made = stack.enter_context(socket.create_connection(("127.0.0.1", port), 10, (at, 0)))
    made.sendall(said)
    return made


def is_answered(connection: socket.socket) -> bool:
    connection.sendall(ASK)
    return read(connection).startswith(b"HTTP/1.1 200 OK")


def read(connection: socket.socket) -> bytes:
    """A whole answer, or nothing if the other side has hung up."""
    got = b""
    while not got.endswith(b"ok") and (more := connection.recv(1000)):
        got += more
    return got


@pytest.mark.parametrize("said", [b"", HALF, b"GET / HT"], ids=["silent", "half a form", "half a head"])
def test_strangers_with_as_many_connections_as_they_like_keep_nobody_out(post, said: bytes) -> None:
    """A hundred idle connections of one address were all that a post took."""
    serving, port = post
    with ExitStack() as stack:
        tablet = connect(stack, port, TABLET)
        for number in range(2 * MAX_CONNECTIONS):
            connect(stack, port, f"127.9.0.{100 + number % 8}", said)
        assert is_answered(tablet), "who was there before stays"
        assert is_answered(connect(stack, port, TABLET)), "and who comes now comes in"
        assert serving.count() <= MAX_CONNECTIONS + 8, "some are on their way out"


def test_an_address_crowds_out_its_own_idle_connections_only(post) -> None:
    serving, port = post
    with ExitStack() as stack:
        tablet = connect(stack, port, TABLET)
        for _ in range(3 * MAX_PER_ADDRESS):
            connect(stack, port, "127.9.0.100")
        last = connect(stack, port, "127.9.0.100")
        assert is_answered(last)
        assert is_answered(tablet)
        assert serving.count() <= MAX_PER_ADDRESS + 2


@pytest.mark.parametrize("said", [b"", HALF, b"GET / HT"], ids=["silent", "half a form", "half a head"])
def test_who_owes_something_is_hung_up_on_in_time(post, said: bytes, monkeypatch) -> None:
    monkeypatch.setattr(connection_limits, "FRESH_SECONDS", 0.2)
    monkeypatch.setattr(request_limits, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(request_limits, "BYTES_A_SECOND", 1e6)
    _, port = post
    with ExitStack() as stack:
        owing = connect(stack, port, TABLET, said)
        began = time.monotonic()
        assert owing.recv(100) == b""
        assert time.monotonic() - began < 8


def test_between_two_requests_a_browser_may_keep_its_connection(post, monkeypatch) -> None:
    monkeypatch.setattr(connection_limits, "FRESH_SECONDS", 0.0)
    _, port = post
    with ExitStack() as stack:
        tablet = connect(stack, port, TABLET, ASK)
        assert read(tablet)
        time.sleep(2.2)  # two looks
        assert is_answered(tablet)
