"""The triage on one page: signs and criteria signed as one act, the colour computed, and only what can be."""

import pytest

from posta.chart.history.timeline import list_timeline
from tests.page_text import squeeze
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
NONE = {"red_signs": "none", "yellow_signs": "none"}
WELL = {**NONE, "temp_c": "36.8", "hr": "80", "rr": "16", "bp": "118/74", "spo2": "98", "avpu": "a"}
LIVE = {"HX-Request": "true"}


def page_of(person) -> str:
    return f"/people/{person.id.hex()}/triage"


def latest(post: TestPost, person) -> dict:
    actor = post.actor()
    return list_timeline(actor.node.cursor, person.id, actor.node.keyring)[0].forms


def test_one_signature_writes_triage_and_signs_as_one_entry(post: TestPost) -> None:
    person, client = post.person(), post.client("nurse")
    done = client.post(page_of(person), {**WELL, "seen_colour": "green"})
    assert done.status_code == 303
    forms = latest(post, person)
    assert (forms["triage"]["colour"], forms["triage"]["colour_calc"]) == ("green", "green")
    assert (forms["vitals"]["sbp"], forms["vitals"]["dbp"], forms["vitals"]["temp_c"]) == (118, 74, 36.8)


def test_without_a_script_the_colour_is_computed_and_shown_before_it_counts(post: TestPost) -> None:
    person, client = post.person(), post.client("nurse")
    asked = client.post(page_of(person), {**WELL, "spo2": "85", "unscripted": "1"})
    assert asked.status_code == 422
    assert asked.context["colour"].code == "yellow"
    assert "Revise el color y vuelva a firmar" in asked.content.decode()
    seen = {**WELL, "spo2": "85", "unscripted": "1", "seen_colour": "yellow", "accepted": ["vitals.spo2:unlikely_low"]}
    assert client.post(page_of(person), seen).status_code == 303
    assert latest(post, person)["triage"]["colour"] == "yellow"


def test_the_colour_follows_while_it_is_typed(post: TestPost) -> None:
    person, client = post.person(), post.client("nurse")
    shown = client.post(page_of(person), {"red_signs": "stridor"}, headers=LIVE)
    assert shown.status_code == 200
    assert "Rojo" in shown.content.decode()
    assert "<html" not in shown.content.decode()
    assert 'value="red"' in squeeze(shown.content.decode())


def test_a_critical_sign_is_never_green_and_asks_for_a_colour(post: TestPost) -> None:
    """70/40 with no criterion ticked was green."""
    person, client = post.person(), post.client("nurse")
    shock = {**WELL, "bp": "70/40"}
    panel = client.post(page_of(person), shock, headers=LIVE).content.decode()
    assert "Signo crítico: TA 70/40 ↓" in panel
    assert "Elija el color" in panel
    refused = client.post(page_of(person), shock)
    assert refused.status_code == 422
    assert [name for name, _label, _words in refused.context["summary"]["problems"]] == ["f-colour"]
    assert (
        client.post(page_of(person), {**shock, "colour": "green"}).status_code == 422
    )  # lower than computed: a reason
    assert client.post(page_of(person), {**shock, "colour": "red"}).status_code == 303
    assert latest(post, person)["triage"]["colour"] == "red"


def test_only_what_can_be_is_asked(post: TestPost) -> None:
    man, woman, girl = post.person(), post.person(sex="f", age_value=24), post.person(sex="f", age_value=3)
    client = post.client("nurse")
    of_man, of_woman, of_girl = (client.get(page_of(one)).content.decode() for one in (man, woman, girl))
    assert "preg_" not in of_man
    assert "testis_priap" in of_man
    assert "preg_bleed" in of_woman
    assert "testis" not in of_woman
    assert "danger_u5" in of_girl
    assert 'value="cannot_feed"' not in of_girl  # asked as a danger sign above
    for page in (of_man, of_woman, of_girl):
        assert 'name="seen_dt' not in page
        assert 'name="tri_dt' not in page
        assert 'value="hr_extreme"' not in page


def test_she_says_that_she_is_pregnant_and_her_pressure_is_judged_so(post: TestPost) -> None:
    woman, client = post.person(sex="f", age_value=24), post.client("nurse")
    typed = {**WELL, "bp": "165/105", "preg_status": "y"}
    assert "Rojo" in client.post(page_of(woman), typed, headers=LIVE).content.decode()
    signed = client.post(page_of(woman), {**typed, "seen_colour": "red", "red_signs": "preg_head", "yellow_signs": ""})
    assert signed.status_code == 303
    assert latest(post, woman)["triage"]["yellow_signs"] == ("none",)


def test_a_promoter_triages_without_vital_signs_and_hands_over(post: TestPost) -> None:
    person, client = post.person(), post.client("promoter")
    page = client.get(page_of(person)).content.decode()
    assert 'name="temp_c"' not in page
    assert 'value="ecg"' not in page
    client.post(f"/people/{person.id.hex()}/arrive", {"reason": "pain"})
    panel = client.post(page_of(person), NONE, headers=LIVE).content.decode()
    assert "Verde" not in panel
    assert "espera un triaje con signos vitales" in panel
    assert client.post(page_of(person), {**NONE, "seen_colour": "green"}).status_code == 303
    assert latest(post, person)["triage"]["light"] is True
    nurse = post.client("nurse").get(f"/people/{person.id.hex()}/")
    assert nurse.context["page"].open.triage is None, "without vital signs nobody is green: a nurse still triages"
    assert client.post(page_of(person), {"red_signs": "heavy_bleed", "seen_colour": "red"}).status_code == 303
    assert post.client("nurse").get(f"/people/{person.id.hex()}/").context["page"].open.triage == 1


def test_a_draft_of_the_page_comes_back(post: TestPost) -> None:
    person, client = post.person(), post.client("nurse")
    client.post(page_of(person), {"temp_c": "39", "draft": "1"})
    assert 'value="39"' in squeeze(client.get(page_of(person)).content.decode())
    assert "Triaje" in client.get("/drafts/").content.decode()
