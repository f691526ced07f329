"""Wasting by age, and scores that are hardly possible."""

import pytest

from posta.clinical.dangers.childhood import review_childhood
from posta.clinical.dangers.mental_scores import review_mental_scores
from posta.clinical.patient import Patient
from posta.clinical.signs.growth import nutrition_class, review_growth

from .people import BABY, CHILD, GROWN, PREGNANT, YOUNG, aged, visit


@pytest.mark.parametrize(
    ("signs", "patient", "expected"),
    [
        ({"muac_mm": 114}, BABY, "SAM"), ({"muac_mm": 115}, BABY, "MAM"), ({"muac_mm": 124}, BABY, "MAM"),
        ({"muac_mm": 125}, BABY, "normal"), ({"muac_mm": 140, "oedema": "1"}, BABY, "SAM"),
        ({"muac_mm": 140, "z_wflh": -3.01}, BABY, "SAM"), ({"muac_mm": 140, "z_wflh": -3.0}, BABY, "MAM"),
        ({"muac_mm": 140, "z_wflh": -2.0}, BABY, "normal"), ({"z_wflh": -5.7, "muac_mm": 130}, BABY, "SAM"),
        ({"z_wflh": -5.7, "muac_mm": 118}, BABY, "SAM"), ({"z_wflh": -4}, BABY, "SAM"), ({"oedema": "0"}, BABY, None),
        ({"muac_mm": 105}, aged(days=60), "SAM"), ({"muac_mm": 118}, aged(days=60), "normal"), ({"muac_mm": 100}, aged(days=20), None),
        ({"muac_mm": 118}, aged(7, 6), "SAM"), ({"muac_mm": 140}, aged(7, 6), "MAM"), ({"muac_mm": 146}, aged(7, 6), "normal"),
        ({"muac_mm": 140}, aged(14), None), ({"muac_mm": 210}, PREGNANT, "MAM"), ({"muac_mm": 184}, PREGNANT, "SAM"),
        ({"muac_mm": 260}, PREGNANT, "normal"), ({"muac_mm": 184}, GROWN, "MAM"), ({"muac_mm": 114}, Patient(), "SAM"),
        ({"muac_mm": 130}, Patient(), "normal"),
    ],
)  # fmt: skip
def test_the_class_by_age(signs: dict[str, object], patient: Patient, expected: str | None) -> None:
    assert nutrition_class(signs, patient) == expected


def test_a_score_that_is_hardly_possible_asks_for_another_look() -> None:
    measured = {"weight_kg": 4.5, "height_cm": 65, "z_wflh": -5.7}
    assert [one.code for one in review_growth(visit(BABY, vitals=measured))] == ["z_implausible"]
    assert not list(review_growth(visit(BABY, vitals={**measured, "z_wflh": -4.9})))
    assert not list(review_growth(visit(BABY, vitals={"hr": 120, "z_wflh": -5.7})))


@pytest.mark.parametrize(
    ("rate", "patient", "fast"),
    [(60, YOUNG, True), (59, YOUNG, False), (50, BABY, True), (49, BABY, False), (40, CHILD, True), (39, CHILD, False),
     (45, GROWN, False)],
)  # fmt: skip
def test_fast_breathing_is_noted_and_asks_nothing(rate: int, patient: Patient, fast: bool) -> None:
    found = list(review_childhood(visit(patient, vitals={"rr": rate})))
    assert bool(found) is fast
    assert not any(one.asks for one in found)


@pytest.mark.parametrize(
    ("score", "patient", "asked"),
    [(45, aged(10), False), (0, aged(10), False), (66, aged(10), True), (45, GROWN, True), (30, GROWN, False), (5, GROWN, True),
     (45, Patient(), False)],
)  # fmt: skip
def test_the_range_of_a_score_goes_by_age(score: int, patient: Patient, asked: bool) -> None:
    assert bool(list(review_mental_scores(visit(patient, mh_fu={"mhos": score})))) is asked
