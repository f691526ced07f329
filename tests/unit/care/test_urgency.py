"""Whoever is urgent, or came for something else, is not signed as last time, and does not go on without a question."""

from html import unescape

import pytest

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.language.form import get_form
from tests.unit.care.test_consultation import FAST, RX

COUGH = {"complaint": "Tos o fiebre: tos seca por las noches", "dx_main": "ari_upper", "dx_status": "new",
         "violence_link": "n", "rx": (RX,)}  # fmt: skip
SAME = "Igual que la última vez"
QUESTION = "¿Se va de todos modos?"


def page_of(person) -> str:
    return f"/people/{person.id.hex()}/consultation"


@pytest.fixture
def person(post):
    """Somebody who was here yesterday with a cough."""
    known = post.person()
    record_encounter(post.actor(), known, {"opd": COUGH})
    post.later(hours=20)
    return known


def raw_of(page) -> dict[str, list[str]]:
    """What the page would send as it stands: chips that are chosen, and the reason in words."""
    fields = page.context["field"]
    chosen = {
        name: [one.code for one in fields[name].choices if one.chosen] for name in ("set", "disposition", "dx_main")
    }
    why = [one.code for one in page.context["why"].choices if one.chosen]
    return {**chosen, "why": why, "complaint": [fields["complaint"].value]}


def test_who_fell_from_the_train_is_not_signed_with_the_cough_of_yesterday(post, person):
    """Two of two: red, "Caída del tren, dolor en la muñeca", and one tap wrote yesterday's cough and let them go."""
    record_arrival(post.actor("nurse"), person, reason="injury: caída del tren, dolor en la muñeca", colour="red")
    client = post.client()
    assert SAME not in client.get(page_of(person)).content.decode()
    begun = raw_of(client.get(page_of(person) + "?same=1"))
    assert begun["why"] == ["injury"]
    assert begun["complaint"] == ["caída del tren, dolor en la muñeca"]
    assert begun["set"] == begun["dx_main"] == begun["disposition"] == []
    asked = client.post(page_of(person), {**FAST, "why": ["injury"]})
    assert asked.status_code == 422
    assert f"Signos de alarma: Triaje: Rojo. {QUESTION}" in unescape(asked.content.decode())
    sure = {**FAST, "why": ["injury"], "disposition": "home", "accepted": asked.context["frame"].accepted}
    assert client.post(page_of(person), sure).status_code == 303


@pytest.mark.parametrize(("reason", "colour", "offered"), [
    ("", "", True), ("", "green", True), ("respiratory", "", True), ("respiratory: tos seca", "green", True),
    ("medicine", "", True), ("dressing", "green", True), ("respiratory", "yellow", False), ("respiratory", "red", False),
    ("digestive", "", False), ("respiratory: no puede respirar", "", False), ("medicine: pastillas del corazón", "", False),
    ("me caí", "green", False),
])  # fmt: skip
def test_the_same_as_last_time_is_offered_to_who_comes_for_the_same_and_can_wait(post, person, reason, colour, offered):
    record_arrival(post.actor("nurse"), person, reason=reason, colour=colour)
    assert (SAME in post.client().get(page_of(person)).content.decode()) is offered
    assert (SAME in post.client().get(f"/people/{person.id.hex()}/").content.decode()) is offered
    begun = raw_of(post.client().get(page_of(person) + "?same=1"))
    assert (begun["dx_main"] == ["ari_upper"]) is offered
    if reason:
        assert begun["why"] == ([reason.partition(":")[0]] if reason != "me caí" and reason[:3] != "med" else [])


def test_it_is_not_offered_to_whom_a_sign_of_alarm_was_measured(post, person):
    record_encounter(post.actor("nurse"), person, {"vitals": {"spo2": 84}})
    page = post.client().get(page_of(person))
    assert SAME not in page.content.decode()
    assert SAME not in post.client().get(f"/people/{person.id.hex()}/").content.decode()
    assert raw_of(page)["disposition"] == [], "nobody has said yet that they go on"


def test_a_red_triage_without_an_arrival_counts_until_a_consultation_answers_it(post, person):
    triage = {"tri_dt": post.actor().now, "red_signs": ("stridor",), "yellow_signs": ("none",), "colour": "red"}
    assert get_form("triage").field("red_signs")
    record_encounter(post.actor("nurse"), person, {"triage": triage})
    post.later(minutes=5)
    client = post.client()
    assert SAME not in client.get(page_of(person)).content.decode()
    assert QUESTION in unescape(client.post(page_of(person), FAST).content.decode())
    post.later(hours=13)
    assert client.post(page_of(person), FAST).status_code == 303


@pytest.mark.parametrize("form", ["ncd", "move"])
def test_no_other_form_lets_a_red_triage_go_unasked(post, person, form):
    """A form of departure said that they leave, and nobody had asked."""
    record_arrival(post.actor("nurse"), person, colour="red")
    client, address = post.client(), f"/people/{person.id.hex()}/contact/{form}"
    ncd = {"ncd_dx": ["htn"], "dx_known": "known", "enrol_date": "25/11/2018", "complic": ["none"], "days_supplied": "30",
           "ncd_exit": "active"}  # fmt: skip
    move = {"leave_date": "26/11/2018", "pass_issued": "declined"}
    if form == "ncd":
        assert not any(one.chosen for one in client.get(address).context["outcome"].by_name["disposition"].choices)
    asked = client.post(address, ncd if form == "ncd" else move)
    assert asked.status_code == 422
    assert QUESTION in unescape(asked.content.decode()), asked.context["summary"]
    assert len(asked.context["frame"].doubts) == 1
