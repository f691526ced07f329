"""Opening the store that a path names, and reading the root key of the mission that a relay serves."""

from pathlib import Path

from sqlcipher3.dbapi2 import DatabaseError

from posta.errors import InvalidData
from posta.relay.storage.sqlite_store import SqliteStore
from posta.relay.storage.store_protocol import Quota, Store

DEFAULT_PORT = 8750


class NotAStore(InvalidData):
    """A store is named by `sqlite:PATH`, and the file is one that a relay has made."""

    sentences = {
        "no_store_here": "There is no relay's store at this path; name it with --store sqlite:PATH.",
        "not_a_store_path": "The store must be sqlite:PATH.",
        "damaged_store": "This file is not a relay's store, or it is damaged; name another.",
    }


class NotARootKey(InvalidData):
    """The mission's root verify key has 64 hexadecimal digits."""

    sentence = "The root verify key has 64 hexadecimal digits; `posta init` printed it."


def open_store(where: str, quota: Quota | None = None) -> Store:
    """Return the store that `sqlite:PATH` (or a bare path) names, made if it is not there. Raises NotAStore."""
    path = _path_of(where)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return SqliteStore(path, quota)
    except DatabaseError:
        raise NotAStore("damaged_store") from None


def open_existing(where: str) -> Store:
    """Return the same, but only if a relay has made it.

    Looking must not leave an empty store behind. Raises NotAStore.
    """
    if not _path_of(where).is_file():
        raise NotAStore("no_store_here")
    return open_store(where)


def read_root_key(text: str) -> bytes:
    """Return the mission's root verify key as it is written. Raises NotARootKey."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise NotARootKey
    return key


def _path_of(where: str) -> Path:
    kind, found, path = where.partition(":")
    if not found:
        kind, path = "sqlite", where
    if kind != "sqlite" or not path:
        raise NotAStore("not_a_store_path")
    return Path(path).expanduser()
