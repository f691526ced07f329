"""Undo of what was just signed: the entry goes, what was typed comes back as a draft to whoever typed it."""

import re

import pytest
from django.test import Client

from posta.acts.care.queue.arrival import record_arrival
from posta.chart.board import list_board
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from posta.node.drafts import drop_old_drafts
from posta.node.models import Draft
from tests.page_text import squeeze
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = {
    "why": ["respiratory"], "complaint": "tos de tres días", "exam": "faringe roja", "dx_main": "ari_upper", "temp_c": "37,2",
    "bp": "118/74", "set": ["para500"], "violence_link": "n", "disposition": "fu", "next_in": "7",
}  # fmt: skip


def consultation(person: Person) -> str:
    return f"/people/{person.id.hex()}/consultation"


def sign(client: Client, address: str, typed: dict) -> str:
    """The address that takes back what is signed here."""
    shown = client.post(address, typed)
    assert shown.status_code == 303
    found = re.search(r'action="(/entries/[0-9a-f]{32}/undo)"', client.get(shown["Location"]).content.decode())
    assert found
    return found[1]


def where(client: Client, undo: str) -> str:
    """Where undoing leads, without what the address says of the toast."""
    done = client.post(undo)
    assert done.status_code == 303
    return re.sub(r"[?&]done=.*", "", done["Location"])


def test_an_undone_consultation_is_back_on_its_form_as_it_was_typed(post: TestPost) -> None:
    """A doctor signed with the wrong diagnosis, undid it within seconds, and had the whole visit to type again."""
    person, doctor, actor = post.person(), post.client(), post.actor()
    record_arrival(post.actor("nurse"), person, reason="respiratory")
    undo = sign(doctor, consultation(person), SEEN)
    assert where(doctor, undo) == consultation(person)
    page = doctor.get(consultation(person)).content.decode()
    for words in ("tos de tres días", "faringe roja", 'value="37,2"', 'value="118/74"', 'value="para500" checked',
                  'value="7" checked', "Borrador de las"):  # fmt: skip
        assert words in squeeze(page)
    assert re.search(r'value="ari_upper"[^>]* checked', squeeze(page))
    assert [one.person for one in list_board(actor.node.cursor, actor.post.number, actor.day_start)] == [person.id]
    assert doctor.post(consultation(person), SEEN | {"dx_main": "gastritis"}).status_code == 303
    [seen, *_rest] = list_timeline(actor.node.cursor, person.id, actor.node.keyring)
    assert seen.forms["opd"]["dx_main"] == "gastritis"
    assert not Draft.objects.filter(key=consultation(person)[1:]).exists()


def test_what_was_undone_says_so_on_the_form(post: TestPost) -> None:
    person, doctor = post.person(), post.client()
    undo = sign(doctor, consultation(person), SEEN)
    page = doctor.post(undo, follow=True)
    assert page.context["shell"].toast.words == "Deshecho."
    assert not page.context["shell"].toast.undo_url


def test_it_comes_back_to_its_author_only_whoever_takes_it_back(post: TestPost) -> None:
    person, doctor, nurse = post.person(), post.client(), post.client("nurse")
    undo = sign(doctor, consultation(person), SEEN)
    assert where(nurse, undo) == f"/people/{person.id.hex()}/"
    assert "faringe" not in nurse.get(consultation(person)).content.decode()
    assert "Consulta" not in nurse.get("/drafts/").content.decode().split("<main")[1]
    assert "faringe roja" in doctor.get(consultation(person)).content.decode()


def test_it_rests_sealed_and_in_no_list_while_it_can_be_undone(post: TestPost) -> None:
    person, doctor = post.person(), post.client()
    sign(doctor, consultation(person), SEEN)
    [row] = Draft.objects.all()
    assert row.is_sealed
    assert b"faringe" not in bytes(row.content)
    assert doctor.get("/drafts/").context["drafts"] == []
    assert "Borrador de las" not in doctor.get(consultation(person)).content.decode()
    assert doctor.post(f"/drafts/{row.key}", {"exam": "x"}).status_code == 404


