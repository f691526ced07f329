"""Forms as they are read: sections, what is known beside them, long lists folded, steps on a phone."""

import pytest
from playwright.sync_api import expect

from posta.catalog.language.page_sections import MAX_QUESTIONS
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)
FORMS = (
    ("psychologist", "Gloria Quiroz", "mh_base"),
    ("psychologist", "Gloria Quiroz", "mh_fu"),
    ("social_worker", "Wendy Joseph", "sw"),
    ("midwife", "Denis Ramírez", "anc"),
    ("doctor", "Gloria Quiroz", "res"),
    ("doctor", "Gloria Quiroz", "sv"),
)
SCROLLS = """[...document.querySelectorAll("main *")].filter(part => part.scrollHeight > part.clientHeight + 1
    && /auto|scroll/.test(getComputedStyle(part).overflowY) && part.tagName !== "TEXTAREA").map(part => part.className)"""
QUESTIONS = """[...document.querySelectorAll("[data-part]")].map(part =>
    [...part.querySelectorAll(".field")].filter(one => one.offsetParent && !one.parentNode.closest(".field")
        && !one.querySelector("output.calc")).length)"""
OUT_OF_ORDER = """(() => {
    const boxes = [...document.querySelectorAll("form[data-entry] :is(input,select,textarea,button,summary)")]
        .filter(one => one.offsetParent && one.tabIndex >= 0 && one.type !== "hidden");
    const tops = boxes.map(one => (one.closest(".grid,.chips,.line") || one).getBoundingClientRect().bottom);
    return boxes.filter((one, at) => at && tops[at] + 4 < tops[at - 1]).map(one => one.name || one.id);
})()"""


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize(("trade", "name", "form"), FORMS, ids=lambda value: str(value))
def test_a_form_is_read_from_top_to_bottom(visit, clinic, axe, trade: str, name: str, form: str, width: int) -> None:
    page = visit(clinic.path(name, f"contact/{form}"), trade=trade, width=width, height=844 if width < 500 else 768)
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
    assert page.evaluate(SCROLLS) == []
    assert max(page.evaluate(QUESTIONS)) <= MAX_QUESTIONS
    assert page.evaluate(OUT_OF_ORDER) == []
    assert axe(page) == []
    assert overflow_of(page) <= 0
    assert page.refused == []
    first = page.locator("main h1")
    assert float(first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")) >= 24


def test_what_is_known_stands_beside_and_is_folded_on_a_phone(visit, clinic, axe) -> None:
    path = clinic.path("Gloria Quiroz", "contact/mh_fu")
    page = visit(path, trade="psychologist")
    known = page.locator("aside.known section").first
    expect(known).to_be_visible()
    assert known.bounding_box()["x"] > page.locator("form#entry").bounding_box()["x"] + 400
    phone = visit(path, trade="psychologist", width=390, height=844)
    expect(phone.locator("aside.known section").first).to_be_hidden()
    phone.locator("aside.known summary").click()
    expect(phone.locator("aside.known section").first).to_be_visible()
    assert axe(phone) == []


def test_what_is_known_opens_without_a_script(visit, clinic) -> None:
    page = visit(
        clinic.path("Gloria Quiroz", "contact/mh_fu"), trade="psychologist", width=390, height=844, script=False
    )
    page.locator("aside.known summary").click()
    expect(page.locator("aside.known section").first).to_be_visible()
    page.locator(".steps a").nth(1).click()
    assert page.url.endswith("#s-mh_fu-scores")


def test_a_search_in_a_long_list_finds_what_is_folded(visit, clinic) -> None:
    page = visit(clinic.path("Gloria Quiroz", "contact/mh_base"), trade="psychologist")
    hidden = page.locator("#f-symptoms label", has_text="Alucinaciones auditivas")
    expect(hidden).to_be_hidden()
    page.locator("#f-symptoms [data-filter]").fill("auditiv")
    hidden.click()
    page.locator("#f-symptoms [data-filter]").fill("")
    expect(page.locator("#f-symptoms label", has_text="Tristeza")).to_be_visible()
    expect(page.locator("#f-symptoms input:checked")).to_have_count(1)


def test_the_steps_of_a_phone_count_what_is_open(visit, clinic) -> None:
    page = visit(clinic.path("Wendy Joseph", "contact/sw"), trade="social_worker", width=390, height=844)
    left = page.locator(".steps [data-left]")
    assert left.first.inner_text().split()[0] == "1"
    page.locator("#f-needs label.chip").first.click()
    expect(left.first).to_have_text("")
    page.locator(".steps a").nth(3).click()
    expect(page.locator("#s-sw-close .fields")).to_be_visible()
    expect(page.locator(".steps [aria-current]")).to_have_count(1)


def test_only_the_ticked_needs_are_offered_to_an_action(visit, clinic) -> None:
    page = visit(clinic.path("Wendy Joseph", "contact/sw"), trade="social_worker")
    need = page.locator("[name='actions.0.need']")
    offered = "one => [...one.options].filter(option => option.value && !option.hidden).map(option => option.value)"
    page.locator("#f-needs input[value=food]").check(force=True)
    assert need.evaluate(offered) == ["food"]
    assert need.input_value() == "food"
    page.locator("#f-needs input[value=shelter]").check(force=True)
    assert need.evaluate(offered) == ["shelter", "food"]


def test_a_computed_value_is_there_while_one_types(visit, clinic) -> None:
    page = visit(clinic.path("Wilmer Joseph", "contact/vitals"), trade="nurse")
    page.fill("[name=weight_kg]", "54")
    page.fill("[name=height_cm]", "160")
    expect(page.locator("#f-bmi")).to_contain_text("21.1")
    expect(page.get_by_role("button", name="Calcular")).to_be_hidden()
    assert page.refused == []


def test_an_error_leads_into_a_folded_section(visit, clinic) -> None:
    page = visit(clinic.path("Gloria Quiroz", "contact/res"))
    page.locator("#s-res-exit summary").click()
    page.fill("[name=exit_date]", "31/02/2018")
    page.locator(".sign .main").click()
    page.locator(".summary:focus").wait_for()
    expect(page.locator("[name=exit_date]")).to_be_visible()
    page.locator(".summary a[href='#f-exit_date']").click()
    assert page.evaluate("document.activeElement.name") == "exit_date"


@pytest.mark.parametrize(("trade", "name", "form"), FORMS, ids=lambda value: str(value))
def test_the_first_load_of_a_form_is_light(visit, clinic, trade: str, name: str, form: str) -> None:
    page = visit(clinic.path(name, f"contact/{form}"), trade=trade)
    weights = page.evaluate("performance.getEntries().filter(e => 'encodedBodySize' in e).map(e => e.encodedBodySize)")
    assert len(weights) <= 10
    assert sum(weights) <= 100_000


@pytest.mark.parametrize("width", [390, 1366])
def test_what_a_site_lacks_appears_while_typing(visit, axe, width: int) -> None:
    """Five litres for each person drew no word."""
    page = visit("/work/wash", trade="logistician", width=width, height=844 if width < 500 else 768)
    for name, typed in (("pop_now", "300"), ("water_l_day", "1500"), ("taps", "1"), ("showers", "6")):
        page.fill(f"[name='{name}']", typed)
    page.locator("[name='showers']").blur()
    expect(page.locator("#f-litres_person")).to_contain_text("5")
    expect(page.locator("#f-people_tap")).to_contain_text("300")
    expect(page.locator("#f-gaps")).to_contain_text("no basta para vivir")
    expect(page.locator("#f-gaps")).to_contain_text("más de 250 personas por llave")
    assert axe(page) == []
    assert overflow_of(page) <= 0
