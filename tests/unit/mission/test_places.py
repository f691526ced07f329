"""Places by orders: added, changed, closed, their services; who may, and what is refused."""

import random

import pytest

from posta.acts.mission import places
from posta.acts.mission.places import PlaceFacts, PlaceRefused
from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.clock import to_epoch_day
from posta.ledger import queries
from posta.mission import mission_projection
from posta.mission.errors import Refused
from posta.mission.places.place_tables import list_all_served, list_served, read_folded
from posta.mission.places.service_calendar import CalendarRefused, ServicePeriod
from posta.mission.posts import Homes, find_post, find_post_by_code, list_posts
from posta.scribe.apply import open_rows
from posta.scribe.replay import replay, state_hash
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import ROLES, InMemoryMission, make_mission

HOME, OTHER = "reynosa_clinica", "tenosique_la72"


@pytest.fixture
def house() -> InMemoryMission:
    return make_mission([HOME, OTHER], trades=(*ROLES, "team_leader"))


def leader(house: InMemoryMission, post: str = HOME):
    return house.actor(post, "team_leader")


def today(house: InMemoryMission) -> int:
    return to_epoch_day(leader(house).today)


def at(house: InMemoryMission, number: int, node: str = HOME):
    found = find_post(house.node(node).cursor, number)
    assert found is not None
    return found


def trade(one: InMemoryMission, *names: str) -> None:
    """Exchange among these computers, both ways."""
    for name in names:
        for other in names:
            if name != other:
                exchange(one.node(name), MemoryTransport(one.node(other)))


def test_a_team_leader_adds_a_place_at_the_post_and_the_computer_serves_it(house):
    actor = leader(house)
    number = places.record_place(actor, PlaceFacts("Colonia  Nueva", "mobile_stop"), services=("primary_care",))
    made = at(house, number)
    assert (made.name, made.kind, made.networks, made.public) == ("Colonia Nueva", "mobile_stop", ("reynosa",), None)
    assert number in list_served(actor.node.cursor, actor.node.device.feed)
    assert made.services_on(today(house)).codes == ("primary_care",)
    assert find_post_by_code(actor.node.cursor, made.id) == made


def test_a_place_added_apart_is_known_everywhere_after_an_exchange(house):
    first = places.record_place(leader(house), PlaceFacts("Uno", "community"))
    second = places.record_place(leader(house, OTHER), PlaceFacts("Dos", "community"))
    trade(house, "coordination", HOME, OTHER)
    trade(house, "coordination", HOME, OTHER)
    for node in house.nodes:
        known = {post.number: post.name for post in list_posts(house.node(node).cursor)}
        assert (known[first], known[second]) == ("Uno", "Dos"), node


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (PlaceFacts("", "community"), "place_without_name"),
        (PlaceFacts("la  72", "community"), "place_name_taken"),
        (PlaceFacts("Uno", "moon"), "place_of_no_kind"),
        (PlaceFacts("Uno", "community", "99999"), "place_unknown_municipality"),
        (PlaceFacts("Uno", "community", zone="Mars"), "place_unknown_zone"),
    ],
)
def test_a_place_that_cannot_be_is_refused_with_its_reason(house, facts, code):
    with pytest.raises(PlaceRefused) as refused:
        places.record_place(leader(house), facts)
    assert refused.value.reason.code == code


def test_a_doctor_adds_no_place_and_a_leader_changes_no_facts(house):
    with pytest.raises(Refused):
        places.record_place(house.actor(HOME, "doctor"), PlaceFacts("Uno", "community"))
    post = find_post_by_code(house.node(HOME).cursor, HOME)
    with pytest.raises(Refused):
        places.record_place_change(leader(house), post, PlaceFacts("Uno", "community"))
    with pytest.raises(Refused):
        places.record_closing(leader(house), find_post_by_code(house.node(HOME).cursor, OTHER), today(house))


def test_a_leader_renames_and_moves_what_their_computer_added_until_it_is_public(house):
    actor = leader(house)
    number = places.record_place(actor, PlaceFacts("Colonia Nueba", "mobile_stop"))
    asked = PlaceFacts("Colonia Nueva", "mobile_stop", "28032", precision="municipality")
    places.record_place_change(actor, at(house, number), asked)
    trade(house, "coordination", HOME, OTHER)
    for node in ("coordination", HOME, OTHER):
        known = at(house, number, node)
        assert (known.name, known.municipality, known.public) == ("Colonia Nueva", "28032", None), node
    with pytest.raises(Refused):
        places.record_place_change(leader(house, OTHER), at(house, number, OTHER), PlaceFacts("Otra", "mobile_stop"))
    boss = house.administrator()
    places.record_place_change(boss, at(house, number, "coordination"), asked)
    trade(house, "coordination", HOME)
    assert at(house, number).public.precision == "municipality"
    with pytest.raises(Refused):
        places.record_place_change(leader(house), at(house, number), PlaceFacts("Otra", "mobile_stop"))


