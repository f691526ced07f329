"""The agenda in a browser: read at any width, proposed visits signed with the keyboard and without a script."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from posta.acts.care.agenda.planned_visits import VisitChoice, record_expected
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.agenda.planned_visits import list_planned_of
from posta.mission.posts import find_post_by_code
from tests.browser.clinic import COUGH, OTHER, Clinic, shoot
from tests.browser.conftest import overflow_of
from tests.spec.examples import CLOSED_SESSION

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (320, 390, 1366)


def plan(clinic: Clinic) -> dict[str, str]:
    """Wounds due and overdue, a sealed session, somebody expected from the other post; the pages that show them."""
    actor = clinic.post.actor()
    for days, name in ((1, "Elmer Ávila"), (3, "Denis Bonilla"), (6, "María Tzoc"), (9, "Carlos Cruz")):
        day = actor.today + timedelta(days=days)
        choice = VisitChoice(day, day, day + timedelta(days=1), "opd", schedule="wound")
        record_encounter(actor, clinic.people[name], {"opd": COUGH}, plan=lambda filled, one=choice: [one])
    psychologist, day = clinic.post.actor("psychologist"), actor.today + timedelta(days=2)
    session = VisitChoice(day, day, day, "mh_fu")
    record_encounter(
        psychologist, clinic.people["Gloria Quiroz"], {"mh_fu": CLOSED_SESSION}, plan=lambda filled: [session]
    )
    here = find_post_by_code(actor.node.cursor, clinic.post.name)
    assert here is not None
    there = clinic.post.house.actor(OTHER)
    clinic.post.meet(OTHER)
    record_expected(there, [clinic.people["Maritza Xol"]], here, day, day + timedelta(days=9))
    clinic.post.later(days=3)
    clinic.post.meet(OTHER)
    return {
        "agenda": "/agenda/",
        "todas": "/agenda/?for=all",
        "tablero": "/",
        "persona": clinic.path("Elmer Ávila"),
        "reservada": clinic.path("Gloria Quiroz"),
    }


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_every_page_is_clean(visit, clinic, axe, width: int, language: str) -> None:
    paths = plan(clinic)
    page = visit("/scan/", width=width, height=844 if width < 500 else 768, language=language)
    for name, path in paths.items():
        page.goto(clinic.address + path)
        for one in page.locator("details.after summary, details.fold summary").all()[:2]:
            one.click()
        assert axe(page) == [], name
        assert overflow_of(page) <= 0, name
        shoot(page, f"agenda-{name}-{width}-{language[:2]}")


@pytest.mark.parametrize("width", [390, 1366])
def test_a_proposed_visit_is_signed_with_enter_and_without_a_script(visit, clinic, width: int) -> None:
    path = clinic.path("Maritza Xol", "contact/fp")
    page = visit(path, trade="midwife", width=width, height=844 if width < 500 else 768, script=False)
    for name, value in (("fp_type", "new"), ("preg_excl", "y"), ("mec_flags", "none")):
        page.locator(f'[name={name}][value="{value}"]').check(force=True)
    page.locator("[name=method]").select_option("inj3")
    page.get_by_role("button", name="Firmar").click()
    shoot(page, f"agenda-firma-{width}")
    expect(page.get_by_role("heading", name="Próximas citas")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**?done=*")
    cursor = clinic.post.actor().node.cursor
    assert [one.schedule for one in list_planned_of(cursor, clinic.people["Maritza Xol"].id)] == ["fp_dmpa"]


@pytest.mark.parametrize("width", [390, 1366])
def test_a_day_on_which_nobody_can_be_expected_is_corrected_where_it_stands(visit, clinic, axe, width: int) -> None:
    page = visit(clinic.path("Elmer Ávila"), width=width, height=844 if width < 500 else 768, script=False)
    page.locator("details:has(#f-expected-day) summary").click()
    page.fill("#f-expected-day", "ayer")
    page.get_by_role("button", name="Avisar a ese puesto").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.input_value("#f-expected-day") == "ayer"
    assert axe(page) == []
    assert overflow_of(page) <= 0
    shoot(page, f"agenda-esperar-{width}")
    page.fill("#f-expected-day", "")
    page.keyboard.press("Enter")
    page.wait_for_url("**?done=*")
