"""The supervisor loads nothing heavy, takes nothing that was typed, and is alone on its home."""

import ast
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from posta.node.http import http_responses
from posta.node.process.locked_connection import PEEK_BYTES, ConnectionStage, LockedConnection
from posta.node.process.pid_file import AlreadyServed, acquire_home, lock_node, release_home


def test_the_supervisor_imports_only_the_standard_library() -> None:
    code = "import sys; import posta.node.process.supervisor; print(sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True).stdout
    foreign = set(ast.literal_eval(loaded)) - set(sys.stdlib_module_names) - {"posta", "__main__", "__mp_main__"}
    assert foreign == set()


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, LockedConnection]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        browser = socket.create_connection(server.getsockname())
        visitor = LockedConnection(server.accept()[0])
    yield browser, visitor
    browser.close()
    visitor.connection.close()


def advance(visitor: LockedConnection) -> ConnectionStage:
    for _ in range(100):  # what was sent needs a moment to arrive
        if (
            stage := visitor.advance(lambda path, query: http_responses.health_response(f"{path} {query}"))
        ) is not ConnectionStage.ASKING:
            return stage
        time.sleep(0.005)
    return visitor.stage


def test_words_are_left_in_the_connection(line: tuple[socket.socket, LockedConnection]) -> None:
    browser, visitor = line
    request = b"POST /unlock HTTP/1.1\r\nContent-Length: 9\r\n\r\nwords=uno"
    browser.sendall(request)
    assert advance(visitor) is ConnectionStage.WORDS
    visitor.connection.setblocking(True)
    assert visitor.connection.recv(1000) == request
    assert len(b"POST /unlock ") == PEEK_BYTES


def test_a_page_is_answered_and_the_connection_drained(line: tuple[socket.socket, LockedConnection]) -> None:
    browser, visitor = line
    browser.sendall(b"GET /x?lang=fr HTTP/1.1\r\n")
    assert visitor.advance(lambda path, query: http_responses.empty_response()) is ConnectionStage.ASKING
    browser.sendall(b"Host: localhost\r\n\r\n")
    assert advance(visitor) is ConnectionStage.LEAVING
    assert b'"/x lang=fr"' in browser.recv(4000)
    browser.close()
    while advance(visitor) is not ConnectionStage.GONE:
        pass


@pytest.mark.parametrize("request_", [b"POST /unlocked HTTP/1.1\r\n\r\n", b"POST /login/ HTTP/1.1\r\n\r\nwords=uno"])
def test_other_forms_are_sent_to_the_page_unread(line: tuple[socket.socket, LockedConnection], request_: bytes) -> None:
    browser, visitor = line
    browser.sendall(request_)
    assert advance(visitor) is ConnectionStage.LEAVING
    assert browser.recv(4000).startswith(b"HTTP/1.1 303 See Other\r\n")
    assert visitor._head == b""


@pytest.mark.parametrize(
    "noise", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03ab", b"get / http/1.0\r\n\r\n", b"GET " + b"x" * 9000]
)
def test_noise_is_hung_up_on(line: tuple[socket.socket, LockedConnection], noise: bytes) -> None:
    browser, visitor = line
    browser.sendall(noise)
    assert advance(visitor) is ConnectionStage.GONE


def test_a_home_has_one_supervisor(tmp_path: Path) -> None:
    held = acquire_home(tmp_path)
    code = f"from pathlib import Path; from posta.node.process.pid_file import acquire_home; acquire_home(Path({str(tmp_path)!r}))"
    second = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert AlreadyServed.__name__ in second.stderr
    release_home(tmp_path, held)
    assert list(tmp_path.iterdir()) == []


def test_locking_where_nothing_runs_signals_nobody(tmp_path: Path) -> None:
    assert not lock_node(tmp_path)
    (tmp_path / "supervisor.pid").write_text(str(os.getpid()))  # left by a power cut; the number is somebody else's now
    assert not lock_node(tmp_path)
