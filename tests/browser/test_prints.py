"""The prints in a browser: one page of the declared size each, no text cut, black on white, and clean at every width."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from posta.acts.care.agenda.planned_visits import VisitChoice
from posta.acts.care.registration import record_amendment
from posta.acts.care.visits.encounter import record_encounter
from tests.browser.conftest import overflow_of
from tests.spec.examples import FEET

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (320, 390, 1366)
POINTS = 72 / 25.4
A4, A5, A6 = (210, 297), (148, 210), (105, 148)
RX = {"form": "tablet", "strength": "500 mg", "dose": "1 tableta", "freq": "cada 8 h", "days": 5}
DRUGS = ("N02BE01", "P02CA03", "A02BC01")


def treated(clinic) -> str:
    """Gloria speaks Haitian Creole, has three medicines, comes back twice and is referred; returns her referral."""
    actor, gloria = clinic.post.actor(), clinic.people["Gloria Quiroz"]
    record_amendment(actor, gloria, {"languages": ("hat",)})
    days = [actor.today + timedelta(days=one) for one in (3, 10)]
    plan = [VisitChoice(day, day, day, "opd", "wound") for day in days]
    rows = tuple(RX | {"drug": drug} for drug in DRUGS)
    record_encounter(actor, gloria, {"opd": FEET | {"rx": rows}}, plan=lambda filled: plan)
    sent = {"to_type": "hosp", "reason": "obst", "urgency": "imm", "consent": "y", "status": "sent",
            "shared": ("name", "reason"), "sent_dt": actor.now, "status_dt": actor.now}  # fmt: skip
    entry = record_encounter(actor, gloria, {"referral": sent}).entry
    clinic.post.later(minutes=2)
    return entry.hex()


def sheets(clinic, referral: str) -> dict[str, tuple[str, tuple[int, int]]]:
    """Each sheet: its address and its size in millimetres."""
    gloria = clinic.path("Gloria Quiroz")
    return {
        "prescription": (f"{gloria}prescription", A6),
        "card": (f"{gloria}card?health=1", A6),
        "certificate": (f"{gloria}certificate?space=1", A4),
        "letter": (f"/referrals/{referral}/letter", A5),
        "day": ("/prints/day", A4),
        "due": ("/prints/due?who=name&days=14", A4),
    }


def boxes_of(pdf: bytes) -> list[tuple[int, int]]:
    """The size of each page in millimetres."""
    found = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(wide) / POINTS), round(float(high) / POINTS)) for wide, high in found]


@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_each_sheet_is_one_page_of_its_size(visit, clinic, language: str) -> None:
    referral = treated(clinic)
    page = visit("/scan/", language=language)
    for name, (path, size) in sheets(clinic, referral).items():
        page.goto(clinic.address + path)
        page.emulate_media(media="print")
        assert boxes_of(page.pdf(prefer_css_page_size=True)) == [size], name
        expect(page.locator("form.noprint")).to_be_hidden()
        for around in ("header.bar", "header.person", ".low", "nav.dock", ".foot"):
            assert page.locator(around).locator("visible=true").count() == 0, (name, around)
        page.emulate_media(media="screen")


def test_no_text_of_a_sheet_is_cut_and_all_of_it_is_black_on_white(visit, clinic) -> None:
    referral = treated(clinic)
    page = visit("/scan/")
    for name, (path, (wide, high)) in sheets(clinic, referral).items():
        page.goto(clinic.address + path)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": round(wide * 96 / 25.4), "height": round(high * 96 / 25.4)})
        cut, tinted = page.evaluate(LOOK)
        assert cut == [], name
        assert tinted == [], name


LOOK = """() => {
    const sheet = document.querySelector("article.sheet"), cut = [], tinted = [];
    const outer = sheet.getBoundingClientRect();
    for (const one of [sheet, ...sheet.querySelectorAll("*")]) {
        if (one.closest("svg")) continue;
        const style = getComputedStyle(one), box = one.getBoundingClientRect();
        if (style.overflow !== "visible" && (one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1))
            cut.push(one.tagName + " " + one.className);
        if (box.right > outer.right + 1 || box.bottom > outer.bottom + 1) cut.push("out: " + one.textContent.slice(0, 30));
        if (style.color !== "rgb(0, 0, 0)") tinted.push(one.tagName + " " + style.color);
        if (!["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"].includes(style.backgroundColor)) tinted.push(style.backgroundColor);
    }
    return [cut, tinted];
}"""


def test_a_long_prescription_goes_on_to_another_page(visit, clinic) -> None:
    """Given sixteen medicines, when they are printed, then there is a second page and nothing is lost."""
    actor, gloria = clinic.post.actor(), clinic.people["Gloria Quiroz"]
    rows = tuple(RX | {"drug": DRUGS[one % 3], "strength": f"{one} mg"} for one in range(16))
    record_encounter(actor, gloria, {"opd": FEET | {"rx": rows}})
    clinic.post.later(minutes=2)
    page = visit(clinic.path("Gloria Quiroz", "prescription"))
    page.emulate_media(media="print")
    pages = boxes_of(page.pdf(prefer_css_page_size=True))
    assert len(pages) > 1
    assert set(pages) == {A6}
    expect(page.locator(".slip-list li")).to_have_count(16)
    page.emulate_media(media="screen")
    page.goto(clinic.address + clinic.path("Gloria Quiroz", "card?health=1"))
    page.emulate_media(media="print")
    assert page.locator("article.sheet").evaluate("one => getComputedStyle(one).overflow") == "visible"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_every_page_is_clean(visit, clinic, axe, width: int, language: str) -> None:
    referral = treated(clinic)
    page = visit("/scan/", width=width, height=844 if width < 500 else 768, language=language)
    others = ("/prints/", "/prints/log", "/prints/day?other=1/1/2099", clinic.path("Gloria Quiroz", "prints"))
    for path in (*others, *(path for path, _ in sheets(clinic, referral).values())):
        page.goto(clinic.address + path)
        assert axe(page) == [], path
        assert overflow_of(page) <= 0, path
    assert [said for said in page.refused if "422" not in said] == []  # the day that has not come


def test_a_prescription_is_reached_with_the_keyboard(visit, clinic) -> None:
    treated(clinic)
    page = visit(clinic.path("Gloria Quiroz"), width=390, height=844)
    page.get_by_role("link", name="Impresos").first.press("Enter")
    page.wait_for_url("**/prints")
    page.get_by_role("link", name="Receta").press("Enter")
    page.wait_for_url("**/prescription")
    expect(page.get_by_text("Paracetamol", exact=False)).to_be_visible()
    page.get_by_role("radio", name="Português").press("Space")
    page.get_by_role("button", name="Mostrar").press("Enter")
    page.wait_for_url("**lang=pt**")
    expect(page.get_by_text("a cada 8 h", exact=False).first).to_be_visible()
