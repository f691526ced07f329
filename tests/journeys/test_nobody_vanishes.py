"""A day at two posts on which a registration is undone, marked as an error by the wrong and the right colleague, and comes back."""

import pytest

from posta.acts.care.registration import record_person
from posta.acts.care.undo import mark_entered_in_error, record_reinstatement, record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.history.timeline import list_timeline
from posta.chart.people_search import find_people
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.mission.errors import Refused
from posta.scribe.replay import replay, state_hash
from posta.scribe.withdraw import AlreadyUsed
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.journeys.test_thread import OPD, PERSON

HERE, THERE = "tenosique_la72", "coatzacoalcos_casa"


def meet(house: InMemoryMission) -> None:
    house.clock.advance(minutes=2)
    exchange(house.node(THERE), MemoryTransport(house.node(HERE)))


def found(house: InMemoryMission, post: str) -> Person:
    """The only person of this surname, as the search of a post finds them."""
    (one,) = find_people(house.node(post).cursor, "mejia hernandez")
    return one.person


def seen(house: InMemoryMission, post: str) -> int:
    actor = house.actor(post)
    return len(list_timeline(actor.node.cursor, found(house, post).id, actor.node.keyring))


def test_a_registration_goes_through_a_day_of_errors_and_nobody_vanishes() -> None:
    """Undone under a nurse's vital signs, or marked by a promoter, a person and their visits were nowhere, at every post."""
    house = make_mission([HERE, THERE])
    doctor, nurse, promoter = (house.actor(HERE, trade) for trade in ("doctor", "nurse", "promoter"))
    person_id, registration = record_person(doctor, PERSON)
    person = find_person(doctor.node.cursor, person_id)
    assert person is not None
    record_encounter(nurse, person, {"vitals": {"temp_c": 38.4}})
    with pytest.raises(AlreadyUsed):
        record_undo(doctor, person, registration)
    visit = record_encounter(doctor, person, {"opd": OPD}).entry
    for colleague in (nurse, promoter):
        with pytest.raises(Refused):
            mark_entered_in_error(colleague, person, registration, "otra persona")
    meet(house)
    assert (seen(house, HERE), seen(house, THERE)) == (3, 3)
    mark_entered_in_error(doctor, person, registration, "registrado dos veces")
    meet(house)
    for post in (HERE, THERE):
        assert found(house, post).closed is not None
        assert seen(house, post) == 2
    with pytest.raises(Refused):
        record_reinstatement(house.actor(THERE), person, registration)
    record_encounter(
        house.actor(THERE), person, {"vitals": {"temp_c": 37.0}}
    )  # who was writing meanwhile loses nothing
    record_reinstatement(doctor, person, registration)
    mark_entered_in_error(nurse, person, visit, "otra persona")
    record_reinstatement(doctor, person, visit)
    meet(house)
    for post in (HERE, THERE):
        assert found(house, post).closed is None
        before = state_hash(house.node(post))
        replay(house.node(post))
        assert state_hash(house.node(post)) == before
    assert (seen(house, HERE), seen(house, THERE)) == (4, 4)
    assert state_hash(house.node(HERE)) == state_hash(house.node(THERE))
