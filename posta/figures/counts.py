"""Counts from facts alone: visits by post and week, what is counted beside them, and what a post sees most.

Weeks are Mexican epidemiological ones, from Sunday to Saturday.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from posta.catalog.language.form import COUNTED
from posta.clock import from_epoch_day, to_epoch_day
from posta.ledger.row_types import Cursor

_MAX_ROWS = 2_000


VISIT = 1 << COUNTED.index("visit")


@dataclass(frozen=True, slots=True)
class WeekCount:
    """Visits at a post in the week that begins on a Sunday, as Mexican epidemiological weeks do.

    A visit is one person at one post on one day, however many forms were filled and by how many trades. An entry
    about no person cannot be joined to another, and is a visit of its own.
    """

    post: int
    week: date
    visits: int
    people: int


@dataclass(frozen=True, slots=True)
class Activity:
    """What was done beside visits in a week, at all posts: how often, and for how many people where heads are counted."""

    name: str
    week: date
    times: int
    heads: int


def count_visits_by_week(cursor: Cursor, since: date) -> list[WeekCount]:
    """Count visits by post and epidemiological week (Sunday to Saturday) from `since` on, newest week first."""
    found = cursor.execute(
        "SELECT post, (day + 4) / 7, COUNT(*), COUNT(DISTINCT person) FROM"
        f" (SELECT post, day, person FROM figures_row WHERE day >= ? AND counts & {VISIT} AND live = 1"
        " GROUP BY post, day, COALESCE(person, id)) GROUP BY 1, 2 ORDER BY 2 DESC, 1",
        (to_epoch_day(since),),
    )
    return [WeekCount(post, _week(week), visits, people) for post, week, visits, people in found]


def count_activities_by_week(cursor: Cursor, since: date) -> list[Activity]:
    """Count what is not a visit, by kind (`catalog.language.form.COUNTED`) and week from `since` on, newest week first."""
    found = cursor.execute(
        "SELECT (day + 4) / 7, counts, COUNT(*), SUM(heads) FROM figures_row"
        f" WHERE day >= ? AND counts > {VISIT} AND live = 1 GROUP BY 1, 2 ORDER BY 1 DESC",
        (to_epoch_day(since),),
    ).fetchall()
    totals: dict[tuple[int, str], list[int]] = {}
    for week, bits, times, heads in found:
        for place, counted in enumerate(COUNTED):
            if counted != "visit" and bits >> place & 1:
                total = totals.setdefault((week, counted), [0, 0])
                total[0] += times
                total[1] += heads
    return [Activity(name, _week(week), *total) for (week, name), total in totals.items()]


def count_nameless(cursor: Cursor, row: str) -> dict[str, int]:
    """Count the rows of one name that arrived without person or visit, by their week or month."""
    found = cursor.execute("SELECT period, SUM(count) FROM figures_tally WHERE row = ? GROUP BY period", (row,))
    return dict(found.fetchall())


def list_top_diagnoses(cursor: Cursor, post: int, since: date, limit: int = 8) -> list[str]:
    """Return the diagnoses a post writes most often, commonest first.

    The newest two thousand are enough, and a page that shows them costs the same after ten years.
    """
    found = cursor.execute(
        f"SELECT dx FROM (SELECT dx FROM figures_row WHERE post = ? AND day >= ? AND dx <> '' AND live = 1"
        f" ORDER BY day DESC LIMIT {_MAX_ROWS}) GROUP BY dx ORDER BY COUNT(*) DESC, dx LIMIT ?",
        (post, to_epoch_day(since), limit),
    )
    return [row[0] for row in found]


def count_by_day(cursor: Cursor, post: int, since: date) -> dict[str, dict[date, int]]:
    """Count by day each diagnosis written at a post since a day."""
    return count_days_by_post(cursor, [post], since).get(post, {})


def count_days_by_post(cursor: Cursor, posts: Sequence[int], since: date) -> dict[int, dict[str, dict[date, int]]]:
    """Count by post and day each diagnosis written at these posts since a day."""
    marks, first = ",".join("?" * len(posts)), to_epoch_day(since)
    found = cursor.execute(
        f"SELECT post, dx, day, times FROM figures_day WHERE post IN ({marks}) AND day >= ? AND times > 0"
        f" UNION ALL SELECT post, dx, day, COUNT(*) FROM figures_row WHERE post IN ({marks})"
        " AND day >= MAX(?, (SELECT until FROM figures_counted)) AND dx <> '' AND live = 1 GROUP BY post, day, dx",
        (*posts, first, *posts, first),
    ).fetchall()
    dates = {day: from_epoch_day(day) for day in {row[2] for row in found}}
    counts: dict[int, dict[str, dict[date, int]]] = {post: defaultdict(dict) for post in {row[0] for row in found}}
    for post, code, day, count in found:
        counts[post][code][dates[day]] = count
    return {post: dict(by_code) for post, by_code in counts.items()}


def _week(number: int) -> date:
    """Return the Sunday on which a week begins, counted from the one before 1970."""
    return from_epoch_day(number * 7 - 4)
