"""The first request a worker answers, read from a bare connection because nothing else is loaded yet."""

import contextlib
import socket
import time

from posta.node.answers import Answer
from posta.node.gate import LONGEST_FORM, read_form

PATIENCE = 10.0  # seconds that a browser has to send its form
LONGEST_HEAD = 16384


def read_words(connection: socket.socket) -> tuple[str, str]:
    """The posted words and language; empty words for anything that is not a small form from our own page."""
    connection.setblocking(True)
    end = time.monotonic() + PATIENCE
    head, received = b"", b""
    with contextlib.suppress(OSError):
        while b"\r\n\r\n" not in received and len(received) < LONGEST_HEAD:
            received += _more(connection, end)
        head, _, body = received.partition(b"\r\n\r\n")
        fields = _headers(head)
        length = fields.get("content-length", "")
        if length.isdigit() and int(length) <= LONGEST_FORM and not _is_foreign(fields):
            while len(body) < int(length):
                body += _more(connection, end)
            return read_form(body)
    return read_form(b"")


def _more(connection: socket.socket, end: float) -> bytes:
    connection.settimeout(max(0.01, end - time.monotonic()))
    more = connection.recv(4096)
    if not more:
        raise ConnectionResetError("the browser left")
    return more


def _headers(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    return {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _is_foreign(fields: dict[str, str]) -> bool:
    return fields.get("sec-fetch-site", "none") not in ("same-origin", "none")


def part(connection: socket.socket, answer: Answer) -> None:
    """Answer and hang up, without cutting off the answer."""
    with contextlib.suppress(OSError):
        connection.settimeout(1.0)
        connection.sendall(answer.to_bytes())
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass
    connection.close()
