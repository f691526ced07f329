"""One status of pregnancy from every open source: it begins, it is dated, it ends, and forty-two days after count."""

from datetime import date, timedelta

import pytest

from posta.catalog.language.form import get_form
from posta.clinical.data_files import list_rows
from posta.clinical.pregnancy import FORMS_READ, PregnancyState, can_be_pregnant, fold_pregnancy, limit, list_evidence
from posta.terms.lists import get_list

TODAY = date(2018, 11, 25)
WOMAN = {"sex": "f"}


def told(*said: tuple[int, str, dict]):
    """What was said so many days ago, as a status today."""
    tellings = [one for ago, form, answers in said for one in list_evidence(form, answers, TODAY - timedelta(days=ago))]
    return fold_pregnancy(tellings, TODAY, WOMAN, 24)


@pytest.mark.parametrize(
    ("form", "answers"),
    [
        ("anc", {"anc_visit": "1"}),
        ("opd", {"tests": ({"test": "preg", "result": "pos"},)}),
        ("opd", {"dx_main": "preg_normal"}),
        ("opd", {"dx_main": "htn", "dx_other": ("preg_compl",)}),
        ("ncd", {"ncd_dx": ("gdm",)}),
        ("triage", {"red_signs": ("preg_head",)}),
        ("triage", {"yellow_signs": ("preg_ref",)}),
        ("vitals", {"preg_status": "y"}),
    ],
)
def test_each_source_says_that_she_is_pregnant(form: str, answers: dict) -> None:
    status = told((3, form, answers))
    assert status.state is PregnancyState.YES
    assert status.day == TODAY - timedelta(days=3)


def test_nothing_told_is_unknown_of_a_woman_and_no_of_a_man() -> None:
    assert told().state is PregnancyState.UNKNOWN
    assert fold_pregnancy((), TODAY, {"sex": "m"}, 24).state is PregnancyState.NO
    assert fold_pregnancy((), TODAY, WOMAN, 8).state is PregnancyState.NO
    assert fold_pregnancy((), TODAY, {}, None).state is PregnancyState.UNKNOWN


def test_a_man_who_was_confirmed_pregnant_is_pregnant() -> None:
    tellings = list_evidence("anc", {"anc_visit": "1"}, TODAY)
    assert fold_pregnancy(tellings, TODAY, {"sex": "m"}, 24).state is PregnancyState.YES


def test_an_abortion_ends_it_and_two_hundred_days_later_nobody_calls_her_pregnant() -> None:
    anc = ("anc", {"lmp": TODAY - timedelta(days=290)})
    assert told((230, *anc), (200, "opd", {"dx_main": "abortion"})).state is not PregnancyState.YES
    ectopic = {"dx_main": "preg_compl", "dx_kind": ("ectopic",)}
    assert told((20, "anc", {"anc_visit": "1"}), (1, "opd", ectopic)).state is PregnancyState.NO
    now = told((30, "anc", {"lmp": TODAY - timedelta(days=90)}), (1, "opd", {"dx_main": "abortion"}))
    assert (now.state, now.is_birth, now.days_after_end(TODAY)) == (PregnancyState.NO, False, 1)


@pytest.mark.parametrize(
    ("outcome", "state", "after"),
    [("born", PregnancyState.NO, True), ("loss", PregnancyState.NO, True), ("ectopic", PregnancyState.NO, True), ("unknown", PregnancyState.NO, False),
     ("goes_on", PregnancyState.YES, False)],
)  # fmt: skip
def test_the_outcome_of_antenatal_care_ends_it(outcome: str, state: PregnancyState, after: bool) -> None:
    status = told((30, "anc", {"anc_visit": "1"}), (2, "anc", {"outcome": outcome}))
    assert status.state is state
    assert status.is_after_birth(TODAY) is after


def test_the_day_on_which_it_ended_counts_and_not_that_of_the_visit() -> None:
    status = told((2, "anc", {"outcome": "born", "outcome_day": TODAY - timedelta(days=50)}))
    assert status.days_after_end(TODAY) == 50
    assert not status.is_after_birth(TODAY)


def test_forty_two_days_after_birth_count_and_the_next_do_not() -> None:
    birth = {"delivery_date": TODAY - timedelta(days=42), "outcome": "live"}
    assert told((0, "pnc", birth)).is_maternal(TODAY)
    late = birth | {"delivery_date": TODAY - timedelta(days=43)}
    assert not told((0, "pnc", late)).is_maternal(TODAY)


def test_a_birth_long_ago_does_not_end_the_pregnancy_of_today() -> None:
    status = told(
        (10, "anc", {"lmp": TODAY - timedelta(days=100)}), (1, "pnc", {"delivery_date": TODAY - timedelta(400)})
    )
    assert status.state is PregnancyState.YES
    assert status.weeks(TODAY) == 14


