"""Vital signs at their limits, by age and state; and the one table where the limits stand."""

from collections.abc import Mapping

import pytest

from posta.clinical.patient import Patient
from posta.clinical.signs import vital_limits
from posta.clinical.signs.vital_limits import (
    Level,
    alert_signs,
    danger_signs,
    depends_on_pregnancy,
    is_beyond,
    limits,
    list_limits,
    mark,
    shown_limits,
    sources,
)

from .people import AFTER_BIRTH, BABY, CHILD, GROWN, PREGNANT, YOUNG, aged

NOBODY = Patient()


@pytest.mark.parametrize(
    ("signs", "patient", "alert"),
    [
        ({"hr": 130}, GROWN, ""), ({"hr": 131}, GROWN, "hr"), ({"hr": 59}, GROWN, "hr"), ({"hr": 160}, CHILD, ""),
        ({"hr": 79}, CHILD, "hr"), ({"hr": 180}, BABY, ""), ({"hr": 181}, BABY, "hr"), ({"rr": 31}, GROWN, "rr"),
        ({"rr": 40}, CHILD, ""), ({"rr": 41}, CHILD, "rr"), ({"rr": 50}, BABY, ""), ({"temp_c": 39.0}, BABY, ""),
        ({"temp_c": 39.1}, BABY, "temp_c"), ({"temp_c": 35.9}, NOBODY, "temp_c"), ({"spo2": 92}, NOBODY, ""),
        ({"spo2": 91}, NOBODY, "spo2"), ({"avpu": "v"}, NOBODY, "avpu"), ({"avpu": "a"}, NOBODY, ""),
        ({"glucose_mgdl": 69}, NOBODY, "glucose_mgdl"), ({"glucose_mgdl": 70}, NOBODY, ""), ({"sbp": 89}, GROWN, "bp"),
        ({"sbp": 90, "dbp": 60}, GROWN, ""), ({"sbp": 180}, GROWN, "bp"), ({"sbp": 179, "dbp": 109}, GROWN, ""),
        ({"sbp": 170, "dbp": 110}, GROWN, "bp"), ({}, GROWN, ""),
        # what was judged otherwise before
        ({"glucose_mgdl": 600}, GROWN, "glucose_mgdl"), ({"temp_c": 38.0}, YOUNG, "temp_c"),
        ({"temp_c": 37.4}, YOUNG, ""), ({"temp_c": 35.9}, YOUNG, "temp_c"), ({"sbp": 60, "dbp": 40}, CHILD, "bp"),
        ({"sbp": 78}, CHILD, ""), ({"sbp": 77}, CHILD, "bp"), ({"sbp": 89}, aged(10), "bp"), ({"sbp": 88}, aged(9), ""),
        ({"muac_mm": 114}, aged(2), "muac_mm"), ({"muac_mm": 115}, aged(2), ""), ({"glucose_mgdl": 55}, aged(days=3), ""),
        ({"glucose_mgdl": 44}, aged(days=3), "glucose_mgdl"), ({"sbp": 60}, aged(days=3), ""), ({"sbp": 59}, aged(days=3), "bp"),
        # of unknown age: the unconscious are judged as adults
        ({"sbp": 70}, NOBODY, "bp"), ({"sbp": 220}, NOBODY, "bp"), ({"hr": 175}, NOBODY, "hr"), ({"hr": 59}, NOBODY, "hr"),
        # pregnancy, and 42 days after birth
        ({"sbp": 160}, PREGNANT, "bp"), ({"sbp": 159, "dbp": 109}, PREGNANT, ""), ({"sbp": 160}, AFTER_BIRTH, "bp"),
        ({"temp_c": 38.0}, PREGNANT, "temp_c"), ({"temp_c": 38.0}, GROWN, ""), ({"glucose_mgdl": 251}, PREGNANT, "glucose_mgdl"),
        ({"sbp": 160}, aged(24, sex="f", pregnant=False, days_after_birth=43), ""),
    ],
)  # fmt: skip
def test_each_sign_at_its_limits(signs: dict[str, object], patient: Patient, alert: str) -> None:
    assert alert_signs(signs, patient) == frozenset([alert] if alert else [])


