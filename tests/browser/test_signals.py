"""The screens of signals and activities in a browser: clean at every width, recorded with the keyboard in seconds."""

import re

import pytest
from playwright.sync_api import expect

from posta.acts.care.signal_recording import record_signal
from posta.acts.care.visits.encounter import record_encounter
from posta.figures.group_activities import list_activities
from tests.browser.clinic import shoot
from tests.browser.conftest import overflow_of
from tests.in_memory_mission import appoint
from tests.unit.care.test_person_alerts import begin_pep

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (390, 1366)
SEEN = {"sig_type": "disease", "sig_dx": "awd", "sig_place": "27017", "sig_src": "shelter", "n_aff": 7}
SESSION = {
    "g_type": "hp",
    "topics": ("water",),
    "n_f_lt18": 4,
    "n_f_ge18": 20,
    "n_m_lt18": 7,
    "n_m_ge18": 20,
    "n_other": 0,
}


def worked(clinic) -> tuple[str, str]:
    """A signal, a group session and an alert at the post; returns the codes of signal and session."""
    house = clinic.post.house
    appoint(house, "team_leader")
    clinic.post.hear_from_coordination()
    actor = clinic.post.actor()
    record_encounter(clinic.post.actor("promoter"), None, {"group": {**SESSION, "g_date": actor.today}})
    (session,) = list_activities(actor.node.cursor, actor.post.number, limit=1)
    signal = record_signal(actor, SEEN, "Siete con diarrea junto al tanque de agua")
    house.clock.advance(hours=25)
    return signal.hex(), session.id.hex()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_every_page_is_clean(visit, clinic, axe, width: int, language: str) -> None:
    signal, session = worked(clinic)
    pages = ("/signals/", "/signals/new?sig_type=disease&sig_dx=awd&n_aff=7", f"/signals/{signal}/", "/work/",
             f"/activities/{session}/", "/")  # fmt: skip
    page = visit("/scan/", width=width, height=844 if width < 500 else 768, language=language)
    for path in pages:
        page.goto(clinic.address + path)
        assert axe(page) == [], path
        assert overflow_of(page) <= 0, path
        if language == "es-mx":
            shoot(page, f"signals-{pages.index(path)}-{width}")


