"""One supervisor for each home: a file names its process, and a lock on the file says that it still runs.

`lock_node(home)` is the panic button of the command line; it works from any terminal of the same user.
"""

import contextlib
import fcntl
import os
import signal
from pathlib import Path

from posta.errors import TemporarilyUnavailable, gettext_noop

FILE = "supervisor.pid"


class AlreadyServed(TemporarilyUnavailable):
    """One home is served by one supervisor."""

    sentence = gettext_noop("Posta already runs on this home. Stop it first, or choose another --home.")


def acquire_home(home: Path) -> int:
    """Name this process the supervisor of a home; returns the open file that holds the claim until it is closed.

    Raises AlreadyServed.
    """
    home.mkdir(parents=True, exist_ok=True)
    held = os.open(home / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as reason:
        os.close(held)
        raise AlreadyServed from reason
    os.ftruncate(held, 0)
    os.write(held, str(os.getpid()).encode())
    return held


def release_home(home: Path, held: int) -> None:
    """Release the home at the end of the supervisor."""
    (home / FILE).unlink(missing_ok=True)
    os.close(held)


def lock_node(home: Path) -> bool:
    """Tell the supervisor of this home to lock now; False if none runs (then everything is locked already)."""
    pid = _running(home)
    if pid is None:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGUSR1)
    return True


def is_served(home: Path) -> bool:
    """Return whether a supervisor runs on this home."""
    return _running(home) is not None


def _running(home: Path) -> int | None:
    """Return the process that holds the claim. A number whose lock is free belongs to a process that has ended."""
    try:
        held = os.open(home / FILE, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        number = os.read(held, 20)
        return int(number) if number.isdigit() else None
    finally:
        os.close(held)
    return None
