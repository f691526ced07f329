"""The one calendar: the day, the midnight and the hours of a place, also where clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from posta import clock
from posta.clock import (
    CENTRAL,
    DAY_MILLIS,
    HOUR_MILLIS,
    FixedClock,
    day_end_millis,
    day_start_millis,
    days_until,
    first_day_of_week,
    from_epoch_day,
    from_millis,
    get_zone,
    is_zone,
    local_day,
    local_day_from_millis,
    moment_at,
    to_epoch_day,
    today_in,
    unfinished_day,
)

TIJUANA, JUAREZ, MATAMOROS, MEXICO = (
    get_zone(f"America/{name}") for name in ("Tijuana", "Ciudad_Juarez", "Matamoros", "Mexico_City")
)


def test_it_is_another_day_at_another_place() -> None:
    """At half past ten in the evening at Tijuana a post there was shown, and counted, the next day."""
    late = FixedClock(datetime(2026, 11, 29, 6, 30, tzinfo=UTC))
    assert today_in(late, TIJUANA) == date(2026, 11, 28)
    assert today_in(late, MEXICO) == date(2026, 11, 29)


@pytest.mark.parametrize("zone", [TIJUANA, JUAREZ, MATAMOROS])
@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 3, 9), 24)])
def test_the_border_changes_its_clocks(zone: clock.tzinfo, day: date, hours: int) -> None:
    assert day_end_millis(day, zone) - day_start_millis(day, zone) == hours * HOUR_MILLIS
    assert local_day_from_millis(day_start_millis(day, zone), zone) == day
    assert local_day_from_millis(day_start_millis(day, zone) - 1, zone) == day - timedelta(days=1)
    assert local_day_from_millis(day_end_millis(day, zone) - 1, zone) == day


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 4, 5), date(2026, 10, 25), date(2026, 11, 1)])
def test_central_mexico_does_not(day: date) -> None:
    assert day_end_millis(day, MEXICO) - day_start_millis(day, MEXICO) == DAY_MILLIS


def test_an_hour_of_the_wall_is_a_moment() -> None:
    assert moment_at(date(2026, 3, 8), time(12), TIJUANA) == datetime(2026, 3, 8, 19, tzinfo=UTC)
    assert moment_at(date(2026, 3, 7), time(12), TIJUANA) == datetime(2026, 3, 7, 20, tzinfo=UTC)
    assert moment_at(date(2026, 11, 1), time(1, 30), TIJUANA) == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(1969, 12, 31), date(2018, 11, 25), date.max, date.min])
def test_a_day_and_its_number(day: date) -> None:
    assert from_epoch_day(to_epoch_day(day)) == day
    assert days_until(to_epoch_day(day), day) == 0


def test_a_last_day_is_over_when_it_is_over_everywhere() -> None:
    """A card that holds until the 28th was turned away at Tijuana at four in the afternoon of that day."""
    assert unfinished_day(from_millis(day_end_millis(date(2026, 11, 28), TIJUANA) - 1)) == date(2026, 11, 28)
    assert unfinished_day(from_millis(day_end_millis(date(2026, 11, 28), TIJUANA))) == date(2026, 11, 29)


def test_a_week_begins_on_sunday() -> None:
    assert {first_day_of_week(date(2018, 11, 25) + timedelta(days=n)) for n in range(7)} == {date(2018, 11, 25)}


@pytest.mark.parametrize("name", ["", "America", "America/Atlantis", "../etc/passwd", "/etc/passwd", "a\0b"])
def test_what_is_no_zone_is_the_usual_one(name: str) -> None:
    assert not is_zone(name)
    assert local_day(datetime(2026, 11, 29, 6, 30, tzinfo=UTC), get_zone(name)) == date(2026, 11, 29)


def test_a_computer_without_zones_counts_by_central_mexico(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_find_zone", lambda name: None)
    assert get_zone("America/Tijuana") is CENTRAL
