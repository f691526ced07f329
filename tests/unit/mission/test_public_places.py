"""The public page follows the orders about places: what is not marked public never shows, what closes shows since when."""

import random
from dataclasses import replace

import pytest

from posta.acts.mission import administration, places
from posta.acts.mission.founding_file import SAMPLE, read_mission
from posta.acts.mission.places import PlaceFacts
from posta.clock import FixedClock, to_epoch_day
from posta.mission.mission_account import describe_mission
from posta.mission.places.service_calendar import ServicePeriod
from posta.mission.posts import find_post, find_post_by_code, list_posts
from posta.publicsite.build import build_site
from posta.publicsite.gather_source import gather_source
from posta.publicsite.network.public_mission_file import read_mission as disclose_mission
from posta.publicsite.network.public_mission_file import read_mission_file
from tests.in_memory_mission import START, InMemoryMission, MissionNode, appoint, make_context

CANARY = "Casa Quetzalcanario"


@pytest.fixture
def house() -> InMemoryMission:
    """The sample mission, founded, with its administrator at coordination."""
    source, clock = random.Random(3), FixedClock(START)
    node = make_context(clock, source)
    node, epochs, secret = administration.found_mission(node, read_mission(SAMPLE, bytes(32)), label="Coordinación")
    nodes = {"coordination": MissionNode("coordination", node.cursor.connection, node)}
    made = InMemoryMission(clock, nodes, epochs, secret, {}, source)
    appoint(made, "administrator")
    return made


def published(house: InMemoryMission):
    day = to_epoch_day(house.administrator().today)
    return disclose_mission(describe_mission(house.node("coordination").cursor, day), "mission")


def test_a_mission_without_orders_is_published_as_its_file_is(house):
    assert published(house) == read_mission_file(SAMPLE)


def test_a_place_that_is_not_marked_public_shows_nowhere(house):
    boss = house.administrator()
    places.record_place(boss, PlaceFacts(CANARY, "community", "28032"), networks=("route",), services=("wash",))
    network = published(house)
    assert CANARY in network.withheld
    shown = repr((network.places, network.events, network.partners, network.labels, network.state_services))
    assert "Quetzalcanario" not in shown
    assert len(network.places) == len(read_mission_file(SAMPLE).places)


def test_a_place_is_shown_once_it_is_marked_and_hidden_once_it_is_not(house):
    boss = house.administrator()
    number = places.record_place(
        boss,
        PlaceFacts(CANARY, "community", "28032", precision="municipality"),
        networks=("route",),
        services=("wash",),
    )
    assert any(place.name["es"] == CANARY for place in published(house).places)
    post = next(one for one in list_posts(boss.node.cursor) if one.number == number)
    places.record_place_change(boss, post, PlaceFacts(CANARY, "community", "28032"))
    assert "Quetzalcanario" not in repr(published(house).places)


def test_a_place_that_was_renamed_shows_its_new_name_only(house):
    """Three places of one day: one renamed in public, one renamed that is hidden, one opened, renamed and closed."""
    boss, day = house.administrator(), to_epoch_day(house.administrator().today)
    shown = find_post_by_code(boss.node.cursor, "acapulco_progreso")
    places.record_place_change(boss, shown, replace_facts(shown, name="Progreso Centro"))
    hidden = find_post_by_code(boss.node.cursor, "gro_tc_01")
    places.record_place_change(boss, hidden, replace_facts(hidden, name="Llano Nuevo"))
    facts = PlaceFacts(CANARY, "community", "28032", precision="municipality")
    number = places.record_place(boss, facts, networks=("route",), opened=day, services=("wash",))
    fresh = next(one for one in list_posts(boss.node.cursor) if one.number == number)
    places.record_place_change(boss, fresh, replace(facts, name="Casa de un día"))
    places.record_closing(boss, find_post(boss.node.cursor, number), day)
    network = published(house)
    names = {place.id: place.name["es"] for place in network.places}
    assert names["acapulco-progreso"] == "Progreso Centro"
    assert {"Llano Nuevo", hidden.name} <= set(network.withheld), "the old name of a hidden place is no secret less"
    (brief,) = [place for place in network.places if place.name["es"] == "Casa de un día"]
    assert (brief.opened, brief.closed) == ("2018-11-25", "2018-11-25")
    assert "Quetzalcanario" not in repr(network.places)


