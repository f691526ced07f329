"""The side file: how far this device's feed had got, kept outside the database and its backups.

After each commit of own entries, and before a page says "saved", the head of the feed is written here. A database
that is behind the side file was restored or copied from an earlier day; writing on would fork the feed, so the node
starts a new incarnation. It does the same when the file was written on another machine (a cloned disk).

Two records take turns, each in its own 4 KiB block with a checksum, so a torn write costs at most the newest record,
and the one before is then behind the database, which is harmless.

    record = magic 4 | version 1 | turn 8 | feed 16 | incarnation 4 | sequence 8 | head 32 | machine 16 | check 16
"""

import hashlib
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from posta.feed.entry import Head
from posta.ids import FeedId
from posta.node.storage.private_file import describe_file_error, sync_folder

FILE_NAME = "head"

_MAGIC = b"PSHD"
_VERSION = 1
_BLOCK = 4096
_RECORD = struct.Struct(">4sBQ16sIQ32s16s")
_CHECK_SIZE = 16
_UNKNOWN_MACHINE = bytes(16)
_MACHINE_ID = Path("/etc/machine-id")


@dataclass(frozen=True, slots=True)
class SideRecord:
    """A head as it was noted, and the mark of the machine that noted it."""

    head: Head
    machine: bytes
    turn: int


class SideFile:
    """The open side file; one per process that writes own entries. `close` it, or use it as a context."""

    def __init__(self, home: Path, machine_id: Path = _MACHINE_ID) -> None:
        self._machine = hash_machine_id(machine_id)
        newest = read_side_file(home)
        self._turn = newest.turn if newest else 0
        try:
            self._handle = _open(home / FILE_NAME)
        except OSError as reason:
            raise describe_file_error(reason) from reason

    def write(self, head: Head) -> None:
        """Note a head; on return it is on the disk."""
        self._turn += 1
        body = _RECORD.pack(
            _MAGIC, _VERSION, self._turn, head.feed, head.incarnation, head.sequence, head.hash, self._machine
        )
        try:
            os.pwrite(self._handle, body + _check(body), _BLOCK * (self._turn % 2))
            os.fdatasync(self._handle)
        except OSError as reason:
            raise describe_file_error(reason) from reason

    def close(self) -> None:
        os.close(self._handle)

    def __enter__(self) -> "SideFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_side_file(home: Path) -> SideRecord | None:
    """Return the newest whole record, or None if there never was one."""
    try:
        raw = (home / FILE_NAME).read_bytes()
    except FileNotFoundError:
        return None
    records = [record for at in (0, _BLOCK) if (record := _parse(raw[at : at + _BLOCK]))]
    return max(records, key=lambda record: record.turn, default=None)


def is_other_machine(side: SideRecord | None, machine_id: Path = _MACHINE_ID) -> bool:
    """Return whether the file was written on another machine; False if either machine has no id to tell."""
    here = hash_machine_id(machine_id)
    return side is not None and _UNKNOWN_MACHINE not in (here, side.machine) and side.machine != here


def hash_machine_id(machine_id: Path = _MACHINE_ID) -> bytes:
    """Return a mark of this machine that does not give its id away; zeros where it has none."""
    try:
        text = machine_id.read_bytes().strip()
    except OSError:
        return _UNKNOWN_MACHINE
    return hashlib.blake2b(text, digest_size=16, person=b"posta/1/machine").digest() if text else _UNKNOWN_MACHINE


def _open(path: Path) -> int:
    """Open or create, at full length at once, so that writing a record never grows the file."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if (size := os.fstat(handle).st_size) < 2 * _BLOCK:
            os.pwrite(handle, bytes(2 * _BLOCK - size), size)
            os.fsync(handle)
            sync_folder(path.parent)
    except OSError:
        os.close(handle)
        raise
    return handle


def _parse(block: bytes) -> SideRecord | None:
    body, check = block[: _RECORD.size], block[_RECORD.size : _RECORD.size + _CHECK_SIZE]
    if len(body) < _RECORD.size or check != _check(body):
        return None
    magic, version, turn, feed, incarnation, sequence, head, machine = _RECORD.unpack(body)
    if magic != _MAGIC or version != _VERSION:
        return None
    return SideRecord(Head(FeedId(feed), incarnation, sequence, head), machine, turn)


def _check(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_CHECK_SIZE, person=b"posta/1/side").digest()