def test_a_signal_is_recorded_with_the_keyboard(visit, clinic) -> None:
    worked(clinic)
    page = visit("/work/", width=390, height=844)
    page.get_by_role("link", name="Registrar señal").press("Enter")
    page.wait_for_url("**/signals/new")
    page.get_by_role("radio", name="Muertes inusuales").press(" ")
    page.get_by_role("button", name="Registrar señal").press("Enter")
    page.wait_for_url("**?done=*")
    expect(page.locator(".pill", has_text="Por verificar")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_who_should_not_wait_stands_above_the_queue(visit, clinic, axe, width: int) -> None:
    person, actor = clinic.post.person(alias="Zuleyma", family_name="Quetzal"), clinic.post.actor()
    opd = {"complaint": "Mordida", "dx_main": "rabies_exp", "dx_status": "new", "violence_link": "n"}
    record_encounter(actor, person, {"opd": opd}, accepts=lambda warning: True)
    clinic.post.house.clock.advance(hours=25)
    page = visit("/", width=width, height=844 if width < 500 else 768)
    row = page.locator("[aria-labelledby=h-must] li")
    expect(row).to_contain_text("Exposición rábica sin vacuna en 24 h. Iniciar profilaxis.")
    assert row.bounding_box()["y"] < page.locator("#board").bounding_box()["y"]
    assert axe(page) == []
    assert overflow_of(page) <= 0
    shoot(page, f"person-alert-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_sealed_stands_there_for_whom_it_opens(visit, clinic, axe, width: int) -> None:
    """A rise of sexual violence as yes or no, and whose follow-up is overdue: for a doctor who holds the key."""
    for week in range(3):
        for _ in range(5 if week == 2 else 1):
            begin_pep(clinic.post)
        clinic.post.later(days=7 if week < 2 else 0, minutes=1)
    page = visit("/", width=width, height=844 if width < 500 else 768)
    expect(page.locator(".note", has_text="Aumento de violencia sexual en la red")).to_be_visible()
    row = page.locator("[aria-labelledby=h-must] li")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Seguimiento vencido")
    look(page, axe, f"sealed-alerts-{width}")
    other = visit("/", trade="promoter", width=width, height=844 if width < 500 else 768)
    expect(other.locator("main")).not_to_contain_text("violencia sexual")
    expect(other.locator("main")).not_to_contain_text("Seguimiento vencido")


@pytest.mark.parametrize("width", WIDTHS)
def test_who_counts_opens_how_many_were_in_time(visit, clinic, axe, width: int) -> None:
    worked(clinic)
    page = visit("/signals/", trade="team_leader", width=width, height=844 if width < 500 else 768)
    page.locator("summary", has_text="A tiempo").press("Enter")
    expect(page.get_by_text("verificadas en 24 h: 0 de 1").last).to_be_visible()
    assert axe(page) == []
    assert overflow_of(page) <= 0
    shoot(page, f"signals-in-time-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_coordination_are_clean(enter, axe, width: int) -> None:
    """The alerts of posts, the list of signals and one of them, opened by who watches over the mission."""
    page = enter("/signals/", role="epidemiologist", width=width)
    page.locator("main ul.rows a").first.press("Enter")
    page.wait_for_url("**/signals/*/")
    assert axe(page) == []
    assert overflow_of(page) <= 0
    expect(page.get_by_role("button", name="Es cierta: verificar")).to_be_visible()
    for path in ("/signals/", "/coordination/alerts"):
        page.goto(page.url.partition("/signals/")[0].partition("/coordination/")[0] + path)
        assert axe(page) == [], path
        assert overflow_of(page) <= 0, path


def look(page, axe, name: str) -> None:
    """A page of a signal is clean at this width, in every state."""
    assert axe(page) == [], name
    assert overflow_of(page) <= 0, name
    shoot(page, name)


def take_to_its_end(page, axe, name: str) -> None:
    """Verify, assess, answer and close, each by the main button of the page, with the keyboard."""
    pill = page.locator("main .pill").first
    expect(pill).to_contain_text("Por verificar")
    look(page, axe, f"{name}-1")
    page.get_by_role("button", name="Es cierta: verificar").press("Enter")
    expect(pill).to_contain_text("Verificada, por evaluar")
    look(page, axe, f"{name}-2")
    page.locator("button.btn.main", has_text="Evaluar el riesgo").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Elija el nivel de riesgo")
    page.get_by_role("radio", name="Alto", exact=True).press(" ")
    page.get_by_role("checkbox", name="Toma de muestras").press(" ")
    page.locator("button.btn.main", has_text="Evaluar el riesgo").press("Enter")
    expect(pill).to_have_text("Evaluada")
    look(page, axe, f"{name}-3")
    page.get_by_role("checkbox", name="Va un equipo").first.press(" ")
    page.get_by_label("Nota, sin nombres").first.fill("El equipo llega mañana")
    page.locator("button.btn.main", has_text="Decir qué se hace").press("Enter")
    expect(pill).to_have_text("Con respuesta")
    look(page, axe, f"{name}-4")
    page.locator("button.btn.main", has_text="Cerrar").press("Enter")
    expect(pill).to_have_text("Cerrada")
    expect(page.locator("ol.time li")).to_have_count(4)
    look(page, axe, f"{name}-5")
    page.get_by_role("link", name="Regresar").press("Enter")
    page.wait_for_url("**/signals/")


@pytest.mark.parametrize("width", WIDTHS)
def test_coordination_takes_an_alert_to_its_closing(enter, headquarters, axe, width: int) -> None:
    """An alert becomes a signal filled in with its illness and its place; its clocks run; four main buttons end it."""
    page = enter("/coordination/alerts", role="epidemiologist", width=width)
    look(page, axe, f"coordination-to-signal-{width}")
    page.get_by_role("link", name="Registrar señal").first.press("Enter")
    page.wait_for_url("**/signals/new?*")
    expect(page.get_by_role("radio", name="Diarrea acuosa aguda")).to_be_checked()
    expect(page.get_by_role("combobox", name="Lugar", exact=True)).to_have_value("Tenosique, Tabasco")
    look(page, axe, f"coordination-new-signal-{width}")
    page.get_by_role("button", name="Registrar señal").press("Enter")
    page.wait_for_url("**/signals/*/?done=*")
    expect(page.locator("dl.kv")).to_contain_text("Clínica")
    address = page.url.partition("?")[0].removeprefix(headquarters.address)
    expect(page.locator("main .pill").first).to_contain_text(re.compile("quedan 2[34] h"))
    headquarters.centre.later(hours=25)
    late = enter("/signals/", role="epidemiologist", width=width)
    row = late.locator(f'main a[href="{address}"]')
    expect(row).to_contain_text("vencida hace 1 h")
    expect(row).to_contain_text("Epidemiología")
    look(late, axe, f"coordination-signals-{width}")
    row.press("Enter")
    take_to_its_end(late, axe, f"coordination-signal-{width}")
    expect(late.locator(f'main a[href="{address}"]')).to_have_count(0)
    late.get_by_role("link", name="Todas las señales").press("Enter")
    expect(late.locator(f'main a[href="{address}"]')).to_contain_text("Cerrada")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_team_leader_takes_a_signal_of_the_post_to_its_end(visit, clinic, axe, width: int) -> None:
    signal, _session = worked(clinic)
    page = visit("/signals/", trade="team_leader", width=width, height=844 if width < 500 else 768)
    row = page.locator(f'main a[href="/signals/{signal}/"]')
    expect(row).to_contain_text("vencida hace 1 h")
    row.press("Enter")
    page.wait_for_url("**/signals/*/")
    take_to_its_end(page, axe, f"post-signal-{width}")
    page.goto(f"{clinic.address}/work/?kind=signal")
    expect(page.locator(f'main a[href="/signals/{signal}/"]')).to_contain_text("Cerrada")
    look(page, axe, f"post-signals-recorded-{width}")
