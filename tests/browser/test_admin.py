"""Administration, exchange and coordination in a browser: every size and language, without JavaScript, with the keyboard."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.clinic import shoot
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)


def pages(headquarters) -> dict[str, str]:
    centre = headquarters.centre
    vias, la72 = (headquarters.computers[name].device.feed.hex() for name in ("coatzacoalcos_vias", "tenosique_la72"))
    return {
        "overview": "/admin/",
        "colleagues": "/admin/colleagues/",
        "colleague": f"/admin/colleagues/{centre.staff('doctor').id.hex()}/",
        "new-colleague": "/admin/colleagues/new",
        "words-gone": "/admin/colleagues/words/none",
        "devices": "/admin/devices/",
        "cards": "/admin/cards/",
        "keys": "/admin/keys/",
        "forgotten": "/admin/forgotten/",
        "lacks": f"/admin/devices/{headquarters.passed_over.feed.hex()}/",
        "new-device": "/admin/devices/new",
        "device": f"/admin/devices/{la72}/?new=1",
        "lost": f"/admin/devices/{vias}/",
        "revoke": f"/admin/devices/{la72}/revoke",
        "earlier": f"/admin/devices/{vias}/revoke",
        "aside": f"/admin/devices/{vias}/aside",
        "sync": "/sync/",
        "coordination": "/coordination/",
    }


def trouble(page) -> list[str]:
    return [text for text in page.refused if not re.search("410|422", text)]


@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_no_page_has_a_barrier_or_runs_over_the_screen(enter, axe, headquarters, language: str) -> None:
    page = enter("/admin/", language=language)
    for name, path in pages(headquarters).items():
        page.goto(headquarters.address + path)
        assert page.title() == "Posta"
        for width in (320, 390, 1366):
            page.set_viewport_size({"width": width, "height": 844 if width < 500 else 768})
            assert axe(page) == [], (name, width)
            assert overflow_of(page) <= 0, (name, width)
            shoot(page, f"{name}-{width}-{language[:2]}")
    assert trouble(page) == []


@pytest.mark.parametrize("look", ["dark", "sun"])
def test_pages_in_the_dark_and_in_the_sun(enter, axe, headquarters, look: str) -> None:
    for name in ("colleagues", "sync", "coordination", "device"):
        page = enter(pages(headquarters)[name], scheme="dark" if look == "dark" else "light")
        if look == "sun":
            page.context.add_cookies([{"name": "sun", "value": "1", "url": headquarters.address}])
            page.reload()
        assert axe(page) == [], name
        shoot(page, f"{name}-{look}")
        page.context.close()


@pytest.mark.parametrize("script", [True, False], ids=("with script", "without script"))
def test_a_colleague_is_added_and_the_words_are_gone_after_one_look(enter, axe, headquarters, script: bool) -> None:
    page = enter("/admin/colleagues/new", script=script, width=390)
    page.fill("#f-name", "Hilda Moo")
    page.locator("label.chip", has_text="Partería").click()
    page.locator("label.chip", has_text="Ruta").click()
    page.get_by_role("button", name="Agregar y mostrar las palabras").click()
    words = page.locator(".sheet ol strong").all_inner_texts()
    assert len(words) == 5
    assert overflow_of(page) <= 0
    if script:
        assert axe(page) == []
    shoot(page, "words-390")
    page.emulate_media(media="print")
    expect(page.get_by_text("Hilda Moo").first, "a slip that is found names nobody").to_be_hidden()
    expect(page.locator(".sheet")).to_be_visible()
    page.emulate_media(media="screen")
    page.reload()
    expect(page.get_by_role("heading", name="Estas palabras ya se mostraron")).to_be_visible()
    assert words[0] not in page.content()
    page.get_by_role("link", name="Colegas").last.click()
    expect(page.get_by_text("Hilda Moo")).to_be_visible()


def test_the_words_are_gone_when_one_goes_back(enter) -> None:
    page = enter("/admin/colleagues/new")
    page.fill("#f-name", "Ida Tun")
    page.locator("label.chip", has_text="Enfermería").click()
    page.locator("label.chip", has_text="Ruta").click()
    page.get_by_role("button", name="Agregar y mostrar las palabras").click()
    word = page.locator(".sheet ol strong").first.inner_text()
    page.get_by_role("link", name="Mi colega ya las tiene").click()
    page.go_back()
    assert word not in page.inner_text("main")


def test_errors_come_back_on_top(enter) -> None:
    page = enter("/admin/colleagues/new")
    page.get_by_role("button", name="Agregar y mostrar las palabras").click()
    assert page.evaluate("document.activeElement.className") == "summary"
    shoot(page, "new-colleague-wrong")


@pytest.mark.parametrize("script", [True, False], ids=("with script", "without script"))
def test_a_computer_is_enrolled_by_pasting_and_comparing(enter, axe, headquarters, script: bool) -> None:
    centre = headquarters.centre
    page = enter("/admin/devices/new", script=script, width=390)
    page.fill("#code", centre.request_of(centre.computer()).hex().upper())
    page.select_option("#post", label="La 72")
    page.get_by_role("button", name="Seguir: comparar las palabras").click()
    expect(page.get_by_role("heading", name="¿Son las mismas palabras?")).to_be_visible()
    assert overflow_of(page) <= 0
    if script:
        assert axe(page) == []
    shoot(page, "compare-390")
    page.get_by_role("button", name="Son las mismas: darlo de alta").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Descargar la invitación").click()
    assert re.fullmatch(r"[0-9a-f]{8}\.bin", taken.value.suggested_filename)


def test_a_lost_computer_takes_two_steps(enter, headquarters) -> None:
    la72 = headquarters.computers["reynosa_clinica"].device.feed.hex()
    page = enter(f"/admin/devices/{la72}/", script=False)
    page.get_by_role("link", name="Declararlo perdido").click()
    page.fill("#reason", "Robado en el camino")
    page.get_by_role("button", name="Sí, declararlo perdido").click()
    expect(page.locator("section[aria-labelledby=lost]").get_by_text("Clínica fija de Reynosa")).to_be_visible()


def test_a_role_that_was_saved_leaves_no_draft_and_one_that_could_not_be_stays_on_the_screen(
    enter, headquarters
) -> None:
    """As the page left, its unsaved keystrokes were sent once more: a draft of what had just been saved stayed behind."""
    address = pages(headquarters)["colleague"]
    page = enter(address)
    page.fill("#f-until", "31/12/2030")
    page.get_by_role("button", name="Guardar función y último día").click()
    page.get_by_text("hasta el").first.wait_for()
    page.wait_for_timeout(1500)
    page.reload()
    expect(page.get_by_text("Borrador de las")).to_have_count(0)
    assert page.input_value("#f-until") == "31/12/2030"
    page.context.clear_cookies()
    page.fill("#f-until", "")
    page.locator("[data-state].off").wait_for()
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(minutes=2))
    page.get_by_role("button", name="Guardar función y último día").click()
    page.wait_for_timeout(500)
    assert page.url.endswith(address)
    assert page.input_value("#f-until") == ""
