"""Danger in pregnancy and after birth."""

from datetime import timedelta

import pytest

from posta.clinical.dangers.maternal import review_maternal

from .people import AFTER_BIRTH, DAY, GROWN, PREGNANT, aged, visit


@pytest.mark.parametrize(
    ("forms", "found"),
    [
        ({"anc": {"sbp": 150, "dbp": 100, "urine": "protein", "ga_weeks": 34}}, ["preeclampsia"]),
        ({"anc": {"urine": "protein", "ga_weeks": 34}, "vitals": {"sbp": 150, "dbp": 104}}, ["preeclampsia"]),
        ({"anc": {"sbp": 138, "dbp": 90, "danger": ("headache",), "ga_weeks": 28}}, ["preeclampsia"]),
        ({"anc": {"sbp": 145, "dbp": 80, "urine": "normal", "danger": ("none",), "ga_weeks": 28}}, ["pregnancy_pressure"]),
        ({"anc": {"sbp": 145, "dbp": 80, "urine": "protein", "ga_weeks": 12}}, []),
        ({"anc": {"sbp": 139, "dbp": 89, "urine": "protein", "ga_weeks": 34}}, []),
        ({"anc": {"sbp": 150, "urine": "protein", "ga_weeks": 34, "refer": True}}, []),
        ({"anc": {"hb": 5.0}}, ["anaemia_severe"]), ({"anc": {"hb": 6.9}}, ["anaemia_severe"]), ({"anc": {"hb": 7}}, ["anaemia"]),
        ({"anc": {"hb": 10.9}}, ["anaemia"]), ({"anc": {"hb": 11}}, []), ({"anc": {"fhr": 80}}, ["fetal_heart"]),
        ({"anc": {"fhr": 161}}, ["fetal_heart"]), ({"anc": {"fhr": 110}}, []),
        ({"anc": {"edd": DAY - timedelta(days=7)}}, ["post_term"]), ({"anc": {"edd": DAY - timedelta(days=6)}}, []),
        ({"anc": {"edd": DAY - timedelta(days=28)}}, ["post_term"]), ({"vitals": {"sbp": 150}}, ["pregnancy_pressure"]),
    ],
)  # fmt: skip
def test_pregnancy(forms: dict[str, dict[str, object]], found: list[str]) -> None:
    assert [one.code for one in review_maternal(visit(PREGNANT, **forms))] == found


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"gravida": 1, "parity": 4}, ["obstetric_history"]), ({"gravida": 2, "parity": 2}, ["obstetric_history"]),
        ({"gravida": 4, "parity": 1}, []), ({"gravida": 4, "parity": 1, "abortions": 2}, []),
        ({"gravida": 4, "parity": 1, "abortions": 1}, ["obstetric_history"]), ({"gravida": 4}, []),
        ({"gravida": 4, "parity": 1, "abortions": 3}, ["obstetric_history"]),
        ({"gravida": 4, "parity": 1, "abortions": 3, "outcome": "loss"}, []),
        ({"gravida": 4, "parity": 1, "abortions": 2, "outcome": "goes_on"}, []),
        ({"gravida": 1, "parity": 1, "outcome": "born"}, []),
        ({"gravida": 1, "parity": 2, "outcome": "born"}, ["obstetric_history"]),
        ({"gravida": 3, "parity": 1, "cs_prev": 1}, []), ({"gravida": 3, "parity": 1, "cs_prev": 2}, ["more_caesareans"]),
    ],
)  # fmt: skip
def test_the_pregnancies_before_add_up(answers: dict[str, object], found: list[str]) -> None:
    assert [one.code for one in review_maternal(visit(PREGNANT, anc=answers))] == found


@pytest.mark.parametrize(
    ("forms", "found"),
    [
        ({"pnc": {"phq2": 6}}, ["phq2_positive"]), ({"pnc": {"phq2": 2}}, []),
        ({"pnc": {"sbp": 150, "dbp": 95}}, ["pregnancy_pressure"]),
        ({"pnc": {"sbp": 150, "dbp": 95, "danger": ("vision",)}}, ["preeclampsia"]),
        ({"vitals": {"sbp": 150, "dbp": 95}}, ["pregnancy_pressure"]),
    ],
)  # fmt: skip
def test_after_birth(forms: dict[str, dict[str, object]], found: list[str]) -> None:
    assert [one.code for one in review_maternal(visit(AFTER_BIRTH, **forms))] == found


def test_a_referral_answers_it_and_others_are_not_asked() -> None:
    assert not list(review_maternal(visit(PREGNANT, "ref_moh", anc={"sbp": 150, "urine": "protein", "ga_weeks": 34})))
    assert not list(review_maternal(visit(GROWN, vitals={"sbp": 150})))
    assert not list(review_maternal(visit(aged(24, sex="f", days_after_birth=60), vitals={"sbp": 150})))
