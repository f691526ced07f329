"""The file of a backup: a head full of secrets and a database copy, streamed through age and never clear on a disk.

    content = magic 4 | version 1 | length of head 4 | head (JSON) | database copy

`write_backup_file` encrypts while reading; `read_backup_file` decrypts while writing the database part out and keeps the
head in memory. Nothing read is believed before size and SHA-256 fit the head, and age itself refuses altered bytes.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pyrage

from posta.errors import InvalidData, gettext_noop
from posta.node.identity.device_file import PublicFacts
from posta.seal.recovery_words import recovery_identity

MAGIC = b"PSBK"
VERSION = 2
MAX_HEAD_SIZE = 1 << 16

_CHUNK = 1 << 16
_IDENTITY_PREFIX = "AGE-SECRET-KEY-"

Progress = Callable[[str, int, int], None]
"""Told the step ("copy", "encrypt", "verify", "decrypt", "restore"), how much is done, and of how much."""


class NoRecipient(InvalidData):
    """A backup is encrypted to at least one valid age recipient."""

    sentences = {
        "no_backup_recipient": gettext_noop("A backup nobody can open is none: name at least one recipient."),
        "backup_recipient_not_age": gettext_noop("One of the recipients is not an age key: it begins with age1."),
    }


class WrongIdentity(InvalidData):
    """A backup opens only with a key it was encrypted to."""

    sentences = {
        "not_an_age_identity": gettext_noop("This is not an age identity: it begins with AGE-SECRET-KEY-1."),
        "wrong_backup_key": gettext_noop("This key does not open this backup. Try another, or the ten words."),
    }


class DamagedBackup(InvalidData):
    """A backup is whole: not cut, not altered, its database sound."""

    sentences = {
        "newer_backup": gettext_noop(
            "This backup was made by a newer version of Posta: update Posta, then restore it."
        ),
        "backup_not_as_meant": gettext_noop(
            "The backup that was written is not the one that was meant. Check the disk."
        ),
        "no_backup_here": gettext_noop("There is no backup in this place. Check the stick and the name."),
        "backup_cut_short": gettext_noop("This backup is cut short. Copy it again from where it was kept."),
        "backup_altered": gettext_noop("This backup is not what was written. Copy it again from where it was kept."),
        "not_a_backup": gettext_noop("This is not a backup of Posta, or one of a newer version: update Posta."),
        "backup_too_long": gettext_noop("This backup is longer than it says."),
        "backup_head_unreadable": gettext_noop("The head of this backup cannot be read."),
        "backup_not_whole": gettext_noop("This is not a whole backup: it was cut or altered. Copy it again."),
        "backup_database_unsound": gettext_noop("The database in this backup is not sound. Use an earlier backup."),
        "copy_unsound": gettext_noop("The copy of the database is not sound. Check the disk, then try again."),
    }


@dataclass(frozen=True, slots=True)
class BackupHead:
    """What a backup carries besides the database."""

    device: bytes = field(repr=False)
    master: bytes = field(repr=False)
    key: bytes = field(repr=False)
    slots: bytes = field(repr=False)
    facts: PublicFacts
    made_at: str
    database_size: int
    database_hash: str


def write_backup_file(path: Path, head: BackupHead, copy: Path, recipients: Sequence[str], progress: Progress) -> int:
    """Encrypt head and database copy to the recipients, read the file back, and return how many can open it.

    Raises DamagedBackup.
    """
    to = _recipients(recipients)
    # A key that exists only during this call lets us open our own file once, as a restore does.
    witness = pyrage.x25519.Identity.generate()
    with copy.open("rb") as database, open(path, "wb", opener=_private) as out:
        content = _Content(_write_head(head), database, head.database_size, progress)
        pyrage.encrypt_io(content, out, [*to, witness.to_public()])
        out.flush()
        os.fsync(out.fileno())
    unpacked = _Unpacked(None, "verify", progress)
    _decrypt_stream(path, witness, unpacked)
    if unpacked.finish() != head:
        raise DamagedBackup("backup_not_as_meant")
    return len(to)


def read_backup_file(path: Path, identity: str, copy: Path, progress: Progress) -> BackupHead:
    """Decrypt with an age identity or ten recovery words: the database goes to `copy`, the head is returned.

    Raises DamagedBackup.
    """
    if not path.is_file():
        raise DamagedBackup("no_backup_here")
    with open(copy, "wb", opener=_private) as out:
        unpacked = _Unpacked(out, "decrypt", progress)
        _decrypt_stream(path, _identity(identity), unpacked)
    return unpacked.finish()


class _Content:
    """The content of a backup as a stream: the head from memory, then the database from its file."""

    def __init__(self, head: bytes, database: BinaryIO, size: int, progress: Progress) -> None:
        self._head, self._database, self._size, self._progress = head, database, size, progress
        self._done = 0

    def read(self, size: int = -1) -> bytes:
        if self._head:
            piece, self._head = self._head[: max(size, 1)], self._head[max(size, 1) :]
            return piece
        piece = self._database.read(min(size, _CHUNK) if size > 0 else _CHUNK)
        self._done += len(piece)
        self._progress("encrypt", self._done, self._size)
        return piece


class _Unpacked:
    """Where the content of a backup is written to: keeps the head, passes the database on, never past its size."""

    def __init__(self, database: BinaryIO | None, step: str, progress: Progress) -> None:
        self.head: BackupHead | None = None
        self.trouble: Exception | None = None
        self._database, self._step, self._progress = database, step, progress
        self._begun = b""
        self._hash = hashlib.sha256()
        self._done = 0

    def write(self, piece: bytes) -> int:
        try:
            return self._write(piece)
        except Exception as reason:
            self.trouble = reason
            raise

    def _write(self, piece: bytes) -> int:
        size = len(piece)
        if self.head is None:
            self._begun += piece
            piece = self._take_head()
        if piece and self.head is not None:
            self._take_database(piece)
        return size

    def flush(self) -> None:
        pass

    def finish(self) -> BackupHead:
        """Return the head, once everything it promises has come."""
        if self.head is None or self._done != self.head.database_size:
            raise DamagedBackup("backup_cut_short")
        if self._hash.hexdigest() != self.head.database_hash:
            raise DamagedBackup("backup_altered")
        return self.head

    def _take_head(self) -> bytes:
        if len(self._begun) < 9:
            return b""
        length = int.from_bytes(self._begun[5:9], "big")
        if self._begun[:4] != MAGIC or self._begun[4] != VERSION or length > MAX_HEAD_SIZE:
            raise DamagedBackup("not_a_backup")
        if len(self._begun) < 9 + length:
            return b""
        self.head = _read_head(self._begun[9 : 9 + length])
        return self._begun[9 + length :]

    def _take_database(self, piece: bytes) -> None:
        assert self.head is not None
        self._done += len(piece)
        if self._done > self.head.database_size:
            raise DamagedBackup("backup_too_long")
        self._hash.update(piece)
        if self._database is not None:
            self._database.write(piece)
        self._progress(self._step, self._done, self.head.database_size)


def _decrypt_stream(file: Path, identity: Any, into: _Unpacked) -> None:
    """Decrypt a file as it is read. age hides what went wrong where we write, so that is asked first."""
    with file.open("rb") as source:
        try:
            pyrage.decrypt_io(source, into, [identity])
        except (pyrage.DecryptError, OSError) as reason:
            if into.trouble is not None:
                raise into.trouble from reason
            if "No matching keys" in str(reason):
                raise WrongIdentity("wrong_backup_key") from reason
            raise DamagedBackup("backup_not_whole") from reason


def _write_head(head: BackupHead) -> bytes:
    raw = msgspec.json.encode(head)
    return MAGIC + bytes([VERSION]) + len(raw).to_bytes(4, "big") + raw


def _read_head(raw: bytes) -> BackupHead:
    """Return the head by the fields of its class.

    A head with a field that this version does not know is refused, not read in part.
    """
    try:
        names = msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).keys()
        newer = names - {each.name for each in fields(BackupHead)}
        if not newer:
            return msgspec.json.decode(raw, type=BackupHead)
    except (msgspec.MsgspecError, ValueError) as reason:
        raise DamagedBackup("backup_head_unreadable") from reason
    raise DamagedBackup("newer_backup")


def _recipients(texts: Sequence[str]) -> list[Any]:
    try:
        found = [pyrage.x25519.Recipient.from_str(text.strip()) for text in dict.fromkeys(texts)]
    except pyrage.RecipientError as reason:
        raise NoRecipient("backup_recipient_not_age") from reason
    if not found:
        raise NoRecipient("no_backup_recipient")
    return found


def _identity(text: str) -> Any:
    if not text.strip().upper().startswith(_IDENTITY_PREFIX):
        text = recovery_identity(text)
    try:
        return pyrage.x25519.Identity.from_str(text.strip().upper())
    except pyrage.IdentityError as reason:
        raise WrongIdentity("not_an_age_identity") from reason


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC, 0o600)
