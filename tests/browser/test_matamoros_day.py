"""A day at Matamoros in a browser: a bus, eight questions, three trades without a doctor, and a shelter the next day."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from posta.acts.mission import places
from posta.clock import to_epoch_day
from posta.mission.places.service_calendar import ServicePeriod
from posta.mission.posts import find_post_by_code
from tests.browser.clinic import Clinic, shoot
from tests.browser.conftest import overflow_of, served
from tests.browser.test_la72_day import choose, sign
from tests.in_memory_mission import PLACES
from tests.post_fixture import TestPost, make_post

pytestmark = pytest.mark.django_db(transaction=True)
CENTRE, SHELTER = "matamoros_recepcion", "matamoros_albergue_1"
HERE = {
    CENTRE: ("Centro de recepción de Matamoros", "reception_centre", "28022", ("route",)),
    SHELTER: ("Albergue 1 de Matamoros", "shelter_clinic", "28022", ("route",)),
}
TRADES = ("promoter", "psychologist", "social_worker", "doctor", "administrator")


@pytest.fixture
def post(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """One computer for the reception centre and a shelter; talks, mental health and social work, and no doctor on duty."""
    for code, place in HERE.items():
        monkeypatch.setitem(PLACES, code, place)
    made = make_post(monkeypatch, CENTRE, TRADES)
    boss = made.house.administrator()
    day = to_epoch_day(boss.today)
    for code in HERE:
        place = find_post_by_code(boss.node.cursor, code)
        assert place is not None
        for service in ("health_promotion", "mental_health", "social_work"):
            places.record_service(boss, place, ServicePeriod(b"", service, day - 60))
    shelter = find_post_by_code(boss.node.cursor, SHELTER)
    assert shelter is not None
    places.record_device_places(boss, made.actor("promoter").node.device.feed, [shelter.number])
    made.hear_from_coordination()
    return made


@pytest.fixture
def clinic(post: TestPost, gathered: Path) -> Iterator[Clinic]:
    filled = Clinic(post)
    with served(gathered) as address:
        filled.address = address
        yield filled


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator(".btn", has_text=name).first.click()


def ask(page: Page, name: str, sex: str, age: str, sign: str, **more: str) -> None:
    """Ask one person of the bus; they get a number."""
    page.locator(f"label.chip:has([name=sign][value={sign}])").click()
    page.locator("[name=alias]").fill(name)
    choose(page, sex=sex)
    page.locator("[name=age_value]").fill(age)
    if "phone" in more:
        page.locator("[name=phone]").fill(more["phone"])
        choose(page, contact_ok="y")
    press(page, "Registrar y dar turno")
    expect(page.locator(".given .ticket")).to_be_visible()
    assert "offer=" not in page.url
    assert "refer=" not in page.url


@pytest.mark.parametrize("width", [390, 1366])
def test_a_day(visit, clinic, axe, width: int) -> None:
    size = {"width": width, "height": 844 if width < 500 else 768}
    number = iter(range(1, 99))

    def look(page: Page, name: str) -> None:
        shoot(page, f"matamoros-{width}-{next(number):02}-{name}")
        assert axe(page) == [], name
        assert overflow_of(page) <= 0, name
        assert page.locator("main .btn.main, .sign .btn.main").count() <= 1, f"{name}: one main button"

    def begin(trade: str, place: str) -> Page:
        page = visit("/", trade=trade, **size)
        with page.expect_navigation():
            page.locator("button[name=place]", has_text=HERE[place][0]).click()
        return page

    promoter = begin("promoter", CENTRE)
    look(promoter, "inicio-promotora")
    press(promoter, "Contar un autobús")
    look(promoter, "autobuses")
    choose(promoter, vehicle="bus")
    for name, value in (("vehicle_id", "BRO-7"), ("n_m_18_59", "37"), ("n_f_5_17", "1"), ("n_f_18_59", "2")):
        promoter.locator(f"[name={name}]").fill(value)
    press(promoter, "Guardar el conteo")
    bus = promoter.url
    look(promoter, "autobus")
    ask(promoter, "Yesenia", "f", "15", "separated")
    expect(promoter.get_by_role("link", name="Dar aviso a la Procuraduría")).to_be_visible()
    look(promoter, "menor-sola")
    ask(promoter, "Josefina", "f", "40", "separated")
    expect(promoter.get_by_role("link", name="buscar a su familia")).to_be_visible()
    ask(promoter, "Tomás", "m", "28", "suicidal")
    ask(promoter, "Ana Belem", "f", "33", "injury", phone="+528681234567")
    look(promoter, "con-telefono")
    ask(promoter, "Ramiro", "m", "52", "med_stopped")
    look(promoter, "sin-insulina")
    with promoter.expect_navigation():
        promoter.get_by_role("link", name="Referir hoy, por la medicina").click()
    look(promoter, "a-donde")
    with promoter.expect_navigation():
        promoter.get_by_role("link", name="Centro de recepción de Reynosa").first.click()
    promoter.locator("#f-reason").select_option("contin")
    choose(promoter, urgency="u24", consent="y")
    look(promoter, "referencia")
    sign(promoter)
    look(promoter, "referencia-firmada")

    psychologist = begin("psychologist", CENTRE)
    look(psychologist, "inicio-psicologa")
    psychologist.goto(bus)
    with psychologist.expect_navigation():
        psychologist.get_by_role("link", name="Primeros auxilios psicológicos").click()
    psychologist.locator("label.chip:has([name=topics])").locator("visible=true").first.click()
    for name, value in (("n_f_lt18", "1"), ("n_f_ge18", "2"), ("n_m_lt18", "0"), ("n_m_ge18", "20"), ("n_other", "0")):
        psychologist.locator(f"[name={name}]").fill(value)
    look(psychologist, "primeros-auxilios")
    with psychologist.expect_navigation():
        psychologist.locator(".sign .main").click()
    look(psychologist, "actividad-firmada")
    psychologist.goto(clinic.address + "/")
    with psychologist.expect_navigation():
        psychologist.get_by_role("button", name="Llamar").first.click()
    look(psychologist, "psicologa-llamada")
    psychologist.goto(psychologist.url.partition("?")[0] + "contact/mh_fu")
    choose(psychologist, mh_mode="ind", attended="y", suic="0", cgi_s="4", cgi_i="4", session_in="7")
    psychologist.locator("#s-way summary").click()
    choose(psychologist, direction="south")
    look(psychologist, "sesion")
    sign(psychologist)
    look(psychologist, "sesion-firmada")

    worker = begin("social_worker", CENTRE)
    look(worker, "inicio-social")
    worker.goto(clinic.address + "/agenda/")
    look(worker, "agenda-social")
    with worker.expect_navigation():
        worker.get_by_role("link", name="Yesenia").first.click()
    look(worker, "menor")
    with worker.expect_navigation():
        worker.get_by_role("button", name="Llamar").first.click()
    worker.goto(worker.url.partition("?")[0] + "contact/sw")
    choose(worker, needs="child", best_interest="u", **{"actions.0.action": "refext"})
    worker.locator("[name=note]").fill("Aviso a la Procuraduría; la madre está en otro autobús")
    look(worker, "social")
    sign(worker)
    look(worker, "social-firmada")

    clinic.post.later(days=1)
    morning = begin("promoter", SHELTER)
    look(morning, "albergue-inicio")
    morning.goto(clinic.address + "/search/")
    morning.locator("[name=q]").first.fill("ana belem")
    morning.locator("[name=q]").first.press("Enter")
    expect(morning.get_by_role("link", name="Ana Belem").first).to_be_visible()
    look(morning, "albergue-buscar")
    with morning.expect_navigation():
        morning.get_by_role("link", name="Ana Belem").first.click()
    look(morning, "albergue-persona")
    assert "8681234567" not in morning.content(), "a promoter reads no telephone"
