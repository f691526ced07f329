"""Measures against age and last value, as data: what is asked of whom, and that nothing true is asked of most people."""

from datetime import UTC, date, datetime, timedelta

import pytest

from posta.catalog.answering.validation import validate
from posta.catalog.language.answer_context import FormContext
from posta.catalog.language.form import fields_by_path, get_form, list_forms
from posta.terms.measures import get_measures

TODAY = date(2018, 11, 25)
NOW = datetime(2018, 11, 25, 18, tzinfo=UTC)


def asked(form: str, answers: dict, born: int | None, **more) -> list[tuple[str, str]]:
    """The rules of size that a person born so many days ago raises."""
    person = {"birth_date": TODAY - timedelta(days=born)} if born is not None else {}
    filled = validate(get_form(form), answers, FormContext(TODAY, NOW, person, **more))
    return [(one.path, one.rule) for one in filled.warnings if one.rule.startswith("size")]


YEAR = 366


@pytest.mark.parametrize(("born", "name", "value", "rule"), [
    (3, "weight_kg", 320, "size_high"), (3, "weight_kg", 32, "size_high"), (3, "weight_kg", 3.2, ""),
    (3, "weight_kg", 0.4, "size_low"), (3, "weight_kg", 0.9, ""), (2 * YEAR, "weight_kg", 70, "size_high"),
    (2 * YEAR, "weight_kg", 1.2, "size_low"), (2 * YEAR, "weight_kg", 12.2, ""), (2 * YEAR, "height_cm", 180, "size_high"),
    (2 * YEAR, "height_cm", 87, ""), (6 * YEAR, "weight_kg", 300, "size_high"), (30 * YEAR, "weight_kg", 3, "size_low"),
    (30 * YEAR, "weight_kg", 7, "size_low"), (30 * YEAR, "weight_kg", 61.5, ""), (30 * YEAR, "height_cm", 65, "size_low"),
    (80 * YEAR, "weight_kg", 45, ""), (2 * YEAR, "muac_mm", 400, "size_high"), (2 * YEAR, "muac_mm", 112, ""),
    (30 * YEAR, "glucose_mgdl", 12, "size_low"), (None, "weight_kg", 3, ""),
])  # fmt: skip
def test_a_measure_that_does_not_fit_the_age_is_asked_about(born, name, value, rule):
    answers = {name: value if name.endswith(("kg", "cm")) else int(value)}
    assert asked("vitals", answers, born) == ([(name, rule)] if rule else [])


@pytest.mark.parametrize(("born", "days", "last", "value", "asks"), [
    (30 * YEAR, 5, 70, 7.0, True), (30 * YEAR, 5, 70, 61, False), (30 * YEAR, 20, 70, 58, True),
    (30 * YEAR, 200, 70, 58, False), (30 * YEAR, 200, 70, 48, True), (30 * YEAR, 5, 27, 27, False),
    (3, 1, 3.2, 3.0, False), (3, 1, 3.2, 30, True), (200, 60, 5.0, 6.4, False), (2 * YEAR, 10, 9.0, 7.4, True),
])  # fmt: skip
def test_a_weight_is_held_against_the_last_one(born, days, last, value, asks):
    before = {"weight_kg": (float(last), TODAY - timedelta(days=days))}
    expected = [("weight_kg", "size_changed")] if asks else []
    assert asked("vitals", {"weight_kg": value}, born, before=before) == expected


@pytest.mark.parametrize(("weeks", "height", "asks"), [(30, 29, False), (30, 20, True), (34, 40, True), (12, 2, False)])
def test_the_height_of_the_womb_is_held_against_the_weeks(weeks, height, asks):
    answers = {"lmp": TODAY - timedelta(weeks=weeks), "fundal_cm": float(height)}
    assert asked("anc", answers, 25 * YEAR) == ([("fundal_cm", "size_weeks")] if asks else [])


@pytest.mark.parametrize(
    ("systolic", "diastolic", "asks"), [(120, 80, False), (100, 80, False), (100, 81, True), (90, 85, True)]
)
def test_two_pressures_that_lie_close_are_asked_about(systolic: int, diastolic: int, asks: bool) -> None:
    """A slip, or the narrow pressure of a shock: 90/85 was signed without a word, in every form that asks for both."""
    for form, more in (("vitals", {}), ("ncd", {"ncd_dx": ("htn",)}), ("anc", {}), ("pnc", {})):
        found = asked(form, {**more, "sbp": systolic, "dbp": diastolic}, 25 * YEAR)
        assert (("sbp", "size_pressures") in found) is asks, form


def test_a_birth_weight_is_doubted_outside_what_newborns_weigh():
    rows = ({"sex": "f", "weight_g": 700, "danger": True}, {"sex": "f", "weight_g": 3100, "danger": False})
    filled = validate(get_form("pnc"), {"newborn": rows}, FormContext(TODAY, NOW))
    assert [(one.path, one.rule) for one in filled.warnings] == [("newborn.0.weight_g", "unlikely_low")]


def test_every_measure_is_a_question_and_its_bands_rise():
    names = {path.rpartition(".")[2] for form in list_forms() for path in fields_by_path(form)}
    assert set(get_measures()) <= names
    for name, measure in get_measures().items():
        ages = [band[0] for band in measure.bands]
        assert ages == sorted(set(ages)), name
        assert all(low < high for _age, low, high in measure.bands), name
