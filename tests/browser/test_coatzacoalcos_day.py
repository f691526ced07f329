"""A day at the Casa del Migrante of Coatzacoalcos in a browser: door, number, triage, visit, the way, the day sheet."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from posta.acts.care.agenda.planned_visits import record_expected
from posta.acts.care.visits.encounter import record_encounter
from posta.mission.posts import find_post_by_code
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.browser.clinic import COUGH, MORE_TRADES, Clinic, _register, shoot
from tests.browser.conftest import overflow_of, served
from tests.in_memory_mission import ROLES, add_post
from tests.post_fixture import TestPost, make_post

pytestmark = pytest.mark.django_db(transaction=True)
CASA, LA72 = "coatzacoalcos_casa", "tenosique_la72"
TOLD = {"direction": "north", "transport": ("train",), "days_travel": 9}
COMING = (("Elmer", "Ávila Guevara", "m", 29, "HN"), ("Gloria", "Quiroz Ramírez", "f", 37, "NI"),
          ("Wilmer", "Joseph Mejía", "m", 22, "HN"))  # fmt: skip


@pytest.fixture
def post(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    return make_post(monkeypatch, CASA, trades=(*ROLES, *MORE_TRADES))


@pytest.fixture
def clinic(post: TestPost, gathered: Path) -> Iterator[Clinic]:
    """Three people were seen at La 72, told of their journey, and are expected here; their record has arrived."""
    filled = Clinic(post)
    add_post(post.house, LA72)
    there = post.house.actor(LA72)
    place = find_post_by_code(there.node.cursor, CASA)
    assert place is not None
    for alias, family, sex, age, country in COMING:
        person = _register(there, alias, family, sex, age, country)
        record_encounter(there, person, {"visit": dict(TOLD), "opd": COUGH})
        day = there.today + timedelta(days=3)
        record_expected(there, [person], place, day, day + timedelta(days=14))
        filled.people[f"{alias} {family.split()[0]}"] = person
    post.later(days=3)
    exchange(post.actor().node, MemoryTransport(there.node))
    with served(gathered) as address:
        filled.address = address
        yield filled


@pytest.mark.parametrize("width", [390, 1366])
def test_a_day(visit, clinic, axe, width: int) -> None:
    size = {"width": width, "height": 844 if width < 500 else 768}
    number = iter(range(1, 99))

    def look(page, name):
        shoot(page, f"casa-{width}-{next(number):02}-{name}")
        assert axe(page) == [], name
        assert overflow_of(page) <= 0, name

    door = visit("/", trade="promoter", **size)
    look(door, "inicio-promotor")
    door.goto(clinic.address + "/agenda/?for=all")
    look(door, "esperados")
    door.goto(clinic.address + "/door/")
    door.locator("#awaited summary").click()
    look(door, "puerta-esperados")
    door.locator("label.chip:has([name=reason][value=respiratory])").click()
    with door.expect_navigation():
        door.locator("#awaited button").nth(1).click()
    look(door, "puerta-llego")
    door.locator("[name=alias]").fill("Elmer Avila")
    door.locator("label.chip:has([name=sex][value=m])").click()
    door.locator("[name=age_value]").fill("29")
    door.locator("label.chip:has([name=reason][value=feet])").click()
    with door.expect_navigation():
        door.locator(".sign .main").click()
    look(door, "puerta-conocido")
    with door.expect_navigation():
        door.get_by_role("button", name="Es esta persona").first.click()
    look(door, "puerta-turno")
    door.locator("[name=alias]").fill("Chepe")
    door.locator("label.chip:has([name=sex][value=m])").click()
    door.locator("[name=age_value]").fill("41")
    door.locator("label.chip:has([name=country_origin][value=HN])").click()
    door.locator("label.chip:has([name=reason][value=digestive])").click()
    with door.expect_navigation():
        door.locator(".sign .main").click()
    look(door, "puerta-nuevo")
    nurse = visit("/", trade="nurse", **size)
    look(nurse, "tablero-enfermera")
    nurse.goto(clinic.address + clinic.path("Elmer Ávila", "triage"))
    look(nurse, "triaje")
    doctor = visit("/", **size)
    look(doctor, "tablero-medico")
    doctor.goto(clinic.address + clinic.path("Elmer Ávila"))
    look(doctor, "persona")
    doctor.goto(clinic.address + clinic.path("Elmer Ávila", "consultation"))
    look(doctor, "consulta")
    doctor.locator("label.chip:has([name=dx_main][value=foot_infect]), label.chip:has([name=dx_main])").first.click()
    doctor.locator("label.chip:has([name=since_what][value=none])").click()
    for _time in range(2):
        with doctor.expect_navigation():
            doctor.locator(".sign .main").click()
        if "done=" in doctor.url:
            break
    look(doctor, "firmada")
    for name, path in (("ruta", "/route/"), ("hoja", "/prints/day"), ("agenda", "/agenda/?for=all"), ("tablero", "/")):
        doctor.goto(clinic.address + path)
        look(doctor, name)
