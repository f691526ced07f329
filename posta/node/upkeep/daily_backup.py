"""The backup that a post makes by itself: once a day, seven kept, one on a stick when one is in.

    backups/000017-2019-05-24.age       number, so that a clock that goes wrong loses none; day, so that there is one a day

What goes wrong is a code in the node's health, shown on the page of the exchange and by `posta doctor`.
"""

import os
import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from enum import StrEnum
from pathlib import Path

from posta.clock import DAY_MILLIS, Clock
from posta.errors import PostaError, StorageError
from posta.node.identity.device import BACKUP_FOLDER, DATABASE_FILE
from posta.node.identity.master_key_holder import NodeKeys
from posta.node.storage.database import LOW_SPACE, DamagedDatabase, FullDisk, free_space
from posta.node.storage.private_file import make_private_folder, sync_folder
from posta.node.upkeep.backup_file import DamagedBackup, NoRecipient
from posta.node.upkeep.node_backup import BackupUnderWay, make_backup
from posta.node.upkeep.node_health import Health, note_health, read_health

KEPT = 7
STALE_DAYS = 3
_NAME = re.compile(r"(\d{6,})-(\d{4}-\d\d-\d\d)\.age")


class BackupTrouble(StrEnum):
    """Why a backup was not made, or not copied to the stick."""

    NO_ROOM = "no_room"
    NOBODY = "nobody_could_open_it"
    DAMAGED = "damaged"
    DISK = "disk"
    STICK_FULL = "stick_full"
    STICK_FAILS = "stick_fails"


def list_backups(folder: Path) -> list[Path]:
    """Return the daily backups of a node, the oldest first."""
    with suppress(OSError):
        return sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), key=_number)
    return []


def is_due(folder: Path, today: date) -> bool:
    """Return whether none was made today; what a clock that was ahead dated later does not count."""
    made = list_backups(folder)
    return not made or _day(made[-1]) != today.isoformat()


def is_stale(health: Health, now: int) -> bool:
    """Return whether the newest backup is so old that a page must say so."""
    return now - health.backup_at > STALE_DAYS * DAY_MILLIS


def keep_daily_backup(
    home: Path,
    opened: NodeKeys,
    recipients: Callable[[], Sequence[str]],
    *,
    clock: Clock,
    today: date,
    sticks: Callable[[], Sequence[Path]],
) -> None:
    """Make today's backup if there is none yet, keep seven, and bring the newest to the sticks that are in."""
    folder = home / BACKUP_FOLDER
    if is_due(folder, today):
        trouble = _try(lambda: _make(home, opened, recipients(), clock, today))
        if trouble is None:
            note_health(home, backup_at=clock.millis(), backup_trouble="")
        elif trouble:
            note_health(home, backup_trouble=str(trouble))
    made = list_backups(folder)
    if made:
        _copy_to_drives(home, made[-1], opened, clock, sticks())


def _make(home: Path, opened: NodeKeys, recipients: Sequence[str], clock: Clock, today: date) -> None:
    folder = home / BACKUP_FOLDER
    make_private_folder(folder)
    database = (home / DATABASE_FILE).stat().st_size
    if free_space(folder) < LOW_SPACE // 2 + 2 * database:
        raise FullDisk("no_room_for_backup")
    made = list_backups(folder)
    number = _number(made[-1]) + 1 if made else 1
    make_backup(home, opened, folder / f"{number:06}-{today.isoformat()}.age", recipients, clock=clock)
    for old in list_backups(folder)[:-KEPT]:
        old.unlink(missing_ok=True)


def _try(make: Callable[[], None]) -> BackupTrouble | str | None:
    """Return None when it was made, empty when another process makes one now, else what stood in the way."""
    try:
        make()
    except BackupUnderWay:
        return ""
    except FullDisk:
        return BackupTrouble.NO_ROOM
    except NoRecipient:
        return BackupTrouble.NOBODY
    except (DamagedBackup, DamagedDatabase):
        return BackupTrouble.DAMAGED
    except (StorageError, OSError, PostaError):
        return BackupTrouble.DISK
    return None


def _copy_to_drives(home: Path, newest: Path, opened: NodeKeys, clock: Clock, sticks: Sequence[Path]) -> None:
    """Copy one backup of this computer to each stick, under a name that says nothing.

    It is replaced when there is a newer one.
    """
    name = f"{opened.feed.hex()[:8]}.age"
    for stick in sticks:
        target = stick / name
        if _is_same(newest, target):
            continue
        try:
            _copy(newest, target)
        except OSError:
            full = free_space(stick) < newest.stat().st_size
            note_health(home, stick_trouble=str(BackupTrouble.STICK_FULL if full else BackupTrouble.STICK_FAILS))
        else:
            note_health(home, stick_at=clock.millis(), stick_trouble="")
    if not sticks and read_health(home).stick_trouble:
        note_health(home, stick_trouble="")


def _copy(source: Path, target: Path) -> None:
    """Copy a backup, and name the copy only when it is whole: a stick may be pulled out."""
    part = target.with_name(f".{target.name}.part")
    try:
        with source.open("rb") as read, part.open("wb") as written:
            shutil.copyfileobj(read, written, 1 << 20)
            written.flush()
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    sync_folder(target.parent)


def _is_same(one: Path, other: Path) -> bool:
    """Compare size and first bytes: sealed files begin with random bytes, so equal beginnings mean equal files."""
    try:
        with one.open("rb") as a, other.open("rb") as b:
            return one.stat().st_size == other.stat().st_size and a.read(4096) == b.read(4096)
    except OSError:
        return False


def _number(path: Path) -> int:
    return int(path.name.partition("-")[0])


def _day(path: Path) -> str:
    found = _NAME.fullmatch(path.name)
    return found[2] if found else ""
