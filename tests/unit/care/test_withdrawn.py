"""Nobody vanishes: what is marked as an error is refused to those who may not, listed, and taken back from a page."""

import pytest
from django.test import Client

from posta.acts.contact import record_contact
from posta.acts.undo import record_error
from posta.chart.people import Person
from posta.chart.registers import find_person
from posta.chart.timeline import list_timeline
from posta.ids import EntryId
from tests.post import PERSON, TestPost
from tests.spec.examples import CLOSED_SESSION

pytestmark = pytest.mark.django_db(transaction=True)
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}
RIGHT = "Era correcto: restituir"


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def treated(post: TestPost) -> tuple[Person, EntryId, EntryId]:
    """A person, their registration and a visit, both by the doctor."""
    person = post.person()
    visit = record_contact(post.duty(), person, {"opd": OPD}).entry
    post.later(minutes=5)
    registration = EntryId(person.assertions[0])
    return person, registration, visit


def base(person: Person) -> str:
    return f"/people/{person.id.hex()}/"


@pytest.mark.parametrize("trade", ["promoter", "nurse", "psychologist", "midwife", "social_worker"])
def test_who_may_not_mark_the_doctors_registration_sees_no_button_and_is_refused_in_words(
    post: TestPost, trade: str
) -> None:
    """A promoter pressed it, and the person, six visits and all, was "nothing here" for everybody at every post."""
    person, registration, _ = treated(post)
    client, address = post.client(trade), f"/entries/{registration.hex()}/"
    assert f"{address}error" not in page(client, address)
    answer = client.post(f"{address}error", {"reason": "otra persona"})
    assert answer.status_code == 403
    assert "Solo quien lo escribió" in answer.content.decode()
    assert page(client, base(person))


def test_a_registration_in_error_is_a_closed_record_and_comes_back(post: TestPost) -> None:
    person, registration, visit = treated(post)
    doctor, nurse = post.client(), post.client("nurse")
    assert doctor.post(f"/entries/{registration.hex()}/error", {"reason": "dos veces"}).status_code == 303
    for client in (doctor, nurse):
        shown = page(client, base(person))
        assert "Registro hecho por error" in shown
        assert "Doctor, La 72, hoy" in shown
        assert f"{base(person)}consultation" not in shown
        assert f"/entries/{visit.hex()}/" in shown
        assert "Tos" in page(client, f"/entries/{visit.hex()}/")
        found = client.post("/search/", {"q": "wilmer mejia"}, headers={"HX-Request": "true"}).content.decode()
        assert base(person) in found
        assert "Registro hecho por error: Doctor, La 72, hoy" in found
        assert base(person) not in page(client, "/search/")
    assert RIGHT not in page(nurse, base(person))
    assert RIGHT in page(doctor, base(person))
    answer = doctor.post(f"/entries/{registration.hex()}/reinstate")
    assert answer.status_code == 303
    assert "Restituido." in page(doctor, answer["Location"])
    assert f"{base(person)}consultation" in page(doctor, base(person))
    assert doctor.post(f"/entries/{registration.hex()}/reinstate").status_code == 303  # twice is once


def test_a_closed_record_is_no_candidate_for_a_new_registration(post: TestPost) -> None:
    """Staff were led back to the record that was marked as wrong, and treated on it."""
    person, registration, _ = treated(post)
    typed = {**PERSON, "pop_group": "migrant", "reason": "feet", "colour": "green"}
    nurse = post.client("nurse")
    assert base(person) in nurse.post("/people/new", typed).content.decode()
    record_error(post.duty(), person, registration, "dos veces")
    assert base(person) not in nurse.post("/people/new", typed).content.decode()


def test_a_person_of_whom_nothing_else_is_left_is_found_and_comes_back_from_the_list(post: TestPost) -> None:
    person = post.person()
    registration = EntryId(person.assertions[0])
    post.later(minutes=5)
    doctor = post.client()
    doctor.post(f"/entries/{registration.hex()}/error", {"reason": "dos veces"})
    listed = page(doctor, "/withdrawn/")
    assert all(words in listed for words in ("Registro", "Wilmer", "Doctor", "Motivo: dos veces", RIGHT))
    assert doctor.post(f"/entries/{registration.hex()}/reinstate").status_code == 303
    found = find_person(post.duty().desk.cursor, person.id)
    assert found is not None
    assert found.closed is None
    assert RIGHT not in page(doctor, "/withdrawn/")


def test_the_list_says_who_when_and_why_and_offers_the_button_to_who_may(post: TestPost) -> None:
    person, _, visit = treated(post)
    record_error(post.duty("nurse"), person, visit, "otra persona")
    for trade in ("doctor", "nurse", "promoter"):
        for address in ("/withdrawn/", f"{base(person)}withdrawn", f"/entries/{visit.hex()}/"):
            shown = page(post.client(trade), address)
            assert "Nurse" in shown
            assert "Motivo: otra persona" in shown
            assert (RIGHT in shown) == (trade != "promoter"), (trade, address)
    assert "/withdrawn/" in page(post.client("nurse"), "/work/")
    assert f"{base(person)}withdrawn" in page(post.client("nurse"), base(person))
    post.later(days=31)
    assert "Motivo" not in page(post.client(), "/withdrawn/")
    assert "Motivo" in page(post.client(), f"{base(person)}withdrawn")


def test_of_a_sealed_entry_the_list_says_that_it_is_reserved_and_no_more(post: TestPost) -> None:
    """That somebody marked it, who, and why would tell the trade that saw the person."""
    person, duty = post.person(), post.duty("psychologist")
    entry = record_contact(duty, person, {"mh_fu": CLOSED_SESSION}).entry
    post.later(minutes=5)
    record_error(duty, person, entry, "sesión de otra persona")
    for address in ("/withdrawn/", f"{base(person)}withdrawn"):
        shown = page(post.client("nurse"), address).split("<main")[1]
        assert "reservada" in shown
        assert not any(words in shown for words in ("Psychologist", "Motivo", "sesión", RIGHT))
        shown = page(post.client("psychologist"), address).split("<main")[1]
        assert "Motivo: sesión de otra persona" in shown
        assert RIGHT in shown
    assert post.client("nurse").post(f"/entries/{entry.hex()}/reinstate").status_code == 403
    assert post.client("psychologist").post(f"/entries/{entry.hex()}/reinstate").status_code == 303
    assert entry in [item.entry for item in list_timeline(duty.desk.cursor, person.id, duty.desk.keyring)]


def test_an_undo_on_which_something_rests_says_why_and_changes_nothing(post: TestPost) -> None:
    """A doctor registered, a nurse signed vital signs, the doctor undid within the half minute: both were gone."""
    person = post.person()
    record_contact(post.duty("nurse"), person, {"vitals": {"temp_c": 37.0}})
    answer = post.client().post(f"/entries/{person.assertions[0].hex()}/undo")
    assert answer.status_code == 503
    assert "Ya se anotó algo de esta persona" in answer.content.decode()
    assert page(post.client("nurse"), base(person))
