"""Sheets to print: what stands on each, what never does, and that each is noted in the access log."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from posta.acts.care.agenda.planned_visits import VisitChoice
from posta.acts.care.headcounts.stops import open_stop
from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.acts.care.registration import record_amendment
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission import administration
from posta.catalog.structural_acts import PublicSide
from posta.chart import day_arrivals
from posta.chart.access_log import list_prints
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.ids import EntryId
from posta.node import access_log_buffer
from posta.terms.print_phrases import PRINT_LANGUAGES
from posta.web.printing import SHEETS, public_place_name
from tests.in_memory_mission import appoint
from tests.page_text import squeeze
from tests.post_fixture import TestPost
from tests.spec.examples import FEET
from tests.spec.visibility.scene import SECRETS, record_everything, refer_everywhere

PAINKILLER = {
    "drug": "N02BE01",
    "form": "tablet",
    "strength": "500 mg",
    "dose": "1 tableta",
    "freq": "cada 8 h",
    "days": 5,
}
SERTRALINE = "N06AB06"
OF_PERSON = ("prescription", "certificate", "card")
OF_POST = ("day", "due")
ILLNESS = ("Tiña", "pie de atleta", "foot_tinea", "ampollas", "Micosis")


def treated(post: TestPost, **about: object) -> Person:
    """A person with an allergy, treated with a painkiller today and due back in three days."""
    person, actor = post.person(allergies=({"allergen": "sulfa"},), **about), post.actor()
    day = actor.today + timedelta(days=3)
    record_encounter(
        actor, person, {"opd": FEET | {"rx": (PAINKILLER,)}}, plan=lambda f: [VisitChoice(day, day, day, "opd")]
    )
    return person


def psychiatry(post: TestPost, person: Person) -> EntryId:
    """A sealed visit with a medicine, and a sealed appointment in four days."""
    actor = post.actor("psychiatrist")
    answers = {"dx": "depression", "rx": ({"drug": SERTRALINE, "dose": "1 tableta", "days": 30},), "cgi_s": "3",
               "consent_rx": "y", "suic": "0", "urgent24": False, "side_effects": "canario de la mente"}  # fmt: skip
    day = actor.today + timedelta(days=4)
    choice = VisitChoice(day, day, day, "psych", reason="canario de la cita")
    return record_encounter(actor, person, {"psych": answers}, plan=lambda filled: [choice]).entry


def sheet_of(page: str) -> str:
    """What is printed of a page."""
    return squeeze(page[page.index("<article") : page.index("</article>")]) if "<article" in page else ""


def show(client: Client, person: Person, sheet: str, **asked: str) -> str:
    answer = client.get(f"/people/{person.id.hex()}/{sheet}", asked)
    assert answer.status_code == 200, sheet
    return answer.content.decode()


def test_a_prescription_says_allergies_and_doses_and_no_illness(post: TestPost) -> None:
    person = treated(post)
    sheet = sheet_of(show(post.client("nurse"), person, "prescription"))
    for words in ("Paracetamol", "500 mg", "tableta", "1 tableta, cada 8 h, durante 5 días", "sulfas (Bactrim)", "Doctor",
                  person.name, person.code, "Cédula profesional y firma"):  # fmt: skip
        assert words in sheet, words
    for words in ILLNESS:
        assert words not in sheet


def license_of(post: TestPost, trade: str, number: str) -> None:
    """Write down the number of a colleague's licence, as their appointment does."""
    house = post.house
    staff, keys = house.people[trade]
    act = administration.build_appointment(
        staff, trade.capitalize(), trade, keys.box_public, keys.verify_key, licence=number
    )
    administration.record_appointment(house.node("coordination"), act, house.epochs, None)
    post.hear_from_coordination()


def test_the_licence_is_printed_where_it_is_known_and_a_line_is_left_where_not(post: TestPost) -> None:
    person = treated(post)
    line = "Cédula profesional y firma"
    for sheet in ("prescription", "certificate"):
        assert line in sheet_of(show(post.client(), person, sheet)), sheet
    license_of(post, "doctor", "7654321")
    for sheet in ("prescription", "certificate"):
        printed = sheet_of(show(post.client(), person, sheet))
        assert "Cédula profesional 7654321 · Firma" in printed, sheet
        assert line not in printed, sheet
    printed = sheet_of(show(post.client("nurse"), person, "prescription"))
    assert "7654321" in printed, "of who prescribed it, whoever prints it"
    assert line in sheet_of(show(post.client("nurse"), person, "certificate")), "of who signs it"


