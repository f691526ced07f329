"""A day at three places: the house of migrants at Coatzacoalcos, the reception centre and the mobile team of Reynosa."""

from dataclasses import replace
from datetime import timedelta

import pytest

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import record_expected
from posta.acts.care.headcounts.busload_people import record_busload_person
from posta.acts.care.headcounts.busloads import SameBusload, list_busloads, record_busload
from posta.acts.care.headcounts.stops import close_stop, find_open_stop, list_stops, open_stop
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_person
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission import places
from posta.chart.agenda.planned_visits import list_expected, list_planned_of
from posta.chart.board import list_board
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.clock import to_epoch_day
from posta.figures.facts.read import list_facts
from posta.figures.top_diagnoses import count_top_diagnoses
from posta.mission.posts import find_post_by_code
from posta.scribe.replay import replay, state_hash
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission, make_mission

LA72, CASA, CENTRE, MOBILE = "tenosique_la72", "coatzacoalcos_casa", "reynosa_recepcion", "coatzacoalcos_vias"
SHELTER = "coatzacoalcos_casa"
WHO = {
    "alias": "Wilmer", "sex": "m", "age_value": 24, "age_unit": "y", "country_origin": "HN", "pop_group": "migrant",
    "consent_care": "p", "consent_record": "p",
}  # fmt: skip
OPD = {"complaint": "Ampollas", "dx_main": "foot_tinea", "dx_status": "new", "violence_link": "n"}
TOLD = {"direction": "north", "transport": ("train",), "days_travel": 9}
CANARY = "QUETZALCANARIO"


def registered(actor: Actor, **more: object) -> Person:
    person = find_person(actor.node.cursor, record_person(actor, WHO | more)[0])
    assert person is not None
    return person


def at(actor: Actor, place: str) -> Actor:
    """The same colleague, who said that they are at another place of their computer."""
    post = find_post_by_code(actor.node.cursor, place)
    assert post is not None
    return replace(actor, post=post)


def meet(house: InMemoryMission, one: str, other: str) -> None:
    house.clock.advance(minutes=2)
    exchange(house.node(one), MemoryTransport(house.node(other)))
    exchange(house.node(other), MemoryTransport(house.node(one)))


def check_replays(house: InMemoryMission) -> None:
    for name in house.nodes:
        before = state_hash(house.node(name))
        replay(house.node(name))
        assert state_hash(house.node(name)) == before, name


def test_a_day_at_coatzacoalcos() -> None:
    """Expected from Tenosique, queued with a number, triaged, seen; the journey is asked there and shown here."""
    house = make_mission([LA72, CASA])
    south = house.actor(LA72)
    person = registered(south)
    record_encounter(south, person, {"visit": dict(TOLD), "opd": OPD})
    casa = find_post_by_code(south.node.cursor, CASA)
    assert casa is not None
    record_expected(south, [person], casa, south.today + timedelta(days=4), south.today + timedelta(days=18))
    meet(house, LA72, CASA)

    house.clock.advance(days=4)
    door = house.actor(CASA, "promoter")
    expected = list_expected(door.node.cursor, casa.number, to_epoch_day(door.today), most=10)
    assert [one.person for one in expected] == [person.id]
    known = find_person(door.node.cursor, person.id)
    assert known is not None
    record_arrival(door, known, reason="feet")
    for number in range(3):
        record_arrival(door, registered(door, alias=f"Otro{number}"), signs=("bleed",) if number else (), colour="")
    waiting = list_board(door.node.cursor, casa.number, door.queue_start)
    letters = {one.ticket.rstrip("0123456789") for one in waiting}
    assert len({one.ticket for one in waiting}) == 4
    assert len(letters) == 1
    assert letters != {"A"}, "another computer than that of Tenosique"

    doctor = house.actor(CASA)
    record_encounter(doctor, known, {"opd": OPD}, arrival=waiting[0].arrival)
    told = [item.forms.get("visit", {}) for item in list_timeline(doctor.node.cursor, person.id, doctor.node.keyring)]
    assert sum("direction" in one for one in told) == 1, "told once for the journey"
    assert count_top_diagnoses(doctor.node.cursor, casa.number, doctor.today) == [("foot_tinea", 1)]
    check_replays(house)


