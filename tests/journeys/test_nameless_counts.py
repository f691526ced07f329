"""What is counted of nobody goes with an act that is undone, and is joined to no act once that cannot be undone any more."""

from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection

from posta.acts.care.undo import record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.record.person import Person
from posta.config import start
from posta.ids import EntryId
from posta.ledger.row_types import Cursor
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.journeys.test_sealed_corrections import somebody
from tests.post_fixture import TestPost
from tests.spec.examples import CLOSED_SESSION

HERE = "tenosique_la72"


class Counted:
    """A psychologist and a doctor at a post, somebody in their care, and what waits of their sessions."""

    def __init__(self) -> None:
        self.house: InMemoryMission = make_mission([HERE])
        self.person: Person = somebody(self.house)
        self.cursor: Cursor = self.house.node(HERE).cursor

    def session(self) -> EntryId:
        return record_encounter(self.house.actor(HERE, "psychologist"), self.person, {"mh_fu": CLOSED_SESSION}).entry

    def consultation(self) -> EntryId:
        return record_encounter(self.house.actor(HERE), self.person, {"vitals": {"hr": 80}}).entry

    def undo(self, entry: EntryId, trade: str = "psychologist") -> None:
        record_undo(self.house.actor(HERE, trade), self.person, entry)

    def waiting(self) -> int:
        return len(self.cursor.execute("SELECT 1 FROM figures_pending WHERE row = 'mh_session'").fetchall())

    def known(self) -> int:
        return len(self.cursor.execute("SELECT 1 FROM figures_pending WHERE entry IS NOT NULL").fetchall())

    def sent(self) -> list[int]:
        found = self.cursor.execute("SELECT count FROM figures_tally WHERE row = 'mh_session' ORDER BY entry")
        return [row[0] for row in found]


@pytest.fixture
def post_of_two() -> Counted:
    return Counted()


def test_a_session_that_is_undone_and_signed_again_is_counted_once(post_of_two: Counted) -> None:
    """What was undone went on waiting to be counted: a session signed again after an undo counted as two."""
    post_of_two.undo(post_of_two.session())
    assert post_of_two.waiting() == 0
    kept = post_of_two.session()
    assert post_of_two.waiting() == 1
    post_of_two.house.clock.advance(days=1)
    post_of_two.consultation()
    assert (post_of_two.waiting(), post_of_two.sent()) == (0, [1])
    assert kept


def test_undoing_takes_no_count_of_another_act_along(post_of_two: Counted) -> None:
    post_of_two.session()
    post_of_two.house.clock.advance(seconds=10)
    post_of_two.undo(post_of_two.session())
    assert post_of_two.waiting() == 1


def test_nothing_leaves_of_an_act_that_can_still_be_undone(post_of_two: Counted) -> None:
    """Given a session just before midnight, when somebody is treated just after it, then no count has left; later it does."""
    post_of_two.house.clock.at = datetime(2018, 11, 26, 5, 59, 50, tzinfo=UTC)  # 23:59:50 at the post
    entry = post_of_two.session()
    post_of_two.house.clock.advance(seconds=15)
    post_of_two.consultation()
    assert post_of_two.sent() == []
    post_of_two.undo(entry)
    post_of_two.session()
    post_of_two.house.clock.advance(days=1)
    post_of_two.consultation()
    assert post_of_two.sent() == [1]


def test_eight_leave_together_and_none_beside_its_own_visit(post_of_two: Counted) -> None:
    for _ in range(8):
        post_of_two.session()
        post_of_two.house.clock.advance(minutes=1)
    assert post_of_two.sent() == []
    post_of_two.session()
    assert (post_of_two.sent(), post_of_two.waiting()) == ([8], 1)


def test_a_count_that_is_alone_waits_for_one_that_is_coming(post_of_two: Counted) -> None:
    """Sent by itself, the session of a quiet day would say more than the two of two days do together."""
    for day in range(3):
        post_of_two.session()
        assert post_of_two.sent() == ([2] if day == 2 else [])
        post_of_two.house.clock.advance(days=1)


def test_the_entry_is_forgotten_by_the_next_act_once_it_cannot_be_undone(post_of_two: Counted) -> None:
    """Given a session, when half a minute has passed, then from the next act on nothing says to which visit it belongs."""
    post_of_two.session()
    post_of_two.house.clock.advance(seconds=29)
    post_of_two.consultation()
    assert post_of_two.known() == 1
    post_of_two.house.clock.advance(seconds=31)
    post_of_two.consultation()
    assert (post_of_two.known(), post_of_two.waiting()) == (0, 1)


def of_a_post(post: TestPost) -> tuple[Cursor, EntryId]:
    entry = record_encounter(post.actor("psychologist"), post.person(), {"mh_fu": CLOSED_SESSION}).entry
    return post.actor().node.cursor, entry


def known(cursor: Cursor) -> list[tuple]:
    return cursor.execute("SELECT entry IS NOT NULL FROM figures_pending").fetchall()


@pytest.mark.django_db(transaction=True)
def test_the_entry_is_forgotten_at_the_first_request_of_a_later_minute(post: TestPost) -> None:
    cursor, client = of_a_post(post)[0], post.client("nurse")
    client.get("/")
    assert set(known(cursor)) == {(1,)}
    post.later(minutes=1)
    client.get("/")
    assert set(known(cursor)) == {(0,)}


@pytest.mark.django_db(transaction=True)
def test_the_entry_is_forgotten_when_a_post_that_was_locked_opens(
    post: TestPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a session signed just before the lock, when the post starts: within the time for undo it is still known."""
    for step in ("migrate_database", "collect_assets", "drop_old_drafts", "start_background", "start_upkeep"):
        monkeypatch.setattr(start, step, lambda: None)
    for step in ("prepare_home", "keep_log_open", "create_reserve", "release_reserve"):
        monkeypatch.setattr(start, step, lambda place: None)
    cursor, _ = of_a_post(post)
    start.start_node()
    assert set(known(cursor)) == {(1,)}
    post.later(seconds=31)
    start.start_node()
    assert set(known(cursor)) == {(0,)}


@pytest.mark.django_db(transaction=True)
def test_a_home_made_before_keeps_what_waits_and_knows_no_entry_of_it(post: TestPost) -> None:
    cursor, _ = of_a_post(post)
    cursor.execute("ALTER TABLE figures_pending DROP COLUMN entry")
    before = cursor.execute("SELECT row, period, columns, day FROM figures_pending").fetchall()
    add_column = import_module("posta.figures.migrations.0002_entry_of_what_waits").add_column
    for _ in range(2):
        add_column(None, SimpleNamespace(connection=connection))
    found = cursor.execute("SELECT row, period, columns, day, entry FROM figures_pending").fetchall()
    assert found == [(*row, None) for row in before]
    assert before