def test_a_trade_that_prescribes_nothing_prints_no_licence(post: TestPost) -> None:
    person = treated(post)
    license_of(post, "psychologist", "7654321")
    assert "7654321" not in show(post.client("psychologist"), person, "certificate")


@pytest.mark.parametrize(
    ("spoken", "own", "allergy"),
    [
        ("hat", "1 konprime, chak 8 è, pandan 5 jou", "silfa (Bactrim)"),
        ("por", "1 comprimido, a cada 8 h, durante 5 dias", "sulfas (Bactrim)"),
        ("eng", "1 tablet, every 8 h, for 5 days", "sulfa drugs (Bactrim)"),
    ],
)
def test_a_prescription_is_in_the_language_of_the_person_too(
    post: TestPost, spoken: str, own: str, allergy: str
) -> None:
    person = treated(post, languages=(spoken,))
    sheet = sheet_of(show(post.client("nurse"), person, "prescription"))
    assert "1 tableta, cada 8 h, durante 5 días" in sheet
    assert own in sheet
    assert allergy in sheet
    again = sheet_of(show(post.client("nurse"), person, "prescription", lang="es"))
    assert own not in again


def test_words_that_no_native_speaker_has_read_are_marked_beside_the_sheet(post: TestPost) -> None:
    person, client = treated(post), post.client("nurse")
    marked = {spoken for spoken in PRINT_LANGUAGES if "intérprete" in show(client, person, "card", lang=spoken)}
    assert marked == {"ht", "pt"}


@pytest.mark.parametrize("sheet", OF_PERSON)
def test_what_is_sealed_stands_on_a_sheet_only_if_it_is_opened_and_confirmed(crew: TestPost, sheet: str) -> None:
    person = treated(crew)
    crew.later(minutes=2)
    entry = psychiatry(crew, person)
    told = {"prescription": "Sertralina", "certificate": entry.hex(), "card": "29 de noviembre"}[sheet]
    for trade in ("nurse", "doctor", "midwife", "team_leader"):
        for asked in ({}, {"sealed": "1"}):
            page = show(crew.client(trade), person, sheet, **asked)
            assert told.lower() not in page.lower(), (trade, asked)
            assert "canario" not in page
    client = crew.client("psychiatrist")
    assert told.lower() not in show(client, person, sheet).lower()
    confirmed = show(client, person, sheet, sealed="1")
    assert told.lower() in confirmed.lower()
    assert "canario" not in confirmed


def test_a_due_list_holds_a_sealed_visit_as_reserved_for_whom_it_opens_and_nobody_else(crew: TestPost) -> None:
    person = treated(crew)
    psychiatry(crew, person)
    for trade, asked in (("nurse", {}), ("nurse", {"sealed": "1"}), ("psychiatrist", {})):
        sheet = sheet_of(crew.client(trade).get("/prints/due", asked).content.decode())
        assert "citas: 1" in sheet, (trade, asked)
        assert "eservada" not in sheet, (trade, asked)
    sheet = sheet_of(crew.client("psychiatrist").get("/prints/due", {"sealed": "1", "who": "name"}).content.decode())
    assert "citas: 2" in sheet
    assert "Cita reservada" in sheet
    assert "siqu" not in sheet
    assert person.name in sheet


def test_a_due_list_hides_names_unless_they_are_asked_for(post: TestPost) -> None:
    person = treated(post)
    post.later(days=5)
    client = post.client("nurse")
    veiled = sheet_of(client.get("/prints/due").content.decode())
    assert person.code in veiled
    assert "2 días de atraso" in veiled
    assert "Wilmer" not in veiled
    assert "Wilmer" in sheet_of(client.get("/prints/due", {"who": "name"}).content.decode())
    for words in ILLNESS:
        assert words not in veiled


