"""Snapshots of the database of this process: what many tests begin with is made once and copied for each of them."""

from itertools import count

from django.db import connection
from sqlcipher3 import dbapi2

from posta.config.settings.test import POSTA_HOME
from posta.node.storage.database_keys import database_key
from posta.node.storage.sqlcipher.base import open_encrypted

EMPTY: list[dbapi2.Connection] = []  # the database with all its tables and nothing in them, once it has been made
_number = count(1)


def save_database() -> dbapi2.Connection:
    """Copy the database of this process into a file of its own, under the same key."""
    connection.ensure_connection()
    path = POSTA_HOME / f"snapshot-{next(_number)}.db"
    saved = open_encrypted(database_key("default"), database=path, isolation_level=None, check_same_thread=False)
    connection.connection.backup(saved)
    return saved


def restore_database(saved: dbapi2.Connection) -> None:
    """Let the database of this process hold what was saved, and nothing else."""
    connection.ensure_connection()
    saved.backup(connection.connection)


def empty_database() -> None:
    """Let the database of this process be as it was before the first test."""
    restore_database(EMPTY[0])
