"""A "yes" to harm opens three short questions and, after signing, the way to care; others learn nothing of it."""

import re

import pytest

from posta.chart.history.timeline import list_timeline
from tests.page_text import squeeze
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = {"why": ["pain"], "dx_main": "ari_upper", "temp_c": "37", "disposition": "home"}
HARM = {"violence_link": "y", "harm_when": "h72", "harm_safe": "n", "harm_talk": "psy"}


def _consult(post: TestPost, person, **answers: object):
    """The page after a consultation."""
    browser = post.client()
    done = browser.post(f"/people/{person.id.hex()}/consultation", {**SEEN, **answers})
    assert done.status_code == 303
    return browser.get(done["Location"])


def test_yes_opens_three_questions_and_leads_to_care(post: TestPost) -> None:
    person, client = post.person(), post.client()
    page = client.get(f"/people/{person.id.hex()}/consultation")
    for name in ("harm_when", "harm_safe", "harm_talk"):
        assert page.context["field"][name].when, f"{name} waits for a yes"
    shown = squeeze(_consult(post, person, **HARM).content.decode())
    assert f"/people/{person.id.hex()}/contact/sv" in shown
    assert f"/people/{person.id.hex()}/contact/violence" in shown
    assert "Pasar con colega (cita reservada)" in shown
    doctor = post.actor()
    (entry,) = [
        one for one in list_timeline(doctor.node.cursor, person.id, doctor.node.keyring) if one.forms.get("opd")
    ]
    assert [entry.forms["opd"][name] for name in ("harm_when", "harm_safe", "harm_talk")] == ["h72", "n", "psy"]


def test_the_answers_are_sealed_and_the_hand_over_says_only_that_it_is_reserved(post: TestPost) -> None:
    person = post.person()
    _consult(post, person, **HARM)
    nurse = post.actor("nurse")
    for one in list_timeline(nurse.node.cursor, person.id, nurse.node.keyring):
        assert not {"harm_when", "harm_safe", "harm_talk", "violence_link"} & set(one.forms.get("opd", {}))
    post.client().post(f"/people/{person.id.hex()}/arrive", {"reason": "reserved"})
    board = post.client("nurse").get("/").content.decode()
    assert "Cita reservada" in board


def test_a_no_opens_nothing(post: TestPost) -> None:
    person = post.person()
    assert _consult(post, person, violence_link="n").context["next_care"] is None
    assert post.client().get(f"/people/{person.id.hex()}/").context["next_care"] is None


def test_the_address_after_an_act_is_the_same_whatever_was_answered(post: TestPost) -> None:
    """Only the colleague who asked sees the way to care, in their own session; a history of addresses tells nothing."""
    for answers in (HARM, {"violence_link": "n"}):
        person = post.person()
        done = post.client().post(f"/people/{person.id.hex()}/consultation", {**SEEN, **answers})
        assert re.fullmatch(rf"/people/{person.id.hex()}/\?done=[0-9a-f]{{32}}", done["Location"])
        assert post.client().get(done["Location"]).context["next_care"] is None, "another session"


def test_who_may_not_open_a_form_is_not_led_to_it(post: TestPost) -> None:
    person, browser = post.person(), post.client("nurse")
    done = browser.post(f"/people/{person.id.hex()}/consultation", {**SEEN, **HARM})
    links = [one.href for one in browser.get(done["Location"]).context["next_care"]]
    assert not any(link.endswith(("/sv", "/violence")) for link in links)
