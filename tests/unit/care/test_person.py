"""One person's page: what it shows, what it keeps, what can be done."""

import random
import re
from datetime import date, timedelta

import pytest

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_amendment
from posta.acts.care.visits.encounter import record_encounter
from posta.care.entry.person_changes import hash_value
from posta.care.person.person_page import present_person
from posta.catalog.language.answer_context import compute_age
from posta.catalog.language.form import get_form
from posta.catalog.tooling.fake_answers import fake_answers, fake_context
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.ids import EntryId
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import add_post
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}


def page_of(post: TestPost, person: Person, trade: str = "nurse", more: str = "") -> str:
    answer = post.client(trade).get(f"/people/{person.id.hex()}/{more}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_header_and_timeline_say_what_matters(post: TestPost) -> None:
    person = post.person(allergies=({"allergen": "penicillin"},), languages=("hat",), interpreter=True)
    record_encounter(post.actor(), person, {"vitals": {"temp_c": 38.4, "sbp": 120, "dbp": 80}, "opd": OPD})
    page = page_of(post, person)
    for words in (
        "Alergia: penicilinas",
        "Intérprete: Criollo haitiano",
        "Infección respiratoria alta",
        "TA 120/80",
        "38.4",
    ):
        assert words in page
    assert "<title>Posta</title>" in page


def test_the_last_value_of_each_sign_is_shown_with_its_day(post: TestPost) -> None:
    """A nurse took a temperature, and weight, pressure and saturation of the day before were no longer on the page."""
    person = post.person()
    first = {"weight_kg": 61.5, "sbp": 150, "dbp": 80, "temp_c": 36.5, "spo2": 97, "avpu": "v", "pain": 7}
    record_encounter(post.actor("nurse"), person, {"vitals": first})
    post.later(days=2)
    record_encounter(
        post.actor("nurse"), person, {"vitals": {"temp_c": 38.4, "sbp": 120, "dbp": 70, "avpu": "a", "pain": 0}}
    )
    page = present_person(post.actor(), person)
    assert [(f"{one.part.words}{one.part.sign}", one.day) for one in page.vitals] == [
        ("TA 120/70", ""), ("Temp. 38.4 °C↑", ""), ("SpO₂ 97%", "25 nov"), ("Peso 61.5 kg", "25 nov"),
    ]  # fmt: skip
    assert page.vitals_when == "hoy"
    assert "25 nov" in page_of(post, person).split("Últimos signos vitales")[1].split("</section>")[0]


def test_a_prescription_reads_in_the_order_in_which_it_is_written(post: TestPost) -> None:
    """The days came before the dose, and the number handed out was a bare 9 between two commas."""
    row = {
        "drug": "N02BE01",
        "form": "tablet",
        "strength": "500 mg",
        "dose": "1 tableta",
        "freq": "cada 8 h",
        "days": 3,
        "qty": 9,
    }
    person = post.person()
    entry = record_encounter(post.actor(), person, {"opd": OPD | {"rx": (row,)}}).entry
    page = post.client("nurse").get(f"/entries/{entry.hex()}/").content.decode()
    assert "paracetamol, Tableta, 500 mg, 1 tableta, cada 8 h, 3 d, Cantidad entregada: 9" in page


def test_a_corrected_sealed_note_is_reserved_and_nothing_more(post: TestPost) -> None:
    person = post.person()
    answers = fake_answers(get_form("mh_base"), random.Random(3), fake_context(random.Random(3), now=post.actor().now))
    entry = record_encounter(
        post.actor("psychologist"), person, {"mh_base": answers}, accepts=lambda warning: True
    ).entry
    entry = record_encounter(
        post.actor("psychologist"), person, {"mh_base": answers}, corrects=entry, accepts=lambda warning: True
    ).entry
    assert "corregido" in page_of(post, person, "psychologist")
    assert "corregido" not in page_of(post, person)
    assert "corregido" not in post.client("nurse").get(f"/entries/{entry.hex()}/").content.decode()


def test_sealed_notes_are_only_reserved_to_others(post: TestPost) -> None:
    person = post.person()
    context = fake_context(random.Random(3), now=post.actor().now)
    answers = fake_answers(get_form("mh_base"), random.Random(3), context)
    record_encounter(post.actor("psychologist"), person, {"mh_base": answers}, accepts=lambda warning: True)
    nurse, psychologist = page_of(post, person), page_of(post, person, "psychologist")
    assert 'class=" reserved"' in nurse or 'class="here reserved"' in nurse
    assert "Salud mental" not in nurse
    assert 'reserved"' not in psychologist.split('<ol class="time')[1].split("</ol>")[0]
    entry = list_timeline(post.actor().node.cursor, person.id, post.actor("nurse").node.keyring)[0].entry
    closed = post.client("nurse").get(f"/entries/{entry.hex()}/").content.decode()
    assert "Cita reservada" in closed
    assert "Psychologist" not in closed
    assert (
        get_form("mh_base").label("es") in post.client("psychologist").get(f"/entries/{entry.hex()}/").content.decode()
    )


def test_two_values_are_both_shown_until_somebody_chooses(post: TestPost) -> None:
    person = post.person()
    add_post(post.house, "coatzacoalcos_casa")
    there = post.house.actor("coatzacoalcos_casa")
    post.later(minutes=1)
    exchange(there.node, MemoryTransport(post.actor().node))
    record_amendment(there, person, {"age_value": 25})
    record_amendment(post.actor(), person, {"age_value": 31})
    post.later(minutes=1)
    exchange(post.actor().node, MemoryTransport(there.node))
    page = page_of(post, person)
    assert "Se escribieron cosas distintas" in page
    assert "<strong>25</strong>" in page
    assert "<strong>31</strong>" in page
    assert "Casa del Migrante" in page
    known = find_person(post.actor().node.cursor, person.id)
    assert known is not None
    record_amendment(post.actor(), known, {"family_name": "Mejía"})
    other = find_person(post.actor().node.cursor, person.id)
    assert other is not None
    assert "age_value" in other.conflicts, "amending something else chooses nothing"
    form = page_of(post, person, more="edit")
    fields = dict(re.findall(r'name="(alias|family_name|age_value)" value="([^"]*)"', form))
    typed = {**fields, "sex": "m", "age_unit": "y", "pop_group": "migrant", "consent_care": "y", "consent_record": "y"}
    answer = post.client("nurse").post(f"/people/{person.id.hex()}/edit", {**typed, "settle.age_value": hash_value(25)})
    assert answer.status_code == 303
    settled = find_person(post.actor().node.cursor, person.id)
    assert settled is not None
    assert (settled.answers["age_value"], settled.conflicts) == (25, {})


def known_age(post: TestPost, person: Person) -> tuple[int, int]:
    """Completed years and months today, as every screen computes them."""
    known = find_person(post.actor().node.cursor, person.id)
    assert known is not None
    age = compute_age(known.answers, post.actor().today)
    assert age is not None
    return age.years, age.months


def test_a_corrected_age_is_that_of_the_day_it_was_corrected_on(post: TestPost) -> None:
    """Seventeen when registered; a year later the mother said nineteen, and the record said twenty."""
    person = post.person(age_value=17)
    registered = person.answers["reg_date"]
    post.later(days=400)
    typed = {"alias": "Wilmer", "sex": "m", "age_value": "19", "age_unit": "y", "pop_group": "migrant", "consent_care": "y",
             "consent_record": "y"}  # fmt: skip
    assert post.client("nurse").post(f"/people/{person.id.hex()}/edit", typed).status_code == 303
    assert known_age(post, person)[0] == 19
    corrected = find_person(post.actor().node.cursor, person.id)
    assert corrected is not None
    assert corrected.answers["reg_date"] == registered, "since when somebody is registered stays"
    assert "Datos corregidos" in page_of(post, person)
    post.later(days=366)
    record_amendment(post.actor(), corrected, {"family_name": "Mejía"})
    assert known_age(post, person)[0] == 20, "amending something else tells no age"


def test_an_age_in_another_unit_is_told_anew_too(post: TestPost) -> None:
    person = post.person(age_value=20, age_unit="m")
    post.later(days=300)
    assert known_age(post, person) == (2, 29)
    record_amendment(post.actor(), person, {"age_unit": "y"})
    assert known_age(post, person) == (20, 240)
    post.later(days=35)
    known = find_person(post.actor().node.cursor, person.id)
    assert known is not None
    record_amendment(post.actor(), known, {"age_value": 21, "age_unit": "m"})
    assert known_age(post, person) == (1, 21)
    at_birth = find_person(post.actor().node.cursor, person.id)
    assert at_birth is not None
    record_amendment(post.actor(), at_birth, {"birth_date": post.actor().today - timedelta(days=370)})
    assert known_age(post, person) == (1, 12), "a day of birth says more than an age"


def test_amending_shows_what_changed(post: TestPost) -> None:
    person = post.person()
    record_amendment(post.actor(), person, {"country_origin": "GT"})
    page = page_of(post, person)
    assert "Datos corregidos" in page
    assert "Guatemala" in page


def test_an_entry_marked_as_a_mistake_no_longer_shows(post: TestPost) -> None:
    person = post.person()
    entry = record_encounter(post.actor(), person, {"opd": OPD}).entry
    shown = post.client("doctor").get(f"/entries/{entry.hex()}/").content.decode()
    assert f"/entries/{entry.hex()}/correct" in shown
    assert post.client("doctor").post(f"/entries/{entry.hex()}/error", {"reason": "otra persona"}).status_code == 303
    assert "Infección respiratoria alta" not in page_of(post, person)


def test_undo_after_thirty_seconds_is_refused_in_words(post: TestPost) -> None:
    person = post.person()
    entry = record_arrival(post.actor(), person)
    post.later(seconds=31)
    answer = post.client("nurse").post(f"/entries/{entry.hex()}/undo")
    assert answer.status_code == 503
    assert "Pasaron más de 30 segundos" in answer.content.decode()


def test_the_card_tells_nothing(post: TestPost) -> None:
    person = post.person()
    record_encounter(post.actor(), person, {"visit": {"next_appt": date(2018, 12, 3), "disposition": "fu"}, "opd": OPD})
    sheet = page_of(post, person, more="card?lang=fr").split("<article")[1]
    assert "lundi 3 décembre 2018" in sheet
    assert person.code in sheet
    assert "W. M. H." in sheet
    for told in ("Wilmer", "Mejía", "Posta", "La 72", "respirat", "migra", "Honduras"):
        assert told not in sheet


@pytest.mark.parametrize(
    ("spoken", "written"),
    [("es", "lunes 26 de noviembre de 2018"), ("en", "Monday 26 November 2018"), ("fr", "lundi 26 novembre 2018")],
)
def test_the_day_on_the_card_is_written_as_its_language_writes_it(post: TestPost, spoken: str, written: str) -> None:
    person = post.person()
    record_encounter(
        post.actor(), person, {"visit": {"next_appt": date(2018, 11, 26), "disposition": "fu"}, "opd": OPD}
    )
    assert written in page_of(post, person, more=f"card?lang={spoken}")


def test_the_qr_holds_the_code_and_nothing_else() -> None:
    from posta.care.card.views import draw_qr

    drawn = draw_qr("M3VA-20B8")
    assert "style=" not in drawn
    assert drawn.startswith("<svg")


def test_a_chart_that_was_opened_is_noted_once_a_minute(post: TestPost) -> None:
    person = post.person()
    client = post.client("nurse")
    for _ in range(3):
        client.get(f"/people/{person.id.hex()}/")
    post.later(minutes=1)
    client.get("/")
    rows = post.actor().node.cursor.execute("SELECT staff, person FROM chart_reading").fetchall()
    assert rows == [(post.house.people["nurse"][0], person.id)]


def test_a_group_gains_members(post: TestPost) -> None:
    first, second = post.person(), post.person(alias="Keyla", sex="f")
    client = post.client("nurse")
    where = client.post(f"/people/{first.id.hex()}/group")["Location"]
    found = client.post(where, {"q": "keyla mejia"}, follow=True).content.decode()
    assert second.id.hex() in found
    client.post(f"{where}add", {"person": second.id.hex()})
    page = client.get(where).content.decode()
    assert "Wilmer" in page
    assert "Keyla" in page


def test_who_travels_with_another_group_is_moved_only_when_somebody_says_so(post: TestPost) -> None:
    """Two colleagues put one child into two families; the second took the child out of the first, and nobody was told."""
    child, one, other = (post.person(alias=alias) for alias in ("Keyla", "Wilmer", "Maritza"))
    client = post.client("nurse")
    first, second = (client.post(f"/people/{one_of.id.hex()}/group")["Location"] for one_of in (one, other))
    client.post(f"{first}add", {"person": child.id.hex()})
    told = client.post(f"{second}add", {"person": child.id.hex()})
    page = told.content.decode()
    assert told.status_code == 422
    assert "ya viaja con otro grupo" in page
    assert first in page
    assert "Keyla" not in client.get(second).content.decode()
    along = first.split("/")[2]
    assert client.post(f"{second}add", {"person": child.id.hex(), "along": along}).status_code == 303
    assert "Keyla" in client.get(second).content.decode()


def test_what_is_not_here_is_404_in_words(post: TestPost) -> None:
    for path in ("/people/00/", f"/people/{'0' * 32}/", f"/entries/{EntryId(bytes(16)).hex()}/", "/nothing"):
        answer = post.client("nurse").get(path)
        assert answer.status_code == 404
        assert "Aquí no hay nada" in answer.content.decode()