def test_a_change_of_facts_from_elsewhere_or_onto_the_public_page_has_no_effect(house, monkeypatch):
    """A program without the rule renames a place of another computer, and makes one public: both are kept, none holds."""
    monkeypatch.setattr(places, "check_can_change_facts", lambda *_: None)
    number = places.record_place(leader(house), PlaceFacts("Uno", "community", "28032"))
    trade(house, "coordination", HOME, OTHER)
    other = places.record_place_change(leader(house, OTHER), at(house, number, OTHER), PlaceFacts("Dos", "community"))
    monkeypatch.setattr(places, "is_centre", lambda *_: True)
    shown = PlaceFacts("Tres", "community", "28032", precision="municipality")
    public = places.record_place_change(leader(house), at(house, number), shown)
    trade(house, "coordination", HOME, OTHER)
    for node in ("coordination", HOME, OTHER):
        assert (at(house, number, node).name, at(house, number, node).public) == ("Uno", None), node
        assert {other, public} <= read_folded(house.node(node).cursor).refused


def test_what_a_computer_may_not_order_has_no_effect_where_it_arrives(house, monkeypatch):
    """A program without the rule writes for a place that it does not serve, and for a doctor: both are kept, none holds."""
    monkeypatch.setattr(places, "check_can_order_services", lambda *_: None)
    monkeypatch.setattr(places, "check_can_add_place", lambda *_: None)
    day, cursor = today(house), house.node(HOME).cursor
    closing = places.record_closing(leader(house), find_post_by_code(cursor, OTHER), day)
    added = places.record_place(house.actor(HOME, "doctor"), PlaceFacts("Uno", "community"))
    trade(house, "coordination", HOME)
    for node in ("coordination", HOME):
        assert find_post_by_code(house.node(node).cursor, OTHER).is_open_on(day)
        assert find_post(house.node(node).cursor, added) is None
        assert closing in read_folded(house.node(node).cursor).refused


def test_closing_and_reopening_follow_the_date(house):
    actor, day = leader(house), today(house)
    post = find_post_by_code(actor.node.cursor, HOME)
    places.record_closing(actor, post, day + 3, "obras")
    closed = at(house, post.number)
    assert [closed.is_open_on(day + n) for n in (0, 2, 3, 9)] == [True, True, False, False]
    with pytest.raises(CalendarRefused, match="closed on that day already"):
        places.record_closing(actor, closed, day + 4)
    places.record_reopening(actor, closed, day + 7)
    assert [at(house, post.number).is_open_on(day + n) for n in (2, 3, 6, 7)] == [True, False, False, True]


def test_services_are_scaled_up_reduced_corrected_and_taken_out(house):
    actor, day = leader(house), today(house)
    post = find_post_by_code(actor.node.cursor, HOME)
    assert not post.services_on(day).declared
    places.record_service(actor, post, ServicePeriod(b"", "primary_care", day, None, 0b0011111, note="Equipo 1"))
    post = at(house, post.number)
    (period,) = post.calendar.periods
    places.record_service_state(actor, post, period.id, "reduced", day + 10)
    post = at(house, post.number)
    first, second = sorted(post.calendar.periods, key=lambda one: one.since)
    assert (first.until, second.since, second.state, second.weekdays) == (day + 9, day + 10, "reduced", 0b0011111)
    with pytest.raises(CalendarRefused, match="already has another period"):
        places.record_service(actor, post, ServicePeriod(b"", "primary_care", day + 2, day + 4))
    with pytest.raises(CalendarRefused, match="before the first"):
        places.record_service(actor, post, ServicePeriod(b"", "wash", day + 2, day + 1))
    places.record_service_cancellation(actor, post, second.id, "error")
    assert [one.id for one in at(house, post.number).calendar.periods] == [first.id]
    places.record_service_state(actor, at(house, post.number), first.id, "closed", day + 5)
    assert at(house, post.number).calendar.periods[0].until == day + 4


def test_a_service_of_a_closed_place_is_refused(house):
    actor, day = leader(house), today(house)
    places.record_closing(actor, find_post_by_code(actor.node.cursor, HOME), day)
    with pytest.raises(CalendarRefused, match="The place is closed"):
        places.record_service(
            actor, find_post_by_code(actor.node.cursor, HOME), ServicePeriod(b"", "wash", day + 1, None)
        )


