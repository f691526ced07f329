"""The full reading of the database is due once a week by the node's own clock, and what it finds is noted until the next."""

from pathlib import Path

import pytest

from posta.clock import FixedClock
from posta.config import upkeep
from posta.config.upkeep import latest_known_moment
from posta.ids import FeedId
from posta.ledger.row_types import Tip
from posta.node.process_state import PROCESS
from posta.node.storage.database import DamagedDatabase
from posta.node.upkeep.node_health import note_health, read_health


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch, clock: FixedClock, home: Path) -> list[tuple[str, ...]]:
    """What the next readings find; each takes one away."""
    home.mkdir()
    found: list[tuple[str, ...]] = []
    monkeypatch.setattr(PROCESS, "clock", clock)
    monkeypatch.setattr(upkeep, "database_key", lambda alias: bytes(32))
    monkeypatch.setattr(upkeep, "read_whole_database", lambda home, key: found.pop(0))
    return found


def test_it_is_read_at_the_first_opening_and_each_week(readings: list, clock: FixedClock, home: Path) -> None:
    readings += [(), ("page 3",)]
    upkeep.check_database(home)
    clock.advance(days=6)
    upkeep.check_database(home)
    assert (len(readings), read_health(home).damage) == (1, ())
    clock.advance(days=2)
    upkeep.check_database(home)
    assert read_health(home).damage == ("page 3",)
    assert read_health(home).checked_at == clock.millis()


def test_a_clock_that_was_ahead_puts_no_reading_off(readings: list, clock: FixedClock, home: Path) -> None:
    readings += [()]
    note_health(home, checked_at=clock.millis() + 400 * 86_400_000)
    upkeep.check_database(home)
    assert read_health(home).checked_at == clock.millis()


def test_a_database_that_cannot_even_be_opened_is_damage(
    monkeypatch: pytest.MonkeyPatch, readings: list, clock: FixedClock, home: Path
) -> None:
    def fail(home: Path, key: bytes) -> None:
        raise DamagedDatabase("The database cannot be read.")

    monkeypatch.setattr(upkeep, "read_whole_database", fail)
    upkeep.check_database(home)
    assert read_health(home).damage == ("The database cannot be read.",)


def tip(feed: bytes, moment: int) -> Tip:
    return Tip(FeedId(feed), 0, b"", 0, bytes(32), moment << 16)


def test_one_post_whose_clock_ran_ahead_accuses_no_other() -> None:
    """Every other post was told for 400 days that its right clock was wrong."""
    here = FeedId(b"h")
    assert latest_known_moment([], here) == 0
    assert latest_known_moment([tip(b"h", 5), tip(b"a", 900)], here) == 5
    assert latest_known_moment([tip(b"h", 5), tip(b"a", 900), tip(b"b", 7), tip(b"b", 6)], here) == 7
    assert latest_known_moment([tip(b"a", 900), tip(b"b", 800)], here) == 800
