"""What a form may know without asking: whether she is pregnant, and which number an outbreak case has."""

from datetime import timedelta

import pytest

from posta.acts.care.visits.encounter import record_encounter
from posta.care.entry.form_context import build_context
from posta.chart.history.timeline import list_timeline
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
ANC = {"anc_visit": "1", "gravida": 1, "parity": 0, "danger": ("none",), "iron": "given", "risk": "low", "refer": False,
       "syph": "nd", "hiv": "nd"}  # fmt: skip
CASE = {"dx": "measles", "outcome": "rec"}


def pregnant(post: TestPost, person) -> bool | None:
    return build_context(post.actor(), person, {"vitals": {}}).pregnant


def test_antenatal_care_makes_pregnancy_known_until_term_or_birth(post: TestPost) -> None:
    """MUAC and the danger signs of triage were never asked of a pregnant woman: nobody told the form."""
    woman, man = post.person(sex="f"), post.person(alias="Elmer", sex="m")
    assert (pregnant(post, woman), pregnant(post, man)) == (None, False)
    lmp = post.actor().today - timedelta(days=100)
    record_encounter(post.actor("midwife"), woman, {"anc": ANC | {"lmp": lmp}})
    assert pregnant(post, woman) is True
    page = post.client("nurse").get(f"/people/{woman.id.hex()}/contact/vitals").content.decode()
    assert 'name="muac_mm"' in page
    post.later(days=170)
    birth = {"pnc_visit": "1", "delivery_date": post.actor().today - timedelta(days=1), "delivery_place": "facility",
             "mode": "vaginal", "outcome": "live", "mother_dx": ("routine",), "fp_started": False}  # fmt: skip
    record_encounter(post.actor("midwife"), woman, {"pnc": birth})
    assert pregnant(post, woman) is False


def test_a_danger_sign_of_pregnancy_is_signed_without_being_doubted(post: TestPost) -> None:
    woman = post.person(sex="f")
    typed = {"tri_dt": "25/11/2018", "tri_dt__time": "09:00", "red_signs": "preg_bleed", "yellow_signs": "none",
             "colour": "red"}  # fmt: skip
    assert post.client("nurse").post(f"/people/{woman.id.hex()}/contact/triage", typed).status_code == 303


def test_green_for_a_pressure_that_is_red_in_pregnancy_asks_for_a_reason(post: TestPost) -> None:
    """Vital signs of 165/112 were signed, the triage of the pregnant woman after them as green, and nothing was asked."""
    woman = post.person(sex="f")
    record_encounter(post.actor("midwife"), woman, {"anc": ANC | {"lmp": post.actor().today - timedelta(days=200)}})
    record_encounter(post.actor("nurse"), woman, {"vitals": {"sbp": 165, "dbp": 112, "muac_mm": 250}})
    typed = {"tri_dt": "25/11/2018", "tri_dt__time": "12:00", "red_signs": "none", "yellow_signs": "none",
             "colour": "green"}  # fmt: skip
    client, address = post.client("nurse"), f"/people/{woman.id.hex()}/contact/triage"
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert answer.context["forms"][0].by_name["colour_calc"].value == "Rojo"
    assert answer.context["forms"][0].by_name["override_reason"].error
    assert "Embarazo" in answer.context["forms"][0].by_name["red_signs"].hint
    assert client.post(address, typed | {"override_reason": "Valorada por la doctora"}).status_code == 303


def test_a_triage_says_what_counts_already_and_which_signs_are_of_high_risk(post: TestPost) -> None:
    """A colour came out of nowhere: an infant of six months turned yellow though nothing was ticked."""
    infant = post.person(sex="f", age_value=6, age_unit="m")
    client, address = post.client("nurse"), f"/people/{infant.id.hex()}/contact/triage"

    def hints() -> tuple[str, ...]:
        asked = client.get(address).context["forms"][0].by_name
        return tuple(asked[name].hint for name in ("red_signs", "yellow_signs", "hr_vitals"))

    red, yellow, risk = hints()
    assert (red, risk) == ("", "No se tomaron signos vitales en esta visita.")
    assert yellow == "Ya se cumple (signos vitales o edad): De 8 días a 6 meses."
    record_encounter(
        post.actor("nurse"), infant, {"vitals": {"temp_c": 39.6, "hr": 128, "muac_mm": 149, "oedema": "0"}}
    )
    assert hints() == ("", yellow, "Temp. 39.6 °C ↑")


