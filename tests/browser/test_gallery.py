"""The kit in a real browser: axe, widths, sizes of text, budgets, keyboard, and everything again without JavaScript."""

import pytest
from playwright.sync_api import expect

from posta.catalog.language.form import list_forms
from tests.browser.conftest import overflow_of
from tests.browser.gallery import views

PAGES = ("/", "/?toast=1", "/search/", "/consultation/", "/components/", "/sheets/", "/form/opd/wrong/")
LOOKS = ({}, {"dark": True}, {"sun": True})


def trouble(page) -> list[str]:
    """What the browser refused: content policy, missing files, errors in scripts."""
    return [text for text in page.refused if "422" not in text]


@pytest.mark.parametrize("look", LOOKS, ids=("light", "dark", "sun"))
@pytest.mark.parametrize("width", [320, 390, 1366])
def test_pages_have_no_barrier_and_fit_the_screen(open_page, axe, width, look):
    for path in PAGES:
        page = open_page(path, width=width, **look)
        assert axe(page) == [], path
        assert overflow_of(page) <= 0, path
        assert trouble(page) == [], path
        page.close()


@pytest.mark.parametrize("form", list_forms(), ids=lambda form: form.name)
def test_every_form_has_no_barrier_and_fits_the_narrowest_screen(open_page, axe, form):
    page = open_page(f"/form/{form.name}/wrong/", width=320)
    assert axe(page) == []
    assert overflow_of(page) <= 0
    assert trouble(page) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [390, 1366])
def test_pages_at_twice_the_text_size_do_not_overflow(open_page, path, width):
    page = open_page(path, width=width)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert overflow_of(page) <= 0


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_fit_in_every_language(open_page, language):
    for path in ("/", "/consultation/", "/form/person/"):
        page = open_page(path, width=320, locale=language)
        assert page.evaluate("document.documentElement.lang") == language
        assert overflow_of(page) <= 0
        page.close()


@pytest.mark.parametrize("language", ["es-MX", "en", "fr"])
@pytest.mark.parametrize("width", [320, 390])
def test_the_main_button_stands_under_the_thumb_whatever_the_draft_says(open_page, language, width):
    """Longer words about the draft took a line of their own and pushed the button to the left of a taller bar."""
    page = open_page("/consultation/", width=width, locale=language)
    for state in ("", "offline"):
        if state:
            page.evaluate("""() => { const line = document.querySelector("[data-state]");
                line.textContent = line.dataset.offline; line.classList.add("off"); }""")
        button = page.locator(".sign .main").bounding_box()
        assert width - 20 <= button["x"] + button["width"] <= width
    page.reload()
    assert page.locator(".sign").bounding_box()["height"] <= (76 if width == 390 else 100)


def test_the_arrow_of_a_fold_stands_beside_its_words(open_page):
    """Long words in French went to the next line and left the arrow above them, alone."""
    page = open_page("/components/", width=320)
    indent = page.evaluate("""() => { const fold = document.createElement("details"), words = document.createRange();
        fold.className = "card fold";
        fold.innerHTML = "<summary>Conseils, histoire, autres diagnostics, analyses</summary>";
        document.querySelector("main").prepend(fold);
        words.selectNodeContents(fold.firstChild);
        return words.getBoundingClientRect().left - fold.firstChild.getBoundingClientRect().left; }""")
    assert indent >= 12


def test_first_load_keeps_the_budget(open_page, gallery):
    page = open_page("/", width=390)
    session = page.context.new_cdp_session(page)
    seen: dict[str, int] = {}
    hosts: set[str] = set()
    session.on("Network.responseReceived", lambda told: hosts.add(told["response"]["url"].split("/")[2]))
    session.on("Network.loadingFinished", lambda told: seen.update({told["requestId"]: told["encodedDataLength"]}))
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(gallery + "/", wait_until="networkidle")
    assert len(seen) <= 10
    assert sum(seen.values()) <= 100_000
    assert hosts == {gallery.split("/")[2]}
    first = sum(seen.values())
    session.send("Network.setCacheDisabled", {"cacheDisabled": False})
    page.goto(gallery + "/", wait_until="networkidle")
    seen.clear()
    page.goto(gallery + "/consultation/", wait_until="networkidle")
    assert sum(seen.values()) <= 15_000
    print(f"first load {first} bytes, next page {sum(seen.values())} bytes in {len(seen)} requests")


def test_title_and_web_storage_tell_nothing(open_page):
    for path in PAGES:
        page = open_page(path)
        assert page.title() == "Posta"
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        page.close()


def test_consultation_is_filled_and_signed_with_the_keyboard_only(open_page):
    """The prototype needed 22 Tab presses; half of it is the goal from complaint to signature."""
    page = open_page("/consultation/")
    page.focus("#f-complaint")
    page.keyboard.type("tos y fiebre")
    tabs = 0

    def tab_to(name: str) -> None:
        nonlocal tabs
        while page.evaluate("document.activeElement.name") != name:
            page.keyboard.press("Tab")
            tabs += 1
            assert tabs < 40

    tab_to("temp_c")
    page.keyboard.type("38,9")
    page.wait_for_selector("#f-temp_c-warn:not(:empty)")
    assert "Por encima de lo usual" in page.inner_text("#f-temp_c-warn")
    tab_to("dx_main")
    page.keyboard.press("3")
    assert page.evaluate("document.querySelector('[name=dx_main]:checked').value") == "ili"
    tab_to("dx_status")
    page.keyboard.press("1")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert tabs <= 16


