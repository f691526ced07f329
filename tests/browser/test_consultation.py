"""The consultation in a browser: calm at every width, signed with the keyboard only, and without a script."""

import pytest
from playwright.sync_api import expect

from tests.browser.clinic import shoot
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [320, 390, 1366])
@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_the_page_is_clean_and_fits(visit, clinic, axe, width: int, language: str) -> None:
    page = visit(
        clinic.path("Gloria Quiroz", "consultation"), width=width, height=844 if width < 500 else 768, language=language
    )
    assert axe(page) == []
    assert overflow_of(page) <= 0
    assert page.refused == []
    assert page.title() == "Posta"
    if language == "es-mx":
        shoot(page, f"consulta-{width}")
    page.locator("label.chip", has=page.locator("[value=fu]")).click()
    page.locator("label.chip", has=page.locator("[name=set][value=other]")).click()
    expect(page.locator("#f-next_in")).to_be_visible()
    expect(page.locator("#f-rx")).to_be_visible()
    assert axe(page) == []
    assert overflow_of(page) <= 0


HIGH, LOW = "↑ Por encima de lo usual", "↓ Por debajo de lo usual"


def test_it_is_signed_with_the_keyboard_in_at_most_thirteen_tabs(visit, clinic) -> None:
    page = visit(clinic.path("Wilmer Joseph", "consultation"))
    tabs = 0

    def tab_to(selector: str) -> None:
        nonlocal tabs
        while not page.evaluate("s => document.activeElement.matches(s)", selector):
            page.keyboard.press("Tab")
            tabs += 1
            assert tabs < 40, page.evaluate("document.activeElement.outerHTML")

    assert page.evaluate("document.activeElement.name") == "why"
    page.keyboard.press("3")
    tab_to("[name=exam]")
    page.keyboard.type("Ampolla en talón, sin infección")
    tab_to("[name=temp_c]")
    page.keyboard.type("38,9")
    assert "Por encima de lo usual" in page.inner_text("#f-temp_c-warn")
    tab_to("[name=bp]")
    page.keyboard.type("118/74")
    tab_to("[name=dx_main]")
    page.keyboard.press(
        str(
            1
            + page.evaluate("[...document.querySelectorAll('[name=dx_main]')].findIndex(x => x.value === 'ari_upper')")
        )
    )
    chosen = page.evaluate("document.querySelector('[name=dx_main]:checked').value")
    tab_to("[name=set]")
    page.keyboard.press("1")
    tab_to("[name=violence_link]")
    page.keyboard.press("2")
    with page.expect_navigation(url="**/people/*/?done=*"):
        page.keyboard.press("Control+Enter")
    assert tabs <= 13, tabs  # one more where a diagnosis is made exact
    assert chosen == "ari_upper"
    expect(page.get_by_role("button", name="Deshacer")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1366])
def test_without_a_script_the_same_page_signs(visit, clinic, width: int) -> None:
    page = visit(clinic.path("Denis Ramírez", "consultation"), width=width, height=844, script=False)
    page.locator("label.chip", has=page.locator("[name=why][value=respiratory]")).click()
    page.fill("[name=temp_c]", "43,2")
    page.fill("[name=bp]", "110/70")
    page.locator("label.chip", has=page.locator("[name=dx_main][value=ari_upper]")).click()
    page.locator("label.chip", has=page.locator("[name=violence_link][value=n]")).click()
    page.locator(".sign .main").click()
    expect(page.get_by_text("Revise antes de firmar")).to_be_visible()
    assert page.input_value("[name=temp_c]") == "43,2"
    page.locator(".sign .main").click()
    page.wait_for_url("**/people/*/?done=*")


@pytest.mark.parametrize(("script", "width"), [(True, 390), (False, 1366)])
def test_what_is_undone_is_back_on_the_form(visit, clinic, axe, script: bool, width: int) -> None:
    """A doctor undid a visit with the wrong diagnosis, and found an empty form."""
    page = visit(clinic.path("Denis Ramírez", "consultation"), width=width, height=844, script=script)
    for box in ("[name=why][value=respiratory]", "[name=dx_main][value=ari_upper]", "[name=violence_link][value=n]"):
        page.locator("label.chip", has=page.locator(box)).click()
    page.fill("[name=exam]", "faringe roja")
    page.locator(".sign .main").click()
    page.wait_for_url("**/people/*/?done=*")
    page.get_by_role("button", name="Deshacer").click()
    page.wait_for_url("**/consultation?done=*")
    assert page.input_value("[name=exam]") == "faringe roja"
    assert page.locator("[name=dx_main][value=ari_upper]").is_checked()
    expect(page.get_by_text("Borrador de las")).to_be_visible()
    expect(page.get_by_text("Deshecho.")).to_be_visible()
    assert not script or axe(page) == []  # axe is a script itself


