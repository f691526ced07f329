"""Days that are over, counted once: how often each main diagnosis was written at each post.

A board compares today with the weeks before. Counted from the rows, they cost more the more a post writes: at 2,000,000
entries longer than the rest of the page. So the days before `figures_counted.until` stand in `figures_day`, and later
ones are counted from their rows. An act of today touches none of it; what comes late, is voided or stands again after
its day was counted moves the count by the rules below. A row is marked as not live before it is deleted.
"""

from datetime import date

from posta.clock import to_epoch_day
from posta.ledger.row_types import Cursor

_COUNTED = "{row}.dx <> '' AND {row}.day < (SELECT until FROM figures_counted)"
_ADD = (
    "INSERT INTO figures_day VALUES (NEW.post, NEW.day, NEW.dx, {times})"
    " ON CONFLICT DO UPDATE SET times = times + excluded.times"
)
TABLES = (
    """CREATE TABLE figures_day (
        post INTEGER NOT NULL, day INTEGER NOT NULL, dx TEXT NOT NULL, times INTEGER NOT NULL,
        PRIMARY KEY (post, day, dx)) WITHOUT ROWID""",
    "CREATE TABLE figures_counted (until INTEGER NOT NULL)",
    "INSERT INTO figures_counted VALUES (0)",
    "CREATE TRIGGER figures_row_comes_late AFTER INSERT ON figures_row"
    f" WHEN NEW.live = 1 AND {_COUNTED.format(row='NEW')} BEGIN {_ADD.format(times=1)}; END",
    "CREATE TRIGGER figures_row_changes_late AFTER UPDATE OF live ON figures_row"
    f" WHEN NEW.live <> OLD.live AND {_COUNTED.format(row='NEW')}"
    f" BEGIN {_ADD.format(times='NEW.live - OLD.live')}; END",
)

# The posts are found one after the other in the index of diagnoses, which begins with them.
_COUNT = """
    INSERT INTO figures_day
    WITH RECURSIVE known (post) AS (
        SELECT MIN(post) FROM figures_row WHERE dx <> '' AND live = 1
        UNION ALL SELECT (SELECT MIN(r.post) FROM figures_row r WHERE r.post > k.post AND r.dx <> '' AND r.live = 1)
        FROM known k WHERE k.post IS NOT NULL)
    SELECT r.post, r.day, r.dx, COUNT(*) FROM known k CROSS JOIN figures_row r INDEXED BY figures_row_dx ON r.post = k.post
    WHERE r.day >= (SELECT until FROM figures_counted) AND r.day < :until AND r.dx <> '' AND r.live = 1
    GROUP BY r.post, r.day, r.dx"""


def has_uncounted_days(cursor: Cursor, today: date) -> bool:
    """Return whether a day before today is still counted from its rows."""
    row = cursor.execute("SELECT until FROM figures_counted").fetchone()
    return row is not None and row[0] < to_epoch_day(today)


def count_days_before(cursor: Cursor, today: date) -> None:
    """Count the days before today that were not counted yet; inside a transaction."""
    until = to_epoch_day(today)
    cursor.execute(_COUNT, {"until": until})
    cursor.execute("UPDATE figures_counted SET until = MAX(until, ?)", (until,))


def forget_counted_days(cursor: Cursor) -> None:
    """Count every day from its rows, as before a replay makes these again."""
    cursor.execute("DELETE FROM figures_day")
    cursor.execute("UPDATE figures_counted SET until = 0")
