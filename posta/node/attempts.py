"""How many times in a row the words did not open, kept in a file so that restarting does not start over.

Guessing five generated words at one per second takes longer than the sun has; the delay below only takes away the
pleasure of trying. It is short, capped and never becomes a refusal: a nurse with shaking hands gets in, and nobody can
lock a team out of its post by failing on purpose. Failures over the Wi-Fi do not slow down the post's own keyboard.

>>> [delay_after(failures) for failures in range(9)]
[0, 0, 0, 1, 2, 4, 8, 15, 15]
"""

import contextlib
import os
import socket
import time
from pathlib import Path

FREE_FAILURES = 2
LONGEST_DELAY = 15
FORGOTTEN_AFTER = 15 * 60

HERE = "here"
NETWORK = "network"


def origin_of(address: str) -> str:
    """Whether a connection comes from this computer or from the network."""
    return HERE if address.startswith("127.") or address in ("::1", "::ffff:127.0.0.1") else NETWORK


def address_of(connection: socket.socket) -> str:
    """Where the connection comes from; empty if it is gone."""
    try:
        return str(connection.getpeername()[0])
    except OSError:
        return ""


def delay_after(failures: int) -> int:
    """Seconds that the next attempt waits before it is answered."""
    if failures <= FREE_FAILURES:
        return 0
    return min(LONGEST_DELAY, 1 << min(failures - FREE_FAILURES - 1, 10))


def count_failures(home: Path, origin: str) -> int:
    """Failures in a row from this origin; old ones are forgotten."""
    path = _file(home, origin)
    try:
        age = time.time() - path.stat().st_mtime
        return 0 if age > FORGOTTEN_AFTER else int(path.read_text())
    except (OSError, ValueError):
        return 0


def note_failure(home: Path, origin: str) -> int:
    """Count one more failure; returns how many in a row."""
    failures = count_failures(home, origin) + 1
    with contextlib.suppress(OSError):  # a full disk must not decide who may try
        path = _file(home, origin)
        path.with_suffix(".new").write_text(str(failures))
        os.replace(path.with_suffix(".new"), path)
    return failures


def note_success(home: Path, origin: str) -> None:
    """Start counting anew."""
    with contextlib.suppress(OSError):
        _file(home, origin).unlink(missing_ok=True)


def _file(home: Path, origin: str) -> Path:
    return home / f"failed-{origin}"
