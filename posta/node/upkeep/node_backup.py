"""Backups: the whole node in one age-encrypted file, verified when made, and a new home made from it.

A backup holds a copy of the encrypted database under another random key, and, in its head, that key with the device's
keys, the master key and the slots file. It is encrypted to age recipients (the mission's recovery key, two custodian
devices) and to the device's own recovery key, ten words on paper. Secrets exist in memory only: the file is encrypted as
it is read and decrypted as it is written. Person-held projections are not in it; they are folded again from the log.

A restored home keeps feed and people's words, and is marked: its first entry begins a new incarnation, after the node
has fetched its own lost tail and all erasures from its peers.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2

from posta.clock import Clock, SystemClock
from posta.errors import InvalidData, StorageError, TemporarilyUnavailable, gettext_noop
from posta.ids import StaffId
from posta.node.identity.device import (
    BACKUP_FOLDER,
    DATABASE_FILE,
    SLOTS_FILE,
    Unlocked,
    database_key,
    mark_restored,
    pack_slot_payload,
    read_home_file,
    read_public_facts,
    unpack_slot_payload,
    write_device_keys,
    write_public_facts,
)
from posta.node.identity.master_key_holder import NodeKeys
from posta.node.storage.database import list_damage, to_storage_error
from posta.node.storage.private_file import describe_file_error, make_private_folder, sync_folder, write_private
from posta.node.storage.sqlcipher.base import open_encrypted
from posta.node.upkeep.backup_file import (
    BackupHead,
    DamagedBackup,
    NoRecipient,
    Progress,
    WrongIdentity,
    read_backup_file,
    write_backup_file,
)
from posta.seal import slots
from posta.seal.keys import DeviceKeys, PersonKeys, Random

__all__ = ["BackupNote", "DamagedBackup", "NoRecipient", "WrongIdentity", "make_backup", "restore_backup"]

_PAGES_AT_ONCE = 2048
_WORK = ".work-"


class HomeInUse(TemporarilyUnavailable):
    """A backup is restored into a new, empty folder."""

    sentence = gettext_noop("A backup is restored into a new, empty folder. Choose another.")


class BackupUnderWay(TemporarilyUnavailable):
    """One backup of a home is made at a time."""

    sentence = gettext_noop("A backup of this computer is being made already. Wait until it is done.")


class DatabaseNotCopied(StorageError):
    """The driver could not copy the database."""

    sentence = gettext_noop("The database could not be copied.")


class UnknownPassphrase(InvalidData):
    """To restore, the words open a slot in the backup, or a person's id is given for a new slot."""

    sentence = gettext_noop("These words open none of the slots in the backup. Give a person's id to make a new one.")


@dataclass(frozen=True, slots=True)
class BackupNote:
    """A backup that was made and opened again to check it."""

    file: Path
    size: int
    database_size: int
    recipients: int


def make_backup(
    home: Path,
    opened: NodeKeys,
    target: Path,
    recipients: Sequence[str],
    *,
    clock: Clock | None = None,
    progress: Progress | None = None,
    random: Random = os.urandom,
) -> BackupNote:
    """Write a verified backup of a running or resting node; the target appears only when it is complete."""
    progress = progress or _no_progress
    facts = read_public_facts(home)
    part = target.with_name(f".{target.name}.part")
    with _disk_errors(), _exclusive_backup(home / BACKUP_FOLDER), _scratch_folder(home / BACKUP_FOLDER) as scratch:
        copy, key = scratch / "copy.db", random(32)
        _copy_database(home / DATABASE_FILE, database_key(opened.master), copy, key, "copy", progress)
        head = BackupHead(
            opened.device,
            opened.master,
            key,
            read_home_file(home, SLOTS_FILE),
            facts,
            (clock or SystemClock()).now().isoformat(timespec="seconds"),
            copy.stat().st_size,
            _hash_of(copy),
        )
        try:
            count = write_backup_file(part, head, copy, [*recipients, *filter(None, [facts.recovery])], progress)
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(target.parent)
    return BackupNote(target, target.stat().st_size, head.database_size, count)


