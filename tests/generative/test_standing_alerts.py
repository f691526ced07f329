"""Since when an alert stands: what coordination says of many posts is what each post would have said day by day."""

from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

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


def fill(visits: list[tuple]) -> Cursor:
    """The tables of facts after these visits; some have a few of a kind on one day."""
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
    return cursor


def stands(cursor: Cursor, posts: tuple[int, ...], name: str, day: date) -> bool:
    """Whether one of these posts would have said so on that day."""
    return any(one.name == name for post in posts for one in alerts.list_alerts(cursor, post, day))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(visits=st.lists(VISIT, min_size=1, max_size=25))
def test_many_posts_say_what_each_post_says_day_by_day(visits: list[tuple]) -> None:
    cursor = fill(visits)
    standing = alerts.list_standing_alerts(cursor, TODAY)
    told = {(post, one.alert.name) for one in standing for post in one.posts}
    for post in TOWNS:
        here = {one.name for one in alerts.list_alerts(cursor, post, TODAY) if not one.municipality}
        assert {(post, name) for name in here} <= told
    for one in standing:
        assert all(stands(cursor, (post,), one.alert.name, TODAY) for post in one.posts)
        town = tuple(post for post in TOWNS if TOWNS[post] == TOWNS[one.posts[0]])
        posts = town if one.alert.municipality else one.posts
        day = TODAY
        while (TODAY - day).days < alerts.HISTORY_DAYS and stands(
            cursor, posts, one.alert.name, day - timedelta(days=1)
        ):
            day -= timedelta(days=1)
        assert one.since == day, one
