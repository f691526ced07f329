"""A person's pages in a browser."""

import re

import pytest
from playwright.sync_api import expect

from posta.acts.care.registration import record_amendment
from tests.browser.clinic import shoot
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (320, 390, 1366)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_every_page_is_clean(visit, clinic, axe, width: int, language: str) -> None:
    pages = {
        "persona": clinic.path("Gloria Quiroz"),
        "corregir": clinic.path("Gloria Quiroz", "edit"),
        "tarjeta": clinic.path("Gloria Quiroz", "card"),
        "registrar": "/people/new",
        "nada": "/nothing",
    }
    page = visit("/scan/", width=width, height=844 if width < 500 else 768, language=language)
    for name, path in pages.items():
        page.goto(clinic.address + path)
        assert axe(page) == [], name
        assert overflow_of(page) <= 0, name
        if language == "es-mx" and width > 320 and name != "nada":
            shoot(page, f"{name}-{width}")
    assert page.title() == "Posta"


def test_of_two_surnames_each_is_shown_once(visit, clinic) -> None:
    """The choice showed the surname, and beside it the dots that stand for it while names are hidden."""
    actor, wilmer = clinic.post.actor(), clinic.people["Wilmer Joseph"]
    for words in ("Mejilla", "Mejido"):
        record_amendment(actor, wilmer, {"family_name": words})
    page = visit(clinic.path("Wilmer Joseph", "edit"))
    choices = page.locator("#conflicts .chip")
    assert [choices.nth(n).inner_text().split("\n")[0] for n in range(2)] == ["Mejido", "Mejilla"]
    expect(page.locator("#conflicts .veiled:visible")).to_have_count(0)


def test_one_step_back_goes_to_the_board(visit, clinic) -> None:
    page = visit(clinic.path("Gloria Quiroz"))
    page.keyboard.press("Escape")
    page.wait_for_url(clinic.address + "/")


def test_an_entry_opens_from_the_timeline(visit, clinic, axe) -> None:
    page = visit(clinic.path("Gloria Quiroz"), width=390, height=844)
    page.get_by_role("link", name="Infección respiratoria alta").click()
    page.wait_for_url("**/entries/*/")
    expect(page.get_by_text("Tos y fiebre desde ayer")).to_be_visible()
    assert axe(page) == []


def test_calling_on_a_phone(visit, clinic) -> None:
    page = visit(clinic.path("Wilmer Joseph"), width=390, height=844)
    page.get_by_role("button", name="Llamar").click()
    page.wait_for_url("**?done=*")
    expect(page.get_by_text("En consulta desde hace")).to_be_visible()
    page.get_by_role("button", name="Deshacer").click()
    page.get_by_text(re.compile("Acaba de llegar|Espera desde hace")).wait_for()


COVERED = """() => {
    const at = document.activeElement, toast = document.querySelector(".toast");
    if (at === document.body || toast.contains(at)) return "";
    const one = at.getBoundingClientRect(), other = toast.getBoundingClientRect();
    return one.bottom > other.top + 1 && one.top < other.bottom - 1 ? at.outerHTML.slice(0, 120) : "";
}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_what_can_be_undone_covers_nothing_that_can_be_done(visit, clinic, axe, width: int) -> None:
    """For half a minute the toast lay over the buttons at the foot of a phone's screen: the next person had to wait."""
    page = visit(clinic.path("Wilmer Joseph"), width=width, height=640)
    page.get_by_role("button", name="Llamar").click()
    page.wait_for_url("**?done=*")
    page.locator(".toast").wait_for()
    for _ in range(26):
        page.keyboard.press("Tab")
        assert page.evaluate(COVERED) == ""
    toast, bar = page.locator(".toast").bounding_box(), page.locator(".sign").bounding_box()
    assert toast["y"] + toast["height"] <= bar["y"] + 1
    assert toast["width"] >= width - 2, "the toast belongs to the bar and does not float over what can be read"
    assert axe(page) == []


LEGIBLE = """one => {
    const style = getComputedStyle(one);
    return style.webkitTextSecurity === "none" && !/, 0\\)$|transparent/.test(style.color);
}"""


@pytest.mark.parametrize("script", [True, False], ids=("with script", "without script"))
def test_a_name_in_a_box_is_hidden_with_the_other_names(visit, clinic, axe, script: bool) -> None:
    """The surname of who travels along stood filled in, in full, while a stranger looked and names were hidden."""
    companion = clinic.people["Gloria Quiroz"].id.hex()
    page = visit(f"/people/new?with={companion}", width=390, height=844, script=script)
    surname = page.locator("[name=family_name]")
    assert surname.input_value() == "Quiroz Ramírez"
    assert surname.evaluate(LEGIBLE)
    page.get_by_role("button", name="Ocultar nombres").click()
    page.locator("html.veil").wait_for()
    assert not surname.evaluate(LEGIBLE)
    surname.focus()
    assert surname.evaluate(LEGIBLE), "whoever goes on writing sees what they write"
    if script:
        assert axe(page) == []


def test_names_hide_by_themselves_also_where_somebody_was_writing(visit, clinic) -> None:
    page = visit("/people/new")
    page.locator("[name=alias]").fill("Yesenia")
    page.evaluate("document.querySelector('form[data-look=veil] button').click()")
    assert not page.locator("[name=alias]").evaluate(LEGIBLE)


def test_the_card_is_printed_with_a_button_where_there_is_script(visit, clinic) -> None:
    """On a phone nobody finds "Print" in the browser's menu; without script the menu is all there is."""
    page = visit(clinic.path("Gloria Quiroz", "card"), width=390, height=844)
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes'; }")
    page.get_by_role("button", name="Imprimir").click()
    assert page.locator("body").get_attribute("data-printed") == "yes"
    plain = visit(clinic.path("Gloria Quiroz", "card"), width=390, height=844, script=False)
    expect(plain.get_by_role("button", name="Imprimir")).to_have_count(0)
    expect(plain.get_by_text("Para imprimir")).to_be_visible()


def test_the_card_prints_on_one_page(visit, clinic) -> None:
    page = visit(clinic.path("Gloria Quiroz", "card"))
    page.emulate_media(media="print")
    data = page.pdf(prefer_css_page_size=True)
    assert data.count(b"/Type /Page\n") == 1
    expect(page.locator("form.noprint")).to_be_hidden()
