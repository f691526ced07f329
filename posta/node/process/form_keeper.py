"""The process that keeps one form which was sent to a locked post, and ends: what was typed is in no other memory.

    supervisor --KEEP + connection--> form keeper    seals the form into the home (`unsent_forms`), answers, exits

It is started like a worker, holds no key but a public one, and lives for a fraction of a second.
"""

import contextlib
import os
import socket
import time

from posta.node.http import http_responses
from posta.node.http.login_throttle import HERE, classify_origin, peer_address
from posta.node.http.request_head import END_OF_HEAD, is_typed_form, read_fields, size_of_typed, target_of
from posta.node.http.return_page import KeptForm, passphrase_page_address, return_page_of_referer
from posta.node.process import control_channel
from posta.node.process.control_channel import Message
from posta.node.process.hardening import close_memory_to_others, die_with_parent, forbid_core_dumps
from posta.node.process.raw_request import answer_and_close
from posta.node.process.safe_tracebacks import install_excepthook
from posta.node.process.worker import read_arguments
from posta.node.storage import unsent_forms

TIMEOUT_SECONDS = 3.0  # the whole form was in the kernel when the connection was handed over
LONGEST_HEAD = 16384


def main(arguments: list[str] | None = None) -> None:
    """Keep the form of one connection of the supervisor that started this process."""
    given = read_arguments(arguments)
    install_excepthook()
    forbid_core_dumps()
    close_memory_to_others()
    die_with_parent(given.parent)
    os.environ["POSTA_HOME"] = str(given.home)
    line = socket.socket(
        fileno=given.control
    )  # held to the end: when it closes, the supervisor takes the form for kept
    message = control_channel.receive_message(line)
    if message is None or message[0] is not Message.KEEP:
        return
    [connection] = message[1]
    head, body = _read(connection)
    fields = read_fields(head)
    origin = unsent_forms.HERE if classify_origin(peer_address(connection)) == HERE else unsent_forms.NETWORK
    path, query = target_of(head)
    address = f"{path}?{query}" if query else path
    place = unsent_forms.UnsentFormFolder(given.home, origin)
    kept = (
        unsent_forms.seal_unsent_form(place, address, body, fields.get("content-type", ""))
        if is_typed_form(head)
        else KeptForm.LOST
    )
    back = passphrase_page_address(return_page_of_referer(fields.get("referer", "")), kept=kept)
    answer_and_close(connection, http_responses.redirect(back))
    line.close()


def _read(connection: socket.socket) -> tuple[bytes, bytes]:
    connection.setblocking(True)
    end = time.monotonic() + TIMEOUT_SECONDS
    received = b""
    with contextlib.suppress(OSError):
        while END_OF_HEAD not in received and len(received) < LONGEST_HEAD:
            received += _more(connection, end)
        head, _, body = received.partition(END_OF_HEAD)
        while len(body) < size_of_typed(read_fields(head)):
            body += _more(connection, end)
        return head, body
    return b"", b""


def _more(connection: socket.socket, end: float) -> bytes:
    connection.settimeout(max(0.01, end - time.monotonic()))
    more = connection.recv(65536)
    if not more:
        raise ConnectionResetError("the browser left")
    return more


if __name__ == "__main__":
    main()
