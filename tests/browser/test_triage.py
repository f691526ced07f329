"""The triage in a browser: on one screen, its colour as one types, with the keyboard only, and without a script."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.clinic import shoot
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)
WHO = "Wilmer Joseph"


@pytest.mark.parametrize("width", [320, 390, 1366])
@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_the_page_is_clean_and_fits(visit, clinic, axe, width: int, language: str) -> None:
    for who in (WHO, "Gloria Quiroz", "José Cruz"):
        page = visit(
            clinic.path(who, "triage"),
            trade="nurse",
            width=width,
            height=844 if width < 500 else 768,
            language=language,
        )
        assert axe(page) == [], who
        assert overflow_of(page) <= 0, who
        assert page.refused == []
        page.locator("[name=spo2]").fill("85")
        expect(page.locator("#colour .t2").first).to_be_visible()
        assert axe(page) == [], who
        shoot(page, f"triage-{who.replace(' ', '_')}-{width}-{language[:2]}")
        page.close()


def test_a_green_triage_takes_less_than_forty_seconds_of_hands(visit, clinic) -> None:
    """Ten keys a second is no hand: here every key takes a fifth of a second, and every look at a new place one second."""
    page = visit(clinic.path(WHO, "triage"), trade="nurse")
    keys = looks = 0
    for name, words in (("temp_c", "36.8"), ("hr", "80"), ("rr", "16"), ("bp", "118/74"), ("spo2", "98")):
        page.locator(f"[name={name}]").focus()
        page.keyboard.type(words)
        keys, looks = keys + len(words) + 1, looks + 1
    for name in ("red_signs", "yellow_signs"):
        page.locator(f"[name={name}][value=none]").focus()
        page.keyboard.press("Space")
        keys, looks = keys + 2, looks + 5  # the criteria are read
    expect(page.locator("#colour strong")).to_have_text("Verde")
    began = time.monotonic()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/people/**done=**")
    assert keys * 0.2 + looks + (time.monotonic() - began) < 40


def test_the_colour_follows_the_hand_and_stays_where_the_hand_put_it(visit, clinic) -> None:
    page = visit(clinic.path(WHO, "triage"), trade="nurse")
    page.locator("label.chip", has=page.locator("[value=stridor]")).click()
    expect(page.locator("#colour strong")).to_have_text("Rojo")
    page.locator("label.chip", has=page.locator("[value=stridor]")).click()
    page.locator("label.chip", has=page.locator("[name=yellow_signs][value=pallor]")).click()
    expect(page.locator("#colour strong")).to_have_text("Amarillo")
    page.locator("label.chip", has=page.locator("[name=colour][value=red]")).click()
    expect(page.locator("#colour strong")).to_have_text("Rojo")
    assert page.locator("[name=colour][value=red]").is_checked()


def test_it_works_without_a_script(visit, clinic) -> None:
    page = visit(clinic.path(WHO, "triage"), trade="nurse", script=False)
    page.locator("[name=temp_c]").fill("36.8")
    for name in ("red_signs", "yellow_signs"):
        page.locator(f"[name={name}][value=none]").check(force=True)
    page.locator(".sign .main").click()
    expect(page.locator("#colour strong")).to_have_text("Verde")
    page.locator(".sign .main").click()
    page.wait_for_url("**/people/**done=**")
