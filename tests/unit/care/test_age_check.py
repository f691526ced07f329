"""What contradicts another answer or the calendar is asked about before it is signed: it was all saved in silence."""

from datetime import date
from html import unescape

import pytest

from posta.acts.care.visits.encounter import record_encounter
from posta.chart.history.timeline import list_timeline
from tests.unit.care.test_consultation import FAST


def signed_after_a_question(client, address: str, sent: dict, anchor: str, words: str) -> bool:
    """Whether exactly this was asked, and then signed as it is."""
    back = client.post(address, sent)
    assert back.status_code == 422, back.status_code
    assert [(one, unescape(said)) for one, _label, said in back.context["frame"].doubts] == [(anchor, words)]
    return client.post(address, {**sent, "accepted": back.context["frame"].accepted}).status_code == 303


def test_a_diagnosis_that_is_main_and_other_is_asked_about(post):
    sent = {**FAST, "dx_other": ["ari_upper", "scabies"], "onset_date": "25/11/2018"}
    address = f"/people/{post.person().id.hex()}/consultation"
    words = "El diagnóstico principal también está entre los otros."
    assert signed_after_a_question(post.client(), address, sent, "f-dx_other", words)


def test_an_appointment_beyond_a_year_is_refused_with_what_was_typed_and_one_in_three_months_is_not(post):
    address, client = f"/people/{post.person().id.hex()}/consultation", post.client()
    sent = {**FAST, "disposition": "fu", "next_appt": "24/11/2099"}
    back = client.post(address, sent)
    assert back.status_code == 422
    assert [anchor for anchor, *_ in back.context["summary"]["problems"]] == ["f-next_appt"]
    assert b"24/11/2099" in back.content
    assert client.post(address, {**sent, "next_appt": "24/2/2019"}).status_code == 303


@pytest.mark.parametrize(("born", "visit", "words"), [
    ({"age_value": 10}, "3/5/2005", "Es antes de que naciera la persona. ¿La fecha es correcta?"),
    ({"birth_date": date(2018, 11, 20)}, "19/11/2018", "Es antes de que naciera la persona. ¿La fecha es correcta?"),
    ({"age_value": 80}, "3/5/2005", "Fue hace más de un año. ¿La fecha es correcta?"),
    ({"age_value": 30}, "24/11/2018", ""), ({"age_value": 30}, "3/5/1950", None),
])  # fmt: skip
def test_a_visit_before_birth_or_of_long_ago_is_asked_about(post, born, visit, words):
    """A visit was corrected to 1950, of a person of 30."""
    person, client = post.person(**born), post.client()
    record_encounter(post.actor(), person, {"vitals": {"hr": 120}})
    entry = list_timeline(post.actor().node.cursor, person.id, post.actor().node.keyring)[0].entry.hex()
    address = f"/entries/{entry}/correct"
    begun = client.get(address).context["forms"]
    raw = {one.name: [c.code for c in one.choices if c.chosen] or [one.value] for form in begun for one in form.fields}
    sent = {name: value for name, value in raw.items() if value != [""]} | {
        "visit_dt": visit,
        "visit_dt__time": "09:00",
    }
    if words is None:
        problems = client.post(address, sent).context["summary"]["problems"]
        assert problems == [("f-visit_dt", "Fecha y hora", "La fecha no puede ser anterior al 1/01/2000.")]
    elif words:
        assert signed_after_a_question(client, address, sent, "f-visit_dt", words)
    else:
        assert client.post(address, sent).status_code == 303


def test_an_onset_before_birth_is_asked_about(post):
    person = post.person(birth_date=date(2018, 3, 1), age_value=None)
    sent = {**FAST, "dx_main": "scabies", "onset_date": "1/1/2018"}
    words = "Es antes de que naciera la persona. ¿La fecha es correcta?"
    assert signed_after_a_question(
        post.client(), f"/people/{person.id.hex()}/consultation", sent, "f-onset_date", words
    )
