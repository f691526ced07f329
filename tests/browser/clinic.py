"""A morning at La 72 with invented people, served to a real browser: what the screens of care are looked at with."""

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from posta.acts.actor import Actor
from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.acts.care.registration import record_amendment, record_person, record_travel_group_member
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.language.form import get_form
from posta.catalog.tooling.fake_answers import fake_answers, fake_context
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.node.http.cookies import SESSION
from posta.node.process_state import PROCESS
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import ROLES, add_post
from tests.post_fixture import PERSON, SavedPost, TestPost, make_post, restore_post, save_post

IMAGES = Path(__file__).parents[2] / "docs" / "images"
OTHER = "coatzacoalcos_casa"
MORE_TRADES = ("psychiatrist", "team_leader", "logistician", "residence_staff", "epidemiologist")
NAMES = (
    ("Elmer", "Ávila Guevara", "m", 29, "HN"),
    ("José", "Cruz Funes", "m", 3, "GT"),
    ("Elmer", "Ávila Zelaya", "m", 41, "HN"),
    ("Gloria", "Quiroz Ramírez", "f", 37, "NI"),
    ("Wilmer", "Joseph Mejía", "m", 22, "HN"),
    ("Denis", "Ramírez Cruz", "f", 26, "SV"),
    ("José", "Ávila Guevara", "m", 19, "HN"),
    ("Denis", "Bonilla Orellana", "m", 33, "HN"),
    ("María", "Tzoc Ramírez", "f", 51, "GT"),
    ("Wendy", "Joseph Joseph", "f", 30, "HT"),
    ("Ana Lucía", "Hernández Orellana", "f", 44, "SV"),
    ("Carlos", "Cruz Tzoc", "m", 58, "GT"),
    ("Franklin", "Hernández Mejía", "m", 24, "GT"),
    ("Keyla", "Hernández Mejía", "f", 12, "GT"),
    ("Wendy", "Hernández Mejía", "f", 28, "NI"),
    ("Denis", "Hernández Mejía", "m", 26, "MX"),
    ("Brayan", "Mejía Hernández", "m", 14, "SV"),
    ("Maritza", "Xol Caal", "f", 20, "GT"),
)
COUGH = {"complaint": "Tos y fiebre desde ayer", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}
WOUND = {"complaint": "Herida en el pie derecho", "dx_main": "foot_infect", "dx_status": "new", "violence_link": "n"}
LOOSE = COUGH | {"complaint": "Diarrea", "dx_main": "awd", "case_class": "suspected", "dehydration": "A"}
VITALS = {"temp_c": 38.2, "hr": 104, "sbp": 110, "dbp": 70, "spo2": 95, "weight_kg": 58.5}


@dataclass(slots=True)
class Clinic:
    """The post, the people by first and second name, and the address at which it is served."""

    post: TestPost
    people: dict[str, Person] = field(default_factory=dict)
    address: str = ""

    def path(self, name: str, more: str = "") -> str:
        return f"/people/{self.people[name].id.hex()}/{more}"

    def token(self, trade: str = "doctor") -> str:
        staff, keys = self.post.house.people[trade]
        return PROCESS.sessions.begin(staff, keys, language="es").token


def fill(post: TestPost) -> Clinic:
    """Two weeks of care at two posts, then a morning with people waiting."""
    clinic = Clinic(post)
    add_post(post.house, OTHER)
    for alias, family, sex, age, country in NAMES:
        clinic.people[f"{alias} {family.split()[0]}"] = _register(post.actor(), alias, family, sex, age, country)
    _first_days(clinic, post)
    _days_before(clinic, post)
    _morning(clinic, post)
    return clinic


def _first_days(clinic: Clinic, post: TestPost) -> None:
    """Gloria and her family at La 72, then at Coatzacoalcos, where a psychologist sees her too; two posts disagree."""
    actor, gloria = post.actor(), clinic.people["Gloria Quiroz"]
    record_amendment(actor, gloria, {"allergies": ({"allergen": "penicillin"},), "languages": ("spa",)})
    party = actor.node.random(16)
    for name in ("Gloria Quiroz", "José Cruz", "Maritza Xol"):
        record_travel_group_member(actor, clinic.people[name], party)
    rests = {"disposition": "home", "fitness": ("rest",), "rest_days": 3}
    record_encounter(actor, gloria, {"visit": rests, "vitals": VITALS | {"temp_c": 37.4}, "opd": WOUND})
    post.later(minutes=5)
    exchange(post.house.node(OTHER), MemoryTransport(actor.node))
    post.later(days=9)
    there, chance = post.house.actor(OTHER), random.Random(3)
    known = find_person(there.node.cursor, gloria.id)
    assert known is not None
    visit = {"next_appt": date(2018, 12, 7), "disposition": "fu"}
    record_encounter(there, known, {"visit": visit, "vitals": VITALS, "opd": COUGH})
    answers = fake_answers(get_form("mh_base"), chance, fake_context(chance, now=there.now))
    record_encounter(post.house.actor(OTHER, "psychologist"), known, {"mh_base": answers})
    record_amendment(there, known, {"age_value": 38})
    gloria = find_person(actor.node.cursor, gloria.id) or gloria
    record_amendment(actor, gloria, {"age_value": 36})
    post.later(minutes=5)
    exchange(actor.node, MemoryTransport(there.node))
    post.later(days=2)


