"""Sizes through the pages: told at the box while they are typed, asked before they are signed, never saved in silence."""

from html import unescape

import pytest

from posta.acts.care.visits.encounter import record_encounter
from posta.chart.history.timeline import list_timeline

NEWBORN = {"age_value": 3, "age_unit": "d"}
FAST = {"why": ["respiratory"], "dx_main": "ari_upper", "violence_link": "n"}


def page_of(person, name: str = "vitals") -> str:
    return f"/people/{person.id.hex()}/" + (name if name == "consultation" else f"contact/{name}")


@pytest.mark.parametrize("page", ["vitals", "consultation"])
@pytest.mark.parametrize(("who", "typed", "words"), [
    (NEWBORN, {"weight_kg": "320"}, "Demasiado para la edad: lo usual es de 0.5 a 6.5 kg. ¿Quiso decir 3.2 kg?"),
    (NEWBORN, {"weight_kg": "32"}, "Demasiado para la edad"), ({"age_value": 2}, {"height_cm": "180"}, "Demasiado para la edad: lo usual es de 73 a 111 cm. ¿Metros?"),
    ({"age_value": 30}, {"weight_kg": "7,0"}, "Muy poco para la edad: lo usual es de 30 a 200 kg. ¿Quiso decir 70 kg?"),
])  # fmt: skip
def test_a_size_that_does_not_fit_the_age_is_asked_about_and_then_signed(post, page, who, typed, words):
    """A newborn of 320 kg was saved, with no warning at the box and none at signing."""
    person, client = post.person(**who), post.client()
    sent = {**(FAST if page == "consultation" else {}), **typed}
    back = client.post(page_of(person, page), sent)
    assert back.status_code == 422
    assert words in unescape(back.content.decode())
    assert client.post(page_of(person, page), {**sent, "accepted": back.context["frame"].accepted}).status_code == 303


def test_seven_kilograms_after_seventy_are_asked_about_with_the_day(post):
    person, client = post.person(age_value=30), post.client()
    record_encounter(post.actor("nurse"), person, {"vitals": {"weight_kg": 70}})
    post.later(days=2)
    record_encounter(post.actor("nurse"), person, {"vitals": {"hr": 80}})
    for page in ("vitals", "consultation"):
        sent = {**(FAST if page == "consultation" else {}), "weight_kg": "7.0"}
        words = unescape(client.post(page_of(person, page), sent).content.decode())
        assert "El último valor fue 70 kg, el 25/11/2018. ¿Quiso decir 70 kg?" in words
    assert client.post(page_of(person), {"weight_kg": "69,5"}).status_code == 303


def test_the_box_says_so_while_it_is_typed(post):
    baby, adult, client = post.person(**NEWBORN), post.person(age_value=30), post.client()
    page = unescape(client.get(page_of(baby)).content.decode())
    assert 'data-warn-max="6.5" data-high="↑ Para la edad, de 0.5 a 6.5. Revise la unidad y el punto decimal."' in page
    record_encounter(post.actor("nurse"), adult, {"vitals": {"weight_kg": 70}})
    for name in ("vitals", "consultation"):
        page = unescape(client.get(page_of(adult, name)).content.decode())
        assert 'data-warn-min="59.5" data-low="↓ Último valor: 70 kg. Revise la unidad' in page


@pytest.mark.parametrize(("typed", "anchor", "words"), [
    ({"temp_c": "98.6"}, "f-temp_c", "Solo es posible de 30 a 45. ¿°F? 98.6 °F son 37 °C."),
    ({"height_cm": "1.65"}, "f-height_cm", "Solo es posible de 25 a 250. ¿Metros? 1.65 m son 165 cm."),
    ({"weight_kg": "3200"}, "f-weight_kg", "Solo es posible de 0.3 a 400. ¿Gramos? 3,200 g son 3.2 kg."),
    ({"weight_kg": "70 kg"}, "f-weight_kg", "Escriba un número, por ejemplo 61.5."),
    ({"temp_c": "36,5°C"}, "f-temp_c", "Escriba un número, por ejemplo 38.4."),
    ({"hr": "80.5"}, "f-hr", "Escriba un número entero, por ejemplo 80."),
    ({"glucose_mgdl": "5"}, "f-glucose_mgdl", "Solo es posible de 10 a 999. ¿mmol/L? 5.5 mmol/L son 99 mg/dL."),
    ({"sbp": "12/8"}, "f-sbp", "Escriba un número, por ejemplo 120."),
])  # fmt: skip
def test_the_words_name_the_likely_slip_and_an_example_of_this_question(post, typed, anchor, words):
    """A pressure was told "for example 38.4", and nobody said °F, grams, metres."""
    person = post.person()
    back = post.client("nurse").post(page_of(person), typed)
    told = {one: sentence for one, _label, sentence in back.context["summary"]["problems"]}
    assert told[anchor] == words
    assert not list_timeline(post.actor().node.cursor, person.id, post.actor().node.keyring)[0].forms.get("vitals")


@pytest.mark.parametrize("typed", ["12/8", "120/", "120/80 mmHg"])
def test_a_pressure_is_asked_for_as_a_pressure(post, typed):
    back = post.client().post(page_of(post.person(), "consultation"), {**FAST, "bp": typed})
    words = "Escriba los dos números, por ejemplo 120/80."
    assert back.context["field"]["bp"].error == words
    assert ("f-bp", "Presión", words) in back.context["summary"]["problems"]


def test_an_arm_in_centimetres_and_an_age_in_words_are_told_as_such(post):
    child, nurse = post.person(age_value=2), post.client("nurse")
    back = nurse.post(page_of(child), {"muac_mm": "14"})
    assert "¿Centímetros? 14.2 cm son 142 mm." in unescape(back.content.decode())
    page = unescape(nurse.post("/people/new", {"alias": "Ana", "age_value": "30 años"}).content.decode())
    assert "Escriba un número, por ejemplo 24." in page
