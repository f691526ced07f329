"""Who counts as lost to follow-up: by days and direction of travel, and never by a fixed place."""

import pytest

from posta.clinical.data_files import read_table
from posta.clinical.follow_up import is_lost, travel_days

WEEK = 7


@pytest.mark.parametrize(
    ("state", "towards", "group", "days"),
    [
        ("27", "30", "migrant", WEEK), ("27", "28", "asylum", 3 * WEEK), ("28", "27", "returnee", 3 * WEEK),
        ("30", "", "migrant", 2 * WEEK), ("28", "", "migrant", 0), ("12", "", "host", 0), ("", "", "migrant", 0),
        ("27", "99", "migrant", 3 * WEEK),
    ],
)  # fmt: skip
def test_days_of_travel(state: str, towards: str, group: str, days: int) -> None:
    assert travel_days(state, towards, group) == days


@pytest.mark.parametrize(
    ("state", "towards", "direction", "days"),
    [
        ("28", "", "south", 3 * WEEK), ("28", "", "north", 0), ("27", "", "south", 0), ("30", "", "north", 2 * WEEK),
        ("27", "", "stay", 0), ("27", "", "unk", 3 * WEEK), ("27", "30", "south", WEEK), ("27", "30", "stay", WEEK),
    ],
)  # fmt: skip
def test_the_direction_that_was_named_holds_where_no_stop_is_known(
    state: str, towards: str, direction: str, days: int
) -> None:
    assert travel_days(state, towards, "migrant", direction) == days
    assert travel_days(state, towards, "host", direction) == 0


@pytest.mark.parametrize(
    ("form", "late", "unseen", "travel", "lost"),
    [
        ("", 30, 30, 0, False), ("", 31, 31, 0, True), ("", 400, 30, 0, False), ("opd", 51, 51, 21, False),
        ("opd", 52, 52, 21, True), ("ncd", 90, 90, 0, False), ("ncd", 91, 91, 0, True), ("pnc", 15, 15, 0, True),
    ],
)  # fmt: skip
def test_lost(form: str, late: int, unseen: int, travel: int, lost: bool) -> None:
    assert is_lost(form, late, unseen, travel) is lost


def test_the_numbers_are_marked_as_an_example() -> None:
    table = read_table("lost_to_follow_up")
    assert table["example"] is True
    assert table["source"].startswith("Example")
