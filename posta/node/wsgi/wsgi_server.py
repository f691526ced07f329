"""Waitress on sockets that came from another process, and a way to stop without dropping a connection.

Request and response bodies stay in memory: waitress would spill large ones into temporary files, in clear.
`request_limits` bounds how much may come, from whom and how slowly; `connection_limits` bounds the connections. A
bundle from a USB stick is sealed as it comes, and is kept in a file without a name in the node's home while it is
read.
"""

import socket
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer, create_server

from posta.node.wsgi.auth_threads import AuthThreads
from posta.node.wsgi.auth_wsgi import is_auth_request
from posta.node.wsgi.connection_limits import MAX_CONNECTIONS, LimitedConnection, close_overdue_connections
from posta.node.wsgi.request_limits import LARGEST_BODY, LARGEST_FORM, LARGEST_HEAD

THREADS = 6
GRACE = 5.0  # seconds that requests under way have to finish before their worker is replaced


class WsgiServer:
    """A running WSGI server whose listening sockets and connections can be taken from it again."""

    def __init__(self, listening: list[socket.socket], application: Any, home: Path | None = None) -> None:
        if home is not None:
            tempfile.tempdir = str(home)  # where waitress makes its nameless files
        self._map: dict[int, Any] = {}
        self._server = create_server(
            application,
            map=self._map,
            sockets=listening,
            threads=THREADS,
            ident="",
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=True,
            max_request_header_size=LARGEST_HEAD,
            max_request_body_size=LARGEST_FORM + 1,  # larger ones are for those who are known
            inbuf_overflow=2 * LARGEST_BODY,
            outbuf_overflow=2 * LARGEST_BODY,
            connection_limit=2 * MAX_CONNECTIONS,  # never reached: `connection_limits` evicts before
            channel_timeout=120,
            cleanup_interval=1,
        )
        self._listeners = [each for each in self._map.values() if isinstance(each, TcpWSGIServer)]
        porters = AuthThreads()
        for each in self._listeners:
            each.channel_class = LimitedConnection
            each.add_task = partial(_assign, each.add_task, porters.add_task)
            each.maintenance = partial(_maintain, each, each.maintenance)

    def run(self) -> None:
        """Serve until the process is killed."""
        self._server.run()

    def count(self) -> int:
        """Return how many connections are open."""
        return sum(len(each.active_channels) for each in self._listeners)

    def stop(self) -> None:
        """Stop serving and close everything: for tests; a worker is killed."""
        self._in_loop(lambda: wasyncore.close_all(self._map, ignore_all=True))

    def adopt(self, connection: socket.socket) -> None:
        """Serve a connection that another process has accepted."""
        self._in_loop(lambda: self._adopt(connection))

    def release(self) -> list[socket.socket]:
        """Accept nothing more, let requests under way finish, and give back the connections that are still open."""
        released: list[socket.socket] = []
        end = time.monotonic() + GRACE
        while self._busy_after_releasing(released) and time.monotonic() < end:
            time.sleep(0.02)
        return released

    def _adopt(self, connection: socket.socket) -> None:
        server = self._listeners[0]
        LimitedConnection(server, connection, server.fix_addr(_peer(connection)), server.adj, map=self._map)

    def _busy_after_releasing(self, released: list[socket.socket]) -> int:
        """Take every idle connection out of the loop; returns how many are still in the middle of something."""
        busy: list[int] = []
        done = threading.Event()

        def take() -> None:
            for server in self._listeners:
                server.accepting = False
                for channel in list(server.active_channels.values()):
                    if _is_idle(channel):
                        channel.del_channel(self._map)
                        released.append(channel.socket)
            busy.append(sum(len(server.active_channels) for server in self._listeners))
            done.set()

        self._in_loop(take)
        done.wait(GRACE)
        return busy[0] if busy else 0

    def _in_loop(self, action: Callable[[], None]) -> None:
        """Run this in waitress's own thread: its tables are not to be touched from another."""
        self._listeners[0].trigger.pull_trigger(action)


def _maintain(server: TcpWSGIServer, as_usual: Callable[[float], None], now: float) -> None:
    """Close overdue connections once a second, in waitress's own thread."""
    as_usual(now)
    close_overdue_connections(list(server.active_channels.values()), time.monotonic())


def _assign(to_a_thread: Callable[[Any], None], to_the_door: Callable[[Any], None], channel: HTTPChannel) -> None:
    """Give a request a thread; one that brings words takes none from those who work."""
    request = channel.requests[0]
    is_door = request.error is None and is_auth_request(request.command, request.path)
    (to_the_door if is_door else to_a_thread)(channel)


def _is_idle(channel: HTTPChannel) -> bool:
    return not (
        channel.requests
        or channel.request is not None
        or channel.total_outbufs_len
        or channel.will_close
        or channel.close_when_flushed
    )


def _peer(connection: socket.socket) -> Any:
    try:
        return connection.getpeername()
    except OSError:  # gone already; the loop will notice
        return ("", 0)
