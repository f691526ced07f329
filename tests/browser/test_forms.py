"""Forms, corrections, drafts and the gate before sealed ones, in a browser."""

import pytest
from playwright.sync_api import expect

from posta.node.process_state import PROCESS
from tests.browser.clinic import shoot
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [320, 390, 1366])
@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_every_page_is_clean(visit, clinic, axe, width: int, language: str) -> None:
    paths = {"formularios": clinic.path("Gloria Quiroz", "contact/"), "forma": clinic.path("Gloria Quiroz", "contact/ncd"),
             "reservado": clinic.path("Gloria Quiroz", "contact/sv"), "trabajo": "/work/", "borradores": "/drafts/"}  # fmt: skip
    page = visit("/scan/", width=width, height=844 if width < 500 else 768, language=language)
    for name, path in paths.items():
        page.goto(clinic.address + path)
        assert axe(page) == [], name
        assert overflow_of(page) <= 0, name
        if language == "es-mx" and width > 320:
            shoot(page, f"{name}-{width}")
    assert page.refused == []


def test_an_entry_is_corrected_from_its_page(visit, clinic, axe) -> None:
    page = visit(clinic.path("Gloria Quiroz"))
    page.get_by_role("link", name="Infección respiratoria alta").click()
    page.get_by_role("link", name="Corregir").click()
    page.wait_for_url("**/correct")
    expect(page.get_by_text("Antes: 58.5 kg")).to_be_visible()
    assert axe(page) == []
    shoot(page, "corregir-entrada-1366")
    page.fill("[name=weight_kg]", "57,5")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/people/*/?done=*")
    page.get_by_text("corregido").first.wait_for()


def test_stop_and_hide_leaves_nothing_on_the_screen(visit, clinic) -> None:
    path = clinic.path("Gloria Quiroz", "contact/sv")
    page = visit(path, width=390, height=844)
    page.get_by_role("button", name="Pausar y ocultar").click()
    page.wait_for_url(clinic.address + "/")
    page.goto(clinic.address + path)
    expect(page.locator("[name=words]")).to_be_visible()


def test_the_words_are_asked_again(visit, clinic, axe) -> None:
    page = visit("/scan/", trade="psychologist", width=390, height=844)
    for session in PROCESS.sessions.list_all():
        PROCESS.sessions.close_sealed(session)
    page.goto(clinic.address + clinic.path("Gloria Quiroz", "contact/mh_base"))
    expect(page.get_by_role("heading", name="Sus palabras, otra vez")).to_be_visible()
    assert axe(page) == []
    shoot(page, "palabras-390")
    page.goto(clinic.address + clinic.path("Gloria Quiroz", "contact/mh_base") + "?untried")
    expect(page.get_by_role("alert")).to_be_visible()
    assert axe(page) == []


def test_the_summary_takes_the_focus_and_leads_to_the_field(visit, clinic) -> None:
    page = visit(clinic.path("Wilmer Joseph", "contact/vitals"), trade="nurse", width=390, height=844)
    page.fill("[name=temp_c]", "99")
    page.locator(".sign .main").click()
    page.locator(".summary:focus").wait_for()
    page.locator(".summary a").first.click()
    assert page.evaluate("document.activeElement.name") == "temp_c"
    assert page.input_value("[name=temp_c]") == "99"


def test_what_is_ranked_is_chosen_among_what_was_ticked(visit, clinic, axe) -> None:
    """The three main symptoms were each to be found in the whole list of forty, beside those the person has."""
    page = visit(clinic.path("Denis Bonilla", "contact/mh_base"), trade="psychologist", width=390, height=844)
    offered = "[...document.querySelectorAll('[name=symptom_top]')[1].options].filter(one => !one.hidden).length"
    expect(page.locator("#f-mh_n")).to_be_hidden()
    page.locator("label.chip", has=page.locator("[name=mh_mode][value=fam]")).click()
    expect(page.locator("#f-mh_n")).to_be_visible()
    for box in page.locator("#f-symptoms .chip").all()[:3]:
        box.click()
    expect(page.locator("#f-symptom_top")).to_be_hidden()
    page.locator("#f-symptoms .chip").all()[3].click()
    expect(page.locator("#f-symptom_top")).to_be_visible()
    assert page.evaluate(offered) == 5
    page.locator("[name=symptom_top]").first.select_option(index=1)
    page.locator("#f-symptoms .chip").all()[0].click()
    page.locator("#f-symptoms .chip").all()[4].click()
    assert page.locator("[name=symptom_top]").first.input_value() != "", "what was chosen is not taken away"
    assert axe(page) == []


def test_an_impossible_number_is_told_once_at_its_box(visit, clinic) -> None:
    """Beside the box stood "enter 45 or less" and "not possible: from 30 to 45"."""
    page = visit(clinic.path("Wilmer Joseph", "contact/vitals"), trade="nurse", width=390, height=844)
    page.fill("[name=temp_c]", "99")
    assert page.inner_text("#f-temp_c-warn") == "Solo es posible de 30 a 45. ¿°F? 98.6 °F son 37 °C."
    page.locator(".sign .main").click()
    page.locator(".summary:focus").wait_for()
    assert page.locator(".field", has=page.locator("#f-temp_c")).inner_text().count("Solo es posible") == 1
    page.fill("[name=temp_c]", "38,9")
    assert "Por encima de lo usual" in page.inner_text("#f-temp_c-warn")


def test_what_was_missing_is_ticked_off_once_it_is_answered(visit, clinic) -> None:
    """With every answer given the page still said in red, five times, that it was missing."""
    page = visit(clinic.path("Wilmer Joseph", "contact/vitals"), trade="nurse", width=390, height=844)
    page.fill("[name=weight_kg]", "540")
    page.locator(".sign .main").click()
    page.locator(".summary:focus").wait_for()
    error = page.locator(".field.bad > .error")
    page.fill("[name=weight_kg]", "541")
    expect(error).to_be_visible()
    page.fill("[name=weight_kg]", "54")
    expect(error).to_be_hidden()
    expect(page.locator(".summary a.mended")).to_have_count(1)


def test_an_empty_form_comes_back_with_one_line_in_focus(visit, clinic, axe) -> None:
    page = visit(clinic.path("Wilmer Joseph", "contact/vitals"), trade="nurse", width=390, height=844)
    page.locator(".sign .main").click()
    page.locator(".summary:focus", has_text="No hay nada anotado").wait_for()
    assert axe(page) == []


def test_a_country_is_chosen_from_the_list_that_comes_when_it_is_asked_for(visit) -> None:
    page = visit("/people/new", trade="nurse")
    expect(page.locator("#list-iso3166_1 option")).to_have_count(0)
    page.locator("details.fold summary", has_text="Más datos").click()
    page.locator("[name=country_origin__text]").focus()
    page.locator("#list-iso3166_1 option[value=Haití]").wait_for(state="attached")
    assert page.refused == []


@pytest.mark.parametrize("width", [320, 1366])
@pytest.mark.parametrize("address", ["/work/", "/drafts/", "/work/group"])
def test_the_other_places_are_clean(visit, axe, address: str, width: int) -> None:
    page = visit(address, trade="promoter", width=width, height=844 if width < 500 else 768, language="fr")
    assert axe(page) == []
    assert overflow_of(page) <= 0
