"""Invented people enter a demonstration only, by the same door as everybody: permissions, forms and clinical rules."""

from dataclasses import replace
from datetime import timedelta

import pytest

from posta.acts.actor import Actor
from posta.acts.care.visits import earlier_items
from posta.acts.care.visits.history import read_history
from posta.acts.replay_simulation import LATE_DAYS, NotADemonstration, SimulationProgress, replay_simulation
from posta.catalog.language.form import get_form
from posta.chart.agenda.planned_visits import list_agenda
from posta.chart.agenda.reserved_visits import open_reserved
from posta.chart.history.timeline import list_timeline
from posta.clock import to_epoch_day, to_millis
from posta.mission.roles import may_record
from posta.mission.staff import find_staff
from posta.simulation.clinical_answers import prescribe
from posta.simulation.events import Event, Registration, SimulatedContact
from posta.simulation.visits import simulate
from tests.in_memory_mission import ROLES, InMemoryMission, make_mission

POST = "tenosique_la72"
PEOPLE, DAYS = 150, 30


def at_work(trade: str = "doctor", *, demonstration: bool = True) -> tuple[InMemoryMission, Actor]:
    house = make_mission([POST], demonstration=demonstration)
    return house, house.actor(POST, trade)


def some_days(actor: Actor, people: int = PEOPLE, seed: int = 1) -> list[Event]:
    return list(simulate(people, DAYS, seed, [POST], actor.today - timedelta(days=DAYS)))


def with_whole_team(house: InMemoryMission, actor: Actor, events: list[Event]) -> SimulationProgress:
    return replay_simulation(actor, events, colleagues=[house.actor(POST, trade).staff for trade in ROLES])


@pytest.fixture(scope="module")
def played() -> tuple[InMemoryMission, Actor, SimulationProgress]:
    house, doctor = at_work()
    return house, doctor, with_whole_team(house, doctor, some_days(doctor))


def test_a_mission_that_is_no_demonstration_then_nobody_invented_enters():
    _, doctor = at_work(demonstration=False)
    with pytest.raises(NotADemonstration, match="demonstration"):
        replay_simulation(doctor, some_days(doctor))
    assert doctor.node.cursor.execute("SELECT count(*) FROM chart_item").fetchone() == (0,)


def test_a_whole_team_then_nothing_is_left_out(played):
    _, _, progress = played
    assert progress.entries > PEOPLE
    assert not progress.rejected
    assert not progress.unstaffed


def test_each_form_is_recorded_by_a_trade_that_records_it(played):
    house, doctor, progress = played
    seen = 0
    for person in progress.people.values():
        for trade in ("doctor", "psychologist"):
            reader = house.actor(POST, trade)
            for item in list_timeline(reader.node.cursor, person.id, reader.node.keyring):
                author = find_staff(doctor.node.cursor, item.author) if item.author else None
                for name in item.forms.keys() - {"visit", "person"} if author else ():
                    assert may_record(author.role, get_form(name)), (author.role, name)
                    seen += 1
    assert seen > PEOPLE


def test_a_promoter_alone_then_no_consultation_is_written():
    house, promoter = at_work("promoter")
    progress = replay_simulation(promoter, some_days(promoter))
    assert progress.unstaffed > 50
    doctor = house.actor(POST)
    for person in progress.people.values():
        items = list_timeline(doctor.node.cursor, person.id, doctor.node.keyring)
        assert {name for item in items for name in item.forms} == {"person"}


