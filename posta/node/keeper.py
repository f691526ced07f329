"""The process that keeps one form which was sent to a locked post, and ends: what was typed is in no other memory.

    supervisor --KEEP + connection--> keeper     seals the form into the home (see `typed`), answers, exits

It is born like a worker, holds no key but a public one, and lives for a fraction of a second.
"""

import contextlib
import os
import socket
import time

from posta.node import answers, control, typed
from posta.node.attempts import HERE, address_of, origin_of
from posta.node.control import Word
from posta.node.faults import quote_nothing
from posta.node.hardening import close_memory_to_others, die_with_parent, forbid_core_dumps
from posta.node.heads import END_OF_HEAD, is_typed_form, read_fields, size_of_typed, target_of
from posta.node.local_page import Kept, asks_for_words, page_of_referer
from posta.node.posted import part
from posta.node.worker import read_arguments

PATIENCE = 3.0  # the whole form was in the kernel when the connection was handed over
LONGEST_HEAD = 16384


def main(arguments: list[str] | None = None) -> None:
    """Keep the form of one connection of the supervisor that started this process."""
    given = read_arguments(arguments)
    quote_nothing()
    forbid_core_dumps()
    close_memory_to_others()
    die_with_parent(given.parent)
    os.environ["POSTA_HOME"] = str(given.home)
    line = socket.socket(
        fileno=given.control
    )  # held to the end: when it closes, the supervisor takes the form for kept
    heard = control.hear(line)
    if heard is None or heard[0] is not Word.KEEP:
        return
    [connection] = heard[1]
    head, body = _read(connection)
    fields = read_fields(head)
    origin = typed.HERE if origin_of(address_of(connection)) == HERE else typed.NETWORK
    path, query = target_of(head)
    address = f"{path}?{query}" if query else path
    place = typed.Place(given.home, origin)
    kept = typed.keep_typed(place, address, body, fields.get("content-type", "")) if is_typed_form(head) else Kept.LOST
    back = asks_for_words(page_of_referer(fields.get("referer", "")), kept=kept)
    part(connection, answers.see_other(back))
    line.close()


def _read(connection: socket.socket) -> tuple[bytes, bytes]:
    connection.setblocking(True)
    end = time.monotonic() + PATIENCE
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
