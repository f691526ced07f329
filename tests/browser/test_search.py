"""Search in a browser: results as one types, near matches before registering, by keyboard from search to board."""

import pytest
from playwright.sync_api import expect

from tests.browser.clinic import shoot
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [320, 390, 1366])
@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_results_are_clean_at_every_width_and_in_every_language(visit, axe, width: int, language: str) -> None:
    page = visit("/search/", width=width, height=844 if width < 500 else 768, language=language)
    _search(page, "ernandes mejia")
    assert axe(page) == []
    assert overflow_of(page) <= 0
    if language == "es-mx" and width > 320:
        shoot(page, f"buscar-{width}")


def test_results_come_as_one_types(visit) -> None:
    page = visit("/search/")
    page.locator("#q").press_sequentially("ernandes mej", delay=20)
    page.locator("#results", has_text="Franklin Hernández").wait_for()
    assert page.locator("#q").input_value() == "ernandes mej"
    page.wait_for_url("**/search/?at=*")
    assert "mej" not in page.url
    page.get_by_text("Franklin Hernández").click()
    page.wait_for_url("**/people/*/")
    page.go_back()  # the wrong one: back to the results, not to an empty box
    page.locator("#results", has_text="Franklin Hernández").wait_for()
    assert page.refused == []


def test_register_is_in_sight_under_a_long_list(visit) -> None:
    page = visit("/search/", width=390, height=844)
    _search(page, "ernandes mejia")
    box = page.get_by_role("button", name="Registrar").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 844


@pytest.mark.parametrize("script", [True, False])
def test_from_search_to_the_board_by_keyboard_only(visit, script: bool) -> None:
    page = visit("/search/", script=script)
    page.locator("#q").focus()
    page.keyboard.type("rigoberta caal xol")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?at=*")
    button = page.get_by_role("button", name="Registrar")
    _tab_to(page, button)
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/new")
    assert page.locator("[name=alias]").input_value() == "Rigoberta"
    for name, value in (
        ("sex", "f"),
        ("pop_group", "migrant"),
        ("consent_care", "y"),
        ("consent_record", "y"),
        ("reason", "pain"),
    ):
        chip = page.locator(f"[name={name}][value={value}]")
        page.locator(f"[name={name}]").first.focus()
        while not chip.evaluate("one => one === document.activeElement"):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
        assert chip.is_checked()
    page.locator("[name=age_value]").focus()
    page.keyboard.type("27")
    main = page.get_by_role("button", name="Registrar y pasar a la lista de espera")
    _tab_to(page, main)
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/*/?done=*")
    expect(page.get_by_text("Acaba de llegar")).to_be_visible()
    expect(page.get_by_role("button", name="Deshacer")).to_be_visible()


def _search(page, words: str) -> None:
    page.locator("#q").fill(words)
    page.keyboard.press("Enter")
    page.locator("#results .offer").wait_for()


def _tab_to(page, target) -> None:
    for _ in range(80):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not reach it")
