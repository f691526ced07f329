"""Triage: criteria that the measures decide, the colour, the order of the board."""

import pytest

from posta.catalog.language.answer_context import Age
from posta.clinical.patient import Patient
from posta.clinical.signs.triage_criteria import (
    critical_signs,
    half_of_two,
    proposed_colour,
    red_by_measure,
    triage_colour,
    yellow_by_measure,
)
from posta.clinical.signs.triage_priority import is_late, priority
from posta.clinical.signs.triage_review import review_triage
from posta.clinical.signs.vital_limits import VITAL_SIGNS, Level, LimitRow, list_limits

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


DANGERS = [
    (row, side)
    for row in list_limits()
    for side in ("low", "high")
    if row.level is Level.DANGER and row.sign in VITAL_SIGNS and getattr(row, side) is not None
]


def _patient_of(row: LimitRow) -> Patient:
    """Somebody of the youngest age that a row is about."""
    days = max(row.days[0], round(row.months[0] * 30.44) + 1 if row.months[0] else 0, 200 if not row.state else 0)
    days = min(days, (row.days[1] or 99_999) - 1, round((row.months[1] or 3_000) * 30.44) - 2)
    months = int(days / 30.44)
    state = {"": {}, "obstetric": {"pregnant": False, "days_after_birth": 10}, "pregnant": {"pregnant": True}}
    age = Age(24, 288, 8_766) if row.state else Age(months // 12, months, days)
    patient = Patient(age, "f", **state[row.state])
    assert row.holds_for(patient), row
    return patient


@pytest.mark.parametrize(("row", "side"), DANGERS)
def test_nobody_is_green_beyond_a_limit_of_danger(row: LimitRow, side: str) -> None:
    """An adult of 70/40 with no criterion ticked came out green: the tool has no row for a low pressure."""
    beyond = row.low - 1 if side == "low" else row.high + 1
    signs, patient = {row.sign: beyond}, _patient_of(row)
    colour = triage_colour(NONE, NONE, signs, patient)
    assert colour in ("red", "yellow")
    if critical_signs(signs, patient):
        assert proposed_colour(NONE, NONE, signs, patient) == ("red" if colour == "red" else None)


def test_every_level_of_consciousness_below_alert_is_not_green() -> None:
    assert all(triage_colour(NONE, NONE, {"avpu": code}, GROWN) in ("red", "yellow") for code in "vpu")


def test_a_critical_sign_leaves_the_colour_to_a_person() -> None:
    shock = {"sbp": 70, "dbp": 40}
    assert triage_colour(NONE, NONE, shock, GROWN) == "yellow"
    assert proposed_colour(NONE, NONE, shock, GROWN) is None
    assert proposed_colour(frozenset({"weak_pulse"}), NONE, shock, GROWN) == "red"
    assert proposed_colour(NONE, NONE, {"spo2": 85}, GROWN) == "yellow"  # the tool judges it itself
    assert proposed_colour(NONE, NONE, {"sbp": 120, "dbp": 80}, GROWN) == "green"


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
