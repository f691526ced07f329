"""The figures in a browser: numbers that the drawing says can be read in the table, by eye, keyboard and reader."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_drawing_and_the_table_say_the_same(enter) -> None:
    page = enter("/coordination/", role="epidemiologist", script=False)
    drawn = page.locator("svg[role=img] text[font-weight]").all_text_contents()
    totals = page.locator("tbody tr:last-child td").all_inner_texts()
    assert drawn == totals[:-1]
    assert sum(map(int, drawn)) == int(totals[-1]) == 24
    assert page.get_by_text("en silencio").count() == 1
    assert page.get_by_text("después de ser declarado perdido").is_visible()


def test_the_table_scrolls_by_keyboard_on_a_phone(enter) -> None:
    page = enter("/coordination/", width=390)
    page.focus(".scroll")
    before = page.evaluate("document.querySelector('.scroll').scrollLeft")
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("left => document.querySelector('.scroll').scrollLeft > left", arg=before)
