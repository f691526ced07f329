"""What an open node notes of its own health in `health.json`, where `posta doctor` reads it without anybody's words.

Moments, counts, codes and the time zone only; nothing of it names a person. A file that is missing or wrong is read as the
health of a node that has noted nothing yet.

>>> read_health(Path("/nowhere")).backup_at
0
"""

import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from posta.errors import StorageError
from posta.node.storage.private_file import write_private

HEALTH_FILE = "health.json"
_guard = threading.Lock()


@dataclass(frozen=True, slots=True)
class Health:
    """What is known of a node; moments are ms since 1970, 0 for never."""

    noted_at: int = 0
    newest: int = 0
    """The newest moment that this computer wrote, or that two others agree has passed."""
    exchanged_at: int = 0
    backup_at: int = 0
    backup_trouble: str = ""
    """Why the last daily backup was not made: a code of `posta.node.upkeep.daily_backup.BackupTrouble`; empty when it was."""
    stick_at: int = 0
    stick_trouble: str = ""
    checked_at: int = 0
    """When the whole database was last read."""
    damage: tuple[str, ...] = ()
    """What that reading found, in the words of the database engine."""
    lost: int = 0
    """How many entries of this computer are missing; -1 when nobody knows how many."""
    lost_since: int = 0
    keys_missing: int = 0
    """How many keys this computer should have been given and was not, as far as it can know."""
    zone: str = ""
    schema: dict[str, str] = field(default_factory=dict)
    """The newest migration of each room that was applied to the database."""


def read_health(home: Path) -> Health:
    """Return what a node last noted of its health."""
    try:
        return msgspec.json.decode((home / HEALTH_FILE).read_bytes(), type=Health)
    except (OSError, msgspec.MsgspecError, ValueError):
        return Health()


def note_health(home: Path, **changes: Any) -> Health:
    """Note what has changed and return the whole; a disk that takes no writing keeps what was noted before."""
    with _guard:
        before = read_health(home)
        after = replace(before, **changes)
        if after != before:
            try:
                write_private(home / HEALTH_FILE, msgspec.json.encode(after))
            except (StorageError, OSError):
                return after
    return after
