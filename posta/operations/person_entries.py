"""Which entries of what is under way tell of one person: so that all of them can be dropped."""

from posta.ids import PersonId
from posta.ledger.row_types import Cursor

_QUERIES = (
    "SELECT entry FROM operations_opening WHERE person = ?",
    "SELECT s.entry FROM operations_opening o JOIN operations_step s ON s.referral = o.id WHERE o.person = ?",
    "SELECT w.entry FROM operations_opening o JOIN operations_withdrawal w ON w.target = o.id WHERE o.person = ?",
    "SELECT w.entry FROM operations_opening o JOIN operations_step s ON s.referral = o.id"
    " JOIN operations_withdrawal w ON w.target = s.id WHERE o.person = ?",
)


def list_operations_of(cursor: Cursor, person: PersonId) -> set[int]:
    """Return the rows of the entries that opened or moved something of a person."""
    return {row[0] for sql in _QUERIES for row in cursor.execute(sql, (person,)).fetchall()}