def test_without_a_last_period_the_weeks_estimated_say_when_it_is_over() -> None:
    """Seen at thirty-four weeks without a last period, a woman was called pregnant for ten months more."""
    seen = (70, "anc", {"anc_visit": "1", "weeks_est": 34})
    assert told(seen).state is not PregnancyState.YES
    assert told((20, *seen[1:])).weeks(TODAY) == 36
    assert told((20, "anc", {"anc_visit": "1", "fundal_cm": 30.0})).weeks(TODAY) == 32
    assert told((200, "anc", {"anc_visit": "1"})).state is PregnancyState.YES
    assert told((280, "anc", {"anc_visit": "1"})).state is not PregnancyState.YES


def test_a_last_period_that_was_told_counts_before_what_is_computed() -> None:
    lmp = TODAY - timedelta(days=140)
    status = told(
        (60, "anc", {"lmp": lmp}),
        (30, "anc", {"edd": TODAY + timedelta(days=200)}),
        (2, "opd", {"dx_main": "preg_normal"}),
    )
    assert status.lmp == lmp
    assert status.weeks(TODAY) == 20
    mended = told((60, "anc", {"lmp": lmp}), (30, "anc", {"lmp": lmp + timedelta(days=14)}))
    assert mended.weeks(TODAY) == 18


def test_a_new_pregnancy_takes_no_date_of_the_one_before() -> None:
    status = told(
        (300, "anc", {"lmp": TODAY - timedelta(days=560)}),
        (290, "pnc", {"delivery_date": TODAY - timedelta(days=290)}),
        (1, "anc", {"edd": TODAY - timedelta(days=280)}),
    )
    assert (status.state, status.due) == (PregnancyState.YES, None)


def test_a_negative_answer_holds_a_month_and_outweighs_what_is_not_dated() -> None:
    positive = (20, "opd", {"dx_main": "preg_normal"})
    negative = ("opd", {"tests": ({"test": "preg", "result": "neg"},)})
    assert told(positive, (5, *negative)).state is PregnancyState.NO
    assert told((5, *negative)).state is PregnancyState.NO
    assert told((29, *negative)).state is PregnancyState.UNKNOWN
    dated = (20, "anc", {"lmp": TODAY - timedelta(days=80)})
    assert told(dated, (5, *negative)).state is PregnancyState.YES
    assert told(dated, (5, "vitals", {"preg_status": "n"})).state is PregnancyState.NO


def test_on_one_day_yes_outweighs_no_and_an_end_outweighs_yes() -> None:
    assert told((0, "vitals", {"preg_status": "n"}), (0, "opd", {"dx_main": "preg_compl"})).state is PregnancyState.YES
    test = {"tests": ({"test": "preg", "result": "pos"},), "dx_main": "abortion"}
    assert told((0, "opd", test)).state is PregnancyState.NO


def test_breastfeeding_is_known_from_the_chip_and_from_birth() -> None:
    born = TODAY - timedelta(days=20)
    assert told((0, "vitals", {"preg_status": "lact"})).breastfeeding
    assert not told((200, "vitals", {"preg_status": "lact"})).breastfeeding
    assert told((10, "pnc", {"delivery_date": born, "outcome": "live"})).breastfeeding
    assert not told((10, "pnc", {"delivery_date": born, "outcome": "stillbirth"})).breastfeeding
    assert not told((10, "pnc", {"delivery_date": born, "newborn": ({"feeding": "formula"},)})).breastfeeding
    assert not told((0, "vitals", {"preg_status": "u"})).breastfeeding


def test_a_sealed_form_says_nothing() -> None:
    """A test after an assault told everybody at the post, on the head of every page, that she is pregnant."""
    sealed = {"preg_test": "pos", "preg_result_of_sv": "y", "sac": "done"}
    assert not list(list_evidence("sv", sealed, TODAY))
    assert not list(list_evidence("sv_fu", {"preg_fu": "pos"}, TODAY))
    for form in {*FORMS_READ, *(str(row["form"]) for row in list_rows("pregnancy", "tellings"))}:
        assert get_form(form).compartment.code in ("care", "facts"), form


def test_every_source_names_questions_and_answers_that_exist() -> None:
    for row in list_rows("pregnancy", "tellings"):
        form, field = str(row["form"]), str(row.get("field", ""))
        if not field or field in ("outcome", "preg_status"):
            continue
        group, dot, column = field.rpartition(".")
        parent = get_form(form).field(group or column)
        question = next(one for one in parent.fields if one.name == column) if dot else parent
        if question.coded_list:
            assert set(row["codes"]) <= set(get_list(question.coded_list).codes), field


def test_who_is_asked() -> None:
    assert can_be_pregnant(WOMAN, 10)
    assert can_be_pregnant({}, None)
    assert not can_be_pregnant(WOMAN, 9)
    assert not can_be_pregnant(WOMAN, 55)
    assert not can_be_pregnant({"sex": "m"}, 30)
    assert limit("after_birth") == 42
