"""Families in a browser: the page that registers them, the page of the group, who is expected and what was missed."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from posta.acts.care.agenda.planned_visits import VisitChoice, record_expected
from posta.acts.care.registration import record_parting, record_travel_group_member
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.record.travel_groups import find_travel_group, list_travel_group
from posta.mission.posts import find_post_by_code
from tests.browser.clinic import COUGH, OTHER, Clinic, shoot
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (390, 1366)
FAMILY = ("Wendy Hernández", "Denis Hernández", "Keyla Hernández", "Franklin Hernández")


def gather(clinic: Clinic) -> dict[str, str]:
    """A family of four here, one lost on the way, three of them overdue, and a family expected from the other post."""
    actor, party = clinic.post.actor(), bytes(range(16))
    mother = clinic.people["Wendy Hernández"]
    for name, relation in zip(FAMILY, ("", "partner", "child", "child"), strict=True):
        one = clinic.people[name]
        of = mother.id if relation else None
        record_travel_group_member(actor, one, party, relation, of)
        if relation == "child":
            day = actor.today + timedelta(days=1)
            choice = VisitChoice(day, day, day + timedelta(days=1), "opd", schedule="wound")
            record_encounter(actor, one, {"opd": COUGH}, plan=lambda filled, one=choice: [one])
    record_parting(actor, clinic.people["Brayan Mejía"], party, "separated")
    record_travel_group_member(actor, clinic.people["Brayan Mejía"], party, "child", mother.id)
    clinic.post.later(minutes=3)
    record_parting(clinic.post.actor(), clinic.people["Brayan Mejía"], party, "separated")
    clinic.post.meet(OTHER)
    there, here = clinic.post.house.actor(OTHER), find_post_by_code(actor.node.cursor, clinic.post.name)
    assert here is not None
    awaited = find_travel_group(there.node.cursor, clinic.people["Gloria Quiroz"].id)
    assert awaited is not None
    people, day = list_travel_group(there.node.cursor, awaited).members, there.today + timedelta(days=4)
    record_expected(there, people, here, day, day + timedelta(days=9), awaited)
    clinic.post.later(days=3)
    clinic.post.meet(OTHER)
    return {
        "grupo": f"/groups/{party.hex()}/",
        "grupos": "/groups/",
        "registro": "/groups/new",
        "esperados": f"/groups/{awaited.hex()}/",
        "agenda": "/agenda/?for=all",
        "persona": clinic.path("Brayan Mejía"),
    }


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_every_page_is_clean(visit, clinic, axe, width: int, language: str) -> None:
    paths = gather(clinic)
    page = visit("/scan/", width=width, height=844 if width < 500 else 768, language=language)
    for name, path in paths.items():
        page.goto(clinic.address + path)
        for one in page.locator("details.bundle summary, details.after summary, details.fold summary").all()[:2]:
            one.click()
        assert axe(page) == [], name
        assert overflow_of(page) <= 0, name
        if language == "es-mx":
            shoot(page, f"families-{name}-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_family_is_registered_without_a_script(visit, clinic, axe, width: int) -> None:
    page = visit("/groups/new", width=width, height=844 if width < 500 else 768, script=False)
    page.locator('[name=country_origin][value="HN"]').check(force=True)
    page.locator('[name=pop_group][value="migrant"]').check(force=True)
    rows = (("Zulma", "f", "31", ""), ("Óscar", "m", "35", "partner"), ("Keyla", "f", "9", "child"))
    for number, (name, sex, age, relation) in enumerate(rows):
        page.locator(f'[name="m.{number}.alias"]').fill(name)
        page.locator(f'[name="m.{number}.sex"]').select_option(sex)
        page.locator(f'[name="m.{number}.age_value"]').fill(age)
        if relation:
            page.locator(f'[name="m.{number}.relation"]').select_option(relation)
        if relation != "child":
            page.locator(f'[name="m.{number}.consent_care"]').select_option("y")
    page.get_by_role("button", name="Otra persona").click()
    expect(page.locator('[name="m.5.alias"]')).to_be_visible()
    page.get_by_role("button", name="Registrar a todas").click()
    expect(page.locator(".summary")).to_be_visible()  # two adults have not said whether other posts see their record
    assert axe(page) == []
    shoot(page, f"families-faltan-{width}")
    for number in (0, 1):
        page.locator(f'[name="m.{number}.consent_record"]').select_option("y")
    page.get_by_role("button", name="Registrar a todas").click()
    page.wait_for_url("**/groups/*/")
    expect(page.get_by_role("heading", name="Familia de 3")).to_be_visible()
    assert axe(page) == []
    assert "Zulma" not in page.title()
    shoot(page, f"families-registrada-{width}")
    assert page.evaluate("typeof htmx") == "undefined"  # axe looked, and the page still had no script
