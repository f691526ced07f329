"""The guides inside the program in a browser: every size and language, without JavaScript, and the way to them."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ("/ayuda/", "/ayuda/prepare-a-computer/", "/ayuda/lost-laptop/", "/ayuda/run-a-relay/")


@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_help_is_clean_at_every_width_and_in_every_language(visit, axe, language: str) -> None:
    for width in (320, 390, 1366):
        for path in PAGES:
            page = visit(path, width=width, height=844 if width < 500 else 768, language=language)
            assert axe(page) == [], (path, width)
            assert overflow_of(page) <= 0, (path, width)
            assert page.refused == [], (path, width)
            page.context.close()


def test_help_is_read_without_javascript(visit) -> None:
    page = visit("/ayuda/", width=390, script=False)
    page.click("a[href='/ayuda/lost-laptop/']")
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator("main .risk").first).to_be_visible()


def test_the_sign_of_a_screen_opens_its_guide_beside_it(visit) -> None:
    """Beside it: who is half way through a form must not lose what they typed."""
    for width, script in ((390, True), (1366, False)):
        page = visit("/search/", width=width, script=script)
        with page.context.expect_page() as opened:
            page.click(".tool.ask")
        opened.value.wait_for_load_state()
        assert opened.value.url.endswith("/ayuda/find-and-register/")
        assert page.url.endswith("/search/")


def test_the_bars_of_a_phone_stay_on_one_line(visit) -> None:
    for width in (320, 390):
        for path in ("/", "/sync/", "/people/new"):
            page = visit(path, width=width, height=844)
            assert page.locator("header").bounding_box()["height"] < 70, (path, width)
            assert overflow_of(page) <= 0, (path, width)
