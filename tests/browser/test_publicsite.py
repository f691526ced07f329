"""The mission's public page in a real browser: barriers, widths, dark, paper, keyboard, and what a first visit loads."""

import functools
import http.server
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.publicsite.built import list_pages, sample_site

pytestmark = pytest.mark.slow
WIDTHS = (390, 768, 1366)
CARE = [path for path in list_pages() if re.search(r"necesita-atencion|need-care|besoin-de-soins|bezwen|precisa", path)]
KINDS = [  # one page of each kind, in one language or another
    "index.html",
    "ht/si-ou-bezwen-swen.html",
    "en/where-we-work.html",
    "fr/ou-nous-travaillons/nuevo-laredo-nazareth.html",
    "emergencias.html",
    "fr/comment-aider.html",
    "fr/ce-que-nous-avons-fait.html",
    "como-se-hacen-las-cifras.html",
    "en/stories.html",
    "404.html",
]


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests read pages, not logs."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the sample site, on a plain file server."""
    folder: Path = tmp_path_factory.mktemp("site")
    for path, content in sample_site().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Silent, directory=folder))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visit(chromium, site: str) -> Iterator[Callable]:
    """Open pages in one tab: `visit("index.html", width=390, dark=True)`. What the browser refuses is in `.refused`."""
    contexts = []

    def visit_page(path: str, *, width: int = 1366, height: int = 800, **more):
        scheme = "dark" if more.pop("dark", False) else "light"
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **more)
        contexts.append(context)
        page = context.new_page()
        page.refused, page.asked = [], []
        page.on("console", lambda said: page.refused.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: page.asked.append(asked.url))
        page.goto(site + path)
        return page

    yield visit_page
    for context in contexts:
        context.close()


def _overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def _chapters() -> list[str]:
    """The languages, with the places of each apart: the parts that two cores share."""
    return ["es", "es places", "en", "en places", "fr", "fr places", "ht", "pt"]


def _pages_of(chapter: str) -> list[str]:
    language, _, places = chapter.partition(" ")
    folder = "" if language == "es" else f"{language}/"
    inside = [
        path
        for path in list_pages()
        if path.startswith(folder) and (folder or path[:3] not in {"en/", "fr/", "ht/", "pt/"})
    ]
    return [path for path in inside if ("/" in path.removeprefix(folder)) == bool(places)]


def test_the_chapters_hold_every_page() -> None:
    assert sorted(path for chapter in _chapters() for path in _pages_of(chapter)) == list_pages()


@pytest.mark.parametrize("chapter", _chapters())
def test_pages_have_no_barrier_and_fit_every_width(visit, site: str, axe, chapter: str) -> None:
    page = visit("404.html")
    for path in _pages_of(chapter):
        page.goto(site + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            assert axe(page) == [], (path, width)
            assert _overflow(page) <= 0, (path, width)
    assert page.refused == []


@pytest.mark.parametrize("path", KINDS)
def test_each_kind_of_page_has_no_barrier_in_the_dark(visit, axe, path: str) -> None:
    page = visit(path, width=390, dark=True)

    assert axe(page) == []


@pytest.mark.parametrize("path", [*KINDS, *CARE])
def test_at_400_percent_nothing_scrolls_sideways(visit, path: str) -> None:
    """A screen of 1280 pixels at 400 % is one of 320; and a phone with letters of 150 % keeps its words too."""
    page = visit(path, width=320, height=256)
    assert _overflow(page) <= 0

    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.documentElement.style.fontSize = '150%'")
    assert _overflow(page) <= 0


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("path", CARE)
def test_the_care_page_is_one_sheet_of_paper(visit, path: str, paper: str) -> None:
    """It is hung up in shelters; a second sheet gets lost."""
    printed = visit(path).pdf(format=paper)

    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_the_ways_to_help_stand_in_columns(visit, width: int) -> None:
    """The cards were as wide as their words, no two alike."""
    cards = [card.bounding_box() for card in visit("como-ayudar.html", width=width).locator(".ways > .card").all()]

    assert len({round(box["width"]) for box in cards}) == 1


def test_the_way_to_care_stays_in_reach_on_a_phone(visit) -> None:
    page = visit("donde-trabajamos.html", width=390, height=844)
    page.evaluate("scrollTo(0, 2000)")
    page.wait_for_timeout(50)
    button = page.locator(".need .button").bounding_box()

    assert 0 <= button["y"] <= 60
    assert button["height"] >= 44


@pytest.mark.parametrize("width", [390, 1366])
def test_the_keyboard_goes_first_to_the_content_and_then_through_the_header(visit, width: int) -> None:
    page = visit("en/index.html", width=width)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    seen = []
    for _ in range(5):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert seen == ["The mission in Mexico", "Español", "English", "Français", "If you need care"]

    page.goto(page.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("path", KINDS)
def test_a_visit_asks_this_site_alone_and_keeps_nothing(visit, site: str, path: str) -> None:
    page = visit(path, width=390)
    page.wait_for_load_state("networkidle")

    assert [address for address in page.asked if not address.startswith(site)] == []
    assert len(set(page.asked)) <= 10
    assert page.context.cookies() == []
    assert page.refused == []


def test_the_site_opens_from_a_folder(chromium, tmp_path: Path) -> None:
    """From a USB stick in a shelter without a network: with its colours, its letters and its links."""
    for path, content in sample_site().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    page = chromium.new_page()
    page.goto((tmp_path / "fr" / "ou-nous-travaillons" / "tijuana.html").as_uri())

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(247, 245, 240)"
    page.locator(".crumb a").click()
    assert page.url.endswith("/fr/ou-nous-travaillons.html")
    page.close()
