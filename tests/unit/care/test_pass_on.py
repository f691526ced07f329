"""Passing a person on, on the screens: at the end of a visit and from their page; who comes next; the next shift's list."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from posta.acts.care.agenda.planned_visits import VisitChoice, record_expected
from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.acts.care.queue.hand_over import record_hand_over
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.compartments import Compartment
from posta.catalog.kinds import ENCOUNTER
from posta.chart.board import QueueItem, find_open_arrival, list_board
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from posta.mission.posts import find_post_by_code
from tests.in_memory_mission import add_post
from tests.page_forms import list_page_forms
from tests.page_text import squeeze
from tests.post_fixture import TestPost
from tests.spec.examples import FEET

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = {"why": ["feet"], "complaint": "ampollas", "dx_main": "foot_tinea", "violence_link": "n"}
SESSION = {"mh_mode": "ind", "attended": "y", "suic": "0", "cgi_s": "3", "cgi_i": "4", "note": "Duerme mal."}
CANARY = "quiromancia"


def page_of(person: Person, more: str = "") -> str:
    return f"/people/{person.id.hex()}/{more}"


def waiting(post: TestPost, person: Person) -> QueueItem | None:
    actor = post.actor("nurse")
    return find_open_arrival(actor.node.cursor, person.id, actor.post.number, actor.queue_start)


def text(answer: HttpResponse) -> str:
    return squeeze(answer.content.decode())


def sign(client: Client, address: str, **typed: object) -> HttpResponse:
    """Sign a page as a browser without scripts does, with everything that it posts by itself."""
    shown = client.get(address).content.decode()
    fields = next(form.fields for form in list_page_forms(shown) if "planning" in form.fields)
    return client.post(address, {**fields, **typed})  # type: ignore[return-value]


def test_a_visit_that_passes_the_person_on_keeps_them_on_the_board(post: TestPost) -> None:
    """Given somebody who waits, when the doctor signs and passes them to nursing, then nursing has them with the reason."""
    person, doctor = post.person(), post.client()
    record_arrival(post.actor("nurse"), person, reason="feet", colour="yellow")
    done = sign(doctor, page_of(person, "consultation"), **SEEN, disposition="ref_int", pass_to="nurse",
                pass_reason="Curación y suero")  # fmt: skip
    assert done.status_code == 303, text(done)
    assert "/refer" not in done["Location"], "it is no referral to another place"
    one = waiting(post, person)
    assert one is not None
    assert (one.trade, one.why, one.state, one.colour) == ("nurse", "Curación y suero", "waiting", "yellow")
    board = text(post.client("nurse").get("/"))
    assert "para enfermería · Curación y suero" in board


def test_without_a_trade_nothing_is_signed_and_what_was_typed_stays(post: TestPost) -> None:
    person, doctor = post.person(), post.client()
    shown = sign(doctor, page_of(person, "consultation"), **SEEN, disposition="ref_int", pass_reason="Curación y suero")
    assert shown.status_code == 422
    assert "Elija con quién pasa la persona." in text(shown)
    assert 'value="Curación y suero"' in shown.content.decode()
    assert re.search(r'value="ref_int"[^>]* checked', text(shown))
    items = list_timeline(post.actor().node.cursor, person.id, post.actor().node.keyring)
    assert [one for one in items if one.kind == ENCOUNTER] == []


def test_undoing_the_visit_takes_the_hand_over_back(post: TestPost) -> None:
    person, doctor, actor = post.person(), post.client(), post.actor()
    done = sign(doctor, page_of(person, "consultation"), **SEEN, disposition="ref_int", pass_to="nurse")
    assert waiting(post, person) is not None
    undo = re.search(r'action="(/entries/[0-9a-f]{32}/undo)"', doctor.get(done["Location"]).content.decode())
    assert undo
    assert doctor.post(undo[1]).status_code == 303
    assert list_board(actor.node.cursor, actor.post.number, actor.queue_start) == []
    assert actor.node.cursor.execute("SELECT COUNT(*) FROM chart_handover").fetchone() == (0,)


def test_a_person_is_passed_on_from_their_page_and_back(post: TestPost) -> None:
    person, nurse = post.person(), post.client("nurse")
    done = nurse.post(page_of(person, "pass"), {"pass_to": "midwife", "pass_reason": "Sangrado"})
    assert done.status_code == 303
    assert "Pasó con partería." in text(nurse.get(done["Location"]))
    midwife = post.client("midwife")
    midwife.post(page_of(person, "arrival/called"))
    back = midwife.post(page_of(person, "arrival/waiting"))
    assert "De nuevo en espera." in text(midwife.get(back["Location"]))
    one = waiting(post, person)
    assert one is not None
    assert (one.state, one.trade, one.why) == ("waiting", "midwife", "Sangrado")
    again = midwife.post(page_of(person, "arrival/waiting"))
    assert again.status_code == 303, "who waits already goes on waiting"


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"pass_reason": "x"}, "Elija con quién"), ({"pass_to": "nurse", "pass_reason": "x" * 201}, "200")],
)
def test_a_refused_hand_over_keeps_what_was_typed(post: TestPost, typed: dict[str, str], words: str) -> None:
    person, doctor = post.person(), post.client()
    shown = doctor.post(page_of(person, "pass"), typed)
    assert shown.status_code == 422
    assert words in text(shown)
    assert f'value="{typed["pass_reason"]}"' in shown.content.decode()
    assert waiting(post, person) is None


def test_words_beside_a_reserved_arrival_are_refused_not_lost(post: TestPost) -> None:
    person, nurse = post.person(), post.client("nurse")
    record_arrival(post.actor("nurse"), person, reserved=True)
    shown = nurse.post(page_of(person, "pass"), {"pass_to": "doctor", "pass_reason": "golpes"})
    assert shown.status_code == 422
    assert 'value="golpes"' in shown.content.decode()
    assert nurse.post(page_of(person, "pass"), {"pass_to": "doctor"}).status_code == 303


def test_another_trade_does_not_close_the_wait(post: TestPost) -> None:
    """Given somebody who waits for psychology, when the doctor adds a visit, then they still wait for psychology."""
    person = post.person()
    record_hand_over(post.actor(), person, "psychologist")
    assert sign(post.client(), page_of(person, "consultation"), **SEEN, disposition="home").status_code == 303
    one = waiting(post, person)
    assert one is not None
    assert one.trade == "psychologist"
    assert sign(post.client("psychologist"), page_of(person, "contact/mh_fu"), **SESSION).status_code == 303
    assert waiting(post, person) is None


def test_a_sealed_visit_passes_on_and_says_no_more_than_for_whom(post: TestPost) -> None:
    """Given a session, when the psychologist passes them to nursing with a reason, then nobody without the key reads it."""
    person, psychologist = post.person(), post.client("psychologist")
    done = sign(psychologist, page_of(person, "contact/mh_fu"), **SESSION, pass_to="nurse", pass_reason=CANARY)
    assert done.status_code == 303, text(done)
    one = waiting(post, person)
    assert one is not None
    assert (one.trade, one.why, one.reason_sealed) == ("nurse", "", True)
    for trade in ("nurse", "doctor", "social_worker"):
        client = post.client(trade)
        for address in ("/", page_of(person), "/shift/", "/agenda/?for=all", "/withdrawn/", f"{page_of(person)}card"):
            assert CANARY not in client.get(address).content.decode(), (trade, address)
    assert CANARY in text(psychologist.get(page_of(person))), "who holds the key reads it on the page of the person"
    assert CANARY not in text(psychologist.get("/")), "the board says no more than a waiting room may read"


def test_the_next_page_says_who_comes_next(post: TestPost) -> None:
    """Given two who wait for the doctor and one for nursing, when the doctor signs, then the first in order is offered."""
    doctor, nurse = post.client(), post.actor("nurse")
    seen, green = post.person(), post.person(alias="Denis", family_name="Bonilla")
    yellow, other = post.person(alias="Floridalma", family_name="Caal"), post.person(alias="Elmer", family_name="Ávila")
    record_arrival(nurse, green, reason="skin", colour="green")
    record_arrival(nurse, yellow, reason="pain", colour="yellow")
    record_hand_over(post.actor("midwife"), other, "nurse", reason="x")
    post.later(minutes=43)
    done = sign(doctor, page_of(seen, "consultation"), **SEEN, disposition="home")
    page = doctor.get(done["Location"]).content.decode()
    shown = squeeze(page)
    assert "Sigue:" in shown
    assert "amarillo · 43 min" in shown
    assert f'action="{page_of(yellow)}arrival/called"' in page
    assert "Bonilla" not in page
    assert "Sigue:" not in text(doctor.get(page_of(seen))), "only after an act"
    called = doctor.post(f"{page_of(yellow)}arrival/called")
    assert "Sigue:" not in text(doctor.get(called["Location"])), "who was called comes first"
    nursed = sign(post.client("nurse"), page_of(seen, "contact/vitals"), temp_c="37")
    assert f'action="{page_of(other)}arrival/called"' in post.client("nurse").get(nursed["Location"]).content.decode()


def test_of_a_reserved_row_it_says_reserved_only(post: TestPost) -> None:
    """Given a sealed hand-over to the doctor, then the line of who comes next has neither reason nor programme."""
    doctor, person, seen = post.client(), post.person(alias="Keyla", family_name="Xol"), post.person()
    record_arrival(post.actor("psychologist"), person, reserved=True)
    record_hand_over(post.actor("psychologist"), person, "doctor", reason=CANARY, sealed_in=Compartment.MENTAL_HEALTH)
    done = sign(doctor, page_of(seen, "consultation"), **SEEN, disposition="home")
    page = doctor.get(done["Location"]).content.decode()
    line = squeeze(page).partition("Sigue:")[2].partition("</section>")[0]
    assert "Cita reservada" in line
    assert CANARY not in page
    assert "psicolog" not in line.lower()


def test_nobody_left_is_said_too(post: TestPost) -> None:
    doctor, seen = post.client(), post.person()
    done = sign(doctor, page_of(seen, "consultation"), **SEEN, disposition="home")
    assert "Nadie más espera por usted." in text(doctor.get(done["Location"]))


def test_the_next_shift_finds_tomorrow_and_the_night(post: TestPost) -> None:
    """Given a dressing due tomorrow, a fever, insulin and a sealed watch, then nursing reads all but the sealed reason."""
    doctor = post.actor()
    names = ("Uno", "Dos", "Tres", "Cuatro", "Cinco")
    wound, fever, insulin, watched, gone = (post.person(alias=name, family_name="Tzul") for name in names)
    tomorrow = doctor.today.fromordinal(doctor.today.toordinal() + 1)
    choice = VisitChoice(tomorrow, tomorrow, tomorrow, "opd", schedule="wound")
    record_encounter(doctor, wound, {"opd": FEET}, plan=lambda filled: [choice])
    for person in (fever, gone):
        record_encounter(doctor, person, {"vitals": {"temp_c": 38.9}})
    given = {**FEET, "rx": ({"drug": "A10AC01", "dose": "10 UI", "form": "inj", "freq": "bid", "days": 30},)}
    record_encounter(doctor, insulin, {"opd": given})
    add_post(post.house, "coatzacoalcos_casa")
    there = find_post_by_code(doctor.node.cursor, "coatzacoalcos_casa")
    assert there is not None
    record_expected(doctor, [gone], there, tomorrow, tomorrow)
    psychologist = post.client("psychologist")
    assert (
        sign(psychologist, page_of(watched, "contact/mh_fu"), **SESSION, watch="1", night_reason=CANARY).status_code
        == 303
    )
    page = text(post.client("nurse").get("/shift/"))
    assert "Curación" in page or "herida" in page.lower()
    for words in ("Fiebre: 38.9", "Insulina", "Reservado: vigilar esta noche"):
        assert words in page, words
    night = page.partition("Esta noche")[2]
    assert night.count("Tzul") == 3, "who is expected elsewhere does not sleep here"
    assert CANARY not in page
    own = text(psychologist.get("/shift/"))
    assert f'<span class="noprint">· {CANARY}' in own, "never on paper"
    assert waiting(post, watched) is None, "the night is no queue"


def test_who_was_called_and_who_waits_elsewhere_is_not_next(post: TestPost) -> None:
    doctor, seen, called = post.client(), post.person(), post.person(alias="Denis", family_name="Bonilla")
    arrival = record_arrival(post.actor("nurse"), called, reason="skin")
    record_arrival_status(post.actor(), called, arrival, "called")
    done = sign(doctor, page_of(seen, "consultation"), **SEEN, disposition="home")
    assert "Nadie más espera por usted." in text(doctor.get(done["Location"]))


def test_a_risk_of_suicide_proposes_the_night_and_undoing_takes_it_back(post: TestPost) -> None:
    """Given a session with a risk, then its page comes back with the night ticked, and nursing finds her there."""
    person, psychologist = post.person(), post.client("psychologist")
    address = page_of(person, "contact/mh_fu")
    risk = {**SESSION, "suic": "3", "safety_plan": "people", "stays_with": "family", "contact24": "y"}
    doubted = sign(psychologist, address, **risk)
    fields = next(form.fields for form in list_page_forms(doubted.content.decode()) if "planning" in form.fields)
    shown = psychologist.post(address, fields)
    assert shown.status_code == 422, shown.headers
    page = text(shown)  # type: ignore[arg-type]
    assert re.search(r'name="watch" value="1" checked', page), re.findall(r'class="error"[^>]*>(.*?)</p>', page)
    fields = next(form.fields for form in list_page_forms(shown.content.decode()) if "planning" in form.fields)
    done = psychologist.post(address, {**fields, "night_reason": CANARY})
    assert done.status_code == 303, text(done)
    nurse = post.client("nurse")
    assert "Reservado: vigilar esta noche" in text(nurse.get("/shift/"))
    undo = re.search(r'action="(/entries/[0-9a-f]{32}/undo)"', psychologist.get(done["Location"]).content.decode())
    assert undo
    assert psychologist.post(undo[1]).status_code == 303
    assert "Reservado: vigilar" not in text(nurse.get("/shift/"))
