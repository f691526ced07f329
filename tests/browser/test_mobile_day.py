"""A day of Reynosa's mobile team in a browser: where one is, a stop, a visit, another place, who is due, both day sheets."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import VisitChoice
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission import places
from posta.acts.mission.places import PlaceFacts
from posta.mission.posts import find_post
from tests.browser.clinic import MORE_TRADES, WOUND, Clinic, _register, shoot
from tests.browser.conftest import overflow_of, served
from tests.browser.signing import choose, sign
from tests.in_memory_mission import ROLES
from tests.post_fixture import TestPost, make_post

pytestmark = pytest.mark.django_db(transaction=True)
BRIDGE, RIVER = "Puente Viejo", "Albergue del Río"  # invented
CONTROL = {"ncd_dx": ("htn",), "dx_known": "known", "dbp": 80, "tobacco": "never", "ncd_exit": "active", "adher7": 7,
           "complic": ("none",)}  # fmt: skip


@pytest.fixture
def post(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    return make_post(monkeypatch, "reynosa_clinica", trades=(*ROLES, *MORE_TRADES))


@pytest.fixture
def clinic(post: TestPost, gathered: Path) -> Iterator[Clinic]:
    """The team added two places and worked there a month ago: two chronic controls, and somebody who should come back."""
    filled = Clinic(post)
    leader = post.actor("team_leader")
    here = [
        places.record_place(
            leader, PlaceFacts(name, "mobile_stop", "28032", "America/Matamoros"), services=["primary_care"]
        )
        for name in (BRIDGE, RIVER)
    ]
    for (alias, family, sex, age), place, sbp, days in (
        (("Nadia", "Xol Caal", "f", 58), here[0], 168, 30),
        (("Tomás", "Lara Peña", "m", 63), here[1], 124, 40),
        (("Ofelia", "Ríos Mata", "f", 49), here[1], 130, 20),
    ):
        actor = at(post, place)
        filled.people[f"{alias} {family.split()[0]}"] = person = _register(actor, alias, family, sex, age, "MX")
        day = actor.today + timedelta(days=days)
        control = {"ncd": {**CONTROL, "enrol_date": actor.today, "sbp": sbp, "days_supplied": days}}
        record_encounter(
            actor, person, control, plan=lambda _filled, day=day: [VisitChoice(day, day, day, "ncd")],
            accepts=lambda _warning: True,
        )  # fmt: skip
    actor = at(post, here[0])
    filled.people["Elmer Ávila"] = person = _register(actor, "Elmer", "Ávila Guevara", "m", 29, "HN")
    day = actor.today + timedelta(days=1)
    visit = {"disposition": "home", "fitness": ("walk_on",)}
    record_encounter(
        actor, person, {"visit": visit, "opd": WOUND}, plan=lambda _filled: [VisitChoice(day, day, day, "opd")]
    )
    post.later(days=38)
    with served(gathered) as address:
        filled.address = address
        yield filled


def at(post: TestPost, number: int, trade: str = "doctor") -> Actor:
    """A colleague who said that they are at a place."""
    actor = post.actor(trade)
    place = find_post(actor.node.cursor, number)
    assert place is not None
    return replace(actor, post=place)


@pytest.mark.parametrize("width", [390, 1366])
def test_a_day(visit, clinic, axe, width: int) -> None:
    size = {"width": width, "height": 844 if width < 500 else 768}
    number = iter(range(1, 99))

    def look(page: Page, name: str) -> None:
        shoot(page, f"movil-{width}-{next(number):02}-{name}")
        assert axe(page) == [], name
        assert overflow_of(page) <= 0, name

    def go(page: Page, path: str, name: str) -> None:
        page.goto(clinic.address + path)
        look(page, name)

    def be_at(page: Page, place: str) -> None:
        page.goto(clinic.address + "/where")
        with page.expect_navigation():
            page.get_by_role("button", name=place).click()
        expect(page.locator("a.place")).to_have_text(place)

    nurse = visit("/", trade="nurse", **size)
    look(nurse, "donde-esta")
    with nurse.expect_navigation():
        nurse.get_by_role("button", name=BRIDGE).click()
    look(nurse, "tablero-puente")
    go(nurse, "/stops/", "parada")
    nurse.locator("summary").first.click()
    nurse.locator("[name=box_ors]").fill("20")
    look(nurse, "parada-caja")
    with nurse.expect_navigation():
        nurse.get_by_role("button", name="Abrir parada").click()
    look(nurse, "parada-abierta")
    nurse.goto(clinic.address + "/door/")
    for name, age in (("Chepe", "41"), ("Keyla", "23")):
        nurse.locator("[name=alias]").fill(name)
        choose(nurse, sex="m", country_origin="HN", reason="feet")
        nurse.locator("[name=age_value]").fill(age)
        with nurse.expect_navigation():
            nurse.locator(".sign .main").click()
    look(nurse, "puerta")
    go(nurse, "/", "tablero-con-dos")
    path = nurse.get_by_role("link", name="Chepe").first.get_attribute("href")
    go(nurse, path + "triage", "triaje")

    doctor = visit("/where", **size)
    be_at(doctor, BRIDGE)
    doctor.goto(clinic.address + path)
    with doctor.expect_navigation():
        doctor.get_by_role("button", name="Llamar").first.click()
    doctor.goto(clinic.address + path + "consultation")
    choose(doctor, dx_main="foot_infect", violence_link="n", disposition="home", fitness="rest")
    doctor.locator("[name=rest_days]").fill("3")
    look(doctor, "consulta-apto")
    sign(doctor)
    look(doctor, "firmada")
    go(doctor, path + "contact/referral", "formato-con-reposo")
    expect(doctor.locator("header.person")).to_contain_text("Reposo hasta")
    go(doctor, "/agenda/?for=all", "agenda-puente")
    expect(doctor.get_by_role("link", name="Elmer")).to_be_visible()

    be_at(nurse, RIVER)
    go(nurse, "/stops/", "parada-sin-cerrar")
    expect(nurse.get_by_text(f"La parada de {BRIDGE} sigue abierta")).to_be_visible()
    be_at(nurse, BRIDGE)
    nurse.goto(clinic.address + "/stops/")
    choose(nurse, incidents="none", all_back="y")
    nurse.locator("[name=box_ors]").fill("8")
    look(nurse, "parada-por-cerrar")
    with nurse.expect_navigation():
        nurse.get_by_role("button", name="Cerrar parada").click()
    look(nurse, "parada-cerrada")
    nurse.get_by_role("link", name="Informe de la parada").first.click()
    nurse.wait_for_url("**/report")
    look(nurse, "informe")

    go(nurse, "/where", "donde-ahora")
    be_at(nurse, RIVER)
    look(nurse, "tablero-rio")
    assert "Chepe" not in nurse.content()
    assert "Keyla" not in nurse.content()
    nurse.goto(clinic.address + "/stops/")
    with nurse.expect_navigation():
        nurse.get_by_role("button", name="Abrir parada").click()
    look(nurse, "parada-rio")
    be_at(doctor, RIVER)
    go(doctor, "/cohort/", "cronicos-rio")
    go(doctor, "/agenda/?for=all", "agenda-rio")
    assert "Elmer" not in doctor.content()
    nadia = f"/people/{clinic.people['Nadia Xol'].id.hex()}/"
    doctor.goto(clinic.address + "/search/")
    doctor.locator("[name=q]").fill("nadia")
    expect(doctor.get_by_role("link", name="Nadia").first).to_be_visible()
    look(doctor, "buscar-nadia")
    go(doctor, nadia, "nadia")
    doctor.goto(clinic.address + nadia + "contact/ncd")
    choose(doctor, ncd_dx="htn", dx_known="known", tobacco="never", ncd_exit="active", complic="none")
    doctor.locator("[name=enrol_date]").fill("25/11/2018")
    doctor.locator("[name=sbp]").fill("122")
    doctor.locator("[name=dbp]").fill("80")
    doctor.locator("[name=adher7]").fill("7")
    doctor.locator("[name=days_supplied]").fill("30")
    look(doctor, "control")
    sign(doctor)
    look(doctor, "control-firmado")
    go(doctor, "/cohort/", "cronicos-despues")
    expect(doctor.get_by_role("link", name="Nadia").first).to_be_visible()
    go(nurse, "/prints/day", "hoja-rio")
    expect(nurse.locator("article dl div").first).to_have_text(re.compile(r"Llegaron\s*1"))
    be_at(nurse, BRIDGE)
    go(nurse, "/prints/day", "hoja-puente")
    expect(nurse.locator("article")).to_contain_text(BRIDGE)
    expect(nurse.locator("article dl div").first).to_have_text(re.compile(r"Llegaron\s*2"))
