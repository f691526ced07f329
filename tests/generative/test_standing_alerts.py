"""Since when an alert stands: what coordination says of many posts is what each post would have said day by day."""

from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from posta.catalog.encoding.unlinked_rows import mission_week
from posta.clock import to_epoch_day
from posta.figures import alerts
from posta.figures.schema import TABLES
from posta.ledger.row_types import Cursor

pytestmark = pytest.mark.unreplayed
TODAY = date(2018, 11, 25)
DAY = to_epoch_day(TODAY)
TOWNS = {1: "27017", 2: "27017", 3: "30039"}
VISIT = st.tuples(
    st.sampled_from(sorted(TOWNS)),
    st.one_of(st.integers(0, 9), st.integers(0, 100)),
    st.sampled_from(("measles", "dengue", "dengue_sev", "meningitis", "awd", "cholera", "heat", "covid_conf", "other")),
    st.sampled_from(("suspected", "confirmed", "discarded")),
    st.sampled_from(("home", "died", "obs")),
    st.sampled_from(("clinic", "shelter")),
    st.sampled_from(("y1", "y25_44")),
)

TESTED = st.tuples(
    st.sampled_from(sorted(TOWNS)),
    st.integers(0, 60),
    st.sampled_from((b"a", b"b", b"c", b"d")),
    st.sampled_from(("clinic", "shelter")),
)


@pytest.fixture(autouse=True, scope="module")
def towns() -> Iterator[None]:
    """Three posts in two municipalities."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            alerts, "list_posts", lambda _: [SimpleNamespace(number=n, municipality=t) for n, t in TOWNS.items()]
        )
        patch.setattr(
            alerts, "list_posts_beside", lambda _, n: (TOWNS[n], [m for m in TOWNS if TOWNS[m] == TOWNS[n] and m != n])
        )
        yield


def fill(visits: list[tuple], tests: list[tuple] = [], rows: list[tuple] = []) -> Cursor:  # noqa: B006
    """The tables of facts after these visits, positive tests and unlinked rows; some visits are a few on one day."""
    cursor = dbapi2.connect(":memory:", isolation_level=None).cursor()
    for statement in TABLES:
        cursor.execute(statement)
    entry = 0
    for post, back, dx, case_class, disposition, place, band in visits:
        for _ in range(1 + back % 3):
            entry += 1
            cursor.execute(
                "INSERT INTO figures_row (entry, id, kind, post, day, sex, band, country, grp, dx, counts)"
                " VALUES (?, ?, 4, ?, ?, 'f', ?, 'HN', 'migrant', ?, 1)",
                (entry, entry.to_bytes(16, "big"), post, DAY - back, band, dx),
            )
            cursor.execute("INSERT INTO figures_facts_opd (entry, case_class, dehydration) VALUES (?, ?, 'C')",
                           (entry, case_class))  # fmt: skip
            cursor.execute("INSERT INTO figures_facts_visit (entry, disposition, location_type) VALUES (?, ?, ?)",
                           (entry, disposition, place))  # fmt: skip
    for post, back, person, place in tests:
        entry += 1
        cursor.execute(
            "INSERT INTO figures_row (entry, id, kind, post, day, person, sex, band, country, grp, dx, counts)"
            " VALUES (?, ?, 4, ?, ?, ?, 'f', 'y25_44', 'HN', 'migrant', '', 2)",
            (entry, entry.to_bytes(16, "big"), post, DAY - back, person),
        )
        cursor.execute("INSERT INTO figures_facts_covid (entry, result) VALUES (?, 'pos')", (entry,))
        cursor.execute("INSERT INTO figures_facts_visit (entry, location_type) VALUES (?, ?)", (entry, place))
    for post, back, number in rows:
        entry += 1
        cursor.execute("INSERT INTO figures_tally VALUES (?, 'kidnapping', ?, ?, '{}', ?)",
                       (entry, post, mission_week(TODAY - timedelta(days=back)), number))  # fmt: skip
    return cursor


def stands(cursor: Cursor, posts: tuple[int, ...], name: str, day: date) -> bool:
    """Whether one of these posts would have said so on that day."""
    return any(one.name == name for post in posts for one in alerts.list_alerts(cursor, post, day))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    visits=st.lists(VISIT, min_size=1, max_size=25),
    tests=st.lists(TESTED, max_size=6),
    rows=st.lists(st.tuples(st.sampled_from(sorted(TOWNS)), st.integers(0, 40), st.integers(1, 6)), max_size=6),
)
def test_many_posts_say_what_each_post_says_day_by_day(
    visits: list[tuple], tests: list[tuple], rows: list[tuple]
) -> None:
    cursor = fill(visits, tests, rows)
    standing = alerts.list_standing_alerts(cursor, TODAY)
    told = {(post, one.alert.name) for one in standing for post in one.posts}
    for post in TOWNS:
        noticed = alerts.list_alerts(cursor, post, TODAY)
        here = {one.name for one in noticed if not one.municipality and not one.everywhere}
        assert {(post, name) for name in here} <= told
        assert [one for one in noticed if one.everywhere] == [one.alert for one in standing if one.alert.everywhere]
    for one in standing:
        assert all(stands(cursor, (post,), one.alert.name, TODAY) for post in one.posts)
        posts = one.posts or tuple(TOWNS)
        if one.alert.municipality:
            posts = tuple(post for post in TOWNS if TOWNS[post] == TOWNS[one.posts[0]])
        day = TODAY
        while (TODAY - day).days < alerts.HISTORY_DAYS and stands(
            cursor, posts, one.alert.name, day - timedelta(days=1)
        ):
            day -= timedelta(days=1)
        assert one.since == day, one
