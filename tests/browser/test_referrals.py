"""The screens of referrals in a browser: clean at every width and in every language, and worked by the keyboard alone."""

import pytest
from playwright.sync_api import expect

from posta.acts.care.visits.encounter import record_encounter
from posta.acts.operations.directory_entry import record_directory_entry
from posta.catalog.operation_acts import DirectoryEntry
from posta.chart.record.person_registers import find_person
from posta.ids import EntryId
from posta.operations.referrals.opening import write_post_code
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.browser.clinic import OTHER, shoot
from tests.browser.conftest import overflow_of
from tests.in_memory_mission import appoint

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (320, 390, 1366)


def referred(clinic) -> EntryId:
    """One person whom another post refers here, one whom we referred to a hospital long ago, and the hospital."""
    house = clinic.post.house
    appoint(house, "team_leader")
    clinic.post.hear_from_coordination()
    hospital = DirectoryEntry(code="p-1", name="Hospital comunitario de Tenosique", kind="hosp", area="Centro",
                              hours="24 h", contact="Trabajo social, ext. 12", cost="free", verified=17_850)  # fmt: skip
    record_directory_entry(clinic.post.actor("team_leader"), hospital)
    actor, gloria = clinic.post.actor(), clinic.people["Gloria Quiroz"]
    asked = {"reason": "obst", "urgency": "imm", "consent": "y", "status": "sent", "shared": ("name", "reason")}
    now = {"sent_dt": actor.now, "status_dt": actor.now}
    ours = {**asked, **now, "to_type": "hosp", "to_name": "p-1"}
    record_encounter(actor, gloria, {"referral": ours})
    house.clock.advance(hours=3)
    exchange(house.node(OTHER), MemoryTransport(actor.node))
    there = house.actor(OTHER)
    wilmer = find_person(there.node.cursor, clinic.people["Wilmer Joseph"].id)
    assert wilmer is not None
    theirs = {**asked, "reason": "contin", "urgency": "w1", "to_type": "posta", "to_name": write_post_code(1),
              "sent_dt": there.now, "status_dt": there.now}  # fmt: skip
    entry = record_encounter(there, wilmer, {"referral": theirs}).entry
    clinic.post.meet(OTHER)
    return entry


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_every_page_is_clean(visit, clinic, axe, width: int, language: str) -> None:
    entry = referred(clinic)
    pages = ("/", "/referrals/", "/referrals/?list=out", f"/referrals/{entry.hex()}/", f"/referrals/{entry.hex()}/letter",
             "/referrals/code?code=XX", clinic.path("Gloria Quiroz"), clinic.path("Gloria Quiroz", "refer"),
             "/directory/")  # fmt: skip
    page = visit("/scan/", width=width, height=844 if width < 500 else 768, language=language)
    for path in pages:
        page.goto(clinic.address + path)
        assert axe(page) == [], path
        assert overflow_of(page) <= 0, path


def test_a_referral_is_answered_with_the_keyboard(visit, clinic) -> None:
    entry = referred(clinic)
    page = visit("/", width=390, height=844)
    page.get_by_role("link", name="1 referencia espera su respuesta").press("Enter")
    page.get_by_role("link", name="Joseph").press("Enter")
    page.wait_for_url(f"**/{entry.hex()}/")
    page.get_by_role("button", name="Aceptar", exact=True).press("Enter")
    page.wait_for_url("**?done=*")
    expect(page.locator(".pill", has_text="Aceptada")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize("script", [True, False])
def test_a_referral_is_kept_or_sent_by_its_button(visit, clinic, axe, width: int, script: bool) -> None:
    referred(clinic)
    path = clinic.path("Gloria Quiroz", "contact/referral?to_type=hosp&to_name=p-1")
    page = visit(path, width=width, height=844 if width < 500 else 768, script=script)
    if script:
        assert axe(page) == []
    assert overflow_of(page) <= 0
    expect(page.locator("[name=status]")).to_have_count(0)
    shoot(page, f"referencia-{width}")
    page.locator("#f-reason").select_option("higher")
    for words in ("Programada", "Acepta"):
        page.locator(".chip", has_text=words).first.click()
    page.get_by_role("button", name="Guardar como borrador").click()
    page.wait_for_url("**?done=*")
    expect(page.get_by_text("Borrador").first).to_be_visible()
