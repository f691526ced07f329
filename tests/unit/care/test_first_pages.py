"""The first page of each trade: who waits for it, its main button, and where those who give no care begin."""

import re

import pytest

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.visits.encounter import record_encounter
from posta.care.board.board_page import present_board
from posta.care.display.first_pages import FIRST_PAGES
from posta.care.display.for_whom import waits_for
from posta.chart.board import QueueItem, list_board
from posta.mission.roles import ROLES
from posta.operations.referrals.opening import write_post_code
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import appoint
from tests.page_text import squeeze
from tests.post_fixture import TestPost
from tests.spec.examples import CLOSED_SESSION

pytestmark = pytest.mark.django_db(transaction=True)


def here(post: TestPost, trade: str) -> None:
    """A colleague of this trade works here too."""
    if trade not in post.house.people:
        appoint(post.house, trade)
        post.later(minutes=1)
        exchange(post.actor().node, MemoryTransport(post.house.node("coordination")))


@pytest.fixture
def morning(post: TestPost) -> TestPost:
    """Five wait: red, pregnant, reserved, without a colour, and green."""
    for alias, more in (
        ("Rojo", {"colour": "red", "reason": "injury"}),
        ("Embarazo", {"colour": "green", "reason": "pregnancy", "sex": "f"}),
        ("Reservado", {"colour": "green", "reserved": True}),
        ("Nuevo", {"reason": "feet"}),
        ("Verde", {"colour": "green", "reason": "skin"}),
    ):
        person = post.person(alias=alias, sex=str(more.pop("sex", "m")))
        record_arrival(post.actor(), person, **more)  # type: ignore[arg-type]
        post.later(minutes=1)
    return post


WAITS = {
    "doctor": "Rojo Embarazo Nuevo Verde",
    "nurse": "Rojo Embarazo Nuevo Verde",
    "midwife": "Rojo Embarazo",
    "psychologist": "Reservado",
    "psychiatrist": "Reservado",
    "social_worker": "Reservado",
    "promoter": "Rojo Nuevo",
    "team_leader": "Rojo Embarazo Reservado Nuevo Verde",
    "residence_staff": "Rojo Embarazo Nuevo Verde",
}


def test_every_trade_that_gives_care_has_a_first_page() -> None:
    assert FIRST_PAGES.keys() == {code for code, role in ROLES.items() if role.gives_care} == WAITS.keys()


@pytest.mark.parametrize("trade", sorted(WAITS))
def test_who_waits_for_a_trade_stands_first_and_the_others_below(morning: TestPost, trade: str) -> None:
    here(morning, trade)
    board = present_board(morning.actor(trade))
    assert {row.name.split()[0] for row in board.mine} == set(WAITS[trade].split())
    assert len(board.mine) + len(board.others) == 5


def test_nobody_waits_for_no_trade(morning: TestPost) -> None:
    actor = morning.actor()
    for one in list_board(actor.node.cursor, actor.post.number, actor.queue_start):
        assert any(waits_for(role, one) for role in FIRST_PAGES)


def test_signs_of_danger_are_for_who_judges_urgency() -> None:
    one = QueueItem(b"a", b"p", 0, "feet", False, "green", "", "waiting", None, None)  # type: ignore[arg-type]
    assert not waits_for("midwife", one)
    assert waits_for("midwife", one, alarms=True)
    assert not waits_for("psychologist", one, alarms=True)


def test_only_the_first_call_leads_the_eye_and_those_without_a_colour_are_counted(morning: TestPost) -> None:
    page = morning.client("nurse").get("/").content.decode()
    calls = re.findall(r'<button class="([^"]+)">\s*Llamar', page)
    assert calls == ["btn main", *["btn text quiet"] * 4]
    assert "1 sin triaje" in squeeze(page)
    assert 'href="/people/new"' in page
    for trade in ("psychologist", "social_worker"):
        assert "sin triaje" not in morning.client(trade).get("/").content.decode(), f"a {trade} triages nobody"


def test_a_trade_for_which_nobody_waits_is_told_so(post: TestPost) -> None:
    record_arrival(post.actor(), post.person(), reason="feet")
    said = squeeze(post.client("psychologist").get("/").content.decode())
    assert "Nadie le espera a usted" in said
    assert "Esperan a otras áreas" in said


MAIN = {
    "doctor": ("m", "consultation"),
    "nurse": ("m", "vitals"),
    "midwife": ("f", "anc"),
    "psychologist": ("m", "mh_base"),
    "psychiatrist": ("m", "psych"),
    "social_worker": ("m", "sw"),
    "residence_staff": ("m", "res"),
}


def main_of(post: TestPost, trade: str, code: str) -> str:
    """The address of the main button of a person's page."""
    page = post.client(trade).get(f"/people/{code}/").content.decode()
    found = re.search(r'<a\s+class="btn main push"\s+href="([^"]+)"', page)
    return found[1].removeprefix(f"/people/{code}/") if found else ""


@pytest.mark.parametrize("trade", sorted(MAIN))
def test_the_page_of_a_person_leads_to_the_form_of_the_trade(post: TestPost, trade: str) -> None:
    here(post, trade)
    sex, form = MAIN[trade]
    code = post.person(sex=sex).id.hex()
    assert main_of(post, trade, code) in (form, f"contact/{form}", form)


def test_who_waits_without_a_colour_is_triaged_first(post: TestPost) -> None:
    person = post.person()
    record_arrival(post.actor(), person, reason="feet")
    for trade in ("nurse", "promoter"):
        assert main_of(post, trade, person.id.hex()) == "triage"
    page = post.client("nurse").get(f"/people/{person.id.hex()}/").content.decode()
    assert page.count(f'href="/people/{person.id.hex()}/triage"') == 1, "one button, not two"


def test_after_the_first_session_the_main_button_is_the_next_one(post: TestPost) -> None:
    person = post.person()
    record_encounter(post.actor("psychologist"), person, {"mh_fu": CLOSED_SESSION})
    assert main_of(post, "psychologist", person.id.hex()) == "contact/mh_fu"


def test_a_midwife_is_not_led_to_the_antenatal_form_of_a_man(post: TestPost) -> None:
    assert main_of(post, "midwife", post.person(sex="m").id.hex()) != "contact/anc"


def test_who_gives_no_care_begins_with_their_work(post: TestPost) -> None:
    for trade, first in (
        ("logistician", "/work/"),
        ("epidemiologist", "/coordination/"),
        ("administrator", "/coordination/"),
    ):
        here(post, trade)
        answer = post.client(trade).get("/")
        assert (answer.status_code, answer["Location"]) == (303, first)
        assert post.client(trade).get(first).status_code == 200, "at this computer nobody administers"


SENT = {"to_type": "posta", "to_name": write_post_code(6), "urgency": "w1", "reason": "contin", "consent": "y"}


def test_own_referrals_are_promises_and_the_board_says_neither_where_nor_why(post: TestPost) -> None:
    nurse = post.actor("nurse")
    now = {"sent_dt": nurse.now, "status_dt": nurse.now, "status": "sent"}
    record_encounter(nurse, post.person(), {"referral": SENT | now})
    mine, others = (present_board(post.actor(trade)) for trade in ("nurse", "doctor"))
    assert (mine.promised_count, others.promised_count) == (1, 0)
    assert mine.promised[0].why.startswith("Referencia")
    page = post.client("nurse").get("/").content.decode()
    assert "Mis referencias abiertas" in page
    assert "Reynosa" not in page
