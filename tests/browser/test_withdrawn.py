"""What was marked as an error, in a browser: read on any width, and taken back with the keyboard, without a script."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import expect

from posta.acts.care.undo import mark_entered_in_error
from posta.acts.care.visits.encounter import record_encounter
from posta.ids import EntryId
from tests.browser.clinic import COUGH, OTHER, Clinic
from tests.browser.conftest import overflow_of
from tests.unit.scribe.test_corrections import forge

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (320, 390, 1366)


def mark(clinic: Clinic) -> Mapping[str, str]:
    """A visit and a registration are marked as errors, another post's correction is refused; the pages that show it."""
    actor, gloria = clinic.post.actor(), clinic.people["Gloria Quiroz"]
    kept = record_encounter(actor, gloria, {"opd": COUGH}).entry
    clinic.post.meet(OTHER)
    refused = forge(clinic.post.house, OTHER, gloria, kept, "doctor", {})
    clinic.post.meet(OTHER)
    visit = record_encounter(actor, gloria, {"opd": COUGH}).entry
    clinic.post.later(minutes=2)
    mark_entered_in_error(actor, gloria, visit, "Es de otra persona que llegó al mismo tiempo")
    wendy = clinic.people["Wendy Joseph"]
    mark_entered_in_error(actor, wendy, EntryId(wendy.assertions[0]), "Registrada dos veces")
    return {
        "lista": "/withdrawn/",
        "persona": clinic.path("Gloria Quiroz", "withdrawn"),
        "cerrado": clinic.path("Wendy Joseph"),
        "rechazada": f"/entries/{refused.hex()}/",
        "entrada": f"/entries/{visit.hex()}/",
        "trabajo": "/work/",
    }


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_every_page_is_clean(visit, clinic, axe, width: int, language: str) -> None:
    page = visit("/scan/", width=width, height=844 if width < 500 else 768, language=language)
    for name, path in mark(clinic).items():
        page.goto(clinic.address + path)
        assert axe(page) == [], name
        assert overflow_of(page) <= 0, name


def test_a_registration_is_taken_back_with_the_keyboard_and_without_a_script(visit, clinic) -> None:
    """Whoever pressed the wrong button had no page left on which to take it back."""
    path = mark(clinic)["cerrado"]
    page = visit(path, script=False)
    page.get_by_role("button", name="Era correcto: restituir").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}?done=*")
    expect(page.get_by_role("link", name="Consulta")).to_be_visible()
    page.goto(f"{clinic.address}/withdrawn/")
    expect(page.get_by_role("button", name="Era correcto: restituir")).to_have_count(1)
