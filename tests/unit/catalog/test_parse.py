"""What people type, in every shape they type it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from posta.catalog.answers import InvalidValue, parse
from posta.catalog.language.form import get_form

from .cases import TODAY


def read(path: str, raw: str | list[str]) -> object:
    form, _, name = path.partition(".")
    return parse(get_form(form).field(name), raw, today=TODAY)


@pytest.mark.parametrize(
    ("path", "raw", "value"),
    [
        ("vitals.temp_c", "38,4", 38.4),
        ("vitals.temp_c", " 38.4 ", 38.4),
        ("vitals.temp_c", "38", 38.0),
        ("vitals.hr", "80", 80),
        ("stock.qty", "\u221212", -12),
        ("stock.qty", "+12", 12),
        ("person.birth_date", "25/11/1990", date(1990, 11, 25)),
        ("person.birth_date", "5/1/90", date(1990, 1, 5)),
        ("person.birth_date", "1990-01-05", date(1990, 1, 5)),
        ("person.birth_date", "5-1-1990", date(1990, 1, 5)),
        ("person.birth_date", "5.1.1990", date(1990, 1, 5)),
        ("visit.next_appt", "3/12/18", date(2018, 12, 3)),
        ("visit.visit_dt", "25/11/2018 12:30", datetime(2018, 11, 25, 18, 30, tzinfo=UTC)),
        ("visit.visit_dt", "2018-11-25T12:30", datetime(2018, 11, 25, 18, 30, tzinfo=UTC)),
        ("visit.visit_dt", "2018-11-25T12:30:00-06:00", datetime(2018, 11, 25, 18, 30, tzinfo=UTC)),
        ("visit.visit_dt", "12:30", datetime(2018, 11, 25, 18, 30, tzinfo=UTC)),
        ("visit.visit_dt", "12h30", datetime(2018, 11, 25, 18, 30, tzinfo=UTC)),
        ("person.phone", "+52 (934) 123-45 67", "+529341234567"),
        ("person.phone", "0052 934 1234567", "+529341234567"),
        ("person.curp", "mexa 900101 hdfxxx09", "MEXA900101HDFXXX09"),
        ("person.interpreter", "Sí", True),
        ("person.interpreter", "no", False),
        ("person.interpreter", "y", True),
        ("person.sex", "f", "f"),
        ("person.languages", ["hat", "spa"], ("spa", "hat")),
        ("person.languages", "spa", ("spa",)),
        ("person.country_origin", "hn", "HN"),
        ("opd.injury_cause", "w540", "W54.0"),
        ("opd.injury_cause", "W19", "W19"),
        ("opd.injury_body", ["knee:l"], ("knee:l",)),
        ("opd.dx_other", ["awd", "scabies"], ("awd", "scabies")),
        ("opd.complaint", "  dolor   de\ncabeza ", "dolor de cabeza"),
        ("opd.history", "una\r\ndos", "una\ndos"),
        ("visit.last_place", "27017", "27017"),
        ("visit.last_place", "GT", "GT"),
        ("visit.post", "tenosique_la72", "tenosique_la72"),
        ("vitals.hr", "", None),
        ("vitals.hr", "   ", None),
        ("person.languages", [], None),
        ("person.languages", ["", " "], None),
    ],
)
def test_typed_text_becomes_a_value(path: str, raw: str | list[str], value: object) -> None:
    assert read(path, raw) == value


@pytest.mark.parametrize(
    ("path", "raw", "rule"),
    [
        ("vitals.temp_c", "hot", "not_a_number"),
        ("vitals.temp_c", "1.234,5", "not_a_number"),
        ("vitals.temp_c", "nan", "not_a_number"),
        ("vitals.temp_c", "1e3", "not_a_number"),
        ("vitals.temp_c", "\u0663\u0668", "not_a_number"),
        ("vitals.temp_c", "46", "max"),
        ("vitals.temp_c", "29,9", "min"),
        ("vitals.hr", "80,5", "not_whole"),
        ("vitals.hr", "ochenta", "not_a_number"),
        ("vitals.hr", "999999999999999999999999", "max"),
        ("person.birth_date", "31/2/1990", "no_such_day"),
        ("person.birth_date", "11/25/1990", "no_such_day"),
        ("person.birth_date", "ayer", "not_a_date"),
        ("visit.visit_dt", "25/11/2018", "not_a_moment"),
        ("visit.visit_dt", "25/11/2018 25:00", "not_a_moment"),
        ("visit.visit_dt", "31/2/2018 10:00", "not_a_moment"),
        ("person.phone", "934 123 4567", "no_country"),
        ("person.phone", "+52", "not_a_phone"),
        ("person.curp", "ABC", "pattern"),
        ("person.interpreter", "maybe", "not_yes_or_no"),
        ("person.sex", "q", "unknown_code"),
        ("person.sex", ["f", "m"], "one_only"),
        ("person.country_origin", "QQ", "unknown_code"),
        ("opd.dx_main", "nothing", "unknown_code"),
        ("opd.dx_main", "depression", "not_here"),
        ("opd.injury_cause", "Y05", "not_here"),
        ("opd.injury_cause", "J06", "pattern"),
        ("opd.injury_body", ["knee:z"], "unknown_code"),
        ("opd.dx_other", ["awd", "scabies", "cholera", "ari_upper"], "too_many"),
        ("opd.complaint", "x" * 501, "too_long"),
        ("vitals.bmi", "20", "not_typed"),
        ("opd.tests", "x", "not_typed"),
        ("person.disability", ["none", "see"], "none_excludes"),
    ],
)
def test_wrong_text_says_which_rule(path: str, raw: str | list[str], rule: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        read(path, raw)
    assert caught.value.rule == rule
    assert caught.value.sentence % caught.value.params == str(caught.value)


def test_the_zone_of_the_post_decides_the_moment() -> None:
    field = get_form("visit").field("visit_dt")
    moment = parse(field, "25/11/2018 12:30", today=TODAY, zone=ZoneInfo("America/Tijuana"))
    assert moment == datetime(2018, 11, 25, 20, 30, tzinfo=UTC)
