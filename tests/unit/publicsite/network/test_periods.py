"""Dates known to the year, month or day, judged by the day that the site describes."""

import pytest

from posta.publicsite.network.partial_dates import first_day, has_begun, is_over, last_day


@pytest.mark.parametrize(
    ("until", "as_of", "over"),
    [
        ("2018-12", "2018-12-31", True),
        ("2018-12", "2018-12-01", True),  # closed in the course of December: nobody is sent to a closed door
        ("2018-12", "2018-11-30", False),
        ("2018", "2018-01-01", True),
        ("2018-12-24", "2018-12-23", False),
        ("2018-12-24", "2018-12-24", True),
        ("", "2018-12-31", False),
    ],
)
def test_what_ends_in_a_month_or_year_is_over_in_it(until: str, as_of: str, over: bool) -> None:
    assert is_over(until, as_of) is over


def test_what_begins_later_has_not_begun() -> None:
    assert has_begun("", "2018-12-31")
    assert has_begun("2018-12", "2018-12-31")
    assert not has_begun("2019", "2018-12-31")
    assert not has_begun("2018-12-24", "2018-12-23")


@pytest.mark.parametrize("date", ["2018", "2018-01", "2018-02-29", "2018-12", "2018-12-31"])
def test_a_date_lies_within_its_year_and_ends_after_it_begins(date: str) -> None:
    assert 2018 <= first_day(date) < last_day(date) <= 2019
