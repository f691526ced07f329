"""The tables of facts as they stand in the database: made from the declarations, and made again when these change.

A release may declare more facts than the one before. The tables are then made again and filled from the log (`scribe.upgrade`
asks `fingerprint`), so that a new fact counts from the first entry that ever held it, and needs no migration.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b

from posta.figures.facts.columns import PREFIX, list_tables
from posta.ledger.row_types import Cursor


def fingerprint() -> str:
    """Return eight letters that change with any table that is declared."""
    return blake2b("\n".join(table.sql for table in list_tables()).encode(), digest_size=4).hexdigest()


def are_as_declared(cursor: Cursor) -> bool:
    """Return whether the database holds the tables that are declared, and no others."""
    return dict(_list_held(cursor)) == _declared()


def make_tables(cursor: Cursor) -> None:
    """Make the tables that are declared, empty, in place of those that are there."""
    for name, _ in _list_held(cursor):
        cursor.execute(f"DROP TABLE {name}")
    for sql in _declared().values():
        cursor.execute(sql)


def empty_tables(cursor: Cursor) -> None:
    """Empty the tables; where they are not as declared, make them again."""
    if not are_as_declared(cursor):
        make_tables(cursor)
        return
    for table in list_tables():
        cursor.execute(f"DELETE FROM {table.name}")


def forget_rows(cursor: Cursor, entries: Sequence[int]) -> None:
    """Drop what these entries gave (their rows in the log, a few hundred at most)."""
    marks = ",".join("?" * len(entries))
    for table in list_tables():
        cursor.execute(f"DELETE FROM {table.name} WHERE entry IN ({marks})", entries)


def dump_tables(cursor: Cursor) -> Iterator[tuple]:
    """Yield every row by the id of its entry, without local numbers."""
    for table in list_tables():
        order = ", ".join(("r.id", *(f"f.{key}" for key in table.unique[1:])))
        found = cursor.execute(
            f"SELECT f.*, r.id FROM {table.name} f JOIN figures_row r ON r.entry = f.entry ORDER BY {order}"
        )
        for _, *values, id_ in found.fetchall():
            yield (table.name, id_, *values)


@cache
def _declared() -> dict[str, str]:
    return {table.name: table.sql for table in list_tables()}


def _list_held(cursor: Cursor) -> list[tuple[str, str]]:
    found = cursor.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name >= ? AND name < ?", (PREFIX, PREFIX + "~")
    )
    return [(name, sql) for name, sql in found.fetchall()]
