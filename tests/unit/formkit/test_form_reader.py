"""From what was posted to answers: what people type in a hurry is understood, what is not understood is kept."""

from datetime import UTC, date, datetime

import pytest

from posta.catalog.language.form import get_form, list_forms
from posta.formkit.choices import Choice
from posta.formkit.form_reader import read_form
from posta.formkit.prefill import to_form_data
from posta.formkit.row_buttons import apply_row_action

TODAY = date(2018, 11, 25)


def read(form: str, raw: dict[str, list[str]], **more):
    return read_form(get_form(form), raw, today=TODAY, **more)


def test_read_when_comma_is_typed_then_it_is_a_decimal_and_not_thousands():
    """Under a French or Spanish locale, `38,4` once became 384."""
    assert read("vitals", {"temp_c": ["38,4"]}) == ({"temp_c": 38.4}, ())


def test_read_when_nothing_is_typed_then_nothing_is_answered():
    assert read("vitals", {"temp_c": [""], "hr": ["  "], "unknown": ["x"]}) == ({}, ())


def test_read_when_a_day_has_no_slashes_then_it_is_read():
    answers, problems = read("person", {"birth_date": ["05011990"]})
    assert (answers, problems) == ({"birth_date": date(1990, 1, 5)}, ())


def test_read_when_time_stands_beside_the_day_then_it_is_one_moment():
    answers, _ = read("visit", {"visit_dt": ["25/11/2018"], "visit_dt__time": ["10:30"]})
    assert answers["visit_dt"] == datetime(2018, 11, 25, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["Diarrea acuosa aguda", "awd", "  DIARREA  acuosa AGUDA", "Acute watery diarrhoea"])
def test_read_when_a_diagnosis_is_typed_then_it_becomes_its_code(typed):
    from posta.terms.diagnoses import get_diagnosis

    label = get_diagnosis("awd").labels
    text = {"Diarrea acuosa aguda": label["es"], "Acute watery diarrhoea": label["en"]}.get(typed, typed)
    text = label["es"].upper() if "DIARREA" in typed else text
    assert read("opd", {"dx_main__text": [text]})[0] == {"dx_main": "awd"}


def test_read_when_words_are_no_diagnosis_then_a_problem_names_the_field():
    answers, problems = read("opd", {"dx_main__text": ["mal de ojo"]})
    assert answers == {}
    assert [(one.path, one.rule) for one in problems] == [("dx_main", "not_listed")]


def test_read_when_an_offer_for_unknown_words_is_chosen_then_the_words_are_settled():
    """Without a script the words stay in their box beside the chip; the form came back for ever."""
    raw = {"rx.0.drug__text": ["amoxi clavu"], "rx.0.drug": ["J01CR02"]}
    answers, problems = read("opd", raw)
    assert (answers["rx"][0]["drug"], problems) == ("J01CR02", ())
    assert [one.path for one in read("opd", raw | {"rx.0.drug__text": ["matico"]})[1]] == ["rx.0.drug"]


def test_read_when_chips_and_text_are_given_for_several_then_both_count_once():
    answers, _ = read("opd", {"dx_other": ["awd", "ari_upper"], "dx_other__text": ["awd"]})
    assert answers == {"dx_other": ("awd", "ari_upper")}


def test_read_when_a_region_has_a_side_then_the_side_goes_with_its_region():
    raw = {"injury_body": ["knee", "head"], "injury_body__side.knee": ["l"], "injury_body__side.foot": ["r"]}
    assert read("opd", raw)[0] == {"injury_body": ("head", "knee:l")}


def test_read_when_rows_have_gaps_then_they_keep_their_order_and_problems_their_place():
    raw = {"allergies.7.allergen": ["other"], "allergies.2.allergen": ["penicillin"], "allergies.7.severity": ["%%"]}
    answers, problems = read("person", raw)
    assert [row.get("allergen") for row in answers["allergies"]][1] == "other"
    assert all(problem.path.startswith("allergies.") for problem in problems)


def test_read_when_the_mission_offers_items_then_their_names_are_understood():
    offered = {"stock_item": (Choice("para500", "Paracetamol 500 mg"),)}
    assert read("stock", {"item__text": ["paracetamol 500 mg"]}, offered=offered)[0] == {"item": "para500"}


def test_rows_when_one_is_dropped_then_only_its_names_go():
    raw = {"rx.0.drug": ["a"], "rx.1.drug": ["b"], "rx.10.drug": ["c"], "drop": ["rx.1"]}
    assert apply_row_action(raw) == {"rx.0.drug": ["a"], "rx.10.drug": ["c"]}


@pytest.mark.parametrize("form", list_forms(), ids=lambda form: form.name)
def test_typed_when_answers_are_shown_and_posted_again_then_they_are_the_same(form):
    sample = {
        "int": 0,
        "decimal": 0.5,
        "date": TODAY,
        "datetime": datetime(2018, 11, 25, 16, 30, tzinfo=UTC),
        "bool": True,
    }
    answers = {
        question.name: question.min if question.type in ("int", "decimal") and question.min else sample[question.type]
        for question in form.fields
        if question.type in sample and question.scale is None
    }
    posted = to_form_data(form, answers)
    again, problems = read_form(form, posted, today=TODAY)
    assert again == answers
    assert not problems
