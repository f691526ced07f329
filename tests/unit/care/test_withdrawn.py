"""Nobody vanishes: what is marked as an error is refused to those who may not, listed, and taken back from a page."""

import pytest
from django.test import Client

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.undo import mark_entered_in_error
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.ids import EntryId
from tests.in_memory_mission import add_post
from tests.post_fixture import PERSON, TestPost
from tests.spec.examples import CLOSED_SESSION
from tests.unit.scribe.test_corrections import forge

pytestmark = pytest.mark.django_db(transaction=True)
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}
THERE = "coatzacoalcos_casa"
RIGHT = "Era correcto: restituir"


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def treated(post: TestPost) -> tuple[Person, EntryId, EntryId]:
    """A person, their registration and a visit, both by the doctor."""
    person = post.person()
    visit = record_encounter(post.actor(), person, {"opd": OPD}).entry
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
    mark_entered_in_error(post.actor(), person, registration, "dos veces")
    assert base(person) not in nurse.post("/people/new", typed).content.decode()


def test_a_person_of_whom_nothing_else_is_left_is_found_and_comes_back_from_the_list(post: TestPost) -> None:
    person = post.person()
    registration = EntryId(person.assertions[0])
    post.later(minutes=5)
    doctor = post.client()
    doctor.post(f"/entries/{registration.hex()}/error", {"reason": "dos veces"})
    listed = page(doctor, "/withdrawn/")
    assert all(words in listed for words in ("Se registró", "Wilmer", "Doctor", "Motivo: dos veces", RIGHT))
    assert doctor.post(f"/entries/{registration.hex()}/reinstate").status_code == 303
    found = find_person(post.actor().node.cursor, person.id)
    assert found is not None
    assert found.closed is None
    assert RIGHT not in page(doctor, "/withdrawn/")


def test_the_list_says_who_when_and_why_and_offers_the_button_to_who_may(post: TestPost) -> None:
    person, _, visit = treated(post)
    mark_entered_in_error(post.actor("nurse"), person, visit, "otra persona")
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
    person, actor = post.person(), post.actor("psychologist")
    entry = record_encounter(actor, person, {"mh_fu": CLOSED_SESSION}).entry
    post.later(minutes=5)
    mark_entered_in_error(actor, person, entry, "sesión de otra persona")
    for address in ("/withdrawn/", f"{base(person)}withdrawn"):
        shown = page(post.client("nurse"), address).split("<main")[1]
        assert "reservada" in shown
        assert not any(words in shown for words in ("Psychologist", "Motivo", "sesión", RIGHT))
        shown = page(post.client("psychologist"), address).split("<main")[1]
        assert "Motivo: sesión de otra persona" in shown
        assert RIGHT in shown
    assert post.client("nurse").post(f"/entries/{entry.hex()}/reinstate").status_code == 403
    assert post.client("psychologist").post(f"/entries/{entry.hex()}/reinstate").status_code == 303
    assert entry in [item.entry for item in list_timeline(actor.node.cursor, person.id, actor.node.keyring)]


def test_an_undo_on_which_something_rests_says_why_and_changes_nothing(post: TestPost) -> None:
    """A doctor registered, a nurse signed vital signs, the doctor undid within the half minute: both were gone."""
    person = post.person()
    record_encounter(post.actor("nurse"), person, {"vitals": {"temp_c": 37.0}})
    answer = post.client().post(f"/entries/{person.assertions[0].hex()}/undo")
    assert answer.status_code == 503
    assert "Ya se anotó algo de esta persona" in answer.content.decode()
    assert page(post.client("nurse"), base(person))


def elsewhere(post: TestPost, person: Person, visit: EntryId, **said: object) -> EntryId:
    """A computer of another post corrects the visit without its screens, and its line comes here."""
    post.meet(THERE)
    written = forge(post.house, THERE, person, visit, "doctor", {"opd": said} if said else {})
    post.meet(THERE)
    return written


def test_a_correction_of_another_post_that_is_refused_is_listed_with_the_reason(post: TestPost) -> None:
    """An empty correction from far away stood in the place of the visit: "nothing to show", and no list named it."""
    add_post(post.house, THERE)
    person, _, visit = treated(post)
    refused = elsewhere(post, person, visit)
    nurse = post.client("nurse")
    timeline = page(nurse, base(person))
    assert f"/entries/{visit.hex()}/" in timeline
    assert f"/entries/{refused.hex()}/" not in timeline
    for address in ("/withdrawn/", f"{base(person)}withdrawn"):
        shown = page(nurse, address)
        assert "Una corrección sin efecto" in shown
        assert "Una corrección no puede vaciar todo lo escrito" in shown
        assert f"/entries/{refused.hex()}/" in shown
        assert RIGHT not in shown
    entry = page(nurse, f"/entries/{refused.hex()}/")
    assert "Esta corrección no tiene efecto" in entry
    assert ">corregido<" not in entry, "it has corrected nothing"
    assert f"/entries/{visit.hex()}/" in entry
    assert f"/entries/{refused.hex()}/correct" not in entry
    assert nurse.get(f"/entries/{refused.hex()}/correct").status_code in (403, 404)
    post.later(days=31)
    assert "sin efecto" not in page(post.client(), "/withdrawn/")


def test_of_a_refused_correction_of_a_sealed_visit_the_list_says_that_it_is_reserved_and_no_more(
    post: TestPost,
) -> None:
    add_post(post.house, THERE)
    person, actor = post.person(), post.actor("psychologist")
    entry = record_encounter(actor, person, {"mh_fu": CLOSED_SESSION}).entry
    post.later(minutes=5)
    elsewhere(post, person, entry, complaint="Tos")
    shown = page(post.client("nurse"), "/withdrawn/").split("<main")[1]
    assert "reservada" in shown
    assert not any(words in shown for words in ("Doctor", "Coatzacoalcos", "Tos"))


def test_another_posts_visit_is_corrected_once_the_person_was_received_here(post: TestPost) -> None:
    """Anybody who found a person from afar could write something else in the place of what another post had written."""
    add_post(post.house, THERE)
    person = post.person()
    post.meet(THERE)
    post.later(minutes=5)
    visit = record_encounter(post.house.actor(THERE), person, {"opd": OPD}).entry
    post.meet(THERE)
    doctor, address = post.client(), f"/entries/{visit.hex()}/"
    shown = page(doctor, address)
    assert f"{address}correct" not in shown
    assert "Primero registre su llegada" in shown
    answer = doctor.get(f"{address}correct")
    assert answer.status_code == 403
    assert "Primero registre su llegada" in answer.content.decode()
    record_arrival(post.actor("nurse"), person, reason="respiratory")
    assert f"{address}correct" in page(doctor, address)
    assert doctor.get(f"{address}correct").status_code == 200
    assert f"{address}correct" not in page(post.client("promoter"), address)
