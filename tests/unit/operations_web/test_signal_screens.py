"""The screens of signals: recorded in seconds from the board or the activities, moved by who may, read by every trade."""

import re

import pytest

from posta.acts.care.signal_recording import record_signal
from posta.acts.care.visits.encounter import record_encounter
from posta.ids import EntryId
from posta.operations.signals.signal_lists import find_signal, list_open_signals
from tests.coordination_fixture import Coordination
from tests.in_memory_mission import ROLES
from tests.page_forms import list_page_forms
from tests.page_text import squeeze
from tests.post_fixture import TestPost, make_post
from tests.unit.web.test_page_ownership import OPD

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = {"sig_type": "disease", "sig_dx": "awd", "sig_place": "27017", "sig_src": "shelter", "n_aff": 7}


@pytest.fixture
def crew(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """La 72 with those who watch over signals too."""
    return make_post(monkeypatch, "tenosique_la72", trades=(*ROLES, "team_leader", "epidemiologist", "logistician"))


def form_of_new(page: str) -> dict[str, list[str]]:
    return next(one.fields for one in list_page_forms(page) if "sig_type" in page and one.action == "/signals/new")


def test_a_logistician_records_with_one_choice(crew: TestPost) -> None:
    client = crew.client("logistician")
    page = client.get("/signals/new").content.decode()
    filled = form_of_new(page)
    assert filled["sig_place__text"] == ["Tenosique, Tabasco"], "where is known"
    assert filled["sig_src"] == ["shelter"]
    answer = client.post("/signals/new", {**filled, "sig_type": ["deaths"], "note": ["Dos en una noche"]})
    assert answer.status_code == 303
    (one,) = list_open_signals(crew.actor().node.cursor, limit=9)
    assert (one.answers.what, one.note, one.author) == (
        "deaths",
        "Dos en una noche",
        crew.house.people["logistician"][0],
    )
    shown = client.get(f"/signals/{one.id.hex()}/").content.decode()
    assert "Dos en una noche" in shown
    assert "Logístic" in shown, "the trade of who recorded it"
    assert 'action="/signals/' not in shown, "who records does not verify"


@pytest.mark.parametrize("trade", sorted({*ROLES, "team_leader", "logistician", "epidemiologist"} - {"administrator"}))
def test_the_first_page_of_every_trade_leads_to_a_new_signal(crew: TestPost, trade: str) -> None:
    """Fifteen seconds leave no time to look for it: one press from the first page, whoever saw it."""
    client = crew.client(trade)
    page = client.get("/", follow=True).content.decode()
    assert 'href="/signals/new"' in page.partition('id="content"')[2]
    assert client.get("/signals/new").status_code == 200


def test_without_a_kind_it_comes_back_with_what_was_typed(crew: TestPost) -> None:
    client = crew.client()
    filled = form_of_new(client.get("/signals/new").content.decode())
    answer = client.post("/signals/new", {**filled, "note": ["Se oyó en la radio"]})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Se oyó en la radio" in page
    assert 'aria-invalid="true"' in page or "note bad" in page
    long = client.post("/signals/new", {**filled, "sig_type": ["deaths"], "note": ["x" * 201]})
    assert long.status_code == 422
    assert list_open_signals(crew.actor().node.cursor, limit=9) == []


def test_a_notice_on_the_board_opens_it_filled_in(crew: TestPost) -> None:
    person = crew.person()
    record_encounter(crew.actor(), person, {"opd": {**OPD, "dx_main": "measles", "case_class": "suspected"}})
    board = crew.client().get("/").content.decode()
    address = board.partition('href="/signals/new?')[2].partition('"')[0].replace("&amp;", "&")
    assert address == "sig_type=disease&sig_dx=measles&n_aff=1"
    filled = form_of_new(crew.client().get(f"/signals/new?{address}").content.decode())
    assert (filled["sig_type"], filled["sig_src"], filled["n_aff"]) == (["disease"], ["shelter"], ["1"])
    assert filled.get("sig_dx") == ["measles"] or filled["sig_dx__text"] == ["Sarampión"]


def test_it_is_moved_by_who_may_and_its_clock_is_shown(crew: TestPost) -> None:
    entry = record_signal(crew.actor("logistician"), SEEN)
    leader, address = crew.client("team_leader"), f"/signals/{entry.hex()}/"
    assert any(f"quedan {n} h" in leader.get("/signals/").content.decode() for n in (23, 24))
    crew.later(hours=26)
    late = leader.get("/signals/").content.decode()
    assert "vencida hace 2 h" in late
    assert "1 señal está vencida" in late
    crew.later(hours=72)
    assert "vencida hace 3 días" in leader.get("/signals/").content.decode()
    assert crew.client("doctor").post(f"{address}verify").status_code == 403
    assert leader.post(f"{address}verify").status_code == 303
    missing = leader.post(f"{address}assess", {"note": "hay agua sucia"})
    assert missing.status_code == 422
    assert "Elija el nivel de riesgo" in missing.content.decode()
    assert "hay agua sucia" in missing.content.decode(), "what was typed stays"
    long = leader.post(f"{address}assess", {"risk": "high", "response": ["samples", "wash"], "note": "agua " * 400})
    assert long.status_code == 422
    kept = re.findall(r'<input[^>]*value="(\w+)"[^>]*checked', squeeze(long.content.decode()))
    assert kept == ["high", "samples", "wash"], "what was chosen stays"
    assert leader.post(f"{address}assess", {"risk": "high", "response": ["samples", "wash"]}).status_code == 303
    assert leader.post(f"{address}answer", {"response": ["team"], "note": "El equipo llega mañana"}).status_code == 303
    assert leader.post(f"{address}close").status_code == 303
    assert leader.post(f"{address}close").status_code == 403
    page = crew.client("logistician").get(address).content.decode()
    for words in ("Cerrada", "Alto", "Toma de muestras", "El equipo llega mañana"):
        assert words in page
    assert "No hay señales" in leader.get("/signals/").content.decode()
    assert address in leader.get("/signals/?list=all").content.decode()


def test_who_counts_reads_how_many_were_in_time(crew: TestPost) -> None:
    """From the acts on a signal: verified an hour later, and assessed after three days."""
    entry = record_signal(crew.actor("logistician"), SEEN)
    leader, address = crew.client("team_leader"), f"/signals/{entry.hex()}/"
    crew.later(hours=1)
    assert leader.post(f"{address}verify").status_code == 303
    crew.later(hours=72)
    assert leader.post(f"{address}assess", {"risk": "low"}).status_code == 303
    page = leader.get("/signals/").content.decode()
    assert "verificadas en 24 h: 1 de 1" in page
    assert "evaluadas en 48 h: 0 de 1" in page
    assert "A tiempo" not in crew.client("nurse").get("/signals/").content.decode()


def test_a_discarded_one_says_why(crew: TestPost) -> None:
    entry = record_signal(crew.actor("logistician"), SEEN)
    leader, address = crew.client("team_leader"), f"/signals/{entry.hex()}/"
    assert leader.post(f"{address}discard").status_code == 422
    done = leader.post(f"{address}discard", {"reason": "usual"})
    assert "Es lo habitual en el lugar" in leader.get(address).content.decode()
    undone = leader.post(f"/entries/{done['Location'].rpartition('=')[2]}/undo")
    assert undone["Location"].startswith(address)
    found = find_signal(crew.actor().node.cursor, entry)
    assert found is not None
    assert found.state == "recorded"


def test_what_was_just_recorded_can_be_undone(crew: TestPost) -> None:
    client = crew.client("logistician")
    filled = form_of_new(client.get("/signals/new").content.decode())
    there = client.post("/signals/new", {**filled, "sig_type": ["deaths"]})["Location"]
    entry = EntryId(bytes.fromhex(there.rpartition("=")[2]))
    assert client.post(f"/entries/{entry.hex()}/undo").status_code == 303
    assert find_signal(crew.actor().node.cursor, entry) is None


def test_the_form_of_a_signal_leads_to_its_own_page(crew: TestPost) -> None:
    assert crew.client().get("/work/ebs")["Location"] == "/signals/new"


def test_coordination_sees_them_and_moves_them(centre: Coordination) -> None:
    centre.appoint("epidemiologist")
    client = centre.client("epidemiologist")
    filled = form_of_new(client.get("/signals/new").content.decode())
    typed = {**filled, "sig_type": ["displacement"], "sig_place__text": ["28032"]}
    there = client.post("/signals/new", typed)["Location"].partition("?")[0]
    assert "Señales" in client.get("/coordination/").content.decode()
    page = client.get("/signals/").content.decode()
    assert there in page
    assert "Epidemiología" in page.partition("<main")[2].partition("</main")[0], "who recorded it, by their trade"
    again = client.get("/signals/new?sig_type=disease&sig_place=28032").content.decode()
    assert "Señales abiertas" in again
    assert there in again, "what is open already stands beside, so that nothing is recorded twice"
    assert client.post(f"{there}verify").status_code == 303
    assert client.post(f"{there}assess", {"risk": "low"}).status_code == 303
    assert client.post(f"{there}close").status_code == 303
    assert "Ninguna posta tiene alertas hoy" in client.get("/coordination/alerts").content.decode()


def test_a_nurse_sees_no_alerts_of_the_mission(crew: TestPost) -> None:
    assert crew.client("nurse").get("/coordination/alerts").status_code == 403


def test_what_a_post_notices_coordination_notices_too(crew: TestPost) -> None:
    """The page of coordination, opened at a post by who counts: the same alerts, and no name."""
    person = crew.person(alias="Zuleyma", family_name="Quetzal")
    record_encounter(crew.actor(), person, {"opd": {**OPD, "dx_main": "measles", "case_class": "suspected"}})
    page = crew.client("team_leader").get("/coordination/alerts").content.decode()
    assert "La 72" in page
    assert "Sarampión" in page
    assert "Zuleyma" not in page
    assert "Quetzal" not in page
