"""The agenda of a post: due, overdue, kept anywhere, what became of a miss, sealed visits, who is expected."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import VisitChoice, VisitNotPlanned, record_expected, record_outcome
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.undo import mark_entered_in_error, record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.agenda.planned_visits import (
    DueVisit,
    count_agenda,
    find_planned,
    list_agenda,
    list_due,
    list_expected,
    list_planned_of,
)
from posta.chart.agenda.reserved_visits import open_reserved
from posta.chart.record.person import Person
from posta.clock import to_epoch_day
from posta.ids import EntryId
from posta.mission.errors import Refused
from posta.mission.posts import find_post_by_code
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.spec.examples import CLOSED_SESSION, FEET, newest, registered

HERE, THERE = "tenosique_la72", "coatzacoalcos_casa"


@pytest.fixture
def house() -> InMemoryMission:
    return make_mission([HERE, THERE])


def plan(actor: Actor, person: Person, days: int, form: str = "opd", early: int = 0, late: int = 0) -> EntryId:
    """A consultation after which a visit is planned; the id of the plan."""
    day = actor.today + timedelta(days=days)
    choice = VisitChoice(day, day - timedelta(days=early), day + timedelta(days=late), form, schedule="wound")
    record_encounter(actor, person, {"opd": FEET}, plan=lambda filled: [choice])
    return newest(actor.node)


def session(actor: Actor, person: Person, days: int | None = None) -> EntryId:
    """A sealed session; with days, the next one is planned."""
    choices: Sequence[VisitChoice] = ()
    if days is not None:
        day = actor.today + timedelta(days=days)
        choices = [VisitChoice(day, day - timedelta(days=1), day, "mh_fu", schedule="suicide")]
    record_encounter(actor, person, {"mh_fu": CLOSED_SESSION}, plan=lambda filled: choices)
    return newest(actor.node)


def open_days(actor: Actor) -> list[int]:
    """The open visits of the post, in days from today."""
    today = to_epoch_day(actor.today)
    found = list_agenda(actor.node.cursor, actor.post.number, 0, today + 400, most=50)
    assert count_agenda(actor.node.cursor, actor.post.number, 0, today + 400) == len(found)
    return [one.due - today for one in found]


def state(actor: Actor, visit: EntryId) -> str:
    found = find_planned(actor.node.cursor, visit)
    assert found is not None
    return found.state


def due(actor: Actor) -> list[DueVisit]:
    return list_due(actor.node.cursor, actor.post.number, to_epoch_day(actor.today))


def test_overdue_by_one_day_is_still_on_the_agenda(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    visit = plan(actor, registered(actor), 2)
    assert open_days(actor) == [2]
    house.clock.advance(days=2)
    assert [one.id for one in due(house.actor(HERE))] == [visit]
    house.clock.advance(days=1)
    actor = house.actor(HERE)
    assert due(actor) == []
    assert open_days(actor) == [-1]
    (late,) = list_agenda(actor.node.cursor, actor.post.number, 0, to_epoch_day(actor.today), most=5)
    assert late.days_late(to_epoch_day(actor.today)) == 1


@pytest.mark.parametrize(("after", "kept"), [(6, False), (7, True), (10, True), (40, True)])
def test_a_contact_with_its_form_keeps_a_visit_from_the_first_day_of_its_window(
    house: InMemoryMission, after: int, kept: bool
) -> None:
    actor = house.actor(HERE)
    person = registered(actor)
    visit = plan(actor, person, 10, early=3, late=3)
    house.clock.advance(days=after)
    record_encounter(house.actor(HERE), person, {"opd": FEET})
    assert (state(house.actor(HERE), visit) == "kept") is kept


def test_another_form_or_the_contact_itself_keeps_nothing(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person = registered(actor)
    visit = plan(actor, person, 1)
    house.clock.advance(days=2)
    record_encounter(house.actor(HERE, "nurse"), person, {"vitals": {"temp_c": 37.0}})
    assert state(actor, visit) == "open"


def test_a_contact_that_was_an_error_keeps_nothing(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person = registered(actor)
    visit = plan(actor, person, 1)
    house.clock.advance(days=2)
    later = record_encounter(house.actor(HERE), person, {"opd": FEET}).entry
    assert state(actor, visit) == "kept"
    mark_entered_in_error(house.actor(HERE), person, later, "otra persona")
    assert state(actor, visit) == "open"


def test_visits_go_with_the_contact_in_which_they_were_planned(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person = registered(actor)
    day = actor.today + timedelta(days=3)
    contact = record_encounter(
        actor, person, {"opd": FEET}, plan=lambda filled: [VisitChoice(day, day, day, "opd")]
    ).entry
    assert open_days(actor) == [3]
    record_undo(actor, person, contact)
    assert open_days(actor) == []


def test_a_miss_is_called_moved_refused(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person = registered(actor)
    visit = plan(actor, person, 1)
    house.clock.advance(days=3)
    actor = house.actor(HERE)
    record_outcome(actor, person, visit, "called")
    (one,) = list_planned_of(actor.node.cursor, person.id)
    assert (one.note, one.state, open_days(actor)) == ("called", "open", [-2])
    record_outcome(actor, person, visit, "moved", actor.today + timedelta(days=5))
    assert open_days(actor) == [5]
    house.clock.advance(minutes=1)
    record_outcome(house.actor(HERE), person, visit, "refused")
    assert (open_days(actor), state(actor, visit)) == ([], "refused")
    with pytest.raises(VisitNotPlanned):
        record_outcome(house.actor(HERE), person, visit, "called")


@pytest.mark.parametrize("days", [-1, 367])
def test_a_visit_in_the_past_or_beyond_a_year_is_refused(house: InMemoryMission, days: int) -> None:
    actor = house.actor(HERE)
    person = registered(actor)
    visit = plan(actor, person, 1)
    with pytest.raises(VisitNotPlanned):
        record_outcome(actor, person, visit, "moved", actor.today + timedelta(days=days))
    assert open_days(actor) == [1]


def test_a_sealed_visit_is_a_day_to_others_and_whole_to_its_trade(house: InMemoryMission) -> None:
    psychologist = house.actor(HERE, "psychologist")
    person = registered(psychologist)
    visit = session(psychologist, person, 7)
    nurse = house.actor(HERE, "nurse")
    found = list_planned_of(nurse.node.cursor, person.id)
    (closed,) = open_reserved(nurse.node.cursor, found, nurse.node.keyring)
    assert (closed.is_closed, closed.form, closed.schedule, closed.author) == (True, 0, "", None)
    assert closed.first == closed.last == closed.day
    (whole,) = open_reserved(psychologist.node.cursor, found, psychologist.node.keyring)
    assert (whole.is_closed, whole.schedule) == (False, "suicide")
    assert whole.first == whole.day - 1
    with pytest.raises(Refused):
        record_outcome(nurse, person, visit, "called")


def test_a_sealed_session_keeps_the_visit_that_was_planned_for_it(house: InMemoryMission) -> None:
    psychologist = house.actor(HERE, "psychologist")
    person = registered(psychologist)
    visit = session(psychologist, person, 7)
    house.clock.advance(days=7)
    record_encounter(house.actor(HERE), person, {"opd": FEET})
    assert state(psychologist, visit) == "open"
    session(house.actor(HERE, "psychologist"), person)
    assert state(psychologist, visit) == "kept"


def test_a_day_to_come_back_is_kept_by_any_care(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person = registered(actor)
    back = actor.today + timedelta(days=3)
    contact = record_encounter(actor, person, {"opd": FEET, "visit": {"next_appt": back, "disposition": "fu"}}).entry
    assert open_days(actor) == [3]
    house.clock.advance(days=4)
    record_encounter(house.actor(HERE, "nurse"), person, {"vitals": {"temp_c": 37.0}})
    assert state(actor, contact) == "open"
    record_outcome(house.actor(HERE), person, contact, "found")
    session(house.actor(HERE, "psychologist"), person)
    assert state(actor, contact) == "kept"


def test_somebody_is_expected_until_they_come_or_are_expected_elsewhere(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person = registered(actor)
    here, there = (find_post_by_code(actor.node.cursor, code) for code in (HERE, THERE))
    assert here is not None
    assert there is not None

    def expected(number: int, day: date) -> int:
        return len(list_expected(actor.node.cursor, number, to_epoch_day(day), most=5))

    day = actor.today + timedelta(days=4)
    record_expected(actor, [person], there, day, day + timedelta(days=2))
    assert [expected(there.number, day + timedelta(days=late)) for late in (0, 2, 3)] == [1, 1, 0]
    house.clock.advance(days=1)
    record_expected(house.actor(HERE), [person], here, day, day)
    assert (expected(there.number, day), expected(here.number, day)) == (0, 1)
    record_arrival(house.actor(HERE, "nurse"), person, reason="feet")
    assert expected(here.number, day) == 0
