"""An encrypted search file for tests: SQLCipher, one key, the tables of the index."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from posta.chart.name_search import search_index

KEY = "PRAGMA key = \"x'" + "5a" * 32 + "'\""


@contextmanager
def open_search(path: Path | None = None) -> Iterator[Any]:
    """A connection with empty tables; in memory when no path is given."""
    connection = sqlcipher.connect(str(path) if path else ":memory:")
    connection.execute(KEY)
    connection.execute("PRAGMA secure_delete = ON")
    for statement in search_index.CREATE:
        connection.execute(statement)
    try:
        yield connection
    finally:
        connection.close()
