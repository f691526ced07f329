"""Looking into a ledger in tests: what was set aside, what is held and not opened."""

from posta.ledger.queries import list_parts
from posta.ledger.row_types import Cursor, StoredPart


def list_quarantine_rules(cursor: Cursor) -> list[str]:
    """The rules under which entries were set aside, oldest first."""
    return [row[0] for row in cursor.execute("SELECT rule FROM ledger_aside ORDER BY id")]


def list_unread(cursor: Cursor) -> list[StoredPart]:
    """Parts that are held but not opened here: sealed to others, or of a kind of a newer version."""
    rows = [row[0] for row in cursor.execute("SELECT DISTINCT id >> 4 FROM ledger_part WHERE read = 0").fetchall()]
    unread = {row[0] for row in cursor.execute("SELECT id FROM ledger_part WHERE read = 0 AND sealed IS NOT NULL")}
    return [part for part in list_parts(cursor, rows) if part.id in unread]
