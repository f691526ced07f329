"""The exchange in a browser: a bundle taken along and read, a peer added, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from posta.sync import background_loop
from tests.browser.clinic import shoot
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("script", [True, False], ids=("with script", "without script"))
def test_a_bundle_goes_and_comes(enter, axe, tmp_path, script: bool) -> None:
    page = enter("/sync/", script=script, width=390)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Guardar en USB").click()
    path = tmp_path / taken.value.suggested_filename
    taken.value.save_as(path)
    page.set_input_files("#bundle", path)
    page.get_by_role("button", name="Cargar archivo").click()
    expect(page.get_by_text("Todo lo del archivo ya estaba aquí")).to_be_visible()
    assert overflow_of(page) <= 0
    if script:
        assert axe(page) == []
    shoot(page, "imported-390")


def test_a_damaged_file_is_named(enter, tmp_path) -> None:
    path = tmp_path / "foto.jpg"
    path.write_bytes(b"no")
    page = enter("/sync/")
    page.set_input_files("#bundle", path)
    page.get_by_role("button", name="Cargar archivo").click()
    expect(page.get_by_text("Este archivo no es de Posta")).to_be_visible()
    shoot(page, "imported-bad")


@pytest.mark.parametrize("script", [True, False], ids=("with script", "without script"))
def test_what_went_wrong_is_on_the_screen_of_a_phone(enter, script: bool) -> None:
    """Who pressed "Read it" without a file saw the top of the same page, and the reason two screens further down."""
    page = enter("/sync/", script=script, width=390)
    page.get_by_role("button", name="Cargar archivo").click()
    page.wait_for_timeout(300)
    error = page.locator("#bundle-error").bounding_box()
    assert 0 < error["y"] < 844
    assert page.locator("#bundle").evaluate("box => box === document.activeElement")


@pytest.mark.parametrize("script", [True, False], ids=("with script", "without script"))
def test_a_peer_is_added_and_removed(enter, script: bool) -> None:
    page = enter("/sync/", script=script)
    page.fill("#address", "otra cosa")
    page.get_by_role("button", name="Agregar").click()
    expect(page.locator("#address-error")).to_be_visible()
    page.fill("#address", "192.168.1.77:8470")
    page.get_by_role("button", name="Agregar").click()
    row = page.locator("li", has_text="192.168.1.77")
    expect(row).to_be_visible()
    row.get_by_role("button", name="Quitar").click()
    expect(page.locator("li", has_text="192.168.1.77")).to_have_count(0)


def test_exchange_now_says_that_it_is_under_way(enter) -> None:
    page = enter("/sync/")
    page.get_by_role("button", name="Intercambiar ahora").click()
    expect(page.get_by_text("Intercambio en curso")).to_be_visible()
    assert background_loop._wake.is_set()
    background_loop._wake.clear()
    shoot(page, "sync-asked")
