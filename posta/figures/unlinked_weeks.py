"""The unlinked rows by which alerts of the whole mission are judged, by name and week: all posts together."""

from collections.abc import Mapping
from datetime import date, timedelta

from posta.catalog.encoding.unlinked_rows import mission_week
from posta.clinical.surveillance.alert_rules import list_tally_rules
from posta.ledger.row_types import Cursor

Tallies = Mapping[tuple[str, str], int]
DAYS_OF_A_WEEK = 7
_SQL = "SELECT row, period, SUM(count) FROM figures_tally WHERE row IN ({rows}) AND period IN ({weeks}) GROUP BY row, period"


def list_unlinked_weeks(cursor: Cursor, today: date, *, back: int = 0) -> Tallies:
    """Return the rows counted by rules for this week, the last one, and those of so many days before."""
    names = sorted({rule.row for rule in list_tally_rules()})
    weeks = sorted({mission_week(today - timedelta(days=days)) for days in range(back + DAYS_OF_A_WEEK + 1)})
    sql = _SQL.format(rows=",".join("?" * len(names)), weeks=",".join("?" * len(weeks)))
    return {(row, week): number for row, week, number in cursor.execute(sql, (*names, *weeks)).fetchall()}