def test_search_is_focused_by_slash_and_escape_goes_back(open_page, gallery):
    page = open_page("/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.goto(gallery + "/consultation/")
    page.focus("#f-complaint")
    page.keyboard.press("Escape")
    with page.expect_navigation(url=gallery + "/"):
        page.keyboard.press("Escape")


def test_shift_escape_covers_the_screen_at_once_and_locks(open_page):
    views.LOCKED.clear()
    page = open_page("/consultation/")
    page.evaluate("document.getElementById('lock').submit = () => { window.asked = true }")
    page.keyboard.press("Shift+Escape")
    assert page.evaluate("getComputedStyle(document.querySelector('main')).display") == "none"
    assert page.evaluate("window.asked") is True
    page = open_page("/")
    with page.expect_navigation():
        page.keyboard.press("Shift+Escape")
    assert views.LOCKED == ["POST"]


@pytest.mark.parametrize("script", [True, False], ids=("with script", "without script"))
def test_names_are_hidden_by_one_button_and_stay_hidden(open_page, gallery, script):
    page = open_page("/", script=script)
    expect(page.locator("text=Elmer Ávila Guevara")).to_be_visible()
    page.click("form[data-look=veil] button")
    expect(page.locator("text=Elmer Ávila Guevara")).to_be_hidden()
    expect(page.locator("text=E. Á. · K7M2")).to_be_visible()
    page.wait_for_timeout(200)
    page.goto(gallery + "/consultation/")
    expect(page.locator("text=G. Q. · M3VA")).to_be_visible()


def test_conditions_show_and_hide_as_one_types(open_page):
    page = open_page("/form/opd/")
    onset = page.locator("#f-onset_date")
    expect(onset).to_be_hidden()
    page.fill("[name=dx_main__text]", _label("cholera"))
    expect(onset).to_be_visible()
    page.fill("[name=dx_main__text]", _label("ari_upper"))
    expect(onset).to_be_hidden()


def test_without_script_every_question_that_can_apply_is_shown(open_page):
    page = open_page("/form/opd/", script=False)
    expect(page.locator("#f-onset_date")).to_be_visible()
    expect(page.locator("text=Solo si corresponde.").first).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=("with script", "without script"))
def test_rows_are_added_and_removed(open_page, script):
    page = open_page("/form/person/", script=script)
    rows = page.locator("#f-allergies [data-row]")
    expect(rows).to_have_count(0)
    page.click("#f-allergies button[name=add]")
    page.fill("#f-alias", "Keyla")
    page.click("#f-allergies button[name=add]")
    expect(rows).to_have_count(2)
    page.click("#f-allergies [data-row='allergies.0'] button[name=drop]")
    expect(rows).to_have_count(1)
    assert page.input_value("#f-alias") == "Keyla"
    expect(page.locator("[data-row='allergies.1']")).to_have_count(1)


def test_draft_is_kept_after_a_quiet_second_and_waits_when_the_post_is_away(open_page):
    views.DRAFTS.clear()
    page = open_page("/consultation/")
    page.fill("#f-complaint", "tos")
    state = page.locator("[data-state]")
    state.get_by_text("Guardado").wait_for()
    assert views.DRAFTS[-1]["complaint"] == ["tos"]
    page.context.set_offline(True)
    page.fill("#f-complaint", "tos y fiebre")
    page.locator("[data-state].off").wait_for()
    assert page.input_value("#f-complaint") == "tos y fiebre"
    page.context.set_offline(False)
    state.get_by_text("Guardado").wait_for(timeout=15_000)
    assert views.DRAFTS[-1]["complaint"] == ["tos y fiebre"]


def test_enter_in_a_box_signs_nothing(open_page):
    page = open_page("/consultation/")
    page.focus("#f-complaint")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('form[data-entry]').sent") is None
    page = open_page("/consultation/", script=False)
    page.focus("#f-complaint")
    with page.expect_request("**/consultation/") as sent:
        page.keyboard.press("Enter")
    assert "draft=1" in (sent.value.post_data or "")


def test_a_choice_is_taken_back_by_a_second_tap(open_page):
    page = open_page("/form/person/")
    chip = page.locator("#f-gender .chip").first
    chip.click()
    expect(page.locator("#f-gender input:checked")).to_have_count(1)
    chip.click()
    expect(page.locator("#f-gender input:checked")).to_have_count(0)


def test_errors_come_back_on_top_with_what_was_typed(open_page):
    page = open_page("/form/vitals/wrong/")
    assert page.evaluate("document.activeElement.className") == "summary"
    page.click(".summary a >> nth=0")
    assert page.evaluate("document.activeElement.value") == "%%"


def _label(code: str) -> str:
    from posta.terms.diagnoses import get_diagnosis

    return get_diagnosis(code).labels["es"]
