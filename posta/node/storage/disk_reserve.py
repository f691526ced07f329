"""A little room on the disk, kept back in a file for the day when there is no other: what a post needs to be opened and
read.

    release_reserve(home)    before anything is opened
    create_reserve(home)     once it is open and there is plenty

Only the standard library is imported, since the supervisor needs the room first.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

RESERVE_FILE = "reserve"
RESERVE = 512 * 1024
PLENTY = 16 * RESERVE


def release_reserve(home: Path) -> bool:
    """Give up the room kept back if there is no other; return whether it was needed."""
    path = home / RESERVE_FILE
    with suppress(OSError):  # a disk that takes nothing does not give room either
        if path.exists() and shutil.disk_usage(home).free < RESERVE:
            path.unlink()
            return True
    return False


def create_reserve(home: Path) -> None:
    """Keep some room back, where there is plenty; without it a post works as well, until its disk is full."""
    path = home / RESERVE_FILE
    with suppress(OSError):
        if path.exists() or shutil.disk_usage(home).free < PLENTY:
            return
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(handle, 0, RESERVE)
        finally:
            os.close(handle)
