"""Which entries tell of one person: so that all of them can be dropped."""

from posta.catalog import kinds
from posta.ids import PersonId
from posta.ledger.row_types import Cursor

_OF_PERSON = ("item", "assertion", "arrival", "planned", "outcome", "expected", "choice", "handover", "party")
_BY_REFERENCE = (
    "SELECT s.entry FROM chart_arrival a JOIN chart_step s ON s.arrival = a.id WHERE a.person = ?",
    "SELECT r.entry FROM chart_item i JOIN chart_item r ON r.refers = i.id WHERE i.person = ?",
)


def list_entries_of(cursor: Cursor, person: PersonId) -> set[int]:
    """Return the rows of the entries from which the chart of a person comes.

    Each table is read by its index.
    """
    queries = (*(f"SELECT entry FROM chart_{table} WHERE person = ?" for table in _OF_PERSON), *_BY_REFERENCE)
    return {row[0] for sql in queries for row in cursor.execute(sql, (person,)).fetchall()}


def find_last_care(cursor: Cursor, person: PersonId) -> int | None:
    """Return when (ms) a medical note was last written of a person, withdrawn or not; None if never."""
    sql = f"SELECT MAX(occurred) FROM chart_item WHERE person = ? AND kind IN ({kinds.ENCOUNTER}, {kinds.CORRECTION})"
    row = cursor.execute(sql, (person,)).fetchone()
    return row[0] if row else None
