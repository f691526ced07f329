"""Triage: criteria that the measures decide, the colour, the order of the board."""

import pytest

from posta.clinical.patient import Patient
from posta.clinical.signs.triage_criteria import half_of_two, red_by_measure, triage_colour, yellow_by_measure
from posta.clinical.signs.triage_priority import is_late, priority
from posta.clinical.signs.triage_review import review_triage

from .people import AFTER_BIRTH, CHILD, GROWN, PREGNANT, YOUNG, aged, visit

NONE = frozenset({"none"})
GIRL = aged(11, sex="f", pregnant=True)


@pytest.mark.parametrize(
    ("signs", "patient", "red"),
    [
        ({"hr": 151}, GROWN, {"hr_extreme"}), ({"hr": 150}, GROWN, set()), ({"hr": 181}, CHILD, set()),
        ({"avpu": "u"}, GROWN, {"unresp"}), ({"avpu": "v", "temp_c": 39.5}, GROWN, {"two_neuro"}),
        ({"avpu": "v", "temp_c": 39.5}, CHILD, {"altered_c"}), ({"glucose_mgdl": 69}, GROWN, {"hypogly"}),
        ({"glucose_mgdl": 301}, GROWN, set()), ({"glucose_mgdl": 55}, aged(days=10), set()),
        ({"sbp": 160}, PREGNANT, {"preg_bp"}), ({"sbp": 160}, GROWN, set()), ({"sbp": 160}, AFTER_BIRTH, {"preg_bp"}),
        ({"sbp": 170, "dbp": 112}, GIRL, {"preg_bp"}), ({"avpu": "v"}, PREGNANT, {"preg_seiz"}),
        ({"sbp": 80}, PREGNANT, set()), ({}, aged(days=7), {"inf_8d"}), ({"temp_c": 39.1}, YOUNG, {"inf_2m_temp"}),
    ],
)  # fmt: skip
def test_red_by_measure(signs: dict[str, object], patient: Patient, red: set[str]) -> None:
    assert red_by_measure(signs, patient) == red


@pytest.mark.parametrize(
    ("signs", "patient", "yellow"),
    [
        ({"muac_mm": 110}, aged(2), {"wasting"}), ({"muac_mm": 115}, aged(2), set()), ({"oedema": "2"}, aged(2), {"wasting"}),
        ({"z_wflh": -4.2}, aged(2), {"wasting"}), ({}, aged(days=8), {"inf_6m"}), ({}, aged(months=5), {"inf_6m"}),
        ({}, aged(months=6), {"inf_6m"}), ({}, aged(days=212), set()), ({}, GIRL, {"preg_child"}), ({}, PREGNANT, set()), ({}, Patient(), set()),
    ],
)  # fmt: skip
def test_yellow_by_measure(signs: dict[str, object], patient: Patient, yellow: set[str]) -> None:
    assert yellow_by_measure(signs, patient) == yellow


@pytest.mark.parametrize(
    ("red", "yellow", "signs", "patient", "colour"),
    [
        ({"stridor"}, NONE, {"spo2": 98}, GROWN, "red"), (NONE, {"pallor"}, {"spo2": 98}, GROWN, "yellow"),
        (NONE, NONE, {"spo2": 98}, GROWN, "green"), (NONE, NONE, {"spo2": 91}, GROWN, "yellow"),
        (NONE, {"pallor"}, {"spo2": 91}, GROWN, "red"), (NONE, set(), {"spo2": 98}, GROWN, None),
        (NONE, NONE, {"muac_mm": 110}, aged(2), "yellow"),  # MUAC 110 at 2 years: not green
        (NONE, NONE, {"sbp": 170, "dbp": 112}, GIRL, "red"), (NONE, NONE, {"sbp": 110}, GIRL, "yellow"),
        (NONE, NONE, {"temp_c": 38.0}, YOUNG, "red"), (NONE, NONE, {"temp_c": 37.0}, YOUNG, "yellow"),
        (NONE, NONE, {"hr": 120}, aged(months=7), "green"),
    ],
)  # fmt: skip
def test_the_colour(red, yellow, signs: dict[str, object], patient: Patient, colour: str | None) -> None:
    assert triage_colour(frozenset(red), frozenset(yellow), signs, patient) == colour


def test_one_of_two_signs_is_told() -> None:
    assert half_of_two({"temp_c": 39.2}, GROWN) == {"fever"}
    assert half_of_two({"temp_c": 39.2, "avpu": "v"}, GROWN) == half_of_two({"temp_c": 39.2}, CHILD) == frozenset()


def test_green_is_asked_about_where_nothing_was_measured() -> None:
    green = {"colour": "green", "red_signs": ("none",), "yellow_signs": ("none",)}
    assert [one.code for one in review_triage(visit(GROWN, triage=green))] == ["green_unmeasured"]
    assert not list(review_triage(visit(GROWN, triage=green, vitals={"hr": 80})))
    assert not list(review_triage(visit(GROWN, triage={**green, "colour": "yellow"})))


def test_the_order_of_the_board_and_how_long_a_colour_waits() -> None:
    news = {"alert": True, "alert_is_news": True}
    order = [priority("red"), priority("green", **news), priority("yellow"), priority(""), priority("green")]
    assert order == sorted(order)
    assert priority("yellow", alert=True, alert_is_news=False) == priority("yellow")
    assert (is_late("red", 1), is_late("yellow", 60), is_late("green", 121), is_late("", 61)) == (
        True,
        False,
        True,
        True,
    )
