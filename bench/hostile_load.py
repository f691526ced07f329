"""`hostile`: how much an open post grows when a hundred connections of strangers send all they can, and how it answers then.

A real home served by `posta serve`, opened with real words. Ten addresses of the loopback stand for ten strangers; each
holds ten connections: bodies of 31 MB that never end, forms that never end, heads that never end, and silence.
"""

from __future__ import annotations

import contextlib
import socket
import tempfile
import time
from pathlib import Path

from bench.memory_use import MB, POST, ServedPost, make_home, serving
from bench.report import Goal, Line, build

ADDRESSES, EACH = 10, 10
SECONDS = 6.0
PIECE = b"x" * 65536
PROBE = 0.5
HEADS = (
    b"PUT /v1/feeds/00/0/0 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 32000000\r\n\r\n",
    b"PUT /v1/feeds/00/0/0 HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n",
    b"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 65536\r\n\r\nwords=",
    b"GET / HTTP/1.1\r\nX-Long: ",
    b"",
)
GOALS = (
    Goal("posta.rss_growth_bytes", at_most=64 * MB),
    Goal("posta.page_seconds", at_most=2),
)


def hostile() -> Line:
    """Growth of supervisor and workers under a hundred hostile connections, and the slowest page meanwhile."""
    with tempfile.TemporaryDirectory(prefix="posta-bench-") as name:
        home = Path(name) / POST
        words = make_home(Path(name), home)
        with serving(home) as post:
            cookie = post.open(words)
            post.get("/", cookie)
            time.sleep(SECONDS)  # the spare worker is born meanwhile
            figures = _attack(post, cookie)
    return build("hostile", figures, {}, goals=GOALS)


def _attack(post: ServedPost, cookie: str) -> dict[str, float]:
    before = sum(post.rss().values())
    most, slowest, opened = before, 0.0, 0
    crowd: list[socket.socket] = []
    end, probe_at = time.monotonic() + SECONDS, 0.0
    while time.monotonic() < end:
        while len(crowd) < ADDRESSES * EACH:
            crowd.append(_connect(post.port, opened))
            opened += 1
        crowd = [each for each in crowd if _push(each)]
        if time.monotonic() >= probe_at:
            probe_at = time.monotonic() + PROBE
            slowest = max(slowest, _page_seconds(post, cookie))
            most = max(most, sum(post.rss().values()))
    for each in crowd:
        each.close()
    return {"rss_growth_bytes": most - before, "page_seconds": slowest, "connections": opened}


def _connect(port: int, number: int) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), 5, (f"127.9.0.{1 + number % ADDRESSES}", 0))
    made.setblocking(False)
    with contextlib.suppress(OSError):
        made.send(HEADS[number // ADDRESSES % len(HEADS)])
    return made


def _push(connection: socket.socket) -> bool:
    """Send what the other side takes; whether it still holds the connection."""
    try:
        connection.send(PIECE)
    except BlockingIOError:
        return True
    except OSError:
        connection.close()
        return False
    return True


def _page_seconds(post: ServedPost, cookie: str) -> float:
    began = time.perf_counter()
    if (status := post.get("/", cookie)) != 200:
        raise RuntimeError(f"a page was not shown: {status}")
    return time.perf_counter() - began
