"""The database keys this process holds, by database alias; unlocking puts them in, killing the process takes them out.

A key is never read from settings, environment or disk. The one exception is the test suite, whose settings name a
function in `POSTA_DATABASE_KEY`; no other settings module may.

>>> hold_database_key("default", bytes(32)); database_key("default") == bytes(32)
True
>>> drop_database_key("default")
"""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from posta.errors import InvalidData, TemporarilyUnavailable, gettext_noop
from posta.node.process_state import PROCESS

KEY_SIZE = 32


class Locked(TemporarilyUnavailable):
    """A database opens only after somebody has unlocked it here."""

    sentences = {
        "device_keys_locked": gettext_noop(
            "locked: the keys of this device are not here. Unlock it with your five words."
        ),
        "record_locked": gettext_noop("locked: the record on this device is closed. Unlock it with your five words."),
    }


class BadDatabaseKey(InvalidData):
    """A database key has 32 bytes."""

    sentence = gettext_noop("A database key has 32 bytes.")


def hold_database_key(alias: str, key: bytes) -> None:
    """Keep the key of one database for as long as this process lives. Raises BadDatabaseKey."""
    if len(key) != KEY_SIZE:
        raise BadDatabaseKey
    PROCESS.database_keys[alias] = bytes(key)


def drop_database_key(alias: str) -> None:
    """Forget one key as far as Python can; only the end of the process forgets for certain."""
    PROCESS.database_keys.pop(alias, None)


def database_key(alias: str) -> bytes:
    """Return the raw key of one database; raises `Locked` if nobody has unlocked it in this process."""
    if key := PROCESS.database_keys.get(alias):
        return key
    if test_key := _test_key():
        return test_key(alias)
    raise Locked("record_locked")


def _test_key() -> Callable[[str], bytes] | None:
    path = getattr(settings, "POSTA_DATABASE_KEY", "")
    return import_string(path) if path else None