def test_canaries_of_every_compartment_leave_no_trace_in_any_print(crew: TestPost) -> None:
    """Given a secret in each compartment, when anybody prints anything, then none of them is on the page."""
    person, _ = record_everything(crew.house, crew.name)
    entries = refer_everywhere(crew.house, person)
    crew.later(minutes=5)
    people = [f"/people/{person.id.hex()}/{sheet}" for sheet in (*OF_PERSON, "prints")]
    posts = ["/prints/", *(f"/prints/{sheet}" for sheet in (*OF_POST, "log"))]
    letters = [f"/referrals/{entry.hex()}/letter" for entry in entries.values()]
    for trade in crew.house.people:
        if trade in ("administrator", "epidemiologist", "logistician"):
            continue
        client = crew.client(trade)
        for path in (*people, *posts, *letters):
            for asked in ({}, {"sealed": "1", "health": "1", "who": "name", "lang": "ht"}):
                page = client.get(path, asked).content.decode()
                for home, secret in SECRETS.items():
                    assert secret not in page, (trade, path, home)


def test_a_certificate_is_two_originals_and_names_no_illness(post: TestPost) -> None:
    person, client = treated(post, languages=("hat",)), post.client("doctor")
    page = show(client, person, "certificate")
    sheet = sheet_of(page)
    assert (
        sheet.count("Se hace constar que Wilmer Mejía Hernández recibió atención de salud el domingo 25 de noviembre")
        == 2
    )
    assert sheet.count("Nou sètifye Wilmer") == 2
    assert "Original para la persona" in sheet
    assert "Motivo" not in sheet
    for words in ILLNESS:
        assert words not in sheet
    coded = sheet_of(show(client, person, "certificate", name="code", space="1"))
    assert "Wilmer" not in coded
    assert f"la persona con el código {person.code}" in coded
    assert coded.count("Motivo:") == 2


def test_a_card_holds_appointments_and_what_the_person_wants(post: TestPost) -> None:
    person, client = treated(post), post.client("nurse")
    bare = sheet_of(show(client, person, "card"))
    assert "miércoles 28 de noviembre de 2018" in bare
    assert "control" in bare
    for words in ("paracetamol", "sulfas", "Wilmer", *ILLNESS):
        assert words not in bare, words
    full = sheet_of(show(client, person, "card", health="1", lang="ht"))
    for words in ("mèkredi 28 novanm 2018", "kontwòl", "paracetamol 500 mg: 1 konprime, chak 8 è", "silfa (Bactrim)"):
        assert words in full, words


def test_what_was_taken_before_and_is_used_up_is_not_on_the_card(post: TestPost) -> None:
    person, client = treated(post), post.client("nurse")
    post.later(days=6)
    assert "paracetamol" not in show(client, person, "card", health="1")


def test_who_was_never_asked_about_allergies_and_who_has_none(post: TestPost) -> None:
    nobody, none = post.person(alias="Uno"), post.person(alias="Dos", allergies=({"allergen": "none"},))
    client = post.client("nurse")
    assert "no se han preguntado" in show(client, nobody, "card", health="1")
    assert "ninguna conocida" in show(client, none, "card", health="1")


def test_a_person_without_a_visit_has_no_sheet_and_no_error(post: TestPost) -> None:
    person, client = post.person(), post.client("nurse")
    assert "Ninguna atención" in show(client, person, "prescription")
    assert "No hay ninguna atención" in show(client, person, "certificate")
    assert client.get(f"/people/{person.id.hex()}/prescription", {"visit": "zz"}).status_code == 404
    assert client.get("/prints/due", {"days": "9" * 30}).status_code == 200


def test_titles_and_addresses_name_nobody(post: TestPost) -> None:
    person, client = treated(post), post.client("nurse")
    for path in (*(f"/people/{person.id.hex()}/{one}" for one in OF_PERSON), *(f"/prints/{one}" for one in OF_POST)):
        page = client.get(path).content.decode()
        assert "<title>Posta</title>" in page
        assert 'method="get"' in page
        assert 'type="text"' not in sheet_of(page)


MORNING = {"Ana": ("f", 30), "Beto": ("m", 10), "Carla": ("f", 16), "Dora": ("f", None), "Elio": ("m", 50)}


