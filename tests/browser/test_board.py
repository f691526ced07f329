"""The board in a browser: every size, language and mode; without JavaScript; by keyboard; alive by polling."""

import pytest
from playwright.sync_api import expect

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.visits.encounter import record_encounter
from tests.browser.clinic import shoot
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [320, 390, 1366])
@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_the_board_is_clean_at_every_width_and_in_every_language(visit, axe, width: int, language: str) -> None:
    page = visit("/", width=width, height=844 if width < 500 else 768, language=language)
    assert axe(page) == []
    assert overflow_of(page) <= 0
    assert page.refused == []
    if language == "es-mx" and width > 320:
        shoot(page, f"hoy-{width}")


@pytest.mark.parametrize("mode", ["dark", "sun"])
def test_the_board_in_the_dark_and_in_the_sun(visit, axe, clinic, mode: str) -> None:
    page = visit("/", scheme="dark" if mode == "dark" else "light")
    if mode == "sun":
        page.context.add_cookies([{"name": "sun", "value": "1", "url": clinic.address}])
        page.reload()
    assert axe(page) == []


def test_somebody_new_appears_without_a_touch(visit, clinic) -> None:
    page = visit("/")
    page.locator("#q").fill("mej")
    person = clinic.people["Maritza Xol"]
    record_arrival(clinic.post.actor(), person, reason="pain")
    page.evaluate("htmx.ajax('GET', '/board/poll', {target: '#board', swap: 'innerMorph'})")
    page.locator("#board", has_text="Maritza Xol").wait_for()
    assert page.locator("#q").input_value() == "mej", "what was being typed stays"
    assert page.evaluate("document.activeElement.id") == "q"


def test_the_board_works_without_javascript(visit) -> None:
    page = visit("/", script=False)
    page.locator("li", has_text="Santos Pineda").get_by_role("button", name="Llamar").click()
    assert "/people/" in page.url
    expect(page.get_by_text("En consulta desde hace")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("script", [True, False], ids=("with script", "without script"))
def test_who_waits_is_called_with_one_tap_on_a_phone(visit, width: int, script: bool) -> None:
    """On a phone the board had no way to call anybody: a nurse opened each person first, with the room waiting."""
    page = visit("/", width=width, height=844, script=script, has_touch=True)
    call = page.locator("li", has_text="Santos Pineda").get_by_role("button", name="Llamar")
    size = call.bounding_box()
    assert size["height"] >= 44
    assert size["width"] >= 44
    assert overflow_of(page) <= 0
    call.tap()
    page.get_by_text("En consulta desde hace").wait_for()


def test_first_load_is_light(visit) -> None:
    page = visit("/")
    weights = page.evaluate("performance.getEntries().filter(e => 'encodedBodySize' in e).map(e => e.encodedBodySize)")
    assert len(weights) <= 10
    assert sum(weights) <= 100_000


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_signs_of_alarm_are_told_in_words_and_fit(visit, clinic, axe, width: int) -> None:
    person = clinic.people["Denis Ramírez"]
    signs = {"temp_c": 39.4, "hr": 138, "rr": 34, "spo2": 54, "sbp": 84, "dbp": 50}
    record_encounter(clinic.post.actor("nurse"), person, {"vitals": signs})
    page = visit("/", trade="nurse", width=width, height=844)
    for path in ("/", clinic.path("Denis Ramírez")):
        page.goto(clinic.address + path)
        told = page.locator(".alarm, .alarms").first
        assert told.inner_text().replace("\n", " ").startswith("Signos de alarma: TA 84/50 ↓")
        assert axe(page) == [], path
        assert overflow_of(page) <= 0, path
