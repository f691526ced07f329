"""The one main button of a first page opens what is done most at this kind of place, and what the trade may record."""

import random
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from posta.acts.actor import Actor
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.mission import administration
from posta.acts.mission.founding_file import SAMPLE, read_mission
from posta.care.display.form_links import find_lead, link_to_activity
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.form import get_form, list_forms
from posta.clock import FixedClock
from posta.mission.places.offered_forms import is_form_offered
from posta.mission.posts import Post, list_posts
from posta.mission.roles import ROLES, may_record
from posta.mission.rules.permissions import can_record
from posta.terms.lists import get_list
from tests.in_memory_mission import InMemoryMission, MissionNode, add_post, appoint, make_context
from tests.post_fixture import TestPost, make_post

TRADES = tuple(code for code, role in ROLES.items() if role.gives_care or code == "logistician")
LED = {form.name: link_to_activity(form) for form in list_forms() if form.service.leads}
AUTUMN = datetime(2018, 11, 26, 15, 0, tzinfo=UTC)
AT_RECEPTION = {
    "promoter": "busload", "nurse": "busload", "social_worker": "busload", "psychologist": "group", "logistician": "stock",
}  # fmt: skip


@pytest.fixture(scope="module")
def mission() -> InMemoryMission:
    """The sample mission with a colleague of every trade who works at a post."""
    source = random.Random(3)
    node = make_context(FixedClock(AUTUMN), source)
    node, epochs, secret = administration.found_mission(node, read_mission(SAMPLE, bytes(32)), label="Coordinación")
    nodes = {"coordination": MissionNode("coordination", node.cursor.connection, node)}
    made = InMemoryMission(FixedClock(AUTUMN), nodes, epochs, secret, {}, source)
    for trade in ("administrator", *TRADES):
        appoint(made, trade)
    add_post(made, "tenosique_la72")
    return made


def places_of(mission: InMemoryMission) -> list[Post]:
    return [one for one in list_posts(mission.node("tenosique_la72").cursor) if one.number]


def lead_of(mission: InMemoryMission, trade: str, place: Post) -> str:
    """The form of the main button of a trade at a place; registering where no other is done more."""
    actor = replace(mission.actor("tenosique_la72", trade), post=place)
    lead = find_lead(actor)
    return PERSON_FORM if lead is None else next(name for name, href in LED.items() if href == lead.href)


def may_record_here(actor: Actor, name: str) -> bool:
    form = get_form(name)
    return (
        can_record(actor.staff, form)
        and is_form_offered(form, actor.offered)
        and form.service.is_offered_at(actor.post.kind)
    )


@pytest.mark.parametrize("trade", TRADES)
def test_the_main_button_opens_what_the_trade_records_at_each_place_of_the_mission(
    mission: InMemoryMission, trade: str
) -> None:
    kinds = set()
    for place in places_of(mission):
        kinds.add(place.kind)
        actor, name = replace(mission.actor("tenosique_la72", trade), post=place), lead_of(mission, trade, place)
        assert may_record_here(actor, name) or (name == PERSON_FORM and not ROLES[trade].gives_care), (place.id, name)
    assert kinds == set(get_list("post_kind").codes), "the sample mission has a place of every kind"


def test_every_role_that_a_form_leads_may_record_it() -> None:
    led = {(form, role) for form in list_forms() for one in form.service.leads for role in one.roles}
    assert {(form.name, role) for form, role in led if role not in TRADES or not may_record(role, form)} == set()


@pytest.mark.parametrize("trade", AT_RECEPTION)
def test_at_a_reception_centre_it_is_the_bus(mission: InMemoryMission, trade: str) -> None:
    centres = [one for one in places_of(mission) if one.kind == "reception_centre"]
    assert len(centres) >= 2
    assert {lead_of(mission, trade, one) for one in centres} == {AT_RECEPTION[trade]}


def test_where_nothing_medical_is_given_a_promoter_of_a_shelter_leads_groups(mission: InMemoryMission) -> None:
    shelters = [one for one in places_of(mission) if one.kind == "shelter_clinic"]
    found = {one.id: lead_of(mission, "promoter", one) for one in shelters}
    assert found["matamoros_albergue_1"] == "group"
    assert found["tenosique_la72"] == PERSON_FORM


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("trade", ["promoter", "psychologist", "social_worker"])
def test_there_is_one_main_button_whoever_waits(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, trade: str
) -> None:
    centre: TestPost = make_post(monkeypatch, "reynosa_recepcion")
    for wait in (False, True):
        if wait:
            record_arrival(centre.actor(), centre.person(), reason="feet", reserved=trade != "promoter")
        page = centre.client(trade).get("/").content.decode()
        assert len(re.findall(r'class="btn main"', page)) == 1
        assert ('href="/work/group"' if trade == "psychologist" else 'href="/busloads/"') in page


@pytest.mark.django_db(transaction=True)
def test_without_a_form_that_leads_it_is_registering_until_somebody_waits(post: TestPost) -> None:
    page = post.client("nurse").get("/").content.decode()
    assert re.search(r'class="btn main"\s+href="/people/new"', page)
    record_arrival(post.actor(), post.person(), reason="feet")
    page = post.client("nurse").get("/").content.decode()
    assert len(re.findall(r'class="btn main"', page)) == 1
    assert re.search(r'<button class="btn main">\s*Llamar', page)
