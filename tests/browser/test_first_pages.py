"""The first page of every trade in a browser, at the width of a phone and of a desk: clean, nothing beside the edge."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from posta.acts.care.agenda.planned_visits import VisitChoice
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.visits.encounter import record_encounter
from posta.operations.referrals.opening import write_post_code
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.browser.clinic import Clinic, shoot
from tests.browser.conftest import overflow_of
from tests.in_memory_mission import appoint

pytestmark = pytest.mark.django_db(transaction=True)
LATER = ("psychiatrist", "team_leader", "residence_staff", "logistician", "epidemiologist")
TRADES = (
    "doctor", "nurse", "midwife", "psychologist", "social_worker", "promoter", "administrator", *LATER,
)  # fmt: skip

WITHOUT_CARE = ("logistician", "epidemiologist", "administrator")
OTHER_NUMBER = 2


@pytest.fixture
def crew(clinic: Clinic) -> Clinic:
    """A colleague of each trade; two open cases, one late; a resident; an own referral."""
    post = clinic.post
    for trade in LATER:
        appoint(post.house, trade)
    post.later(minutes=1)
    exchange(post.actor().node, MemoryTransport(post.house.node("coordination")))
    social, people = post.actor("social_worker"), clinic.people
    for name, days in (("María Tzoc", 1), ("Wendy Joseph", 9)):
        due, again = social.today + timedelta(days=days), social.today + timedelta(days=days + 1)
        action = {"need": "docs", "action": "admin", "date": social.today, "result": "pending", "due": due}
        visit = VisitChoice(again, again, again, "sw")
        answers = {"needs": ("docs", "shelter"), "actions": (action,)}
        record_encounter(social, people[name], {"sw": answers}, plan=lambda filled, one=visit: [one])
    stay = {"adm_date": social.today, "reason": ("medical",), "bed": "Cuarto 4", "companions": 1}
    stay |= {"plan": ({"service": "med", "goal": "Caminar"},)}
    record_encounter(post.actor("residence_staff"), people["Carlos Cruz"], {"res": stay})
    doctor = post.actor()
    there = write_post_code(OTHER_NUMBER)
    referral = {"to_type": "posta", "to_name": there, "urgency": "w1", "reason": "contin", "consent": "y"}
    now = {"sent_dt": doctor.now, "status_dt": doctor.now, "status": "sent"}
    record_encounter(doctor, people["Gloria Quiroz"], {"referral": referral | now})
    post.later(days=3)
    for name, more in (
        ("Elmer Ávila", {"colour": "red", "reason": "injury"}),
        ("Denis Bonilla", {"colour": "green", "reserved": True}),
        ("Denis Ramírez", {"colour": "green", "reason": "pregnancy"}),
        ("Wilmer Joseph", {"reason": "feet"}),
        ("José Cruz", {"colour": "yellow", "reason": "respiratory"}),
    ):
        record_arrival(post.actor(), people[name], **more)
        post.later(minutes=7)
    return clinic


@pytest.mark.parametrize("trade", TRADES)
def test_the_first_page_of_a_trade_is_clean(visit, crew, axe, trade: str) -> None:
    paths = {"hoy": "/", "mas": "/more/", "persona": crew.path("Wilmer Joseph")}
    if trade in WITHOUT_CARE:
        del paths["persona"]
    page = visit("/", trade=trade)
    for width in (320, 390, 1366):
        page.set_viewport_size({"width": width, "height": 844 if width < 500 else 768})
        for name, path in paths.items():
            page.goto(crew.address + path)
            shoot(page, f"boards-{trade}-{name}-{width}")
            assert axe(page) == [], (name, width)
            assert overflow_of(page) <= 0, (name, width)
    assert page.refused == []


LINES_OF_LABELS = """() => Object.fromEntries([...document.querySelectorAll('.dock a')].map(one => {
  const words = document.createRange();
  words.selectNodeContents([...one.childNodes].filter(node => node.nodeType === 3 && node.data.trim()).pop());
  const tops = [...words.getClientRects()].filter(box => box.width > 1).map(box => Math.round(box.top));
  return [one.innerText.trim(), new Set(tops).size];
}))"""


@pytest.mark.parametrize("trade", TRADES)
def test_no_label_of_the_dock_takes_two_lines(visit, crew, trade: str) -> None:
    """The logistician's dock said "Actividades de la posta" in two lines."""
    for language in ("es", "en", "fr"):
        for width in (320, 390):
            page = visit("/", trade=trade, width=width, height=844, language=language)
            lines = page.evaluate(LINES_OF_LABELS)
            assert len(lines) >= 2
            assert {words: count for words, count in lines.items() if count > 1} == {}, (language, width)


@pytest.mark.parametrize("width", [390, 1366])
def test_the_list_of_cases_is_clean(visit, crew, axe, width: int) -> None:
    page = visit("/cases/sw/", trade="social_worker", width=width, height=844 if width < 500 else 768)
    for path in ("/cases/sw/", "/cases/sw/?for=all"):
        page.goto(crew.address + path)
        shoot(page, f"boards-casos-{path[-3:].strip('/')}-{width}")
        assert axe(page) == []
        assert overflow_of(page) <= 0


@pytest.mark.parametrize("width", [320, 390])
def test_the_other_places_are_one_tap_behind_more(visit, crew, width: int) -> None:
    page = visit("/", trade="social_worker", width=width, height=844, has_touch=True)
    page.locator(".dock").get_by_role("link", name="Más").tap()
    page.wait_for_url("**/more/")
    for words in ("Mis casos", "Agenda", "Referencias", "Actividades", "Borradores"):
        expect(page.get_by_role("main").get_by_role("link", name=words)).to_have_count(1)
    page.get_by_role("main").get_by_role("link", name="Borradores").tap()
    page.wait_for_url("**/drafts/")
    assert page.locator(".dock [aria-current]").inner_text().strip() == "Más"


@pytest.mark.parametrize("trade", ["doctor", "social_worker", "residence_staff", "team_leader", "administrator"])
def test_every_place_of_a_trade_fits_a_phone(visit, crew, axe, trade: str) -> None:
    page = visit("/more/", trade=trade, width=390, height=844)
    links = page.get_by_role("main").locator("a.row")
    for href in [link.get_attribute("href") for link in links.all()]:
        page.goto(crew.address + href)
        assert overflow_of(page) <= 0, href
        assert axe(page) == [], href
