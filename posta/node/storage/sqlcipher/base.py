"""Django 5.2 on SQLCipher 4: every page encrypted and authenticated, the key handed over by the node's keyring.

The stock SQLite backend does all the work on the `sqlcipher3` driver. What is ours: the raw key (never a passphrase,
which would cost 150 ms per connection), the pragmas that make "saved" mean saved, and one place where a full or broken
disk becomes an error that says so. Its name stays "SQLite", because Django's own code compares it.
"""

import datetime
import decimal
import os
from collections.abc import Iterable, Mapping
from itertools import tee
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base as stock
from django.db.backends.sqlite3._functions import register as register_functions
from django.db.backends.sqlite3.features import DatabaseFeatures as StockFeatures
from django.db.utils import DatabaseErrorWrapper
from django.utils.asyncio import async_unsafe
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.functional import cached_property
from sqlcipher3 import dbapi2 as Database

from posta.node.storage import database_keys
from posta.node.storage.database import check_sqlite_version, to_storage_error

# synchronous=FULL: NORMAL under WAL lost 2,089 acknowledged writes in ten power cuts. secure_delete: erased is erased
# in the file too. trusted_schema=OFF: a doctored schema runs nothing. temp_store=MEMORY: no clear temporary files.
INIT_COMMANDS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA cache_size=-32000",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA wal_autocheckpoint=4000",  # 16 MB: pages written by many commits are folded into the file once
)
# Wiping SQLCipher's own buffers costs 3.5 times on bulk writes and 4 times on reads (measured, 20,000 rows of 300 B,
# CPU time), and a Python process leaves the same bytes in its own memory: locking kills the process instead.
MEMORY_SECURITY = "OFF"
# Pages are authenticated with HMAC-SHA-256: processors that know SHA make it at three times the speed of SQLCipher's own
# choice, SHA-512, and the commit of one act is a fifth shorter (0.68 for 0.83 ms, measured on 14 pages). Part of the file.
PAGE_HMAC = "HMAC_SHA256"

Database.register_converter("bool", b"1".__eq__)
Database.register_converter("date", stock.decoder(parse_date))
Database.register_converter("time", stock.decoder(parse_time))
Database.register_converter("datetime", stock.decoder(parse_datetime))
Database.register_converter("timestamp", stock.decoder(parse_datetime))
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(datetime.date, stock.adapt_date)
Database.register_adapter(datetime.datetime, stock.adapt_datetime)
# As they are. Of a value without an adapter the driver asks for two methods that it lacks and drops both errors: 3 µs for
# each id, hash, sealed part and NULL, a fifth of a large receive (measured; ADR 0042).
Database.register_adapter(bytes, bytes)
Database.register_adapter(type(None), {}.get)
Database.register_adapter(bool, int)


class SqlCipherCursor(Database.Cursor):
    """Django's `%s` and `%(name)s` turned into SQLite's `?` and `:name`, as the stock cursor does."""

    convert_query = stock.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        return super().execute(self.convert_query(query, param_names=_names(params)), params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        peekable, param_list = tee(iter(param_list))
        names = _names(next(peekable, None))
        return super().executemany(self.convert_query(query, param_names=names), param_list)


class DatabaseFeatures(StockFeatures):
    """What SQLite 3.51.3 and newer can do; the stock class asks the interpreter's own, older library."""

    minimum_database_version = (3, 51, 3)
    max_query_params = 250_000
    can_alter_table_drop_column = True
    supports_aggregate_order_by_clause = True
    can_return_columns_from_insert = True
    can_return_rows_from_bulk_insert = True
    test_db_allows_multiple_connections = True


class ErrorWrapper(DatabaseErrorWrapper):
    """Turns driver errors into Django's, and a full or failing disk into `StorageError`: the only place that does."""

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        trouble = to_storage_error(exc_value) if isinstance(exc_value, Database.Error) else None
        if trouble is not None:
            raise trouble from exc_value
        super().__exit__(exc_type, exc_value, traceback)


class DatabaseWrapper(stock.DatabaseWrapper):
    """A connection to one encrypted file, and the one cursor for plain SQL on it (`?` parameters).

    There is one, because the driver keeps a prepared statement for each text and lends it to the next cursor after a
    rollback or `executemany`, though the last one still holds it: when that one is let go, at any moment, the
    statement restarts while the other uses it, and rows come twice or the next act fails ("Error binding parameter
    0").
    """

    Database = Database
    features_class = DatabaseFeatures
    bare: Any = None

    @cached_property
    def wrap_database_errors(self) -> ErrorWrapper:
        return ErrorWrapper(self)

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        check_sqlite_version(Database.sqlite_version)
        key = database_keys.database_key(self.alias)
        _make_private(Path(conn_params["database"]))
        opened = open_encrypted(key, **conn_params)
        self.bare = opened.cursor(Database.Cursor)
        return opened

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(SqlCipherCursor)


def open_encrypted(key: bytes, **conn_params: Any) -> Any:
    """Return a driver connection to an encrypted file; a wrong key or a damaged first page fails here, not later."""
    connection = Database.connect(**conn_params)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA cipher_memory_security={MEMORY_SECURITY}")
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA cipher_hmac_algorithm={PAGE_HMAC}")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        register_functions(connection)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA legacy_alter_table=OFF")
        for command in INIT_COMMANDS:
            connection.execute(command)
    except BaseException:
        connection.close()
        raise
    return connection


def _names(params: Any) -> list[str] | None:
    return list(params) if isinstance(params, Mapping) else None


def _make_private(path: Path) -> None:
    """Create the file readable by its owner only; SQLite gives its WAL the same mode. A file that exists is only read."""
    if path.exists():
        return
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
