"""Filling a form: impossible answers block, unlikely ones warn, hidden ones go, required ones are asked at the end."""

from datetime import UTC, date, datetime, timedelta

import pytest

from posta.catalog.answers import InvalidAnswers, validate
from posta.catalog.error_messages import MESSAGES
from posta.catalog.errors import Problem
from posta.catalog.language.answer_context import FormContext
from posta.catalog.language.form import Form, get_form

from .cases import NOW, TODAY, context, question, trial


def problems(form: Form | str, answers: dict[str, object], around: FormContext | None = None) -> list[tuple[str, str]]:
    form = get_form(form) if isinstance(form, str) else form
    with pytest.raises(InvalidAnswers) as caught:
        validate(form, answers, around or context())
    for problem in caught.value.problems:
        assert problem.msgid == MESSAGES[problem.rule]
        assert problem.sentence
    return [(problem.path, problem.rule) for problem in caught.value.problems]


def warnings(form: Form | str, answers: dict[str, object], around: FormContext | None = None) -> list[tuple[str, str]]:
    form = get_form(form) if isinstance(form, str) else form
    return [(one.path, one.rule) for one in validate(form, answers, around or context()).warnings]


@pytest.mark.parametrize(
    ("form", "answers", "expected"),
    [
        ("vitals", {"temp_c": 29.9}, [("temp_c", "min")]),
        ("vitals", {"temp_c": 45.1}, [("temp_c", "max")]),
        ("vitals", {"hr": 80.5}, [("hr", "type")]),
        ("vitals", {"hr": True}, [("hr", "type")]),
        ("vitals", {"temp_c": "38"}, [("temp_c", "type")]),
        ("vitals", {"temp_c": float("nan")}, [("temp_c", "type")]),
        ("vitals", {"sbp": 80, "dbp": 90}, [("sbp", "check")]),
        ("vitals", {"glucose": 90}, [("glucose", "unknown_field")]),
        ("vitals", {"avpu": "z"}, [("avpu", "unknown_code")]),
        ("person", {"alias": "x" * 81}, [("alias", "too_long")]),
        ("person", {"birth_date": date(1899, 12, 31)}, [("birth_date", "earliest")]),
        ("person", {"birth_date": TODAY + timedelta(days=1)}, [("birth_date", "latest")]),
        ("person", {"birth_date": NOW}, [("birth_date", "type")]),
        ("person", {"phone": "12345"}, [("phone", "pattern")]),
        ("person", {"interpreter": "y"}, [("interpreter", "type")]),
        ("person", {"disability": ("none", "see")}, [("disability", "none_excludes")]),
        ("person", {"disability": "see"}, [("disability", "type")]),
        ("person", {"age_value": 14, "age_unit": "d", "reg_date": "today"}, [("reg_date", "type")]),
        ("person", {"age_value": 0, "age_unit": "y"}, [("age_unit", "check")]),
        ("visit", {"visit_dt": NOW + timedelta(minutes=1)}, [("visit_dt", "latest")]),
        ("visit", {"visit_dt": datetime(2018, 11, 25, 12)}, [("visit_dt", "type")]),  # noqa: DTZ001
        ("visit", {"visit_dt": NOW, "next_appt": TODAY - timedelta(days=1)}, [("next_appt", "earliest")]),
        ("visit", {"post": ""  "x" * 65}, [("post", "type")]),
        ("opd", {"dx_main": "depression"}, [("dx_main", "not_here")]),
        ("opd", {"dx_other": ("awd", "scabies", "cholera", "ari_upper")}, [("dx_other", "too_many")]),
        ("opd", {"tests": ({"test": "hb", "value": -1.0},)}, [("tests.0.value", "min")]),
        ("opd", {"tests": ({"test": "hb"}, {"test": "q"})}, [("tests.1.test", "unknown_code")]),
        ("opd", {"tests": ({"test": "hb", "colour": 1},)}, [("tests.0.colour", "unknown_field")]),
        ("opd", {"tests": "hb"}, [("tests", "type")]),
        ("opd", {"tests": ({"test": "hb"},) * 201}, [("tests", "too_many")]),
        ("opd", {"onset_date": TODAY + timedelta(days=1), "dx_main": "awd"}, [("onset_date", "latest")]),
        ("mh_base", {"symptoms": ("s11",), "symptom_top": ("s12",)}, [("symptom_top", "check")]),
        ("mh_base", {"event_top": ("e11", "e12", "e13", "e14")}, [("event_top", "too_many")]),
        ("anc", {"lmp": TODAY - timedelta(days=311)}, [("lmp", "earliest")]),
        ("triage", {"tri_dt": NOW, "seen_dt": NOW - timedelta(minutes=1)}, [("seen_dt", "earliest")]),
        ("psych", {"rx": ({"drug": "N02BE01"},)}, [("rx.0.drug", "not_here")]),
        ("case", {"dx": "ari_upper"}, [("dx", "not_here")]),
    ],
)  # fmt: skip
def test_an_impossible_answer_blocks(form: str, answers: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert problems(form, answers) == expected


def test_every_problem_is_listed_at_once() -> None:
    assert problems("vitals", {"temp_c": 99.0, "hr": 1, "avpu": "z"}) == [
        ("temp_c", "max"), ("hr", "min"), ("avpu", "unknown_code"),
    ]  # fmt: skip


def test_length_and_number_of_answers() -> None:
    form = trial(
        question(1, "word", "text", min_length=3),
        question(2, "some", "many", list="kit", min_items=2, max_items=3),
        question(3, "free", "longtext"),
    )
    assert problems(form, {"word": "ab", "some": ("hyg",)}) == [("word", "too_short"), ("some", "too_few")]
    assert problems(form, {"free": "x" * 20_001}) == [("free", "too_long")]


@pytest.mark.parametrize(
    ("years", "answers", "expected"),
    [
        (28, {"temp_c": 39.5}, [("temp_c", "unlikely_high")]),
        (28, {"temp_c": 39.4}, []),
        (28, {"temp_c": 34.9}, [("temp_c", "unlikely_low")]),
        (28, {"hr": 151}, [("hr", "unlikely_high")]),
        (28, {"hr": 58}, []),
        (8, {"hr": 151}, []),
        (8, {"hr": 181}, [("hr", "unlikely_high")]),
        (3, {"hr": 59}, [("hr", "unlikely_low")]),
        (0, {"hr": 181}, [("hr", "unlikely_high")]),
        (3, {"muac_mm": 124}, []),
        (3, {"muac_mm": 114}, [("muac_mm", "danger_low")]),
        (3, {"muac_mm": 125}, []),
        (28, {"spo2": 91}, [("spo2", "unlikely_low")]),
    ],
)
def test_an_unlikely_answer_warns_by_age(years: int, answers: dict[str, object], expected: list[object]) -> None:
    person = {"sex": "f", "birth_date": date(2018 - years, 1, 2)}
    assert warnings("vitals", answers, context(person=person)) == expected


def test_an_unknown_age_is_judged_as_an_adult_s() -> None:
    assert warnings("vitals", {"hr": 299}, context(person={})) == [("hr", "unlikely_high")]
    assert warnings("vitals", {"hr": 120}, context(person={})) == []


def test_a_newborn_is_judged_by_its_own_age() -> None:
    rows = ({"temp_c": 34.9, "sex": "f", "danger": False},)
    found = warnings("pnc", {"delivery_date": TODAY, "newborn": rows})
    assert [one for one in found if one[0].startswith("newborn")] == [("newborn.0.temp_c", "unlikely_low")]


def test_an_option_that_is_not_usual_for_the_age_warns() -> None:
    assert warnings("triage", {"red_signs": ("cold_ext",)}) == [("red_signs", "not_offered")]
    child = context(person={"birth_date": date(2014, 1, 1)})
    assert warnings("triage", {"red_signs": ("cold_ext",)}, child) == []


def test_required_is_asked_only_while_closing() -> None:
    assert validate(get_form("opd"), {}, context()).answers == {}
    assert problems("opd", {}, context(closing=True)) == [
        ("complaint", "required"), ("dx_main", "required"), ("dx_status", "required"), ("violence_link", "required"),
    ]  # fmt: skip


def test_required_when_is_asked_only_while_the_condition_holds() -> None:
    closing = context(closing=True)
    answers = {"complaint": "Diarrea", "dx_main": "awd", "dx_status": "new", "violence_link": "n"}
    asked = [("case_class", "required"), ("dehydration", "required")]
    assert problems("opd", answers | {"dx_main": "cholera"}, closing) == asked
    assert problems("opd", answers, closing) == asked[1:], "only what has a case definition is classed"
    validate(get_form("opd"), answers | {"dx_main": "ari_upper"}, closing)


def test_required_in_a_row() -> None:
    rows = ({"test": "hb"},)
    assert ("tests.0.result", "required") in problems("opd", {"tests": rows}, context(closing=True))
    assert validate(get_form("opd"), {"tests": rows}, context()).answers["tests"] == ({"test": "hb"},)


def test_disposition_is_needed_to_close_a_visit() -> None:
    visit = {"visit_dt": NOW, "post": "p", "location_type": "shelter", "visit_type": "new", "programme": "OPD"}
    assert problems("visit", visit | {"staff_role": "nurse"}, context(closing=True)) == [("disposition", "required")]


def test_a_hidden_answer_is_dropped() -> None:
    filled = validate(get_form("vitals"), {"glucose_fasting": True}, context())
    assert filled.answers == {}
    person = validate(get_form("person"), {"birth_date": date(1990, 1, 1), "age_value": 7, "age_unit": "y"}, context())
    assert person.answers == {"birth_date": date(1990, 1, 1)}


def test_a_hidden_answer_does_not_count_for_others() -> None:
    """The second is hidden because the first is no; the third asks for the second, so it goes too."""
    form = trial(
        question(3, "third", "bool", when={"field": "second", "op": "eq", "value": True}),
        question(2, "second", "bool", when={"field": "first", "op": "eq", "value": True}),
        question(1, "first", "bool"),
    )
    everything = {"first": True, "second": True, "third": True}
    assert validate(form, everything, context()).answers == everything
    assert validate(form, everything | {"first": False}, context()).answers == {"first": False}


def test_circular_conditions_are_refused() -> None:
    form = trial(
        question(1, "a", "bool", when={"field": "b", "op": "notempty"}),
        question(2, "b", "bool", when={"field": "a", "op": "notempty"}),
    )
    with pytest.raises(Exception, match="circle: a, b"):
        validate(form, {}, context())


def test_a_disagreement_can_be_confirmed() -> None:
    answers = {"sbp": 92, "dbp": 98}
    assert warnings("vitals", answers, context(confirmed=frozenset({"sbp"}))) == [("sbp", "confirmed")]


def test_a_check_waits_for_both_sides() -> None:
    assert validate(get_form("vitals"), {"sbp": 80}, context()).answers == {"sbp": 80}


def test_text_has_one_normal_form() -> None:
    filled = validate(
        get_form("opd"), {"complaint": " dolor\tde  cabeza\x00 ", "history": "a\r\nb\u0301  c"}, context()
    )
    assert filled.answers == {"complaint": "dolor de cabeza", "history": "a\nb\u0301  c"}
    assert validate(get_form("opd"), {"complaint": "nin\u0303o", "exam": "  "}, context()).answers == {
        "complaint": "niño"
    }


def test_codes_have_one_order_unless_the_order_speaks() -> None:
    answers = {"symptoms": ("s21", "s11", "s21"), "symptom_top": ("s21", "s11")}
    assert validate(get_form("mh_base"), answers, context()).answers == {
        "symptoms": ("s11", "s21"), "symptom_top": ("s21", "s11"),
    }  # fmt: skip


def test_moments_are_utc_to_the_millisecond() -> None:
    there = (NOW - timedelta(hours=1)).replace(microsecond=123_456)
    moment = validate(get_form("visit"), {"visit_dt": there}, context()).answers["visit_dt"]
    assert moment == there.replace(microsecond=123_000)
    assert isinstance(moment, datetime)
    assert moment.tzinfo is UTC


def test_empty_rows_and_empty_answers_go() -> None:
    filled = validate(
        get_form("opd"), {"tests": ({}, {"test": None, "unit": ""}), "complaint": "", "procedures": ()}, context()
    )
    assert filled.answers == {}


def test_numbers_of_a_newer_version_are_passed_over() -> None:
    assert validate(get_form("vitals"), {"?99": 3, "hr": 80}, context()).answers == {"hr": 80}


def test_filling_twice_changes_nothing() -> None:
    answers = {"weight_kg": 60, "height_cm": 160, "sbp": 120, "dbp": 80, "avpu": "a"}
    once = validate(get_form("vitals"), answers, context())
    assert validate(get_form("vitals"), once.answers, context()).answers == once.answers


def test_a_problem_names_no_answer() -> None:
    with pytest.raises(InvalidAnswers) as caught:
        validate(get_form("person"), {"alias": "Maritza" * 20}, context())
    assert "Maritza" not in str(caught.value)


@pytest.mark.parametrize("rule", sorted(MESSAGES))
def test_every_rule_has_a_sentence(rule: str) -> None:
    of_sizes = {
        "low": 2,
        "high": 6,
        "last": 70,
        "day": "25/11/2018",
        "weeks": 30,
        "years": 4,
        "guess": 3.2,
        "age": "6 years",
    }
    params = {"limit": 3, "unit": "kg", "code": "x", "example": 38.4} | of_sizes
    assert Problem("a", rule, params).sentence
