"""The log beside the database, kept for as long as a node is open.

SQLite reads a database in WAL mode through two files beside it, the log and its index. They go when the last
connection is closed and are made again by the next one, which a full disk refuses: every page failed, although nobody
wrote anything. So an open node keeps one connection for as long as it lives (see also `disk_reserve`).
"""

from pathlib import Path

from posta.node.process_state import PROCESS
from posta.node.storage.database_keys import database_key
from posta.node.storage.sqlcipher.base import open_encrypted


def keep_log_open(database: Path) -> None:
    """Keep the log and its index beside the database for as long as this process lives."""
    if PROCESS.log_connection is None:
        # Used by the thread of the upkeep alone, after this one has made it.
        connection = open_encrypted(database_key("default"), database=database, check_same_thread=False)
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        PROCESS.log_connection = connection


def checkpoint_log() -> None:
    """Bring what the log holds into the database file and empty it; a torn log then costs minutes, not days.

    The log is emptied because a log that was already copied still counts: torn later, its beginning would be laid
    over the newer pages of the database, which then fit no more. The call never waits for others: a connection that
    reads or writes just now is skipped until the next round, and most pages are copied before a connection has to
    wait for the rest.
    """
    connection = PROCESS.log_connection
    if connection is not None:
        connection.execute("PRAGMA busy_timeout=0")
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
