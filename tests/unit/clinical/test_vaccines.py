"""Vaccines are judged where they are given, by the code that the form stores."""

from datetime import date

import pytest

from posta.catalog.language.answer_context import Age
from posta.clinical.findings import Severity
from posta.clinical.medicines.treatment import Treatment
from posta.clinical.medicines.vaccines import atc_of_vaccine, review_vaccines
from posta.clinical.pregnancy import PregnancyState, PregnancyStatus
from posta.terms.lists import get_list

DAY = date(2018, 11, 25)
PREGNANT = PregnancyStatus(PregnancyState.YES)
ADULT = Age(24, 288, 8_766)


def asked(code: str, **known: object) -> list[tuple[str, Severity]]:
    forms = {"vacc": {"vaccine": code, "dose": 1}}
    treatment = Treatment(**{"day": DAY, "forms": forms, "age": ADULT, **known})  # type: ignore[arg-type]
    return [(one.code, one.severity) for one in review_vaccines(treatment)]


@pytest.mark.parametrize("code", ["mmr", "mr", "varic", "bcg"])
def test_a_live_vaccine_in_pregnancy_asks_for_a_reason(code: str) -> None:
    """The measles vaccine for a woman known to be pregnant was signed: the rule knew only its ATC code."""
    assert asked(code, pregnancy=PREGNANT) == [("drug_pregnancy", Severity.ASK_REASON)]
    assert not asked(code)


def test_yellow_fever_asks_and_tetanus_does_not() -> None:
    assert asked("yf", pregnancy=PREGNANT) == [("drug_pregnancy", Severity.ASK)]
    for code in ("td", "tdap", "flu", "hepb", "rabies"):
        assert not asked(code, pregnancy=PREGNANT), code


def test_ages_are_asked_about() -> None:
    assert asked("yf", age=Age(0, 5, 150)) == [("drug_age", Severity.ASK_REASON)]
    assert asked("yf", age=Age(0, 8, 240)) == [("drug_age", Severity.ASK)]
    assert asked("hpv", age=Age(8, 96, 2_922)) == [("vaccine_age", Severity.ASK)]
    assert asked("rota", age=ADULT) == [("vaccine_age", Severity.ASK)]
    assert not asked("hpv")
    assert not asked("rota", age=None)


def test_an_allergy_to_what_is_in_it_is_asked_about() -> None:
    assert asked("yf", person={"allergies": ({"allergen": "egg", "severity": "sev"},)}) == [
        ("allergy", Severity.ASK_REASON)
    ]


def test_vaccines_after_an_assault_are_judged_too() -> None:
    yeast = {"allergies": ({"allergen": "other", "substance": "levadura"},)}
    forms = {"sv": {"hepb": "given", "tt": "notind"}}
    assert [one.path for one in review_vaccines(Treatment(DAY, forms, person=yeast))] == ["sv.hepb"]


def test_every_vaccine_of_the_list_has_its_code() -> None:
    for one in get_list("vaccine").codes:
        assert atc_of_vaccine(one).startswith("J07"), one
