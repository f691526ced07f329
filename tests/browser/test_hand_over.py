"""Passing a person on, who comes next and the next shift's list in a browser: clean at both widths, by the keyboard alone."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from posta.acts.care.agenda.planned_visits import VisitChoice
from posta.acts.care.queue.hand_over import record_hand_over
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.compartments import Compartment
from posta.catalog.structural_acts import NIGHT
from tests.browser.clinic import COUGH, VITALS, Clinic, shoot
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)


def prepare(clinic: Clinic) -> dict[str, str]:
    """A dressing for tomorrow, a fever, two for the night, one handed over to nursing; the pages that show them."""
    actor, psychologist = clinic.post.actor(), clinic.post.actor("psychologist")
    tomorrow = actor.today + timedelta(days=1)
    choice = VisitChoice(tomorrow, tomorrow, tomorrow, "opd", schedule="wound")
    record_encounter(actor, clinic.people["Elmer Ávila"], {"opd": COUGH}, plan=lambda filled: [choice])
    record_encounter(actor, clinic.people["Denis Bonilla"], {"vitals": VITALS})
    record_hand_over(actor, clinic.people["María Tzoc"], NIGHT, reason="Glucosa a las 23 h")
    record_hand_over(
        psychologist,
        clinic.people["Gloria Quiroz"],
        NIGHT,
        reason="No dejarla sola",
        sealed_in=Compartment.MENTAL_HEALTH,
    )
    passed = record_hand_over(actor, clinic.people["Carlos Cruz"], "nurse", reason="Curación del pie")
    sealed = record_hand_over(actor, clinic.people["Keyla Hernández"], "psychologist", reason="No duerme")
    return {
        "turno": "/shift/",
        "tablero": "/",
        "persona": clinic.path("Carlos Cruz"),
        "sigue": clinic.path("Carlos Cruz", f"?done={passed.hex()}"),
        "sellada": clinic.path("Keyla Hernández", f"?done={sealed.hex()}"),
        "consulta": clinic.path("Carlos Cruz", "consultation"),
    }


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_every_page_is_clean(visit, clinic, axe, width: int, language: str) -> None:
    paths = prepare(clinic)
    page = visit("/scan/", width=width, height=844 if width < 500 else 768, language=language)
    for name, path in paths.items():
        page.goto(clinic.address + path)
        for one in page.locator("details.pass summary").all():
            one.click()
        if name == "consulta":
            page.locator("label.chip", has=page.locator("input[value='ref_int']")).click()
            page.locator("label.chip", has=page.locator("input[name='watch']")).click()
        assert axe(page) == [], name
        assert overflow_of(page) <= 0, name
        shoot(page, f"handover-{name}-{width}-{language[:2]}")


def test_the_next_person_is_called_with_the_keyboard_and_without_a_script(visit, clinic) -> None:
    path = prepare(clinic)["sigue"]
    page = visit(path, script=False)
    page.locator(".following form button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".following")).to_have_count(0)  # the address before looked alike: only the page tells
    expect(page.locator("section.presence")).to_contain_text("En consulta")


def test_a_person_is_passed_on_with_the_keyboard_alone(visit, clinic) -> None:
    prepare(clinic)
    page = visit(clinic.path("Franklin Hernández"), script=False)
    page.locator("details.pass summary").focus()
    page.keyboard.press("Enter")
    page.locator("details.pass input[name='pass_to']").first.focus()
    page.keyboard.press("Space")
    page.locator("details.pass input[name='pass_reason']").fill("Curación")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?done=*")
    assert "Pasó con" in page.locator("body").inner_text()
