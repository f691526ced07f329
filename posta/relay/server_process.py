"""A relay in its own process for tests and the demo: started on a free port, gone when its parent is.

with running_relay(home, root_key) as url: ...
"""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STOP_SECONDS = 10


@contextmanager
def running_relay(home: Path, root_key: bytes, *, port: int = 0) -> Iterator[str]:
    """Run a relay and yield its URL: one whose store is `home/relay.db`.

    The port is bound here and handed over, so nobody can take it in between and a request made at once just waits.
    """
    with socket.create_server(("127.0.0.1", port)) as listening:
        child = start_relay(home, root_key, listening)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        yield url
    finally:
        stop_relay(child)


def start_relay(home: Path, root_key: bytes, listening: socket.socket) -> subprocess.Popen[bytes]:
    """Return a relay process on a socket that listens already; it stops when its standard input closes.

    Ctrl+C in a terminal is for the program that started it, so it stands outside that program's group.
    """
    number = listening.fileno()
    command = [sys.executable, "-m", "posta.relay.server", "--store", f"sqlite:{home / 'relay.db'}"]
    command += ["--root", root_key.hex(), "--socket", str(number)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=(number,), start_new_session=True)


def stop_relay(child: subprocess.Popen[bytes]) -> None:
    """Let a relay finish what it is doing, and end it if it does not."""
    if child.stdin is not None:
        child.stdin.close()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