def test_survivors_are_sent_to_no_state_in_which_the_last_place_closed(house):
    """Tamaulipas has one place for them: on the day it closes, the page for who needs care names it no more."""
    boss = house.administrator()
    tamaulipas = "Tamaulipas"
    assert tamaulipas in survivors_words(house)
    places.record_closing(boss, find_post_by_code(boss.node.cursor, "reynosa_clinica"), to_epoch_day(boss.today))
    words = survivors_words(house)
    assert tamaulipas not in words
    assert "Guerrero" in words


def survivors_words(house) -> str:
    """The sentence of the page for who needs care that names the states with survivors' care."""
    page = build_site(gather_source(published(house)))["si-necesita-atencion.html"].decode()
    return next(line for line in page.splitlines() if "Guerrero" in line and "Veracruz" in line)


def replace_facts(post, **changed: str) -> PlaceFacts:
    """The facts of a place as they are, with some changed."""
    now = PlaceFacts(post.name, post.kind, post.municipality, post.zone, post.public.precision if post.public else "")
    return replace(now, **changed)


def test_closing_a_place_and_ending_a_service_show_with_their_day(house):
    boss = house.administrator()
    day = to_epoch_day(boss.today)
    post = find_post_by_code(boss.node.cursor, "tenosique_la72")
    places.record_closing(boss, post, day)
    reynosa = find_post_by_code(boss.node.cursor, "reynosa_clinica")
    care = next(one for one in reynosa.calendar.periods if one.service == "primary_care")
    places.record_service_state(boss, reynosa, care.id, "closed", day)
    places.record_service(boss, reynosa, ServicePeriod(b"", "wash", day))
    found = {place.id: place for place in published(house).places}
    assert found["tenosique-la72"].closed == "2018-11-25"
    rows = {one.code: (one.since, one.until) for one in found["reynosa-clinica"].services}
    assert rows["primary_care"] == ("", "2018-11-25")
    assert rows["wash"] == ("2018-11-25", "")
    assert published(house).changed_on == "2018-11-25"


def test_reducing_a_service_goes_on_as_one_line(house):
    boss = house.administrator()
    post = find_post_by_code(boss.node.cursor, "reynosa_clinica")
    care = next(one for one in post.calendar.periods if one.service == "primary_care")
    places.record_service_state(boss, post, care.id, "reduced", to_epoch_day(boss.today))
    (place,) = [one for one in published(house).places if one.id == "reynosa-clinica"]
    assert [(one.since, one.until) for one in place.services if one.code == "primary_care"] == [("", "")]


def test_a_survivors_service_that_an_order_brings_stays_hidden(house):
    boss = house.administrator()
    post = find_post_by_code(boss.node.cursor, "reynosa_movil")
    places.record_service(boss, post, ServicePeriod(b"", "sexual_violence", to_epoch_day(boss.today)))
    (place,) = [one for one in published(house).places if one.id == "reynosa-movil"]
    assert "sexual_violence" not in {one.code for one in place.services}


def test_acapulco_is_reduced_to_survivors_in_december_2018(house):
    cursor = house.node("coordination").cursor
    november, december = (to_epoch_day(START.date().replace(month=month, day=1)) for month in (11, 12))
    for code in ("acapulco_renacimiento", "acapulco_progreso", "acapulco_zapata", "acapulco_jardin"):
        post = find_post_by_code(cursor, code)
        assert post.services_on(november).codes == ("mental_health", "psychosocial")
        assert not post.services_on(december).is_open
    hospital = find_post_by_code(cursor, "acapulco_hospital")
    assert hospital.services_on(december).codes == ("sexual_violence", "surveillance")
