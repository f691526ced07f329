"""The first request a worker answers, read from a bare connection because nothing else is loaded yet."""

import contextlib
import socket
import time

from posta.node.http.http_responses import RawResponse
from posta.node.http.request_head import END_OF_HEAD, is_foreign, read_fields, size_of_form
from posta.node.http.return_page import read_next
from posta.node.wsgi.passphrase_gate import read_form

TIMEOUT_SECONDS = 10.0  # seconds; the whole form was in the kernel when the connection was handed over
LONGEST_HEAD = 16384


def read_passphrase(connection: socket.socket) -> tuple[str, str, str]:
    """Return the posted words, language and page to go to.

    The words are empty for what is not a small form from our own page.
    """
    connection.setblocking(True)
    end = time.monotonic() + TIMEOUT_SECONDS
    head, received = b"", b""
    with contextlib.suppress(OSError):
        while END_OF_HEAD not in received and len(received) < LONGEST_HEAD:
            received += _more(connection, end)
        head, _, body = received.partition(END_OF_HEAD)
        fields = read_fields(head)
        length = size_of_form(fields)
        if length and not is_foreign(fields):
            while len(body) < length:
                body += _more(connection, end)
            return (*read_form(body), read_next(body))
    return (*read_form(b""), "/")


def _more(connection: socket.socket, end: float) -> bytes:
    connection.settimeout(max(0.01, end - time.monotonic()))
    more = connection.recv(4096)
    if not more:
        raise ConnectionResetError("the browser left")
    return more


def answer_and_close(connection: socket.socket, answer: RawResponse) -> None:
    """Answer and close the connection, without cutting off the answer."""
    with contextlib.suppress(OSError):
        connection.settimeout(1.0)
        connection.sendall(answer.to_bytes())
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass
    connection.close()
