"""Ages and days: from a birth date, or from an age told at registration and the time since."""

from datetime import UTC, date, datetime, timedelta

import pytest

from posta.catalog.language.answer_context import Age, add_months, age_band, compute_age, months_between

from .cases import context

ON = date(2018, 11, 25)


@pytest.mark.parametrize(
    ("born", "years", "months", "days"),
    [(date(2018, 11, 25), 0, 0, 0), (date(2018, 10, 25), 0, 1, 31), (date(2018, 10, 26), 0, 0, 30),
     (date(2017, 11, 26), 0, 11, 364), (date(2017, 11, 25), 1, 12, 365), (date(2016, 2, 29), 2, 32, 1000)],
)  # fmt: skip
def test_age_from_a_birth_date(born: date, years: int, months: int, days: int) -> None:
    assert compute_age({"birth_date": born}, ON) == Age(years, months, days)


def test_age_told_at_registration_advances() -> None:
    told = {"age_value": 17, "age_unit": "y", "reg_date": date(2016, 11, 25)}
    assert compute_age(told, ON) == Age(19, 228, (ON - date(1999, 11, 25)).days)
    assert compute_age(told | {"age_date": date(2018, 11, 1)}, ON).years == 17  # type: ignore[union-attr]
    assert compute_age({"age_value": 10, "age_unit": "m", "reg_date": date(2018, 9, 25)}, ON).months == 12  # type: ignore[union-attr]
    assert compute_age({"age_value": 5, "age_unit": "d", "reg_date": date(2018, 11, 20)}, ON).days == 10  # type: ignore[union-attr]


@pytest.mark.parametrize("told", [{}, {"age_value": 3}, {"birth_date": date(2019, 1, 1)}, {"reg_date": ON}])
def test_an_unknown_age_is_none(told: dict[str, object]) -> None:
    assert compute_age(told, ON) is None


def test_months() -> None:
    assert add_months(date(2018, 1, 31), 1) == date(2018, 2, 28)
    assert add_months(date(2018, 3, 31), -1) == date(2018, 2, 28)
    assert add_months(date(2016, 2, 29), 12) == date(2017, 2, 28)
    assert months_between(date(2018, 1, 31), date(2018, 2, 28)) == 1


@pytest.mark.parametrize(
    ("months", "band"),
    [(0, "m0_5"), (5, "m0_5"), (6, "m6_11"), (12, "y1"), (23, "y1"), (24, "y2_4"), (59, "y2_4"), (60, "y5_9"),
     (119, "y5_9"), (120, "y10_11"), (144, "y12_14"), (180, "y15_17"), (216, "y18_19"), (240, "y20_24"),
     (300, "y25_44"), (539, "y25_44"), (540, "y45_49"), (600, "y50_59"), (720, "y60_64"), (779, "y60_64"),
     (780, "y65"), (1200, "y65")],
)  # fmt: skip
def test_age_bands_at_their_borders(months: int, band: str) -> None:
    assert age_band({"birth_date": add_months(ON, -months)}, ON) == band


def test_age_band_when_told_or_unknown() -> None:
    assert age_band({"age_value": 17, "age_unit": "y", "reg_date": date(2016, 11, 25)}, ON) == "y18_19"
    assert age_band({}, ON) == "unk"
    assert age_band({"age_value": 30, "age_unit": "y"}, ON) == "unk"


def test_the_visit_day_is_that_of_the_post() -> None:
    late = datetime(2018, 11, 26, 3, tzinfo=UTC)
    assert context(visit={"visit_dt": late}).visit_day == date(2018, 11, 25)
    assert context(visit={}).visit_day == ON
    assert context(visit={}).visit_moment == context().now
    assert context().day(late + timedelta(hours=4)) == date(2018, 11, 26)
