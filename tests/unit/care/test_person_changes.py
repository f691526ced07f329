"""Two colleagues and one person's data: what one page did not show or change stays as the other colleague wrote it."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.test import Client

from posta.acts.care.registration import record_amendment
from posta.acts.care.undo import record_undo
from posta.care.entry.person_changes import hash_value
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from posta.terms.lists import Option, get_list
from tests.in_memory_mission import add_post
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
Typed = dict[str, list[str]]


class Boxes(HTMLParser):
    """What a browser would post from the form of a page: every box as it is filled, ticked or chosen."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.typed: Typed = {}
        self._form, self._list = "", ""
        self.feed(re.sub(r"<(template|noscript)>.*?</\1>", "", page, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self._form = str(told.get("id")) if tag == "form" else self._form
        name = self._list if tag == "option" else told.get("name") or ""
        self._list = name if tag == "select" else self._list
        if tag == "option" and name and self._form == "entry" and "selected" in told:
            self.typed[name] = [told.get("value") or ""]
        if self._form != "entry" or tag != "input" or not name or name == "csrfmiddlewaretoken":
            return
        if told.get("type") not in ("radio", "checkbox") or "checked" in told:
            self.typed.setdefault(name, []).append(told.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self._form = "" if tag == "form" else self._form


def open_page(client: Client, person: Person, more: str = "edit") -> Typed:
    page = client.get(f"/people/{person.id.hex()}/{more}")
    assert page.status_code == 200
    return Boxes(page.content.decode()).typed


def save(client: Client, person: Person, typed: Typed, more: str = "edit", **changed: str) -> str:
    """Save the page with these boxes changed, and look at the page that follows."""
    told = client.post(f"/people/{person.id.hex()}/{more}", typed | {name: [value] for name, value in changed.items()})
    assert told.status_code == 303, told.context and told.context["form"].problems
    return unescape(client.get(told["Location"]).content.decode())


def known(post: TestPost, person: Person) -> Person:
    found = find_person(post.actor().node.cursor, person.id)
    assert found is not None
    return found


PENICILLIN = {"allergies.0.row": "1", "allergies.0.allergen": "penicillin"}


@pytest.mark.parametrize("more", ["edit", "contact/person"])
def test_the_second_save_leaves_what_the_first_colleague_changed(post: TestPost, more: str) -> None:
    """A nurse answered one question on a page opened before; the doctor's surname, country, age and penicillin went."""
    person = post.person(allergies=({"allergen": "none"},))
    doctor, nurse = post.client("doctor"), post.client("nurse")
    opened = open_page(nurse, person, more)
    first = open_page(doctor, person)
    save(doctor, person, first, family_name="Mejilla", country_origin="GT", age_value="31", **PENICILLIN)
    post.later(minutes=5)
    page = save(nurse, person, opened, more, interpreter="y")
    now = known(post, person)
    assert {name: now.answers[name] for name in ("family_name", "country_origin", "age_value", "interpreter")} == {
        "family_name": "Mejilla", "country_origin": "GT", "age_value": 31, "interpreter": True,
    }  # fmt: skip
    assert now.answers["allergies"] == ({"allergen": "penicillin"},)
    assert now.conflicts == {}
    assert "Mientras usted escribía, Doctor cambió: apellidos, edad, país de origen, alergias." in page
    assert "quedan las dos respuestas" not in page


def test_both_answers_to_one_question_are_kept_and_both_are_told(post: TestPost) -> None:
    person = post.person()
    doctor, nurse = post.client("doctor"), post.client("nurse")
    opened = open_page(nurse, person)
    save(doctor, person, open_page(doctor, person), family_name="Mejilla")
    page = save(nurse, person, opened, family_name="")
    assert known(post, person).conflicts == {"family_name": (None, "Mejilla")}
    assert "quedan las dos respuestas" in page
    assert "Se escribieron cosas distintas" in page
    assert "se dejó vacío" in page
    choosing = open_page(doctor, person)
    save(doctor, person, choosing | {"settle.family_name": [hash_value("Mejilla")]})
    settled = known(post, person)
    assert (settled.answers["family_name"], settled.conflicts) == ("Mejilla", {})


def test_a_choice_means_the_value_that_was_shown_and_not_its_place(post: TestPost) -> None:
    """Two values were on the page; a third came before the choice was saved, and the first place held another value."""
    person = post.person()
    for words in ("Mejilla", "Mejido"):
        record_amendment(post.actor(), person, {"family_name": words})
    nurse = post.client("nurse")
    choosing = open_page(nurse, person)
    record_amendment(post.actor(), person, {"family_name": "Mejorada"})
    save(nurse, person, choosing | {"settle.family_name": [hash_value("Mejilla")]})
    assert known(post, person).conflicts == {"family_name": ("Mejilla", "Mejorada")}


def test_what_comes_by_exchange_while_a_page_is_open_stays_and_is_told(post: TestPost) -> None:
    person = post.person()
    add_post(post.house, "coatzacoalcos_casa")
    there = post.house.actor("coatzacoalcos_casa")
    post.later(minutes=1)
    exchange(there.node, MemoryTransport(post.actor().node))
    nurse = post.client("nurse")
    opened = open_page(nurse, person)
    record_amendment(there, person, {"allergies": ({"allergen": "latex"},), "alias": "Wil"})
    post.later(minutes=1)
    exchange(post.actor().node, MemoryTransport(there.node))
    page = save(nurse, person, opened, family_name="Mejía")
    now = known(post, person)
    assert (now.name, now.answers["allergies"]) == ("Wil Mejía", ({"allergen": "latex"},))
    assert "Mientras usted escribía, Doctor, Casa del Migrante cambió: nombre o alias" in page


def test_the_rows_of_an_old_page_bring_no_removed_allergy_back(post: TestPost) -> None:
    """Penicillin belonged to somebody else and was removed; a page that still showed it was saved with latex added."""
    person = post.person(allergies=({"allergen": "penicillin"},))
    doctor, nurse = post.client("doctor"), post.client("nurse")
    opened = open_page(nurse, person)
    without = {name: values for name, values in open_page(doctor, person).items() if not name.startswith("allergies.")}
    save(doctor, person, without)
    assert "allergies" not in known(post, person).answers
    save(nurse, person, opened | {"allergies.1.row": ["1"], "allergies.1.allergen": ["latex"]})
    assert known(post, person).answers["allergies"] == ({"allergen": "latex"},)
    told = nurse.get(f"/people/{person.id.hex()}/").content.decode()
    assert "Alergias, se quitó: Penicilinas" in told


EMPTIED = {
    "family_name": "Mejía", "curp": "MEHW940101HCSJRL09", "gender": "m", "country_origin": "HN", "languages": ("spa",),
    "interpreter": True, "consent_pass": "y", "blood_group": "o_pos", "disability": ("none",),
}  # fmt: skip


def test_every_box_that_was_emptied_is_empty(post: TestPost) -> None:
    """CURP and surname were emptied and saved; the page answered as if it were done, and everything was still there."""
    person = post.person(**EMPTIED)
    nurse = post.client("nurse")
    typed = {name: values for name, values in open_page(nurse, person).items() if name not in EMPTIED}
    page = save(nurse, person, typed, family_name="", curp="", country_origin__text="")
    now = known(post, person)
    assert not EMPTIED.keys() & now.answers.keys()
    assert now.name == "Wilmer"
    assert page.count("se dejó vacío") >= len(EMPTIED)


def test_a_birth_date_that_was_removed_gives_way_to_the_age_given(post: TestPost) -> None:
    person = post.person(birth_date=post.actor().today.replace(year=1990), age_value=None, age_unit=None)
    nurse = post.client("nurse")
    page = save(nurse, person, open_page(nurse, person), birth_date="", age_value="36", age_unit="y")
    now = known(post, person)
    assert "birth_date" not in now.answers
    assert now.answers["age_value"] == 36
    assert "36 años" in page


def test_a_name_to_call_them_by_stays(post: TestPost) -> None:
    person, nurse = post.person(), post.client("nurse")
    told = nurse.post(f"/people/{person.id.hex()}/edit", open_page(nurse, person) | {"alias": [""]})
    assert told.status_code == 422
    assert known(post, person).name == person.name


def test_a_telephone_number_is_taken_back_by_who_cannot_read_it(post: TestPost) -> None:
    person, nurse = post.person(phone="+50499001122", contact_ok="y"), post.client("nurse")
    page = nurse.get(f"/people/{person.id.hex()}/edit").content.decode()
    assert "Quitar el teléfono que se anotó" in page
    assert "99001122" not in page
    save(nurse, person, open_page(nurse, person), take_back="phone")
    worker = post.actor("social_worker")
    last = list_timeline(worker.node.cursor, person.id, worker.node.keyring)[0]
    assert last.forms["person"] == {"phone": None, "contact_ok": None}
    assert "Quitar el teléfono" not in nurse.get(f"/people/{post.person().id.hex()}/edit").content.decode()


def test_a_draft_remembers_what_its_page_showed(post: TestPost) -> None:
    person = post.person()
    doctor, nurse = post.client("doctor"), post.client("nurse")
    typed = open_page(nurse, person) | {"interpreter": ["y"]}
    nurse.post(f"/drafts/people/{person.id.hex()}/edit", typed)
    save(doctor, person, open_page(doctor, person), family_name="Mejilla")
    page = unescape(nurse.get(f"/people/{person.id.hex()}/edit").content.decode())
    assert "Mientras usted escribía, Doctor cambió: apellidos." in page
    assert 'value="Mejía Hernández"' in page
    save(nurse, person, open_page(nurse, person))
    now = known(post, person)
    assert (now.answers["family_name"], now.answers["interpreter"], now.conflicts) == ("Mejilla", True, {})


def test_what_was_undone_while_a_page_showed_it_is_not_written_again(post: TestPost) -> None:
    person, nurse = post.person(), post.client("nurse")
    entry = record_amendment(post.actor(), person, {"family_name": "Mejilla"})
    opened = open_page(nurse, person)
    record_undo(post.actor(), person, entry)
    told = nurse.post(f"/people/{person.id.hex()}/edit", opened | {"interpreter": ["y"]})
    assert told.status_code == 422
    assert "se deshizo entretanto" in told.content.decode()
    assert known(post, person).answers["family_name"] == "Mejía Hernández"


@pytest.mark.parametrize("seen", ["zz", "00" * 16, "ab"])
def test_a_page_that_says_nonsense_of_what_it_showed_is_shown_again(post: TestPost, seen: str) -> None:
    person, nurse = post.person(), post.client("nurse")
    told = nurse.post(f"/people/{person.id.hex()}/edit", open_page(nurse, person) | {"seen": [seen], "alias": ["Will"]})
    assert told.status_code == 422
    assert known(post, person).name == person.name


def test_no_name_of_a_colleague_stands_in_an_address(post: TestPost) -> None:
    person, doctor, nurse = post.person(), post.client("doctor"), post.client("nurse")
    opened = open_page(nurse, person)
    save(doctor, person, open_page(doctor, person), family_name="Mejilla")
    told = nurse.post(f"/people/{person.id.hex()}/edit", opened | {"interpreter": ["y"]})
    assert re.fullmatch(r"/people/[0-9a-f]{32}/\?done=[0-9a-f]{32}", told["Location"])


def test_what_this_program_cannot_show_is_not_emptied_and_blocks_nothing(
    post: TestPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer program wrote a gender and a sex that have no button here: no page could be saved, or it took them back."""
    with monkeypatch.context() as newer:
        for name in ("gender", "sex"):
            newer.setitem(get_list(name).by_code, "new", Option("new", {"es": "Nuevo"}))  # type: ignore[arg-type]
        person = post.person(gender="new", sex="new")
    nurse = post.client("nurse")
    typed = {name: values for name, values in open_page(nurse, person).items() if name not in ("gender", "sex")}
    save(nurse, person, typed, family_name="Mejilla")
    now = known(post, person).answers
    assert (now["family_name"], now["gender"], now["sex"]) == ("Mejilla", "new", "new")
    save(nurse, person, open_page(nurse, person), gender="nb")
    assert known(post, person).answers["gender"] == "nb"


def test_none_known_from_the_consultation_takes_no_allergy_away_and_the_consultation_says_who_wrote_it(
    post: TestPost,
) -> None:
    """The doctor was asked about allergies and answered "none" while the nurse, with the mother, wrote penicillin."""
    person = post.person()
    doctor, nurse = post.client("doctor"), post.client("nurse")
    opened = open_page(doctor, person, "edit?then=consultation")
    save(nurse, person, open_page(nurse, person), **PENICILLIN)
    asked = opened | {"allergies.0.row": ["1"], "allergies.0.allergen": ["none"]}
    told = doctor.post(f"/people/{person.id.hex()}/edit?then=consultation", asked)
    assert told["Location"].startswith(f"/people/{person.id.hex()}/consultation?done=")
    page = unescape(doctor.get(told["Location"]).content.decode())
    assert "Mientras usted escribía, Nurse cambió: alergias." in page
    assert "Alergia: penicilinas" in page
    assert known(post, person).answers["allergies"] == ({"allergen": "penicillin"},)


def test_an_allergy_written_while_a_consultation_is_open_is_asked_about_before_it_is_signed(post: TestPost) -> None:
    person = post.person()
    doctor, nurse, address = post.client("doctor"), post.client("nurse"), f"/people/{person.id.hex()}/consultation"
    doctor.get(address)
    save(nurse, person, open_page(nurse, person), **PENICILLIN)
    typed = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n", "set": ["amox500"]}
    asked = doctor.post(address, typed)
    assert asked.status_code == 422
    assert "Alergia: penicilinas" in str(asked.context["frame"].doubts)
