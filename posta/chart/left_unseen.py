"""How many people left a post before anybody saw them."""

from posta.chart.board import STEP_STANDS
from posta.ledger.row_types import Cursor


def count_left_unseen(cursor: Cursor, post: int, since: int) -> int:
    """Return how many people who came to a post since a moment (ms) left unseen.

    The index of the board serves it.
    """
    row = cursor.execute(
        "SELECT COUNT(DISTINCT a.person) FROM chart_arrival a WHERE a.post = ? AND a.at >= ?"
        " AND EXISTS (SELECT 1 FROM chart_step s WHERE s.arrival = a.id AND s.state = 'left')"
        f" AND NOT EXISTS (SELECT 1 FROM chart_step s WHERE s.arrival = a.id AND s.state = 'done' AND {STEP_STANDS})",
        (post, since),
    ).fetchone()
    return int(row[0]) if row else 0