@pytest.mark.parametrize(
    ("signs", "patient", "asked"),
    [
        ({"hr": 58}, GROWN, False), ({"hr": 49}, GROWN, True), ({"hr": 150}, GROWN, False), ({"hr": 151}, GROWN, True),
        ({"rr": 41}, CHILD, False), ({"rr": 31}, GROWN, True), ({"temp_c": 39.4}, GROWN, False),
        ({"temp_c": 39.5}, GROWN, True), ({"temp_c": 39.2}, CHILD, False), ({"hr": 190}, aged(1), True),
        ({"hr": 170}, aged(1), False), ({"rr": 60}, YOUNG, True), ({"spo2": 91}, CHILD, True),
    ],
)  # fmt: skip
def test_a_discharge_is_asked_about_only_for_what_matters(
    signs: dict[str, object], patient: Patient, asked: bool
) -> None:
    """A healthy man with a pulse of 58 and a crying child who breathes 41 times are shown, and nothing is asked."""
    assert bool(danger_signs(signs, patient)) is asked


@pytest.mark.parametrize(
    ("signs", "depends"),
    [({"sbp": 159, "dbp": 109}, False), ({"sbp": 160, "dbp": 80}, True), ({"sbp": 179}, True), ({"sbp": 180}, False),
     ({"sbp": 164, "dbp": 110}, False), ({"temp_c": 38.1}, True), ({}, False)],
)  # fmt: skip
def test_a_sign_that_only_pregnancy_makes_dangerous(signs: dict[str, object], depends: bool) -> None:
    assert depends_on_pregnancy(signs, GROWN) is depends


def test_arrows_go_by_the_usual_and_else_by_a_graver_limit() -> None:
    assert (mark("hr", 101, GROWN), mark("hr", 58, GROWN), mark("hr", 161, CHILD), mark("hr", 150, CHILD)) == (
        "high", "low", "high", "",
    )  # fmt: skip
    assert shown_limits("hr", GROWN) == (60, 100)
    assert shown_limits("hr", CHILD) == (80, 160)
    assert shown_limits("sbp", CHILD) == (78, 179)
    assert shown_limits("pain", GROWN) == (None, None)


def test_what_is_no_number_is_beyond_nothing() -> None:
    assert is_beyond("hr", "190", Level.DANGER, GROWN) == is_beyond("hr", None, Level.DANGER, GROWN) == ""
    assert is_beyond("hr", True, Level.DANGER, GROWN) == ""


def test_every_row_names_a_source_and_bounds_that_can_be() -> None:
    for row in list_limits():
        assert row.source in sources(), row
        assert row.low is not None or row.high is not None, row
        assert row.low is None or row.high is None or row.low < row.high, row
        assert row.state in ("", "obstetric", "pregnant"), row
    assert {row.source for row in list_limits()} == set(sources())


def test_every_age_has_the_limits_of_the_triage() -> None:
    for patient in (*map(aged, range(1, 90)), *(aged(days=day) for day in range(400))):
        for sign in ("hr", "rr", "temp_c"):
            assert None not in limits(sign, Level.HIGH_RISK, patient), (sign, patient)
        assert limits("sbp", Level.DANGER, patient)[0] is not None, patient


def change_limit(monkeypatch: pytest.MonkeyPatch, sign: str, level: str, **bounds: float) -> None:
    """Change one number of the table, as an editor would, and drop what was read before."""
    table = vital_limits.read_table("vital_limits")
    rows = [{**row, **bounds} if (row["sign"], row["level"]) == (sign, level) else row for row in table["limits"]]
    changed: Mapping[str, object] = {**table, "limits": rows}
    monkeypatch.setattr(vital_limits, "read_table", lambda name: changed)
    vital_limits.list_limits.cache_clear()
    vital_limits._rows_by_sign.cache_clear()


@pytest.fixture
def fresh_table():
    yield
    vital_limits.list_limits.cache_clear()
    vital_limits._rows_by_sign.cache_clear()


def test_a_number_changed_in_the_file_changes_every_rule(monkeypatch: pytest.MonkeyPatch, fresh_table: None) -> None:
    from posta.clinical.dangers.discharge import review_discharge
    from posta.clinical.signs.triage_criteria import red_by_measure

    from .people import visit

    assert red_by_measure({"hr": 145}, GROWN) == frozenset()
    change_limit(monkeypatch, "hr", "danger", low=50, high=140)
    assert danger_signs({"hr": 145}, GROWN) == {"hr"}
    assert red_by_measure({"hr": 145}, GROWN) == {"hr_extreme"}
    assert list(review_discharge(visit(GROWN, vitals={"hr": 145})))