def test_what_can_no_longer_be_undone_is_forgotten(post: TestPost) -> None:
    person, other, doctor = post.person(), post.person(alias="Keyla"), post.client()
    undo = sign(doctor, consultation(person), SEEN)
    post.later(seconds=61)
    assert doctor.post(undo).status_code == 503
    sign(doctor, consultation(other), SEEN)
    assert [row.key.endswith(consultation(other)) for row in Draft.objects.all()] == [True]
    post.later(seconds=61)
    drop_old_drafts(clock=post.house.clock)
    assert not Draft.objects.exists()


def test_a_refused_undo_brings_nothing_back(post: TestPost) -> None:
    person, doctor = post.person(), post.client()
    undo = sign(doctor, consultation(person), SEEN)
    post.later(seconds=31)
    assert doctor.post(undo).status_code == 503
    assert "Borrador de las" not in doctor.get(consultation(person)).content.decode()


def test_an_undone_amendment_is_back_on_its_form(post: TestPost) -> None:
    person, nurse = post.person(), post.client("nurse")
    address = f"/people/{person.id.hex()}/edit"
    typed = {"alias": "Wilmer", "family_name": "Mejía Ávila", "sex": "m", "age_value": "24", "age_unit": "y",
             "country_origin": "HN", "pop_group": "migrant", "consent_care": "y", "consent_record": "y"}  # fmt: skip
    assert where(nurse, sign(nurse, address, typed)) == address
    page = nurse.get(address).content.decode()
    assert 'value="Mejía Ávila"' in page
    assert "Borrador de las" in page
    assert nurse.post(address, typed).status_code == 303
    assert not Draft.objects.filter(key=address[1:]).exists()


REGISTERED = {
    "alias": "Keyla", "family_name": "Zelaya Pineda", "sex": "f", "age_value": "23", "age_unit": "y", "pop_group": "migrant",
    "consent_care": "y", "consent_record": "y", "reason": "feet", "reason_text": "ampollas", "colour": "green",
}  # fmt: skip


@pytest.mark.parametrize("companion", [False, True])
def test_an_undone_registration_is_back_on_its_form_beside_the_same_companion(post: TestPost, companion: bool) -> None:
    nurse = post.client("nurse")
    address = "/people/new" + (f"?with={post.person().id.hex()}" if companion else "")
    assert where(nurse, sign(nurse, address, REGISTERED)) == address
    page = nurse.get(address).content.decode()
    for words in ('value="Zelaya Pineda"', 'value="ampollas"', 'value="feet" checked', "Borrador de las"):
        assert words in squeeze(page)
    assert "Keyla" not in nurse.post("/people/new", {"start": "1", "typed": "Denis"}).content.decode()
    assert "Registro" in nurse.get("/drafts/").content.decode()
    assert nurse.post(address, REGISTERED).status_code == 303
    assert "Zelaya" not in nurse.get(address).content.decode().split("<form")[-1]


def test_a_draft_about_somebody_whose_registration_was_undone_says_so_and_leads_nowhere(post: TestPost) -> None:
    """Two colleagues at once: one undid the registration while the other wrote; the list of drafts led to "nothing here"."""
    doctor, nurse = post.client(), post.client("nurse")
    undo = sign(doctor, "/people/new", REGISTERED)
    actor = post.actor()
    code = list_board(actor.node.cursor, actor.post.number, actor.day_start)[0].person.hex()
    nurse.post(f"/drafts/people/{code}/contact/vitals", {"temp_c": "37.2"})
    assert f'href="/people/{code}' in nurse.get("/drafts/").content.decode()
    doctor.post(undo)
    listed = nurse.get("/drafts/").content.decode()
    assert "se deshizo" in listed
    assert f'href="/people/{code}' not in listed
