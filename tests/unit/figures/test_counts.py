"""What a post sees most, and what on which day, from facts alone."""

from contextlib import nullcontext
from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace

from sqlcipher3 import dbapi2

from posta.clock import EPOCH_DAY
from posta.figures.counts import count_by_day, list_top_diagnoses
from posta.figures.schema import TABLES

TODAY = date(2018, 11, 25)
INSERTION = (
    "INSERT INTO figures_row (entry, id, kind, post, day, sex, band, country, grp, dx, counts)"
    " VALUES (?, ?, 2, 1, ?, 'f', '18_29', 'HN', '', ?, 1)"
)


def table(*written: tuple[str, int, int]) -> dbapi2.Cursor:
    """Consultations at post 1: diagnosis, how many, how many days ago."""
    cursor = dbapi2.connect(":memory:").cursor()
    for statement in TABLES:
        cursor.execute(statement)
    day, row = (TODAY - EPOCH_DAY).days, 0
    for code, number, ago in written:
        for _ in range(number):
            row += 1
            fields = (row, row.to_bytes(16, "big"), day - ago, code)
            cursor.execute(INSERTION, fields)
    return cursor


def top(cursor: dbapi2.Cursor) -> list[str]:
    return list_top_diagnoses(cursor, 1, TODAY - timedelta(90))


def test_the_commonest_come_first_and_equals_by_their_code() -> None:
    assert top(table(("awd", 2, 3), ("ari_upper", 5, 40), ("asthma", 2, 1), ("", 9, 1))) == [
        "ari_upper",
        "asthma",
        "awd",
    ]


def test_what_was_taken_back_does_not_count() -> None:
    cursor = table(("awd", 3, 1), ("asthma", 2, 1))
    cursor.execute("UPDATE figures_row SET live = 0 WHERE entry IN (1, 2)")
    assert top(cursor) == ["asthma", "awd"]


def test_only_the_newest_two_thousand_are_asked() -> None:
    assert top(table(("awd", 2_500, 60), ("ari_upper", 1_990, 2), ("asthma", 10, 1))) == ["ari_upper", "asthma"]


def test_each_day_has_its_own_count_without_what_was_taken_back() -> None:
    cursor = table(("awd", 3, 1), ("awd", 2, 0), ("", 4, 0), ("asthma", 1, 91))
    cursor.execute("UPDATE figures_row SET live = 0 WHERE entry = 1")
    yesterday = TODAY - timedelta(1)
    assert count_by_day(cursor, 1, TODAY - timedelta(90)) == {"awd": {yesterday: 2, TODAY: 2}}
    assert count_by_day(cursor, 2, TODAY - timedelta(90)) == {}


def test_a_home_made_before_counts_by_the_new_index_too() -> None:
    cursor = table(("awd", 3, 1))
    for trigger in ("figures_row_comes_late", "figures_row_changes_late"):
        cursor.execute(f"DROP TRIGGER {trigger}")
    cursor.execute("DROP INDEX figures_row_dx")
    cursor.execute("DROP INDEX figures_row_activity")
    cursor.execute("DROP INDEX figures_row_screening")
    cursor.execute("CREATE INDEX figures_row_post ON figures_row (post, day, kind, dx)")
    for column in ("month", "live"):
        cursor.execute(f"ALTER TABLE figures_row DROP COLUMN {column}")
    for operation in import_module("posta.figures.migrations.0003_index_of_diagnoses").Migration.operations:
        for statement, _ in operation.sql:
            cursor.execute(statement)
    editor = SimpleNamespace(connection=SimpleNamespace(cursor=lambda: nullcontext(cursor)))
    import_module("posta.figures.migrations.0006_typed_facts").add_columns(None, editor)
    found = cursor.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'figures_row' ORDER BY name"
    ).fetchall()
    assert found == [("figures_row_dx",)]
    assert top(cursor) == ["awd"]
