"""A morning at La 72 in a browser: a family, three trades on its mother, the night handed over, tomorrow's dressing."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clinic import shoot
from tests.browser.conftest import overflow_of
from tests.browser.signing import choose, sign

pytestmark = pytest.mark.django_db(transaction=True)
FAMILY = (("Floridalma", "f", "31", ""), ("Ixchel", "f", "7", "child"), ("Mateo", "m", "4", "child"))


def register_family(page: Page) -> None:
    page.locator("label.chip:has([name=pop_group][value=migrant])").click()
    for number, (name, sex, age, relation) in enumerate(FAMILY):
        page.locator(f'[name="m.{number}.alias"]').fill(name)
        page.locator(f'[name="m.{number}.sex"]').select_option(sex)
        page.locator(f'[name="m.{number}.age_value"]').fill(age)
        if relation:
            page.locator(f'[name="m.{number}.relation"]').select_option(relation)
    for name in ("consent_care", "consent_record"):
        page.locator(f'[name="m.0.{name}"]').select_option("y")


@pytest.mark.parametrize("width", [390, 1366])
def test_a_morning(visit, clinic, axe, width: int) -> None:
    size = {"width": width, "height": 844 if width < 500 else 768}
    number = iter(range(1, 99))

    def look(page: Page, name: str) -> None:
        shoot(page, f"la72-{width}-{next(number):02}-{name}")
        assert axe(page) == [], name
        assert overflow_of(page) <= 0, name

    nurse = visit("/groups/new", trade="nurse", **size)
    register_family(nurse)
    with nurse.expect_navigation():
        nurse.locator(".sign .main").click()
    look(nurse, "familia")
    path = nurse.get_by_role("link", name="Floridalma").first.get_attribute("href")
    nurse.goto(clinic.address + "/")
    look(nurse, "tablero-enfermera")

    doctor = visit(path, **size)
    with doctor.expect_navigation():
        doctor.get_by_role("button", name="Llamar").first.click()
    look(doctor, "medica-llamada")
    with doctor.expect_navigation():
        doctor.locator(".sign .main").click()
    choose(doctor, why="dressing")
    doctor.get_by_text("Indicaciones, antecedentes").click()
    choose(doctor, procedures="dressing", dx_main="foot_infect", violence_link="n", disposition="ref_int")
    choose(doctor, pass_to="psychologist")
    doctor.locator("[name=pass_reason]").fill("No duerme desde el camino")
    look(doctor, "medica-consulta")
    sign(doctor)
    look(doctor, "medica-firmada")

    psychologist = visit("/", trade="psychologist", **size)
    look(psychologist, "psicologa-tablero")
    psychologist.goto(clinic.address + path)
    with psychologist.expect_navigation():
        psychologist.get_by_role("button", name="Llamar").first.click()
    look(psychologist, "psicologa-llamada")
    psychologist.goto(clinic.address + path + "contact/mh_fu")
    choose(psychologist, mh_mode="ind", attended="y", suic="0", cgi_s="4", cgi_i="4", session_in="7")
    psychologist.locator("[name=note]").fill("Duerme mal, teme por su hija")
    choose(psychologist, pass_to="social_worker", watch="1")
    psychologist.locator("[name=pass_reason]").fill("Sin papeles")
    psychologist.locator("[name=night_reason]").fill("No dejarla sola")
    look(psychologist, "psicologa-sesion")
    sign(psychologist)
    look(psychologist, "psicologa-firmada")

    worker = visit("/", trade="social_worker", **size)
    look(worker, "social-tablero")
    worker.goto(clinic.address + path)
    with worker.expect_navigation():
        worker.get_by_role("button", name="Llamar").first.click()
    with worker.expect_navigation():
        worker.locator(".sign .main").click()
    look(worker, "social-formato")
    choose(worker, needs="shelter", **{"actions.0.action": "info"})
    worker.locator("[name=note]").fill("Pide refugio")
    sign(worker)
    look(worker, "social-firmada")

    nurse.goto(clinic.address + "/shift/")
    look(nurse, "turno")
    expect(nurse.get_by_role("heading", name="Curación")).to_be_visible()
    expect(nurse.get_by_text("Reservado: vigilar esta noche")).to_be_visible()
    assert "No dejarla sola" not in nurse.content()
    nurse.goto(clinic.address + path)
    look(nurse, "enfermera-persona")
    clinic.post.later(days=1)
    morning = visit("/", trade="nurse", **size)
    look(morning, "manana-tablero")
    expect(morning.get_by_role("link", name="Floridalma")).to_be_visible()
    morning.goto(clinic.address + path)
    look(morning, "manana-persona")