def test_a_draft_is_kept_by_itself_and_comes_back(visit, clinic) -> None:
    path = clinic.path("Gloria Quiroz", "consultation")
    page = visit(path, width=390, height=844)
    page.fill("[name=exam]", "faringe roja")
    page.locator("[data-state]", has_text="Guardado ").wait_for()
    page.goto(clinic.address + path)
    assert page.input_value("[name=exam]") == "faringe roja"
    shoot(page, "consulta-borrador-390")
    page.get_by_role("button", name="Descartar el borrador").click()
    page.wait_for_url("**/consultation")
    assert page.input_value("[name=exam]") == ""


def test_a_post_that_was_locked_says_that_nothing_was_saved(visit, clinic) -> None:
    page = visit(clinic.path("Gloria Quiroz", "consultation"))
    page.context.clear_cookies()
    page.fill("[name=exam]", "faringe roja")
    page.locator("[data-state].off").wait_for()
    assert page.input_value("[name=exam]") == "faringe roja"


def test_same_as_last_time_is_one_tap_and_allergies_stand_on_the_chips(visit, clinic, axe) -> None:
    page = visit(clinic.path("Ana Lucía Hernández", "consultation"))
    page.get_by_role("link", name="Igual que la última vez").first.click()
    page.wait_for_url("**same=1")
    assert page.evaluate("document.querySelector('[name=dx_main]:checked').value") == "ari_upper"
    for width in (390, 1366):  # and from the page of who comes back today, without a page between
        page = visit(clinic.path("María Tzoc"), width=width, height=844 if width < 500 else 768, script=width > 500)
        assert axe(page) == []
        assert overflow_of(page) <= 0
        shoot(page, f"repetir-{width}")
        page.get_by_role("link", name="Igual que la última vez").click()
        page.wait_for_url("**/consultation?same=1")
        assert page.locator("[name=dx_main][value=foot_infect]").is_checked()
    page = visit(clinic.path("Gloria Quiroz", "consultation"))
    assert page.get_by_role("link", name="Igual que la última vez").count() == 0, (
        "she came for her skin, not for a cough"
    )
    stop = page.locator("#f-set .chip.stop", has_text="Amoxicilina 500 mg")
    assert "Alergia" in stop.inner_text()
    assert axe(page) == []


def test_a_medicine_that_is_begun_is_completed_and_an_unknown_one_told_while_it_is_written(visit, clinic, axe) -> None:
    """The box kept the word "salbu"; nothing said which medicine, if any, it would become."""
    page = visit(clinic.path("Gloria Quiroz", "consultation"), width=390, height=844)
    page.locator("label.chip", has=page.locator("[name=set][value=other]")).click()
    box = page.locator("[name='rx.0.drug__text']")
    box.fill("salbu")
    box.press("Tab")
    assert box.input_value() == "salbutamol"
    box.fill("matico")
    box.press("Tab")
    told = page.locator("#f-rx-0-drug .warn")
    assert told.inner_text() == "No está en la lista: elija entre lo que ofrece."
    assert axe(page) == []
    box.fill("")
    expect(told).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_a_phone_shows_what_is_known_in_one_line_above_the_form(visit, clinic, axe, script: bool) -> None:
    """On a phone the doctor met triage, last visit and allergies after the whole form, when it was too late."""
    page = visit(clinic.path("Gloria Quiroz", "consultation"), width=390, height=844, script=script)
    line, facts = page.locator("label[for=known]"), page.get_by_role("heading", name="Importante")
    assert "Triaje: Verde · Última vez: 4 dic" in line.inner_text()
    assert line.bounding_box()["y"] < page.locator("#f-why").bounding_box()["y"]
    assert line.bounding_box()["height"] < 80
    expect(facts).to_be_hidden()
    line.click()
    expect(facts).to_be_visible()
    assert not script or axe(page) == []
    assert overflow_of(page) <= 0
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(facts).to_be_visible()
    expect(line).to_be_hidden()


def test_later_pages_keep_the_budget(visit, clinic) -> None:
    page = visit(clinic.path("Gloria Quiroz"))
    page.wait_for_load_state("networkidle")
    session = page.context.new_cdp_session(page)
    seen: dict[str, int] = {}
    session.on("Network.loadingFinished", lambda told: seen.update({told["requestId"]: told["encodedDataLength"]}))
    session.send("Network.enable")
    page.goto(clinic.address + clinic.path("Gloria Quiroz", "consultation"), wait_until="networkidle")
    assert sum(seen.values()) <= 21_000, seen  # the kinds of each diagnosis travel with the page


@pytest.mark.parametrize("width", [390, 1366])
def test_a_pressure_is_flagged_while_it_is_typed(visit, clinic, width: int) -> None:
    """Every other sign was flagged in its box: 185/115 stood there as if it were nothing."""
    page = visit(clinic.path("Gloria Quiroz", "consultation"), width=width, height=844)
    said = page.locator("#f-bp-warn")
    for typed, words in (
        ("118/74", ""), ("185/115", HIGH), ("120-95", HIGH), ("84/60", LOW), ("160", HIGH), ("400/90", "Solo"),
    ):  # fmt: skip
        page.fill("[name=bp]", typed)
        assert said.inner_text().startswith(words), typed
        assert bool(said.inner_text()) is bool(words), typed