def test_a_triage_reads_every_sign_of_its_own_day_and_none_of_another(post: TestPost) -> None:
    """A saturation of ten days ago made today's triage yellow; and one of an hour ago was forgotten for a later weight."""
    person, nurse = post.person(), post.actor("nurse")

    def risk() -> object:
        return build_context(post.actor(), person, {"triage": {}}).latest["vitals"].get("spo2")

    record_encounter(nurse, person, {"vitals": {"spo2": 88}})
    assert risk() == 88
    record_encounter(nurse, person, {"vitals": {"weight_kg": 61.0}})
    assert risk() == 88
    post.later(days=10)
    assert risk() is None
    page = post.client("nurse").get(f"/people/{person.id.hex()}/contact/triage")
    assert page.context["forms"][0].by_name["hr_vitals"].value == ""


def test_the_triage_of_days_ago_is_corrected_with_the_signs_of_its_day(post: TestPost) -> None:
    person, nurse = post.person(), post.actor("nurse")
    record_encounter(nurse, person, {"vitals": {"spo2": 88}})
    seen = {"tri_dt": nurse.now, "red_signs": ("none",), "yellow_signs": ("none",), "colour": "yellow"}
    entry = record_encounter(nurse, person, {"triage": seen}).entry
    post.later(days=3)
    record_encounter(post.actor("nurse"), person, {"vitals": {"spo2": 97}})
    record_encounter(post.actor("nurse"), person, {"triage": seen}, corrects=entry)
    actor = post.actor()
    triage = next(
        one.forms["triage"]
        for one in list_timeline(actor.node.cursor, person.id, actor.node.keyring)
        if one.forms.get("triage")
    )
    assert (triage["hr_vitals"], triage["colour_calc"]) == (True, "yellow")


def test_a_pregnancy_long_past_its_term_is_no_longer_known(post: TestPost) -> None:
    woman = post.person(sex="f")
    record_encounter(post.actor("midwife"), woman, {"anc": ANC | {"lmp": post.actor().today - timedelta(days=100)}})
    post.later(days=230)
    assert pregnant(post, woman) is None


def test_cases_are_numbered_and_a_correction_keeps_its_number(post: TestPost) -> None:
    people = [post.person(alias=name) for name in ("Uno", "Dos")]
    day = post.actor().today
    onset = {"date_onset": day, "date_notif": day}
    entries = []
    for person in people:
        entries.append(record_encounter(post.actor(), person, {"case": CASE | onset}).entry)
        post.later(minutes=1)
    record_encounter(post.actor(), people[0], {"case": CASE | onset | {"outcome": "tr_ext"}}, corrects=entries[0])
    actor = post.actor()
    numbers = [
        list_timeline(actor.node.cursor, person.id, actor.node.keyring)[0].forms["case"]["case_no"] for person in people
    ]
    assert [str(number)[-8:] for number in numbers] == ["2018-001", "2018-002"]


def test_a_child_is_classed_by_the_weight_for_height_of_this_week_and_not_of_last_month(post: TestPost) -> None:
    """A child who had been thin a month ago stayed "moderate", whatever the arm said today."""
    child = post.person(sex="f", age_value=2)
    screen = {"muac_mm": 140, "oedema": "0"}
    record_encounter(post.actor("nurse"), child, {"vitals": {"weight_kg": 9.3, "height_cm": 84.0, **screen}})

    def classed() -> object:
        record_encounter(post.actor("nurse"), child, {"nut": screen})
        actor = post.actor()
        return list_timeline(actor.node.cursor, child.id, actor.node.keyring)[0].forms["nut"]["class"]

    post.later(days=3)
    assert classed() == "MAM"
    post.later(days=30)
    assert classed() == "normal"
