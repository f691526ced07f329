"""Counts from facts alone: visits by post and week, and what a post sees most."""

from dataclasses import dataclass
from datetime import date, timedelta

from posta.catalog import kinds
from posta.ledger.rows import Cursor

EPOCH_DAY = date(1970, 1, 1)
_TELLING = 2_000
_LIVE = (
    f"kind IN ({kinds.CONTACT}, {kinds.CORRECTION})"
    " AND NOT EXISTS (SELECT 1 FROM figures_void v WHERE v.target = figures_row.id)"
)


@dataclass(frozen=True, slots=True)
class WeekCount:
    """Contacts at a post in the week that begins on a Sunday, as Mexican epidemiological weeks do."""

    post: int
    week: date
    visits: int
    people: int


def count_visits_by_week(cursor: Cursor, since: date) -> list[WeekCount]:
    """Visits by post and epidemiological week (Sunday to Saturday) from `since` on, newest week first."""
    found = cursor.execute(
        "SELECT post, (day + 4) / 7, COUNT(*), COUNT(DISTINCT person) FROM figures_row"
        f" WHERE day >= ? AND {_LIVE} GROUP BY 1, 2 ORDER BY 2 DESC, 1",
        ((since - EPOCH_DAY).days,),
    )
    return [
        WeekCount(post, EPOCH_DAY + timedelta(week * 7 - 4), visits, people) for post, week, visits, people in found
    ]


def list_top_diagnoses(cursor: Cursor, post: int, since: date, limit: int = 8) -> list[str]:
    """The diagnoses a post writes most often, commonest first.

    The newest two thousand say it well enough, and a page that shows them costs the same after ten years.
    """
    found = cursor.execute(
        f"SELECT dx FROM (SELECT dx FROM figures_row WHERE post = ? AND day >= ? AND dx <> '' AND {_LIVE}"
        f" ORDER BY day DESC LIMIT {_TELLING}) GROUP BY dx ORDER BY COUNT(*) DESC, dx LIMIT ?",
        (post, (since - EPOCH_DAY).days, limit),
    )
    return [row[0] for row in found]


def count_by_day(cursor: Cursor, post: int, since: date) -> dict[str, dict[date, int]]:
    """For each diagnosis written at a post since a day, how often on which day."""
    found = cursor.execute(
        f"SELECT dx, day, COUNT(*) FROM figures_row WHERE post = ? AND day >= ? AND dx <> '' AND {_LIVE} GROUP BY day, dx",
        (post, (since - EPOCH_DAY).days),
    )
    counts: dict[str, dict[date, int]] = {}
    for code, day, count in found:
        counts.setdefault(code, {})[EPOCH_DAY + timedelta(day)] = count
    return counts