def restore_backup(
    file: Path,
    identity: str,
    home: Path,
    words: str,
    *,
    staff: StaffId | None = None,
    parameters: slots.Parameters | None = None,
    progress: Progress | None = None,
    random: Random = os.urandom,
) -> Unlocked:
    """Make a new home from a backup, opened by an age identity or by the ten recovery words.

    `words` are those a person of the old home had. If nobody remembers theirs, `staff` names for whom `words` shall
    open a slot with new person keys; custodians then grant the person-held compartments again.
    """
    progress = progress or _no_progress
    _check_empty(home)
    make_private_folder(home)
    try:
        with _disk_errors(), _scratch_folder(home) as scratch:
            copy = scratch / "copy.db"
            head = read_backup_file(file, identity, copy, progress)
            file_of_slots, payload = _open_or_make_slot(head, words, staff, parameters, random)
            _check_database(copy, head)
            _copy_database(copy, head.key, home / DATABASE_FILE, database_key(head.master), "restore", progress)
            _write_home_files(home, head, file_of_slots, random)
            return unpack_slot_payload(home, payload)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise


def _open_or_make_slot(
    head: BackupHead, words: str, staff: StaffId | None, parameters: slots.Parameters | None, random: Random
) -> tuple[bytes, bytes]:
    """Return the slots file of the new home and what the words open in it."""
    found = slots.open_slot(head.slots, words)
    if found is not None:
        return head.slots, found[1]
    if staff is None:
        raise UnknownPassphrase
    payload = pack_slot_payload(head.master, staff, PersonKeys.generate(random))
    cost = parameters or slots.read_parameters(head.slots)
    return slots.create_slots(head.master, words, staff, payload, parameters=cost, random=random), payload


def _write_home_files(home: Path, head: BackupHead, file_of_slots: bytes, random: Random) -> None:
    """Write the small files of the restored home; the slots last, for they make it a home."""
    make_private_folder(home / BACKUP_FOLDER)
    write_public_facts(home, head.facts)
    write_device_keys(home, head.master, DeviceKeys.from_bytes(head.device), random=random)
    mark_restored(home)
    write_private(home / SLOTS_FILE, file_of_slots)


def _copy_database(
    source: Path, source_key: bytes, target: Path, target_key: bytes, step: str, progress: Progress
) -> None:
    """Copy page by page while others may write, into a file under another key, and check the copy."""

    def on_progress(_: int, remaining: int, total: int) -> None:
        progress(step, total - remaining, total)

    with (
        closing(open_encrypted(source_key, database=source, isolation_level=None)) as one,
        closing(open_encrypted(target_key, database=target, isolation_level=None)) as other,
    ):
        os.chmod(target, 0o600)
        one.execute("BEGIN")  # one moment of the database: what others write meanwhile does not start the copy over
        one.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        one.backup(other, pages=_PAGES_AT_ONCE, progress=on_progress, sleep=0)
        other.execute("PRAGMA journal_mode=DELETE")
        if list_damage(other.cursor()):
            raise DamagedBackup("copy_unsound")
    handle = os.open(target, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _check_database(copy: Path, head: BackupHead) -> None:
    """Open the copy with its key and look at every page before anything is built on it."""
    with closing(open_encrypted(head.key, database=copy, isolation_level=None)) as database:
        found = list_damage(database.cursor())
        database.execute("PRAGMA journal_mode=DELETE")
    if found:
        raise DamagedBackup("backup_database_unsound")


def _check_empty(home: Path) -> None:
    if home.exists() and any(home.iterdir()):
        raise HomeInUse


@contextmanager
def _exclusive_backup(folder: Path) -> Iterator[None]:
    """Let one backup of a home run at a time; what one that was killed has left is cleared away."""
    make_private_folder(folder)
    folder_fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder_fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for left in (*folder.glob(f"{_WORK}*"), *folder.glob(".*.part")):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        yield
    except BlockingIOError as reason:
        raise BackupUnderWay from reason
    finally:
        os.close(folder_fd)


@contextmanager
def _scratch_folder(folder: Path) -> Iterator[Path]:
    make_private_folder(folder)
    path = Path(tempfile.mkdtemp(prefix=_WORK, dir=folder))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _disk_errors() -> Iterator[None]:
    """Raise errors of the file system and of the driver in words."""
    try:
        yield
    except StorageError:
        raise
    except OSError as reason:
        raise describe_file_error(reason) from reason
    except dbapi2.Error as reason:
        raise (to_storage_error(reason) or DatabaseNotCopied()) from reason


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _no_progress(step: str, done: int, total: int) -> None:
    pass
