"""Entries about no person (a talk, water, the store): those just recorded, so that they can be taken back."""

from dataclasses import dataclass

from posta.ids import EntryId
from posta.ledger.row_types import Cursor


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """An entry that holds facts alone: its row in the log, its kind, and when it was recorded (ms)."""

    row: int
    kind: int
    recorded: int


def find_activity_entry(cursor: Cursor, entry: EntryId) -> ActivityEntry | None:
    """Return the entry, if it is about no person and still stands."""
    row = cursor.execute(
        "SELECT r.entry, r.kind, e.hlc FROM figures_row r JOIN ledger_origin e ON e.id = r.entry"
        " WHERE e.hash >= ? AND e.hash <= ? AND r.person IS NULL AND r.live",
        (entry, entry + b"\xff" * 16),
    ).fetchone()
    return ActivityEntry(row[0], row[1], row[2] >> 16) if row else None
