"""Fitness to travel on the screens: asked at the end of a visit, said at the head of the person and on their card."""

import re
from html import unescape

import pytest

from posta.acts.actor import Actor
from posta.acts.care.visits.encounter import can_write, record_encounter
from posta.catalog.compartments import Compartment
from posta.catalog.language.form import list_forms
from posta.chart.record.person import Person
from posta.figures.facts.read import list_facts
from posta.ids import EntryId
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
SPRAIN = {"complaint": "Torcedura", "violence_link": "n", "disposition": "home", "dx_main": "ankle_sprain",
          "injury_cause": "W01", "injury_body": ["ankle"], "injury_body__ankle": "l", "injury_intent": "1"}  # fmt: skip
OPD = {"complaint": "Torcedura", "dx_main": "foot_infect", "dx_status": "new", "violence_link": "n"}
JUDGED = {"disposition": "home", "fitness": ("rest", "no_train"), "rest_days": 3}


def words(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_a_sprain_is_asked_about_once_and_one_tap_answers(post: TestPost) -> None:
    client, person = post.client(), post.person()
    address = f"/people/{person.id.hex()}/consultation"
    asked = client.post(address, SPRAIN)
    assert asked.status_code == 422
    assert "Esguince de tobillo / pie: ¿reposo antes de seguir?" in words(asked.content.decode())
    answered = SPRAIN | {"fitness": ["rest", "no_train"], "rest_days": "3"}
    assert client.post(address, answered).status_code == 303
    head = words(client.get(f"/people/{person.id.hex()}/").content.decode().split("</header>")[0])
    assert "Reposo hasta el" in head
    assert "No en tren (Esguince de tobillo / pie" in head
    [fact] = [
        row.values for row in list_facts(post.actor().node.cursor, "visit", ("rest_days",)) if row.values != (None,)
    ]
    assert fact == (3,)


def test_it_is_signed_as_it_is_where_the_clinician_says_so(post: TestPost) -> None:
    client, person = post.client(), post.person()
    address = f"/people/{person.id.hex()}/consultation"
    asked = client.post(address, SPRAIN).content.decode()
    seen = [unescape(one) for one in re.findall(r'name="accepted" value="([^"]*)"', asked)]
    assert client.post(address, {**SPRAIN, "accepted": seen}).status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"fitness": ["rest"]}, "rest_days"), ({"fitness": ["rest", "walk_on"], "rest_days": "2"}, "fitness")],
)
def test_rest_needs_days_and_nobody_rests_and_walks_on(post: TestPost, typed: dict[str, object], said: str) -> None:
    answer = post.client().post(f"/people/{post.person().id.hex()}/consultation", SPRAIN | typed)
    assert answer.status_code == 422
    assert re.search(rf'href="#f-{said}"', answer.content.decode())


def pages_of(actor: Actor, person: Person, entry: EntryId) -> list[str]:
    """Every page with a form about a person that a colleague opens, and the other pages of the person."""
    code = person.id.hex()
    forms = [one.name for one in list_forms() if one.service.offered and one.compartment is not Compartment.FACTS]
    mine = [f"/people/{code}/contact/{name}" for name in forms if can_write(actor, [name])]
    assert len(mine) > 10
    return [
        *mine, f"/people/{code}/consultation", f"/people/{code}/triage",
        f"/people/{code}/edit", f"/people/{code}/contact/", f"/people/{code}/choices", f"/entries/{entry.hex()}/correct",
        f"/entries/{entry.hex()}/", f"/people/{code}/prints", f"/people/{code}/card", f"/people/{code}/",
    ]  # fmt: skip


def test_the_head_of_every_page_of_a_form_says_it(post: TestPost) -> None:
    """It stood at the head of two pages; a nurse at the triage, or whoever referred them, did not read it."""
    person = post.person()
    entry = record_encounter(post.actor(), person, {"visit": JUDGED, "opd": OPD}).entry
    client = post.client()
    for address in pages_of(post.actor(), person, entry):
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        head = words(answer.content.decode().split("</header>")[0])
        assert "Reposo hasta el" in head, address
        assert "No en tren" in head, address


def test_an_illness_and_a_pregnancy_of_an_earlier_visit_are_asked_about(post: TestPost) -> None:
    cough = {"complaint": "Tos", "violence_link": "n", "disposition": "home", "dx_main": "ari_upper"}
    client, actor = post.client(), post.actor()
    ill = post.person(alias="Elmer")
    record_encounter(actor, ill, {"visit": {"disposition": "ref_moh"}, "opd": OPD | {"dx_main": "epilepsy"}})
    expects = post.person(alias="Gloria", sex="f", age_value=24)
    record_encounter(actor, expects, {"visit": {"disposition": "ref_moh"}, "opd": OPD | {"dx_main": "preg_normal"}})
    post.later(days=20)
    for person, why in ((ill, "Epilepsia / crisis convulsiva"), (expects, "Embarazada")):
        address = f"/people/{person.id.hex()}/consultation"
        asked = client.post(address, cough)
        assert asked.status_code == 422
        assert f"{why}: ¿no en tren? Anote si puede seguir su viaje" in words(asked.content.decode())
        assert client.post(address, cough | {"fitness": ["no_train"]}).status_code == 303
        post.later(days=2)
        again = client.post(address, cough)
        assert "¿no en tren? Anote" not in words(again.content.decode()), "written and still true"
    well = post.person(alias="Wendy")
    assert client.post(f"/people/{well.id.hex()}/consultation", cough).status_code == 303


def test_nobody_who_lives_here_is_asked(post: TestPost) -> None:
    person = post.person(pop_group="host")
    page = post.client().get(f"/people/{person.id.hex()}/consultation").content.decode()
    assert 'name="fitness"' not in page
    assert 'name="fitness"' in post.client().get(f"/people/{post.person().id.hex()}/consultation").content.decode()
    assert post.client().post(f"/people/{person.id.hex()}/consultation", SPRAIN).status_code == 303


def test_the_card_says_it_in_the_language_of_the_person_and_never_why(post: TestPost) -> None:
    person = post.person()
    record_encounter(post.actor(), person, {"visit": JUDGED | {"fitness_reason": "CANARIO"}, "opd": OPD})
    for language, said in (("es", "Reposo hasta el"), ("ht", "Pa nan tren"), ("pt", "Não de trem")):
        card = post.client().get(f"/people/{person.id.hex()}/card?lang={language}").content.decode()
        sheet = words(card[card.index("cardsheet") :])
        assert said in sheet
        assert "CANARIO" not in sheet
        assert "nfecci" not in sheet
    post.later(days=31)
    assert "Não" not in words(post.client().get(f"/people/{person.id.hex()}/card?lang=pt").content.decode())


def test_the_history_says_what_each_visit_found(post: TestPost) -> None:
    person = post.person()
    record_encounter(post.actor(), person, {"visit": JUDGED, "opd": OPD})
    post.later(days=40)
    page = words(post.client().get(f"/people/{person.id.hex()}/").content.decode())
    assert "Reposo antes de seguir, No en tren (3 d" in page.replace(" ,", ",")
    assert "Reposo hasta" not in page
