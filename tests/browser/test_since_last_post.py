"""At the next post, in a browser: one question about the way, "nothing" in one tap, and what is asked after a robbery."""

import pytest
from playwright.sync_api import expect

from posta.acts.care.visits.encounter import record_encounter
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.browser.clinic import COUGH, OTHER, Clinic, shoot
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (390, 1366)
TOLD = {"direction": "north", "transport": ("train",), "days_travel": 12}
WHO = "Maritza Xol"


def arrive_from_elsewhere(clinic: Clinic) -> str:
    """Maritza told of her journey at Coatzacoalcos, and comes here two days later; the address of her consultation."""
    there = clinic.post.house.actor(OTHER)
    clinic.post.later(minutes=5)
    exchange(there.node, MemoryTransport(clinic.post.actor().node))
    record_encounter(there, clinic.people[WHO], {"visit": dict(TOLD), "opd": COUGH})
    clinic.post.later(days=2)
    clinic.post.meet(OTHER)
    return clinic.path(WHO, "consultation")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("script", [True, False])
def test_one_question_about_the_way_and_more_after_a_robbery(visit, clinic, axe, width: int, script: bool) -> None:
    path = arrive_from_elsewhere(clinic)
    page = visit(path, width=width, height=844 if width < 500 else 768, script=script)
    expect(page.get_by_text("Desde Casa del Migrante", exact=False)).to_be_visible()
    assert axe(page) == []
    assert overflow_of(page) <= 0
    if script:
        expect(page.locator("#f-since_place")).to_be_hidden()
        shoot(page, f"desde-nada-{width}")
    page.locator("label.chip:has([name=since_what][value=rob])").click()
    expect(page.locator("label.chip:has([name=since_perp][value=gang])")).to_be_visible()
    expect(page.locator("label.chip:has([name=harm_safe][value=y])")).to_be_visible()
    assert axe(page) == []
    assert overflow_of(page) <= 0
    if script:
        shoot(page, f"desde-robo-{width}")
    page.locator("label.chip:has([name=since_place][value='30039'])").click()
    page.locator("label.chip:has([name=since_perp][value=gang])").click()
    page.locator("label.chip:has([name=why][value=feet])").click()
    page.locator("label.chip:has([name=dx_main][value=foot_infect])").click()
    for _time in range(2):  # the schedule proposes a visit, which is left as it stands
        with page.expect_navigation():
            page.locator(".sign .main").click()
    assert "next=" not in page.url
    expect(page.get_by_role("heading", name="Atención que se puede ofrecer ahora")).to_be_visible()
    assert axe(page) == []
    if script:
        shoot(page, f"desde-firmada-{width}")
