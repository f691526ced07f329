"""A person is due at La 72, travels on, and keeps the visit at Reynosa; another misses it, is found and comes."""

import pytest

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import (
    Planner,
    VisitChoice,
    propose_next_visits,
    record_expected,
    record_outcome,
)
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.agenda.planned_visits import DueVisit, list_agenda, list_expected, list_planned_of
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.clock import to_epoch_day
from posta.mission.posts import find_post_by_code
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import PLACES, InMemoryMission, make_mission
from tests.spec.examples import FEET, registered

LA_72, REYNOSA = "tenosique_la72", "reynosa_albergue_1"
SUTURE = {**FEET, "procedures": ("suture",)}


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> InMemoryMission:
    place = ("Albergue de Reynosa", "shelter_clinic", "28032", ("route", "reynosa"))
    monkeypatch.setitem(PLACES, REYNOSA, place)
    return make_mission([LA_72, REYNOSA])


def carry(house: InMemoryMission) -> None:
    """Exchange everything between the two posts."""
    house.clock.advance(minutes=1)
    for one, other in ((LA_72, REYNOSA), (REYNOSA, LA_72)):
        exchange(house.node(one), MemoryTransport(house.node(other)))


def proposed(actor: Actor, person: Person) -> Planner:
    """Plan the wound check that is chosen beforehand, as one tap does; the day for the stitches is taken out."""
    return lambda filled: [
        VisitChoice(one.day, one.first, one.last, one.form, one.schedule)
        for one in propose_next_visits(actor, person, filled, actor.now)
        if one.chosen and one.schedule == "wound"
    ]


def late(actor: Actor) -> list[DueVisit]:
    today = to_epoch_day(actor.today)
    return list_agenda(actor.node.cursor, actor.post.number, 0, today - 1, most=9)


def test_a_visit_planned_at_la_72_is_kept_at_reynosa_and_a_missed_one_is_found(house: InMemoryMission) -> None:
    south = house.actor(LA_72)
    wilmer, denis = registered(south), registered(south, alias="Denis")
    for person in (wilmer, denis):
        record_encounter(south, person, {"opd": SUTURE}, plan=proposed(south, person))
    (visit,) = list_planned_of(south.node.cursor, wilmer.id)
    assert (visit.schedule, visit.due - to_epoch_day(south.today)) == ("wound", 2)

    reynosa = find_post_by_code(south.node.cursor, REYNOSA)
    assert reynosa is not None
    record_expected(south, [wilmer], reynosa, visit_day := south.today.replace(day=28), visit_day)
    carry(house)
    north = house.actor(REYNOSA)
    assert [
        one.person for one in list_expected(north.node.cursor, reynosa.number, to_epoch_day(north.today), most=5)
    ] == [wilmer.id]

    house.clock.advance(days=3)
    assert [one.person for one in late(house.actor(LA_72))] == [wilmer.id, denis.id]
    north = house.actor(REYNOSA)
    there = find_person(north.node.cursor, wilmer.id)
    assert there is not None
    record_encounter(north, there, {"opd": FEET})
    carry(house)
    south = house.actor(LA_72)
    (missed,) = late(south)
    assert (missed.person, missed.days_late(to_epoch_day(south.today))) == (denis.id, 1)

    record_outcome(south, denis, missed.id, "called")
    house.clock.advance(hours=2)
    record_outcome(house.actor(LA_72), denis, missed.id, "found")
    (told,) = late(house.actor(LA_72))
    assert told.note == "found"
    house.clock.advance(hours=2)
    record_encounter(house.actor(LA_72), denis, {"opd": FEET})
    assert late(house.actor(LA_72)) == []
    assert list_expected(south.node.cursor, reynosa.number, to_epoch_day(south.today), most=5) == []
