"""The page of words of a locked post and the help beside it, as a real supervisor without keys shows them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import overflow_of
from tests.journeys.test_lock import Post, serving

GUIDES = ("open-and-lock", "lost-laptop", "publish-the-page")


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    with serving(tmp_path_factory.mktemp("locked"), idle=60) as post:
        yield post


def _open(chromium, locked: Post, path: str, width: int, *, dark: bool = False):
    context = chromium.new_context(
        viewport={"width": width, "height": 844 if width < 500 else 768}, color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{locked.port}{path}")
    return page


@pytest.mark.parametrize("language", ["es", "en", "fr"])
@pytest.mark.parametrize("path", ["/", *(f"/ayuda/{name}/" for name in GUIDES)])
def test_a_locked_post_is_clean_at_every_width_and_in_every_language(chromium, axe, locked, path, language) -> None:
    for width, dark in ((320, False), (390, True), (390, False), (1366, False)):
        page = _open(chromium, locked, f"{path}?lang={language}", width, dark=dark)
        assert axe(page) == [], (path, width)
        assert overflow_of(page) <= 0, (path, width)
        page.context.close()


def test_the_sign_opens_the_guide_beside_the_words_and_leads_back(chromium, locked) -> None:
    """Beside it: five words that were half typed must not be typed again."""
    page = _open(chromium, locked, "/?next=/work/wash", 390)
    page.fill("#words", "uno dos")
    with page.context.expect_page() as opened:
        page.click(".ask")
    opened.value.wait_for_load_state()
    expect(opened.value.locator("h1")).to_have_text("Abrir la posta, ocultar nombres y cerrar")
    assert page.input_value("#words") == "uno dos"
    opened.value.click("text=Volver")
    expect(opened.value.locator("#words")).to_be_visible()
    assert opened.value.locator("[name=next]").input_value() == "/work/wash"