def test_what_is_held_and_what_is_read_give_the_same_answers(played):
    _, doctor, progress = played
    holding, signed = replace(doctor, held=progress.written), 0
    vitals = [get_form("vitals"), get_form("triage")]
    for person in progress.people.values():
        for number in (1, 20):
            held, read = (
                earlier_items.list_filled_forms(one, [person.id], vitals, 0, most=number) for one in (holding, doctor)
            )
            assert [forms for _, forms in held.get(person.id, [])] == [forms for _, forms in read.get(person.id, [])]
        names = [get_form(name) for name in ("vitals", "opd", "anc")]
        held, read = (earlier_items.list_latest(one, person.id, names) for one in (holding, doctor))
        assert {name: answers for name, (_, answers) in held.items()} == {
            name: answers for name, (_, answers) in read.items()
        }
        histories = [read_history(one, person) for one in (holding, doctor)]
        assert histories[0] == histories[1]
        signed += histories[0].signs is not None
    assert signed > 20


def first_consultation(events: list[Event]) -> tuple[Registration, SimulatedContact]:
    told = {one.number: one for one in events if isinstance(one, Registration)}
    seen = next(one for one in events if isinstance(one, SimulatedContact) and "opd" in one.forms)
    return told[seen.registration], seen


def with_opd(contact: SimulatedContact, **answers: object) -> SimulatedContact:
    return replace(contact, forms={**contact.forms, "opd": {**contact.forms["opd"], **answers}})


def test_a_grave_allergy_and_its_medicine_then_the_visit_is_rejected_and_counted():
    _, doctor = at_work()
    told, seen = first_consultation(some_days(doctor))
    rows = ({"allergen": "penicillin", "reaction": ("anaph",), "severity": "sev"},)
    told = replace(told, answers={**told.answers, "allergies": rows})
    penicillin = (prescribe("amoxicillin"),)
    progress = replay_simulation(doctor, [told, with_opd(seen, rx=penicillin)])
    assert progress.entries == 1
    assert progress.rejected.total() >= 1
    assert progress.people
    assert not progress.written


def test_a_danger_and_a_discharge_then_it_is_confirmed_and_counted():
    _, doctor = at_work()
    told, seen = first_consultation(some_days(doctor))
    visit = {**seen.forms["visit"], "disposition": "home"}
    visit.pop("next_appt", None)
    seen = with_opd(replace(seen, forms={**seen.forms, "visit": visit}), dx_main="heat")
    progress = replay_simulation(doctor, [told, seen])
    assert (progress.entries, progress.confirmed["discharge"]) == (2, 1), progress.rejected


def test_what_was_written_lately_counts_though_its_batch_is_not_written_yet():
    """A fever of the morning speaks against a discharge at noon, as it would from the record."""
    _, doctor = at_work()
    told, seen = first_consultation(some_days(doctor))
    hot = replace(seen, forms={**seen.forms, "vitals": {"temp_c": 40.6, "hr": 190}})
    visit = {k: v for k, v in {**seen.forms["visit"], "disposition": "home"}.items() if k != "next_appt"}
    later = replace(
        seen,
        at=seen.at + timedelta(hours=2),
        forms={"visit": {**visit, "visit_dt": seen.at + timedelta(hours=2)}, "opd": {**seen.forms["opd"]}},
    )
    progress = replay_simulation(doctor, [told, hot, later])
    assert progress.confirmed["discharge"] >= 1
    assert [item.occurred for items in progress.written.values() for item in items][0] == to_millis(later.at)


def test_the_last_session_that_was_planned_stands_on_the_agenda_as_reserved(played):
    """A psychologist of the demonstration had nobody due: a sealed visit names no day to come back in the open."""
    house, doctor, _ = played
    today = to_epoch_day(doctor.today)
    found = [
        one for one in list_agenda(doctor.node.cursor, doctor.post.number, 0, today + 60, most=500) if one.reserved
    ]
    assert found
    assert len({one.person for one in found}) == len(found), "one of each person"
    assert min(one.due for one in found) >= today - LATE_DAYS - 1
    psychologist = house.actor(POST, "psychologist")
    opened = open_reserved(psychologist.node.cursor, found, psychologist.node.keyring)
    assert {one.form for one in opened} == {get_form("mh_fu").number}
    assert all(one.is_closed for one in open_reserved(doctor.node.cursor, found, doctor.node.keyring))