def morning(post: TestPost) -> Mapping[str, Person]:
    """Ana waits 20 minutes and is seen, Beto 40 and red; Carla leaves; Dora waits; Elio is seen unannounced."""
    people = {
        name: post.person(alias=name, sex=sex, **({"age_value": age} if age is not None else {"age_value": 33}))
        for name, (sex, age) in MORNING.items()
    }
    came = {
        "Ana": record_arrival(post.actor(), people["Ana"], reason="feet: ampollas de Ana", colour="green"),
        "Beto": record_arrival(post.actor(), people["Beto"], reason="respiratory", colour="red"),
        "Carla": record_arrival(post.actor(), people["Carla"], reserved=True),
        "Dora": record_arrival(post.actor(), people["Dora"], reason="busca a Juan Pérez"),
    }
    post.later(minutes=20)
    record_arrival_status(post.actor(), people["Ana"], came["Ana"], "called")
    post.later(minutes=20)
    record_arrival_status(post.actor(), people["Beto"], came["Beto"], "called")
    record_encounter(post.actor(), people["Ana"], {"opd": FEET}, arrival=came["Ana"])
    sure = {"accepts": lambda warning: True}  # red, and nobody measured anything
    record_encounter(post.actor(), people["Beto"], {"opd": FEET}, arrival=came["Beto"], **sure)
    record_arrival_status(post.actor(), people["Carla"], came["Carla"], "left")
    record_encounter(post.actor(), people["Elio"], {"opd": FEET})
    return people


def test_a_day_sheet_counts_and_names_nobody(post: TestPost) -> None:
    morning(post)
    sheet = sheet_of(post.client("nurse").get("/prints/day").content.decode())
    for words in ("Llegaron</dt><dd>5", "Atendidas</dt><dd>3", "Sin atender</dt><dd>1", "Sin cerrar</dt><dd>1",
                  "Espera mediana</dt><dd>30 min", "9 de 10 esperaron a lo más</dt><dd>40 min"):  # fmt: skip
        assert words in sheet, words
    for words in (*MORNING, "Juan", "ampollas", "Mejía"):
        assert words not in sheet, words
    assert "Cita reservada" in sheet
    assert "Otros motivos" in sheet


def test_a_day_sheet_of_another_day(post: TestPost) -> None:
    people = morning(post)
    post.later(days=2)
    record_arrival(post.actor(), people["Ana"], reason="feet")
    post.later(days=1)
    client, day = post.client("nurse"), post.actor().today - timedelta(days=3)
    asked = client.get("/prints/day", {"other": f"{day:%d/%m/%Y}"}).content.decode()
    assert "Llegaron</dt><dd>5" in sheet_of(asked)
    assert "Llegaron</dt><dd>0" in sheet_of(client.get("/prints/day").content.decode())
    for wrong in ("ayer quizás", "31/02/2018", "1/1/2031"):
        answer = client.get("/prints/day", {"other": wrong})
        assert answer.status_code == 422
        assert f'value="{wrong}"' in answer.content.decode()


def test_a_triage_since_gives_the_colour_of_the_sheet(post: TestPost) -> None:
    from posta.care.prints.day_sheet import read_day

    person = post.person()
    record_arrival(post.actor(), person, colour="green")
    post.later(minutes=3)
    triage = {"red_signs": ("none",), "yellow_signs": ("none",), "colour": "yellow", "tri_dt": post.actor().now}
    record_encounter(post.actor("nurse"), person, {"triage": triage}, accepts=lambda warning: True)
    (one,) = read_day(post.actor(), post.actor().today)
    assert (one.colour, one.outcome) == ("yellow", "waiting")


@pytest.mark.parametrize("path", ["/prints/day", "/prints/due", "/prints/log"])
def test_queries_do_not_grow_with_the_people(post: TestPost, path: str) -> None:
    client, counts = post.client("doctor"), []
    for extra in (1, 5):
        for number in range(extra):
            person = treated(post, alias=f"P{extra}{number}")
            record_arrival(post.actor(), person, reason="feet")
            client.get(f"/people/{person.id.hex()}/card")
        post.later(minutes=2)
        client.get(path)
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_each_sheet_that_is_shown_is_in_the_access_log(crew: TestPost) -> None:
    person, client = treated(crew), crew.client("nurse")
    referral = refer_everywhere(crew.house, person)["referral"]
    waiting = record_arrival(crew.actor(), person)
    stop = open_stop(crew.actor("nurse"), {"stop_at": crew.actor().now, "team": ("nurse",)})
    for path in (*(f"/people/{person.id.hex()}/{one}" for one in OF_PERSON), *(f"/prints/{one}" for one in OF_POST),
                 f"/referrals/{referral.hex()}/letter", f"/door/{waiting.hex()}/slip",
                 f"/stops/{stop.hex()}/report"):  # fmt: skip
        assert client.get(path).status_code == 200
    for path in ("/prints/", "/prints/log", f"/people/{person.id.hex()}/prints", f"/people/{person.id.hex()}/"):
        client.get(path)
    crew.later(minutes=1)
    client.get("/")
    actor = crew.actor()
    logged = list_prints(actor.node.cursor, actor.post.number, most=50)
    assert sorted(one.what for one in logged) == sorted(SHEETS)
    assert {one.person for one in logged} == {person.id, None}
    assert {one.staff for one in logged} == {crew.house.people["nurse"][0]}


