"""Small files of the node's home: replaced whole, on the disk before the call returns, readable by their owner only."""

import os
from pathlib import Path

from posta.errors import StorageError, gettext_noop
from posta.node.storage.database import FullDisk, is_disk_full


class FileNotWritten(StorageError):
    """A file of the node's home could not be written; the earlier one is still there."""

    sentence = gettext_noop("A file could not be written: check that the disk is there and accepts writing.")


def write_private(path: Path, content: bytes) -> None:
    """Replace a file so that a power cut leaves the old one or the new one, never half of either."""
    part = path.with_name(f".{path.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            os.fchmod(handle, 0o600)
            _write_all(handle, content)
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(part, path)
        sync_folder(path.parent)
    except OSError as reason:
        part.unlink(missing_ok=True)
        raise describe_file_error(reason) from reason


def overwrite(path: Path, content: bytes) -> None:
    """Write over a file's own blocks, then remove it: the best a program can do to destroy what was there."""
    handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        _write_all(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    path.unlink()
    sync_folder(path.parent)


def make_private_folder(path: Path) -> None:
    """Make a folder that only its owner enters."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as reason:
        raise describe_file_error(reason) from reason


def sync_folder(path: Path) -> None:
    """Bring a folder's list of names to the disk.

    Without it a new file may be gone after a power cut.
    """
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def describe_file_error(reason: OSError) -> StorageError:
    """Return the error that says to a person what an error of the file system means."""
    if is_disk_full(reason):
        return FullDisk("full_disk")
    return FileNotWritten()


def _write_all(handle: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]