def _register(actor: Actor, alias: str, family: str, sex: str, age: int, country: str) -> Person:
    answers = PERSON | {"alias": alias, "family_name": family, "sex": sex, "age_value": age, "country_origin": country}
    person = find_person(actor.node.cursor, record_person(actor, answers)[0])
    assert person is not None
    return person


def _days_before(clinic: Clinic, post: TestPost) -> None:
    """Yesterday: six with diarrhoea, and three who are due back today."""
    actor = post.actor()
    onset = {"onset_date": actor.today}
    for name in (
        "Franklin Hernández",
        "Keyla Hernández",
        "Wendy Hernández",
        "Denis Hernández",
        "Brayan Mejía",
        "Maritza Xol",
    ):
        record_encounter(actor, clinic.people[name], {"opd": LOOSE | onset})
    for name, line in (("María Tzoc", "foot_infect"), ("Wendy Joseph", "htn"), ("Carlos Cruz", "dm2")):
        visit = {"next_appt": actor.today.replace(day=actor.today.day + 1), "disposition": "fu"}
        record_encounter(
            actor, clinic.people[name], {"visit": visit, "opd": WOUND | {"complaint": "Control", "dx_main": line}}
        )
    post.later(days=1)


def _morning(clinic: Clinic, post: TestPost) -> None:
    comings = (
        ("Ana Lucía Hernández", "", "green", True, 12),
        ("Denis Bonilla", "", "green", True, 10),
        ("José Ávila", "injury: herida infectada", "yellow", False, 25),
        ("Gloria Quiroz", "skin: ronchas y comezón", "green", False, 13),
        ("José Cruz", "respiratory: niño de 3 años", "yellow", False, 16),
        ("Elmer Ávila", "", "green", True, 3),
        ("Wilmer Joseph", "feet: ampollas", "green", False, 4),
        ("Denis Ramírez", "pregnancy", "", False, 4),
    )
    arrivals = {}
    for name, reason, colour, reserved, pause in comings:
        arrivals[name] = record_arrival(
            post.actor(), clinic.people[name], reason=reason, colour=colour, reserved=reserved
        )
        post.later(minutes=pause)
    first = _register(post.actor(), "Santos", "Pineda Murillo", "m", 35, "HN")
    record_arrival(post.actor(), first, reason="injury: caída del tren, dolor en la muñeca", colour="red")
    record_arrival_status(post.actor("nurse"), clinic.people["José Ávila"], arrivals["José Ávila"], "called")
    record_arrival_status(
        post.actor("psychologist"), clinic.people["Denis Bonilla"], arrivals["Denis Bonilla"], "called"
    )
    record_encounter(
        post.actor(), clinic.people["Ana Lucía Hernández"], {"opd": COUGH}, arrival=arrivals["Ana Lucía Hernández"]
    )
    post.later(minutes=4)


@pytest.fixture
def post(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """La 72 with one colleague of every trade of the mission."""
    return make_post(monkeypatch, "tenosique_la72", trades=(*ROLES, *MORE_TRADES))


_SAVED: list[tuple[SavedPost, dict[str, Person]]] = []


@pytest.fixture
def clinic(post: TestPost, gathered: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    """The morning, lived once and copied for each test, served as a post serves it."""
    from tests.browser.conftest import served

    if not _SAVED:
        people = fill(post).people
        _SAVED.append((save_post(post), people))
    saved, people = _SAVED[0]
    post.house = restore_post(saved, monkeypatch).house
    with served(gathered) as address:
        yield Clinic(post, dict(people), address)


@pytest.fixture
def visit(chromium, clinic: Clinic) -> Iterator[Callable]:
    """Open a page of the clinic as a colleague: `visit("/", trade="nurse", width=390, language="fr", script=False)`."""
    contexts = []

    def open_page(
        path: str, *, trade: str = "doctor", width: int = 1366, height: int = 768, language: str = "", **more
    ):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=more.pop("scheme", "light"),
            java_script_enabled=more.pop("script", True), locale="es-MX", **more,
        )  # fmt: skip
        contexts.append(context)
        cookies = [{"name": SESSION, "value": clinic.token(trade), "url": clinic.address}]
        if language:
            cookies.append({"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": clinic.address})
        context.add_cookies(cookies)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.refused = []
        page.on("console", lambda said: page.refused.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.refused.append(str(error)))
        page.goto(clinic.address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


# Which of the many pictures that the tests could take the documentation shows (docs/reference/screens.md, README).
PICTURES = frozenset({
    "hoy-1366", "hoy-390", "buscar-390", "registrar-1366", "persona-1366", "consulta-1366", "consulta-390", "tarjeta-390",
    "sync-1366-es", "coordination-1366-es", "colleagues-1366-es",
    "pagina-1366", "pagina-390", "pagina-road-390", "pagina-journalist-390", "pagina-donor-390", "pagina-partner-390",
    "pagina-epidemiologist-390", "pagina-recruit-390",
})  # fmt: skip


def shoot(page, name: str) -> None:
    """Keep a picture: where POSTA_SCREENSHOTS is 1, those that the documentation shows; all where it names a folder."""
    asked = os.environ.get("POSTA_SCREENSHOTS", "")
    if asked not in ("", "1"):
        page.screenshot(path=Path(asked) / f"{name}.png", full_page=True)
    elif asked and name in PICTURES:
        IMAGES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=IMAGES / f"{name}.png")
