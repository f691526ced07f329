"""Unlinked facts that wait to leave: rows that belong to no person and no visit, collected until they cannot be joined.

A row written beside its visit would be joined to it by its place in the feed. So rows wait here, in the encrypted
database of the post, and leave together as one tally, in an order of their own. For as long as its entry can be undone,
a row knows it, to go with it; then it forgets, and only then may it leave.

    signed --30 seconds, or the next chance after--> nobody's --eight, or a later day--> tally
       \\--undone--> gone
"""

import json
from collections import Counter
from collections.abc import Sequence

from posta.ledger.frontier import list_sendable
from posta.ledger.row_types import Cursor

MIN_BATCH = 8

TABLE = """CREATE TABLE figures_pending (
    row TEXT NOT NULL, period TEXT NOT NULL, columns TEXT NOT NULL, day INTEGER NOT NULL, entry INTEGER)"""

Row = tuple[str, str, dict[str, str]]


def add_pending(cursor: Cursor, rows: Sequence[Row], day: int, entry: int | None) -> None:
    """Set rows (name, week or month, columns) aside on a day.

    `entry` is the log's row that can still be undone.
    """
    cursor.executemany(
        "INSERT INTO figures_pending VALUES (?, ?, ?, ?, ?)",
        [(name, period, json.dumps(columns, sort_keys=True), day, entry) for name, period, columns in rows],
    )


def drop_pending(cursor: Cursor, entry: int) -> None:
    """Drop what waits of an entry that is undone."""
    cursor.execute("DELETE FROM figures_pending WHERE entry = ?", (entry,))


def list_committed(cursor: Cursor, now: int) -> list[int]:
    """Return the entries that rows still know although they can no longer be undone at `now` (ms)."""
    known = cursor.execute("SELECT DISTINCT entry FROM figures_pending WHERE entry IS NOT NULL").fetchall()
    return list_sendable(cursor, [row[0] for row in known], now)


def unlink_pending(cursor: Cursor, now: int) -> None:
    """Let rows forget their entry once it can no longer be undone.

    From then on nothing joins them to a visit.
    """
    over = list_committed(cursor, now)
    if over:
        cursor.executemany("UPDATE figures_pending SET entry = NULL WHERE entry = ?", [(entry,) for entry in over])


def pop_ready(cursor: Cursor, today: int, *, coming: int) -> list[tuple[str, str, dict[str, str], int]]:
    """Remove and return the rows to send now as counts, once enough are there or a day has passed.

    `coming` are the rows of the act that asks, which wait until it cannot be undone. A single row waits for them:
    sent by itself it reveals more.
    """
    rows = cursor.execute("SELECT row, period, columns, day FROM figures_pending WHERE entry IS NULL").fetchall()
    is_late = bool(rows) and min(row[3] for row in rows) < today
    if len(rows) < MIN_BATCH and not (is_late and (len(rows) > 1 or not coming)):
        return []
    cursor.execute("DELETE FROM figures_pending WHERE entry IS NULL")
    counts = Counter(row[:3] for row in rows)
    return [(name, period, json.loads(columns), n) for (name, period, columns), n in sorted(counts.items())]
