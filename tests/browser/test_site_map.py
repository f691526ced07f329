"""The map of the public page as a browser draws it: names in their own face, on a phone and on paper."""

from itertools import combinations
from pathlib import Path

import pytest

from posta.cli.run import main

WIDTHS = (320, 390, 768, 1366)
VISIBLE = "svg.wide:visible, svg.narrow:visible"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample mission's site in a folder, opened from the disk as from a USB stick."""
    folder = tmp_path_factory.mktemp("publish") / "site"
    assert main(["publish", "--out", str(folder)]) == 0
    return folder


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["donde-trabajamos.html", "en/index.html", "fr/ou-nous-travaillons.html"])
def test_no_name_covers_another_or_leaves_the_map(chromium, site: Path, name: str, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto((site / name).as_uri())
    drawing = page.locator(VISIBLE)
    frame = drawing.bounding_box()
    boxes = [one.bounding_box() for one in drawing.locator("text, rect.tag").all()]
    words = [drawing.locator("text, rect.tag").nth(at).text_content() for at in range(len(boxes))]
    page.close()

    assert len(boxes) >= 10
    assert [w for w, box in zip(words, boxes, strict=True) if not _holds(frame, box)] == []
    texts = [(w, box) for w, box in zip(words, boxes, strict=True) if w]
    assert [(a, b) for (a, one), (b, other) in combinations(texts, 2) if _meet(one, other)] == []


def test_a_phone_shows_numbers_and_a_list_that_explains_them(chromium, site: Path) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.goto((site / "donde-trabajamos.html").as_uri())
    numbers = page.locator("svg.narrow .number").all_text_contents()
    listed = page.locator(".map .points .tag:visible").all_text_contents()
    page.close()

    assert numbers == listed == [str(number) for number in range(1, len(numbers) + 1)]


def test_every_mark_is_reached_by_keyboard_and_says_what_it_is(chromium, site: Path) -> None:
    page = chromium.new_page(viewport={"width": 1366, "height": 900})
    page.goto((site / "donde-trabajamos.html").as_uri())
    page.locator("svg.wide a").first.focus()
    told = []
    while page.evaluate("document.activeElement.closest('svg') !== null"):
        told.append(page.evaluate("document.activeElement.querySelector('title').textContent.trim()"))
        page.keyboard.press("Tab")
    page.close()

    assert len(told) == len(set(told)) >= 10
    assert "Reynosa: 5 lugares" in told
    assert "Guerrero: 27 lugares, mostrados solo por su estado" in told


def test_the_map_takes_the_colours_of_the_dark_of_paper_and_of_the_reader(chromium, site: Path) -> None:
    page = chromium.new_page(viewport={"width": 1366, "height": 900})
    page.goto((site / "donde-trabajamos.html").as_uri())
    sea = "getComputedStyle(document.querySelector('.map-sea')).fill"
    light = page.evaluate(sea)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(sea)
    page.emulate_media(color_scheme="light", media="print")
    paper = page.evaluate(sea)
    page.emulate_media(media="screen", color_scheme="dark", forced_colors="active")
    forced = page.evaluate(sea)
    page.close()

    assert len({light, dark, paper, forced}) == 4
    assert (paper, forced) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_with_the_map_has_no_barrier(chromium, axe, site: Path, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto((site / "donde-trabajamos.html").as_uri())
    found, over = axe(page), page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.close()

    assert (found, over) == ([], 0)


def _holds(frame: dict[str, float], box: dict[str, float]) -> bool:
    return (
        frame["x"] <= box["x"]
        and frame["y"] <= box["y"]
        and box["x"] + box["width"] <= frame["x"] + frame["width"]
        and box["y"] + box["height"] <= frame["y"] + frame["height"]
    )


def _meet(one: dict[str, float], other: dict[str, float]) -> bool:
    return (
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
    )
