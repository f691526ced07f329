"""Days that are over are counted once, and stay right whatever comes, is voided or stands again afterwards."""

from contextlib import nullcontext
from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from posta.clock import from_epoch_day, to_epoch_day
from posta.figures.counted_days import count_days_before, has_uncounted_days
from posta.figures.counts import count_days_by_post
from posta.figures.schema import TABLES
from posta.scribe.replay import replay
from tests.post_fixture import TestPost
from tests.unit.figures.test_counts import TODAY, table

SINCE = TODAY - timedelta(10)
POSTS = (1, 2, 3)
COUNTED_SINCE = """
    SELECT post, dx, day, COUNT(*) FROM figures_row WHERE day >= ? AND dx <> '' AND live = 1 GROUP BY post, dx, day"""

DAYS, CODES = st.integers(-14, 1), st.sampled_from(["awd", "asthma", ""])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from(POSTS), DAYS, CODES),
        st.tuples(st.just("mark"), st.integers(1, 20), st.sampled_from([0, 1])),
        st.tuples(st.just("forget"), st.integers(1, 20)),
        st.tuples(st.just("count"), DAYS),
    ),
    max_size=40,
)


def counted(cursor: dbapi2.Cursor) -> dict[tuple[int, str, date], int]:
    found = count_days_by_post(cursor, POSTS, SINCE)
    return {
        (post, code, day): n for post, codes in found.items() for code, days in codes.items() for day, n in days.items()
    }


def expected(cursor: dbapi2.Cursor) -> dict[tuple[int, str, date], int]:
    rows = cursor.execute(COUNTED_SINCE, (to_epoch_day(SINCE),)).fetchall()
    return {(post, code, from_epoch_day(day)): n for post, code, day, n in rows}


def take(cursor: dbapi2.Cursor, number: int, step: tuple) -> None:
    today = to_epoch_day(TODAY)
    match step:
        case ("write", post, away, code):
            cursor.execute(
                "INSERT INTO figures_row (entry, id, kind, post, day, sex, band, country, grp, dx)"
                " VALUES (?, x'00', 2, ?, ?, '', '', '', '', ?)",
                (number, post, today + away, code),
            )
        case ("mark", entry, live):
            cursor.execute("UPDATE figures_row SET live = ? WHERE entry = ?", (live, entry))
        case ("forget", entry):
            cursor.execute("UPDATE figures_row SET live = 0 WHERE entry = ?", (entry,))
            cursor.execute("DELETE FROM figures_row WHERE entry = ?", (entry,))
        case ("count", away):
            count_days_before(cursor, TODAY + timedelta(away))


@given(STEPS)
def test_the_counts_are_those_of_the_rows(steps: list[tuple]) -> None:
    cursor = table()
    for number, step in enumerate(steps, 1):
        take(cursor, number, step)
        assert counted(cursor) == expected(cursor)


def test_a_day_is_counted_once_it_is_over() -> None:
    cursor = table(("awd", 3, 2), ("awd", 2, 0))
    assert has_uncounted_days(cursor, TODAY)
    count_days_before(cursor, TODAY)
    assert not has_uncounted_days(cursor, TODAY)
    assert has_uncounted_days(cursor, TODAY + timedelta(1))
    days = cursor.execute("SELECT post, day, dx, times FROM figures_day").fetchall()
    assert days == [(1, to_epoch_day(TODAY) - 2, "awd", 3)]
    count_days_before(cursor, TODAY - timedelta(1))  # a clock that goes back counts nothing twice
    assert cursor.execute("SELECT SUM(times) FROM figures_day").fetchone() == (3,)


def test_an_act_of_today_writes_none_of_it() -> None:
    """A page more in each commit would cost every act a twentieth of its time."""
    cursor = table(("awd", 1, 1))
    count_days_before(cursor, TODAY)
    before = cursor.execute("SELECT * FROM figures_day").fetchall()
    take(cursor, 50, ("write", 1, 0, "awd"))
    assert cursor.execute("SELECT * FROM figures_day").fetchall() == before


def test_a_home_made_before_gets_them() -> None:
    cursor = dbapi2.connect(":memory:").cursor()
    for statement in TABLES:
        if not any(name in statement for name in ("figures_day", "figures_counted")):
            cursor.execute(statement)
    take(cursor, 1, ("write", 2, -3, "awd"))
    editor = SimpleNamespace(connection=SimpleNamespace(cursor=lambda: nullcontext(cursor)))
    for _ in range(2):  # a home of today has them already
        import_module("posta.figures.migrations.0008_counted_days").make_counts(None, editor)
        count_days_before(cursor, TODAY)
        assert counted(cursor) == expected(cursor) == {(2, "awd", TODAY - timedelta(3)): 1}


@pytest.mark.django_db(transaction=True)
def test_a_page_counts_the_days_that_are_over_and_a_replay_counts_them_anew(post: TestPost) -> None:
    actor = post.actor()
    cursor = actor.node.cursor
    assert has_uncounted_days(cursor, actor.today)
    post.client().get("/more")
    assert not has_uncounted_days(cursor, actor.today)
    replay(actor.node)
    assert has_uncounted_days(cursor, actor.today)
