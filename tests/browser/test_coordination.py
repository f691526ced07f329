"""The figures in a browser: numbers that the drawing says can be read in the table, by eye, keyboard and reader."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.clinic import shoot
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_drawing_and_the_table_say_the_same(enter) -> None:
    page = enter("/coordination/", role="epidemiologist", script=False)
    drawn = page.locator("svg[role=img] text[font-weight]").all_text_contents()
    totals = page.locator("[aria-labelledby=visits] tbody tr:last-child td").all_inner_texts()
    assert drawn == totals[:-1]
    assert sum(map(int, drawn)) == int(totals[-1]) == 24
    expect(page.get_by_text("sin contacto", exact=True)).to_have_count(1)
    expect(page.get_by_text("después de ser declarado perdido")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1366])
def test_the_alerts_stand_first_and_are_clean(enter, axe, width: int) -> None:
    """What coordination must act on was one tap behind a button that did not say whether there was anything."""
    page = enter("/", role="epidemiologist", width=width)
    page.wait_for_url("**/coordination/")
    row = page.locator("[aria-labelledby=alerts] li")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Diarrea: 7 casos en 3 días")
    expect(row).to_contain_text("La 72 · desde hoy")
    assert row.bounding_box()["y"] < page.locator("#visits").bounding_box()["y"]
    assert axe(page) == []
    assert overflow_of(page) <= 0
    shoot(page, f"coordination-alerts-{width}")


@pytest.mark.parametrize("width", [320, 390])
def test_every_week_and_the_total_are_seen_on_a_phone(enter, width: int) -> None:
    """The table was cut off on a phone at the right: the newest weeks and the total, which are looked for first."""
    page = enter("/coordination/", width=width)
    for line in page.locator("table tr").all():
        boxes = [cell.bounding_box() for cell in line.locator(".n").all()]
        assert len(boxes) == 9
        assert all(box["x"] > 0 and box["x"] + box["width"] <= width for box in boxes)
        assert all(one["x"] + one["width"] <= next_one["x"] for one, next_one in pairwise(boxes))
    assert page.get_by_role("row", name="La 72").get_by_role("cell").last.inner_text() == "19"


def test_no_word_of_the_menu_stands_alone_on_its_line_on_a_phone(enter) -> None:
    """ "Cifras" stood alone on a second line, though the bar under the thumb already leads there."""
    for path in ("/admin/", "/admin/colleagues/", "/coordination/"):
        page = enter(path, width=390, language="fr")
        tops = [link.bounding_box()["y"] for link in page.locator("main nav a:visible").all()]
        assert max(tops, default=0) - min(tops, default=0) < 20
        expect(page.locator(".dock a")).to_have_count(3)
        page.context.close()
