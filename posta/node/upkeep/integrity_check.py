"""Reading the whole database of a node, every page and its structure: damage on a disk is found while others hold the
data."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2

from posta.node.identity.device import DATABASE_FILE
from posta.node.storage.database import list_damage, to_storage_error
from posta.node.storage.sqlcipher.base import open_encrypted

MOST = 20
_STEPS = 20_000


def read_whole_database(
    home: Path, key: bytes, progress: Callable[[int, int], None] = lambda done, total: None
) -> tuple[str, ...]:
    """Return what is wrong, in the words of the database engine; empty when every page is what was written.

    The engine does not say how far it is, so progress shows only that it works.
    """
    count = 0

    def on_step() -> int:
        nonlocal count
        count += 1
        progress(count, 0)
        return 0

    try:
        with closing(open_encrypted(key, database=home / DATABASE_FILE, isolation_level=None)) as connection:
            connection.set_progress_handler(on_step, _STEPS)
            return list_damage(connection.cursor())[:MOST]
    except dbapi2.Error as error:
        raise (to_storage_error(error) or error) from error
