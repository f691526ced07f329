"""The diagnoses that a post wrote most often, with how often, from the index that the board counts by."""

from datetime import date

from posta.clock import to_epoch_day
from posta.ledger.row_types import Cursor


def count_top_diagnoses(cursor: Cursor, post: int, since: date, *, most: int = 10) -> list[tuple[str, int]]:
    """Return the commonest diagnoses of a post since a day, and how often each was written."""
    found = cursor.execute(
        "SELECT dx, COUNT(*) FROM figures_row WHERE post = ? AND day >= ? AND dx <> '' AND live = 1"
        " GROUP BY dx ORDER BY COUNT(*) DESC, dx LIMIT ?",
        (post, to_epoch_day(since), most),
    )
    return [(code, number) for code, number in found.fetchall()]
