"""A screen and a bare call of the act ask alike: the clinical rules stand behind the one door."""

from datetime import timedelta

import pytest

from posta.acts.care.visits.encounter import UnconfirmedWarnings, record_encounter
from posta.chart.history.timeline import list_timeline
from tests.post_fixture import TestPost
from tests.unit.care.test_surroundings import ANC

pytestmark = pytest.mark.django_db(transaction=True)
OPD = {"complaint": "Fiebre", "dx_status": "new", "violence_link": "n"}
PNC = {"pnc_visit": "1", "delivery_place": "facility", "mode": "vaginal", "outcome": "live", "fp_started": False}


def asked_by_act(post: TestPost, person, forms: dict[str, dict[str, object]], role: str = "doctor") -> set[str]:
    """What a bare call is asked; nothing is written by it."""
    before = len(list_timeline(post.actor().node.cursor, person.id, post.actor().node.keyring))
    with pytest.raises(UnconfirmedWarnings) as stopped:
        record_encounter(post.actor(role), person, forms)
    assert len(list_timeline(post.actor().node.cursor, person.id, post.actor().node.keyring)) == before
    return {one.rule for one in stopped.value.warnings}


@pytest.mark.parametrize(
    ("typed", "forms"),
    [
        ({"dx_main": "meningitis", "case_class": "suspected"}, {"opd": {"dx_main": "meningitis", "case_class": "suspected"}}),
        ({"dx_main": "ari_upper", "glucose_mgdl": "600"}, {"vitals": {"glucose_mgdl": 600}, "opd": {"dx_main": "ari_upper"}}),
        ({"dx_main": "ari_upper", "bp": "70/40"}, {"vitals": {"sbp": 70, "dbp": 40}, "opd": {"dx_main": "ari_upper"}}),
    ],
)  # fmt: skip
def test_the_consultation_and_a_bare_call_ask_alike(post: TestPost, typed, forms) -> None:
    person, client = post.person(), post.client()
    forms = {**forms, "opd": {**OPD, **forms["opd"]}}
    assert asked_by_act(post, person, forms) == {"discharge"}
    page = f"/people/{person.id.hex()}/consultation"
    posted = {"complaint": "Fiebre", "violence_link": "n", "disposition": "home", **typed}
    asked = client.post(page, posted)
    assert asked.status_code == 422
    names = [name for name in asked.context["frame"].accepted if ":discharge:" in name]
    assert len(names) == 1
    with pytest.raises(UnconfirmedWarnings) as stopped:
        record_encounter(post.actor(), person, forms)
    assert [one.name for one in stopped.value.warnings] == names, "a confirmation is of the same finding at every door"
    assert client.post(page, {**posted, "accepted": asked.context["frame"].accepted}).status_code == 303


def test_who_confirmed_it_may_record_it(post: TestPost) -> None:
    person = post.person()
    forms = {"opd": {**OPD, "dx_main": "meningitis", "case_class": "suspected"}}
    assert record_encounter(post.actor(), person, forms, accepts=lambda warning: True).warnings


def test_of_a_form_of_antenatal_care(post: TestPost) -> None:
    woman = post.person(sex="f", age_value=24)
    lmp = post.actor().today - timedelta(days=34 * 7)
    answers = {**ANC, "lmp": lmp, "sbp": 150, "dbp": 100, "urine": "protein"}
    assert asked_by_act(post, woman, {"anc": answers}, "midwife") == {"preeclampsia"}


def test_bleeding_after_birth_is_asked_about(post: TestPost) -> None:
    woman = post.person(sex="f", age_value=24)
    answers = {**PNC, "delivery_date": post.actor().today, "mother_dx": ("bleeding",)}
    assert asked_by_act(post, woman, {"pnc": answers}, "midwife") == {"discharge"}


def test_a_recent_attempt_without_follow_up_is_asked_about(post: TestPost) -> None:
    person = post.person()
    answers = {
        "mh_service": "counsel", "mh_mode": "ind", "suic": "4", "harm_others": False, "symptoms": ("s26",), "symptom_top": ("s26",),
        "syndrome": "1", "duration": "w4", "events": ("e226",), "event_top": ("e226",), "event_since": "w4", "cgi_s": "1",
        "follow": "no", "phq9": 27,
    }  # fmt: skip
    assert asked_by_act(post, person, {"mh_base": answers}, "psychologist") == {"suicide_plan", "scores_disagree"}


def test_an_emergency_is_written_down_without_a_tape(post: TestPost) -> None:
    """Pregnant, 190/120, referred: vital signs and consultation were refused because nobody had measured her arm."""
    woman = post.person(sex="f", age_value=24)
    record_encounter(post.actor("midwife"), woman, {"anc": ANC | {"lmp": post.actor().today - timedelta(days=200)}})
    record_encounter(post.actor("nurse"), woman, {"vitals": {"sbp": 190, "dbp": 120}})
    opd = {**OPD, "dx_main": "preg_compl", "case_class": "suspected"}
    record_encounter(post.actor(), woman, {"opd": opd, "visit": {"disposition": "ref_moh"}})
    child = post.person(age_value=16, age_unit="m")
    record_encounter(post.actor("nurse"), child, {"vitals": {"temp_c": 40.2, "hr": 190, "muac_not": "urgent"}})


def test_signs_alone_end_no_visit_and_ask_nothing_of_a_discharge(post: TestPost) -> None:
    person = post.person()
    assert record_encounter(post.actor("nurse"), person, {"vitals": {"sbp": 190, "dbp": 120, "spo2": 84}}).entry
