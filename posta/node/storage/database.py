"""The state of the encrypted database: is its engine safe, is the file whole, is there room, is the log flushed.

`check_sqlite_version` refuses engines with the WAL-reset corruption bug. With `to_storage_error` the backend tells a
full, read-only or failing disk from an ordinary database error.
"""

import errno
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.utils import OperationalError

from posta.errors import StorageError, TemporarilyUnavailable, gettext_noop

OLDEST_SAFE_SQLITE = (3, 51, 3)
WITHDRAWN_SQLITE = (3, 52, 0)

LOW_SPACE = 1_000_000_000
VERY_LOW_SPACE = 200_000_000
NO_SPACE = 1_000_000

# Primary result codes (sqlite.org/rescode.html); spelled out because the interpreter's own sqlite3 is never imported.
_READ_ONLY = 8
_FAILING = (10, 14)
_DAMAGED = (11, 26)
_FULL = 13
_NO_ROOM = 64 * 1024  # less than the index of the log needs: what fails then fails for want of room


class UnsafeSqlite(TemporarilyUnavailable):
    """The database engine is at least SQLite 3.51.3 and not the withdrawn 3.52.0."""

    sentences = {
        "old_sqlite": gettext_noop(
            "SQLite %(version)s can damage the database when two connections write at once (the WAL-reset bug, "
            "mended "
            "in 3.51.3). Install the sqlcipher3 package that Posta names."
        ),
        "withdrawn_sqlite": gettext_noop(
            "SQLite 3.52.0 was withdrawn by its makers. Install the sqlcipher3 package that Posta names."
        ),
    }


class FullDisk(StorageError, OperationalError):
    """There is no room to save; nothing was half-saved. (Also Django's error, so that `atomic` rolls back.)"""

    sentences = {
        "full_disk": gettext_noop("The disk is full: this was not saved. Free some space, then save again."),
        "no_room_for_backup": gettext_noop("There is too little room on this disk for a backup."),
    }


class ReadOnlyDisk(StorageError, OperationalError):
    """The disk accepts no writing."""

    sentence = gettext_noop("The disk accepts no writing: this was not saved. Check the disk, then save again.")


class FailingDisk(StorageError, OperationalError):
    """The disk reports an error while reading or writing."""

    sentence = gettext_noop("The disk reported an error: this was not saved. Make a backup now and check the disk.")


class NewerHome(TemporarilyUnavailable):
    """A program opens homes of its own version and of older ones."""

    sentence = gettext_noop("A newer version of Posta has worked on this home: update Posta, then open it again.")


class DamagedDatabase(StorageError, OperationalError):
    """The file is not what was written, or the key is not its key."""

    sentences = {
        "damaged_database": gettext_noop("The database cannot be read: wrong key or damaged file. Run `posta doctor`."),
    }


def check_sqlite_version(version: str) -> None:
    """Raise `UnsafeSqlite` for an engine that can lose records: older than 3.51.3, or the withdrawn 3.52.0."""
    number = tuple(int(part) for part in version.split(".")[:3])
    if number < OLDEST_SAFE_SQLITE:
        raise UnsafeSqlite("old_sqlite", version=version)
    if number == WITHDRAWN_SQLITE:
        raise UnsafeSqlite("withdrawn_sqlite")


def to_storage_error(error: BaseException) -> StorageError | None:
    """Return the disk error behind a driver error, ready to be raised; None if the disk is not to blame."""
    code = _primary_code(error)
    if code == _FULL or (code in _FAILING and not _has_room()):
        return FullDisk("full_disk")
    if code == _READ_ONLY:
        return ReadOnlyDisk()
    if code in _FAILING:
        return FailingDisk()
    if code in _DAMAGED:
        return DamagedDatabase("damaged_database")
    return None


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether an error, or what caused it, is a disk without room."""
    while error is not None:
        if isinstance(error, FullDisk) or _primary_code(error) == _FULL:
            return True
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        error = error.__cause__
    return False


def _has_room() -> bool:
    """Return whether the disk of the database has any room.

    SQLite calls it a failing disk when the index of its log cannot grow.
    """
    try:
        return free_space(Path(str(connections["default"].settings_dict["NAME"]))) >= _NO_ROOM
    except (OSError, ImproperlyConfigured):
        return True


def free_space(path: Path) -> int:
    """Return the bytes that can still be written where this file or folder is."""
    return shutil.disk_usage(path if path.exists() else path.parent).free


def quick_check(alias: str = "default") -> tuple[str, ...]:
    """Return what is wrong with the file, in the engine's words; empty when page checksums and structure are whole."""
    with connections[alias].cursor() as cursor:
        return list_damage(cursor)


def list_damage(cursor: Any) -> tuple[str, ...]:
    """Return the findings of SQLCipher's page check and of SQLite's structure check, through any open cursor."""
    pages = [str(row[0]) for row in cursor.execute("PRAGMA cipher_integrity_check").fetchall()]
    if pages:  # the structure check would stop at the first of them with an error
        return tuple(pages)
    structure = [str(row[0]) for row in cursor.execute("PRAGMA quick_check").fetchall()]
    return tuple(line for line in structure if line != "ok")


def _primary_code(error: BaseException) -> int:
    """Return SQLite's result code without its extension, or 0."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def sqlite_version() -> str:
    """Return the SQLite inside the SQLCipher driver."""
    from sqlcipher3 import dbapi2

    return str(dbapi2.sqlite_version)


def migrate_database() -> None:
    """Set Django up on the home that `POSTA_HOME` names, and bring the tables up to date. Keys must be held.

    Raises NewerHome for a database that a newer version has changed already.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posta.config.settings.base")
    import django
    from django.core.management import call_command

    django.setup()
    if list_unknown_migrations(list_applied_migrations()):
        raise NewerHome
    call_command("migrate", verbosity=0, interactive=False)


def list_applied_migrations() -> dict[str, str]:
    """Return the newest change of tables that was made in each room's part of the database."""
    with connections["default"].cursor() as cursor:
        if not cursor.execute("SELECT 1 FROM sqlite_schema WHERE name = 'django_migrations'").fetchone():
            return {}
        return dict(cursor.execute("SELECT app, MAX(name) FROM django_migrations GROUP BY app").fetchall())


def list_unknown_migrations(applied: Mapping[str, str]) -> list[str]:
    """Return the rooms whose tables have changes that this version does not know.

    >>> list_unknown_migrations({"node": "0001_drafts_and_settings", "care": "9999_later"})
    ['care']
    """
    rooms = Path(__file__).resolve().parents[2]
    return sorted(room for room, name in applied.items() if not (rooms / room / "migrations" / f"{name}.py").exists())
