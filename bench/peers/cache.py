"""Where the peers are installed: one folder per locked list, outside the tree, made once and kept.

The folder's name holds a hash of the lock, so a changed lock is a new folder. A half-finished installation has no stamp
and is made again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from posta.errors import TemporarilyUnavailable

STAMP = ".installed"
INSTALL_SECONDS = 600


class PeerUnavailable(TemporarilyUnavailable):
    """A peer cannot be installed or does not run here; the benchmark then compares with the recorded figure."""


def cache_folder() -> Path:
    """Name the folder that outlives a run: `$XDG_CACHE_HOME/posta-bench`, or the same under `~/.cache`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "posta-bench"


def installed(name: str, locks: Iterable[Path], install: Callable[[Path], None]) -> Path:
    """Return the folder of peer `name`, calling `install(folder)` first if this lock was never installed."""
    folder = cache_folder() / f"{name}-{_fingerprint(locks)}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{name}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (folder / STAMP).exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            install(folder)
            (folder / STAMP).touch()
    return folder


def run_installer(command: Sequence[str | Path], *, where: Path) -> None:
    """Run one installation step; its words go to standard error, its failure becomes PeerUnavailable."""
    tool = Path(command[0]).name
    try:
        done = subprocess.run(command, cwd=where, stdout=sys.stderr, stdin=subprocess.DEVNULL, timeout=INSTALL_SECONDS)
    except FileNotFoundError:
        raise PeerUnavailable(f"{tool} was not found; install it to measure this peer") from None
    except subprocess.TimeoutExpired:
        raise PeerUnavailable(f"{tool} did not finish in {INSTALL_SECONDS} s; see standard error") from None
    if done.returncode:
        raise PeerUnavailable(f"{tool} failed with exit code {done.returncode}; see standard error")


def _fingerprint(locks: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in locks)).hexdigest()[:12]