def test_the_log_shows_everybody_to_who_leads_and_to_others_their_own(crew: TestPost) -> None:
    person = treated(crew)
    for trade in ("nurse", "psychologist"):
        show(crew.client(trade), person, "card")
    crew.later(minutes=1)
    crew.client("nurse").get("/")
    leader = squeeze(crew.client("team_leader").get("/prints/log").content.decode())
    assert "Nurse" in leader
    assert "Tarjeta de seguimiento" in leader
    assert "Psychologist" not in leader, "a contact with this trade tells the reason"
    own = squeeze(crew.client("midwife").get("/prints/log").content.decode())
    assert "Tarjeta de seguimiento" not in own
    assert "Tarjeta de seguimiento" in squeeze(crew.client("nurse").get("/prints/log").content.decode())


def test_a_sheet_is_noted_on_the_disk_before_it_is_shown_and_once_a_minute(post: TestPost) -> None:
    person, client = treated(post), post.client("nurse")
    for _ in range(3):
        show(client, person, "card")
    noted = access_log_buffer.pop_prints(0)
    assert [(row[0], row[1], row[2]) for row in noted] == [(post.house.people["nurse"][0], "card", person.id)]


def test_a_disk_that_takes_nothing_shows_the_sheet_and_notes_it_later(post: TestPost) -> None:
    person, client = treated(post), post.client("nurse")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        try:
            assert show(client, person, "card")
        finally:
            cursor.execute("PRAGMA query_only = OFF")
    post.later(minutes=1)
    client.get("/")
    actor = post.actor()
    assert [one.what for one in list_prints(actor.node.cursor, actor.post.number, most=5)] == ["card"]


def test_a_place_is_named_as_it_is_public_and_not_otherwise(post: TestPost) -> None:
    here = post.actor().post
    assert public_place_name(replace(here, public=None), "es") == ""
    titled = PublicSide(precision="municipality", entity="27", titles={"es": "Clínica de Tenosique"})
    assert public_place_name(replace(here, public=titled), "ht") == "Clínica de Tenosique"


def test_a_day_of_long_ago_costs_what_today_costs(post: TestPost) -> None:
    """The rows of a day are walked along the key, and its arrivals are found by their index."""
    cursor = post.actor().node.cursor
    params = {"post": 1, "since": 0, "until": 1, "row": 0, "first": 1, "door": 1}
    walked = " ".join(str(row) for row in cursor.execute(f"EXPLAIN QUERY PLAN {day_arrivals._CONTACTS}", params))
    assert "SEARCH i USING INTEGER PRIMARY KEY" in walked
    found = " ".join(str(row) for row in cursor.execute(f"EXPLAIN QUERY PLAN {day_arrivals._ARRIVALS}", params))
    assert "SEARCH a USING INDEX chart_arrival_board" in found
    assert "SCAN" not in found


def test_a_person_whose_language_is_learned_later_gets_it(post: TestPost) -> None:
    person = treated(post)
    record_amendment(post.actor(), person, {"languages": ("spa", "hat")})
    known = find_person(post.actor().node.cursor, person.id)
    assert known is not None
    assert "Pwochen randevou" in show(post.client("nurse"), known, "card")


@pytest.fixture
def crew(post: TestPost) -> TestPost:
    """The post with a psychiatrist and a team leader as well."""
    for trade in ("psychiatrist", "team_leader"):
        appoint(post.house, trade)
    post.hear_from_coordination()
    return post
