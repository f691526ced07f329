"""Unlinked facts that wait to leave: rows that belong to no person and no visit, collected until they cannot be joined.

A row written beside its visit would be joined to it by its place in the feed. So rows wait here, in the encrypted
database of the post, and leave together as one tally, in an order of their own.
"""

import json
from collections import Counter

from posta.ledger.rows import Cursor

ENOUGH = 8

TABLE = "CREATE TABLE figures_pending (row TEXT NOT NULL, period TEXT NOT NULL, columns TEXT NOT NULL, day INTEGER NOT NULL)"


def add_pending(cursor: Cursor, rows: list[tuple[str, str, dict[str, str]]], day: int) -> None:
    """Put rows (name, week or month, columns) aside on a day."""
    cursor.executemany(
        "INSERT INTO figures_pending VALUES (?, ?, ?, ?)",
        [(name, period, json.dumps(columns, sort_keys=True), day) for name, period, columns in rows],
    )


def take_pending(cursor: Cursor, today: int) -> list[tuple[str, str, dict[str, str], int]]:
    """The rows to send now as counts, removed from here: when enough have come together, or a day has passed."""
    rows = cursor.execute("SELECT row, period, columns, day FROM figures_pending").fetchall()
    if not rows or (len(rows) < ENOUGH and min(row[3] for row in rows) >= today):
        return []
    cursor.execute("DELETE FROM figures_pending")
    counts = Counter(row[:3] for row in rows)
    return [(name, period, json.loads(columns), n) for (name, period, columns), n in sorted(counts.items())]
