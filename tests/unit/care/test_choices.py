"""The screens of choices: asked aloud, saved once, closed records, no card, requests answered, a copy without others."""

import re

import pytest

from posta.acts.care.choices import Asked, record_choice, record_request
from posta.acts.care.registration import record_travel_group_member
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission.places import PlaceFacts, record_place
from posta.care.display.duplicate_candidates import find_possible_duplicates
from posta.chart.record.choices import list_choices
from posta.chart.record.person_registers import find_person
from posta.node.drafts import keep_draft
from posta.node.models import Draft
from posta.node.process_state import PROCESS
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from posta.terms.notices import SPOKEN, get_notice
from tests.in_memory_mission import add_post
from tests.page_text import squeeze
from tests.post_fixture import PERSON, TestPost, make_post
from tests.spec.examples import FEET, registered

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "coatzacoalcos_casa"
TRADES = ("doctor", "nurse", "psychologist", "team_leader")


@pytest.fixture
def led(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """A post with a team leader."""
    return make_post(monkeypatch, "tenosique_la72", trades=TRADES)


def test_registration_keeps_which_sentence_was_read_in_which_language(post: TestPost) -> None:
    typed = {name: str(value) for name, value in PERSON.items()} | {"consent_record": "n", "consent_pass": "y"}
    answer = post.client().post("/people/new", typed)
    person = bytes.fromhex(answer["Location"].split("/")[2])
    standing = list_choices(post.actor().node.cursor, person).standing  # type: ignore[arg-type]
    read = {matter: (row.state, row.text, row.language) for matter, (row,) in standing.items()}
    assert read == {"care": ("y", "1", "es"), "share": ("n", "1", "es"), "pass": ("y", "1", "es")}


def test_a_choice_is_read_in_the_language_of_the_person(post: TestPost) -> None:
    person, client = post.person(), post.client()
    path = f"/people/{person.id.hex()}/choices"
    page = client.get(f"{path}?lang=ht").content.decode()
    assert get_notice("ht").questions["share"] in page
    assert 'lang="ht"' in page
    typed = {"care": "y", "share": "n", "lang": "ht", "said_by": "guardian"}
    assert client.post(path, typed).status_code == 303
    [row] = list_choices(post.actor().node.cursor, person.id).standing["share"]
    assert (row.state, row.language, row.said_by, row.text) == ("n", "ht", "guardian", "1")
    assert "care" not in list_choices(post.actor().node.cursor, person.id).standing, (
        "what did not change is not written"
    )
    assert "No se comparte con otras postas" in client.get(f"/people/{person.id.hex()}/").content.decode()


def test_a_card_is_not_printed_against_the_will_of_the_person(post: TestPost) -> None:
    person, client = post.person(consent_pass="n"), post.client()
    page = client.get(f"/people/{person.id.hex()}/card").content.decode()
    assert "No se imprime tarjeta" in page
    assert person.code not in page.partition("<main")[2].partition("<header")[0] or "qr" not in page
    client.post(f"/people/{person.id.hex()}/choices", {"pass": "y"})
    assert 'class="qr"' in client.get(f"/people/{person.id.hex()}/card").content.decode()


def test_who_wants_no_match_is_proposed_to_nobody(post: TestPost) -> None:
    person = post.person()
    assert find_possible_duplicates(post.actor(), PERSON)
    record_choice(post.actor(), person, {"link": "n"}, Asked("1", "es"))
    assert find_possible_duplicates(post.actor(), PERSON) == ()


def test_a_record_that_is_not_shared_opens_elsewhere_with_a_reason(post: TestPost) -> None:
    add_post(post.house, OTHER)
    post.meet(OTHER)
    there = post.house.actor(OTHER)
    stranger = registered(there, consent_record="n")
    post.house.clock.advance(minutes=2)
    exchange(there.node, MemoryTransport(post.actor().node))
    client, here = post.client(), f"/people/{stranger.id.hex()}/"
    closed = client.get(here)
    assert (closed.status_code, closed["Location"]) == (303, f"{here}open")
    for more in ("edit", "card", "choices", "copy", "consultation", "triage", "contact/", "withdrawn", "refer"):
        assert client.get(f"{here}{more}")["Location"] == f"{here}open", more
    page = client.get(f"{here}open").content.decode()
    assert "Mejía" not in page
    assert client.post(f"{here}open", {"reason": "other"}).status_code == 422
    assert client.post(f"{here}open", {"reason": "agrees"}).status_code == 303
    assert client.get(here).status_code == 200
    post.later(minutes=31)
    assert post.client().get(here).status_code == 303


def test_a_restricted_record_opens_at_its_own_post_with_a_reason(led: TestPost) -> None:
    person, leader = led.person(), led.client("team_leader")
    here = f"/people/{person.id.hex()}/"
    assert leader.post(f"{here}restricted", {"state": "y"}).status_code == 303
    client = led.client()
    assert client.get(here)["Location"] == f"{here}open"
    assert "Mejía" not in client.get("/search/").content.decode()
    assert client.post(f"{here}open", {"reason": "request"}).status_code == 303
    assert "Expediente restringido" in client.get(here).content.decode()
    shown = client.get(f"{here}choices").content.decode()
    assert "Pidió una copia, una corrección o algo de su expediente" in shown, (
        "who may read the record reads the reason"
    )
    leader.post(f"{here}open", {"reason": "request"})
    assert leader.post(f"{here}restricted", {"state": "n"}).status_code == 303
    known = find_person(led.actor().node.cursor, person.id)
    assert known is not None
    assert known.wishes == frozenset()


def test_a_request_is_answered_by_the_team_leader_in_words_for_the_person(led: TestPost) -> None:
    person = led.person()
    here, client, leader = f"/people/{person.id.hex()}/", led.client(), led.client("team_leader")
    empty = client.post(f"{here}requests", {"matter": "correction", "note": " "})
    assert (empty.status_code, "Escriba qué está mal" in empty.content.decode()) == (422, True)
    assert client.post(f"{here}requests", {"matter": "correction", "note": "Nació en 1994"}).status_code == 303
    [request] = list_choices(led.actor().node.cursor, person.id).requests
    code = request.asked.id.hex()
    assert client.post(f"/requests/{code}/done").status_code == 403
    first = squeeze(leader.get("/").content.decode())
    assert "1 solicitud de corrección u olvido espera su respuesta" in first
    assert 'href="/requests/"' in first
    assert 'href="/requests/"' not in client.get("/").content.decode(), "it waits for who answers"
    assert 'href="/requests/"' in leader.get("/more/").content.decode()
    assert 'href="/requests/"' not in client.get("/more/").content.decode()
    assert "Nació en 1994" in leader.get("/requests/").content.decode()
    refused = leader.post(f"/requests/{code}/declined", {"note": ""})
    assert (refused.status_code, "Escriba el motivo" in refused.content.decode()) == (422, True)
    assert leader.post(f"/requests/{code}/done", {"note": "Ya está"}).status_code == 303
    assert "Nadie espera respuesta" in leader.get("/requests/").content.decode()
    assert "corrección u olvido" not in leader.get("/").content.decode()
    assert "Ya está" in client.get(f"{here}choices").content.decode()


def test_a_request_at_one_place_of_a_team_waits_for_its_leader_at_another(led: TestPost) -> None:
    actor, person = led.actor("team_leader"), led.person()
    record_request(actor, person, "correction", "Nació en 1994")
    number = record_place(actor, PlaceFacts("Colonia Nueva", "mobile_stop", ""))
    leader = led.client("team_leader")
    assert leader.post("/where", {"place": str(number), "next": "/"}).status_code == 303
    assert "1 solicitud de corrección" in squeeze(leader.get("/").content.decode())
    assert "Nació en 1994" in leader.get("/requests/").content.decode()


def test_a_copy_names_trades_and_nobody_else(post: TestPost) -> None:
    person, friend = post.person(), post.person(alias="Eduvigis", family_name="Canario")
    party = bytes(range(16))
    for one in (person, friend):
        record_travel_group_member(post.actor(), one, party)
    record_encounter(post.actor(), person, {"opd": FEET})
    here = f"/people/{person.id.hex()}/"
    page = squeeze(post.client("nurse").get(f"{here}copy").content.decode())
    sheet = re.search(r'<article class="sheet">(.*)</article>', page)
    assert sheet is not None
    assert FEET["complaint"] in sheet[1]
    assert "Doctor" not in sheet[1], "a colleague's name"
    assert "Medicina" in sheet[1] or "Médic" in sheet[1], "their trade"
    assert "Canario" not in sheet[1]
    assert post.client("nurse").post(f"{here}copied").status_code == 303


def test_a_copy_asks_for_the_words_again(post: TestPost) -> None:
    person, client = post.person(), post.client()
    post.house.clock.advance(minutes=4)
    session = next(iter(PROCESS.sessions._open.values()))
    for one in PROCESS.sessions._open.values():
        PROCESS.sessions.close_sealed(one)
    assert session
    assert client.get(f"/people/{person.id.hex()}/copy").status_code == 403


@pytest.mark.parametrize("language", SPOKEN)
def test_the_notice_is_read_in_every_language(post: TestPost, language: str) -> None:
    page = post.client().get(f"/notice/{language}").content.decode()
    notice = get_notice(language)
    assert notice.title in page.replace("&#x27;", "'")
    assert len(notice.paragraphs) == len(get_notice("es").paragraphs)
    assert notice.questions.keys() == get_notice("es").questions.keys()
    assert post.client().get("/notice/xx").status_code == 404


def test_a_request_list_shows_no_name_of_a_restricted_record(led: TestPost) -> None:
    person = led.person(alias="Eduvigis", family_name="Canario")
    record_request(led.actor(), person, "forgetting", "")
    record_choice(led.actor("team_leader"), person, {"restricted": "y"}, Asked())
    page = led.client("team_leader").get("/requests/").content.decode()
    assert "Canario" not in page
    assert person.code in page


def test_a_person_is_forgotten_after_the_words_and_a_tick(led: TestPost) -> None:
    person, leader = led.person(alias="Eduvigis", family_name="Canario"), led.client("team_leader")
    keep_draft(led.actor().staff.id, f"people/{person.id.hex()}/edit", {"alias": "Eduvigis"})
    code = record_request(led.actor(), person, "forgetting", "").hex()
    assert led.client().get(f"/requests/{code}/forget").status_code == 403
    assert "Olvidar" in leader.get(f"/people/{person.id.hex()}/choices").content.decode()
    assert "registros se borran aquí ahora" in leader.get(f"/requests/{code}/forget").content.decode()
    unsure = leader.post(f"/requests/{code}/forget")
    assert (unsure.status_code, "Marque que todo se borra" in unsure.content.decode()) == (422, True)
    assert leader.post(f"/requests/{code}/forget", {"sure": "y"}).status_code == 303
    assert leader.get(f"/people/{person.id.hex()}/").status_code == 404
    page = leader.get("/requests/").content.decode()
    assert "Canario" not in page
    assert re.findall(r"\d+ de \d+ equipos ya lo borraron", squeeze(page)) == ["1 de 2 equipos ya lo borraron"]
    assert not Draft.objects.exists()


def test_a_medical_note_is_not_forgotten_before_five_years(led: TestPost) -> None:
    person, leader = led.person(), led.client("team_leader")
    record_encounter(led.actor(), person, {"opd": FEET})
    code = record_request(led.actor(), person, "forgetting", "").hex()
    page = leader.get(f"/requests/{code}/forget").content.decode()
    assert "La ley nos hace guardarlo hasta el 25 nov 2023" in page
    assert 'name="sure"' not in page
    assert leader.post(f"/requests/{code}/forget", {"sure": "y"}).status_code == 422
    assert leader.post(f"/requests/{code}/done").status_code == 422, "the short way does not forget anybody"
    assert leader.post(f"/requests/{code}/restricted").status_code == 303
    known = find_person(led.actor().node.cursor, person.id)
    assert known is not None
    assert known.wishes == {"restricted"}