def test_an_administrator_renames_moves_and_says_which_places_a_computer_serves(house):
    actor = house.administrator()
    post = find_post_by_code(actor.node.cursor, OTHER)
    places.record_place_change(
        actor, post, PlaceFacts("La 72 nueva", "shelter_clinic", "27017", "America/Tijuana", "state")
    )
    new = find_post_by_code(actor.node.cursor, OTHER)
    assert (new.name, new.zone, new.public.precision, new.public.entity) == (
        "La 72 nueva",
        "America/Tijuana",
        "state",
        "27",
    )
    feed = house.node(OTHER).device.feed
    other = find_post_by_code(actor.node.cursor, "coatzacoalcos_vias")
    places.record_device_places(actor, feed, [other.number])
    assert list_served(actor.node.cursor, feed) == {post.number, other.number}
    trade(house, "coordination", OTHER)
    places.record_closing(leader(house, OTHER), other, today(house))
    assert not find_post_by_code(house.node(OTHER).cursor, "coatzacoalcos_vias").is_open_on(today(house))


def test_a_replaced_order_no_longer_counts_whatever_the_clocks_say(house):
    """Two computers administer; the one whose clock is ahead renamed first, the other saw it and renamed again."""
    actor = house.administrator()
    post = find_post_by_code(actor.node.cursor, OTHER)
    first = places.record_place_change(actor, post, PlaceFacts("Uno", "shelter_clinic"))
    places.record_place_change(actor, find_post_by_code(actor.node.cursor, OTHER), PlaceFacts("Dos", "shelter_clinic"))
    cursor = actor.node.cursor
    cursor.execute("UPDATE mission_place_order SET hlc = hlc + (1 << 40) WHERE entry = ?", (first,))
    assert read_folded(cursor).places[post.number].name == "Dos"


def test_replay_gives_the_same_places(house):
    actor, day = leader(house), today(house)
    number = places.record_place(actor, PlaceFacts("Uno", "community"), opened=day, services=("wash", "srh"))
    places.record_closing(actor, at(house, number), day + 2)
    before = state_hash(actor.node)
    replay(actor.node)
    assert state_hash(actor.node) == before


def test_any_order_of_arrival_gives_the_same_tables(house):
    """Orders about places and appointments come in any order and in batches of any size, and make the same rows."""
    day, actor = today(house), leader(house)
    number = places.record_place(actor, PlaceFacts("Uno", "community"), services=("wash",))
    places.record_service_state(actor, at(house, number), at(house, number).calendar.periods[0].id, "reduced", day + 4)
    places.record_closing(actor, at(house, number), day + 9)
    trade(house, "coordination", HOME, OTHER)
    boss = house.administrator()
    places.record_place_change(boss, at(house, number, "coordination"), PlaceFacts("Dos", "community"))
    places.record_device_places(boss, house.node(OTHER).device.feed, [3])
    trade(house, "coordination", HOME, OTHER)
    node = house.node("coordination")
    epochs = [one.id for one in node.keyring.by_id.values() if one.compartment == Compartment.ADMIN]
    entries = [one.fresh for one in open_rows(node, queries.list_sealed_by(node.cursor, epochs)) if one.fresh]
    late = kinds.PLACES | {kinds.APPOINTMENT}
    first = [one for one in entries if one.admin.kind not in late]
    rest = [one for one in entries if one.admin.kind in late]
    expected = list(mission_projection.dump(node.cursor))
    for seed in range(12):
        source = random.Random(seed)
        source.shuffle(rest)
        mission_projection.reset(node.cursor)
        mission_projection.project(node.cursor, first)
        for start in range(0, len(rest), size := source.randint(1, 5)):
            mission_projection.project(node.cursor, rest[start : start + size])
        assert list(mission_projection.dump(node.cursor)) == expected, seed


def test_every_kind_of_place_has_its_act():
    assert len({kinds.KINDS[number].act for number in kinds.PLACES}) == 7


def test_a_computer_judges_what_was_written_at_any_place_that_it_serves_as_there(house):
    boss = house.administrator()
    trade(house, "coordination", HOME, OTHER)
    feed = house.node(OTHER).device.feed
    places.record_device_places(boss, feed, [find_post_by_code(boss.node.cursor, "coatzacoalcos_vias").number])
    trade(house, "coordination", HOME, OTHER)
    cursor = house.node(OTHER).cursor
    homes = Homes({feed: 1}, list_all_served(cursor))
    assert homes.at(feed, 3) == 3
    assert homes.at(feed, 4) == 1
