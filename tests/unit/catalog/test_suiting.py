"""Sex and age against forms and answers, as data: what is asked of whom, and that nobody is refused."""

from datetime import UTC, date, datetime

import pytest

from posta.catalog.answering.validation import validate
from posta.catalog.language.answer_context import FormContext
from posta.catalog.language.form import fields_by_path, get_form
from posta.terms.lists import get_list
from posta.terms.suits import list_suits

TODAY, NOW = date(2018, 11, 25), datetime(2018, 11, 25, 18, tzinfo=UTC)
ANC = {"anc_visit": "1", "gravida": 1}
TEST = {"tests": ({"test": "preg", "result": "pos"},)}


def asked(form: str, answers: dict, sex: str | None, years: int | None) -> list[tuple[str, str]]:
    person: dict[str, object] = {"sex": sex} if sex else {}
    if years is not None:
        person["birth_date"] = date(TODAY.year - years, 1, 1)
    rules = ("not_woman", "not_man", "not_age")
    return [
        (w.path, w.rule)
        for w in validate(get_form(form), answers, FormContext(TODAY, NOW, person)).warnings
        if w.rule in rules
    ]


@pytest.mark.parametrize(("form", "answers", "sex", "years", "expected"), [
    ("anc", ANC, "m", 30, [("", "not_woman")]), ("anc", ANC, "f", 4, [("", "not_age")]),
    ("anc", ANC, "f", 70, [("", "not_age")]), ("anc", ANC, "f", 24, []), ("anc", ANC, "x", 24, []), ("anc", ANC, None, None, []),
    ("anc", ANC, "m", 4, [("", "not_woman")]), ("anc", {}, "m", 30, []), ("pnc", {"pnc_visit": "1"}, "m", 30, [("", "not_woman")]),
    ("fp", {"method": "condom_m"}, "m", 30, []), ("fp", {"method": "implant"}, "m", 30, [("method", "not_woman")]),
    ("fp", {"method": "condom_m"}, "m", 4, [("", "not_age")]),
    ("opd", {"dx_main": "abortion"}, "m", 30, [("dx_main", "not_woman")]), ("opd", {"dx_main": "ari_upper"}, "m", 30, []),
    ("opd", {"dx_other": ("preg_normal",)}, "f", 8, [("dx_other", "not_age")]), ("opd", {"dx_main": "gyn"}, "f", 8, []),
    ("opd", TEST, "m", 30, [("tests.0.test", "not_woman")]), ("opd", TEST, "f", 30, []),
    ("opd", {"tests": ({"test": "preg", "result": "neg"},)}, "m", 30, []), ("ncd", {"ncd_dx": ("gdm",)}, "m", 30, [("ncd_dx", "not_woman")]),
    ("triage", {"red_signs": ("preg_bleed",)}, "m", 30, [("red_signs", "not_woman")]),
])  # fmt: skip
def test_what_does_not_fit_the_person_is_asked_about(form, answers, sex, years, expected):
    assert asked(form, answers, sex, years) == expected


@pytest.mark.parametrize("name", ["anc", "pnc", "fp", "opd", "ncd", "death", "cert", "triage"])
def test_every_rule_is_about_a_question_and_codes_that_exist(name):
    form = get_form(name)
    assert list_suits(name)
    for rule in list_suits(name):
        if not rule.question:
            continue
        field = fields_by_path(form)[rule.question]
        known = get_list(field.coded_list).codes if field.coded_list else rule.codes
        assert rule.codes <= set(known), rule


def test_a_woman_is_not_offered_a_pain_of_the_testicles():
    woman = FormContext(TODAY, NOW, {"sex": "f", "birth_date": date(1990, 1, 1)})
    filled = validate(get_form("triage"), {"yellow_signs": ("testis_priap",)}, woman)
    assert ("yellow_signs", "not_offered") in [(one.path, one.rule) for one in filled.warnings]