def test_a_day_at_the_reception_centre_of_reynosa() -> None:
    """A bus is counted, not twice; a promoter asks; no doctor is needed; coordination counts and reads no name."""
    house = make_mission([CENTRE])
    promoter = house.actor(CENTRE, "promoter")
    heads = {"arrived_at": promoter.now, "vehicle": "bus", "vehicle_id": "TX-118", "n_m_18_59": 37, "n_f_5_17": 3}
    bus = record_busload(promoter, heads)
    with pytest.raises(SameBusload):
        record_busload(house.actor(CENTRE, "social_worker"), heads)
    asked = {
        "hurt": {"injury"}, "reserved": {"suicidal"}, "medicine": {"med_stopped"}, "alone": {"minor_alone"},
        "family": {"separated"},
    }  # fmt: skip
    people = {
        name: record_busload_person(
            promoter, bus, WHO | {"alias": f"{CANARY} {name}", "age_value": 15 if name == "alone" else 30}, signs
        )
        for name, signs in asked.items()
    }
    [found] = list_busloads(house.actor(CENTRE, "psychologist"), promoter.today)
    assert [one.colour for one in found.arrivals] == ["yellow", "red", "yellow", "yellow", "yellow"]
    assert [one.reserved for one in found.arrivals] == [False, True, False, False, False]
    assert {name for name, one in people.items() if one.proposals} == {"medicine", "alone", "family"}
    for name, days in (("alone", 1), ("family", 3)):
        [plan] = list_planned_of(promoter.node.cursor, people[name].person)
        assert plan.due == to_epoch_day(promoter.today) + days
    assert list_planned_of(promoter.node.cursor, people["hurt"].person) == []

    meet(house, CENTRE, "coordination")
    centre = house.node("coordination")
    assert [row.values for row in list_facts(centre.cursor, "busload", ("vehicle", "n_m_18_59"))] == [("bus", 37)]
    check_replays(house)


def test_a_day_of_the_mobile_team() -> None:
    """Two stops of one team: each is opened once, closed with its counts, and the second begins after the first."""
    house = make_mission([MOBILE])
    boss, feed = house.administrator(), house.node(MOBILE).device.feed
    shelter = find_post_by_code(boss.node.cursor, SHELTER)
    assert shelter is not None
    places.record_device_places(boss, feed, [shelter.number])
    meet(house, MOBILE, "coordination")
    leader = house.actor(MOBILE, "nurse")
    open_stop(leader, {"stop_at": leader.now, "team": ("doctor", "promoter")})
    house.clock.advance(minutes=10)
    doctor = house.actor(MOBILE)
    person = registered(doctor)
    record_arrival(doctor, person, reason="feet")
    [waiting] = list_board(doctor.node.cursor, doctor.post.number, doctor.queue_start)
    record_encounter(doctor, person, {"opd": OPD}, arrival=waiting.arrival)
    house.clock.advance(hours=2)
    close_stop(leader, {"stop_at": leader.now, "incidents": ("none",), "all_back": True})
    assert find_open_stop(leader) is None
    house.clock.advance(hours=1)
    second = at(leader, SHELTER)
    open_stop(second, {"stop_at": second.now, "team": ("doctor",)})
    assert find_open_stop(second) is not None
    assert find_open_stop(leader) is None
    served = [leader.post.number, second.post.number]
    assert [(one.post, one.step) for one in list_stops(leader, served)] == [
        (second.post.number, "open"),
        (leader.post.number, "close"),
        (leader.post.number, "open"),
    ]
    meet(house, MOBILE, "coordination")
    told = list_facts(house.node("coordination").cursor, "stop", ("step", "seen", "unseen"))
    assert {(row.post, *row.values) for row in told} == {
        (leader.post.number, "open", None, None),
        (leader.post.number, "close", 1, 0),
        (second.post.number, "open", None, None),
    }
    check_replays(house)
