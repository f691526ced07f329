"""A signal from a stop beside the tracks: recorded by a logistician offline, judged at coordination, its answer read."""

from dataclasses import replace
from datetime import timedelta

import pytest

from posta.acts.actor import Actor
from posta.acts.care.registration import record_person
from posta.acts.care.signal_recording import record_signal
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.operations.signal_acts import (
    list_possible_signal_acts,
    record_signal_step,
    undo_signal_step,
)
from posta.catalog.errors import InvalidAnswers
from posta.catalog.operation_acts import SignalStep
from posta.chart.record.person_registers import find_person
from posta.clinical.surveillance.alert_rules import list_case_rules
from posta.clock import HOUR_MILLIS
from posta.figures import alert_facts
from posta.figures.alerts import StandingAlert, list_alerts, list_standing_alerts
from posta.figures.counts import count_activities_by_week, count_visits_by_week
from posta.ids import EntryId
from posta.mission.errors import Refused
from posta.mission.posts import Post
from posta.mission.staff import find_staff
from posta.operations.signals.signal_lists import Signal, find_signal, list_acts, list_open_signals
from posta.scribe.replay import replay, state_hash
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.journeys.test_thread import OPD, PERSON

TRACKS, CASA, LA72, CENTRE = "coatzacoalcos_vias", "coatzacoalcos_casa", "tenosique_la72", "coordination"
TRADES = ("doctor", "logistician", "team_leader", "epidemiologist", "administrator")
SEEN = {"sig_type": "disease", "sig_dx": "awd", "sig_place": "30039", "sig_src": "shelter", "n_aff": 7}


@pytest.fixture
def house() -> InMemoryMission:
    return make_mission([TRACKS, CASA, LA72], trades=TRADES)


def watcher(house: InMemoryMission, trade: str = "epidemiologist") -> Actor:
    """A colleague at the computer of coordination."""
    node = house.node(CENTRE)
    staff = find_staff(node.cursor, house.people[trade][0])
    assert staff is not None
    return Actor(node, staff, Post(0, CENTRE, "", CENTRE, "", ("",), ""))


def carry(house: InMemoryMission, *path: str) -> None:
    """Carry what is known from computer to computer, once what was written can no longer be undone."""
    house.clock.advance(minutes=1)
    for giver, taker in zip(path, path[1:], strict=False):
        exchange(house.node(taker), MemoryTransport(house.node(giver)))


def look(house: InMemoryMission, at: str, signal: EntryId) -> Signal:
    found = find_signal(house.node(at).cursor, signal)
    assert found is not None, at
    return found


def test_a_logistician_records_and_coordination_answers(house: InMemoryMission) -> None:
    logistician = house.actor(TRACKS, "logistician")
    entry = record_signal(logistician, SEEN, "Siete con diarrea junto al tanque de agua")
    here = look(house, TRACKS, entry)
    assert (here.state, here.answers.dx, here.answers.affected) == ("recorded", "awd", 7)
    assert here.due == here.recorded + 24 * HOUR_MILLIS
    assert list_possible_signal_acts(logistician, here) == [], "who records does not verify"
    with pytest.raises(Refused, match="another role"):
        record_signal_step(logistician, here, SignalStep(act="verify"))

    carry(house, TRACKS, CENTRE)
    arrived = look(house, CENTRE, entry)
    assert (arrived.state, arrived.note) == ("recorded", "Siete con diarrea junto al tanque de agua")
    epidemiologist = watcher(house)
    assert list_possible_signal_acts(epidemiologist, arrived) == ["verify", "discard"]
    house.clock.advance(hours=25)
    assert arrived.is_late(house.clock.millis())
    for step in (
        SignalStep(act="verify"),
        SignalStep(act="assess", risk="high", response=("samples", "wash")),
        SignalStep(act="answer", response=("team",), note="El equipo llega mañana a las 9"),
        SignalStep(act="close", note="Sin casos nuevos en 7 días"),
    ):
        house.clock.advance(minutes=5)
        record_signal_step(epidemiologist, look(house, CENTRE, entry), step)

    carry(house, CENTRE, LA72, TRACKS)
    closed = look(house, TRACKS, entry)
    assert (closed.state, closed.risk, closed.is_open, closed.due) == ("closed", "high", False, None)
    answered = list_acts(house.node(TRACKS).cursor, entry)
    assert [one.act for one in answered] == ["verify", "assess", "answer", "close"]
    assert answered[2].note == "El equipo llega mañana a las 9"
    assert list_open_signals(house.node(LA72).cursor, limit=9) == []
    for name in (TRACKS, LA72, CENTRE):
        node = house.node(name)
        before = state_hash(node)
        replay(node)
        assert state_hash(node) == before, name


def test_a_signal_is_no_visit_and_names_nobody_at_coordination(house: InMemoryMission) -> None:
    record_signal(house.actor(TRACKS, "logistician"), SEEN)
    carry(house, TRACKS, CENTRE)
    cursor, since = house.node(CENTRE).cursor, house.actor(TRACKS).today.replace(day=1)
    assert count_visits_by_week(cursor, since) == []
    assert [(one.name, one.times) for one in count_activities_by_week(cursor, since)] == [("signal", 1)]
    assert cursor.execute("SELECT COUNT(*) FROM figures_row WHERE person IS NOT NULL").fetchone() == (0,)


def test_the_clock_of_the_assessment_runs_from_the_recording(house: InMemoryMission) -> None:
    leader = house.actor(LA72, "team_leader")
    entry = record_signal(leader, SEEN)
    recorded = look(house, LA72, entry).recorded
    house.clock.advance(hours=20)
    record_signal_step(leader, look(house, LA72, entry), SignalStep(act="verify"))
    assert look(house, LA72, entry).due == recorded + 48 * HOUR_MILLIS
    with pytest.raises(Refused, match="level of risk"):
        record_signal_step(leader, look(house, LA72, entry), SignalStep(act="assess"))
    with pytest.raises(Refused, match="why the signal is discarded"):
        record_signal_step(leader, look(house, LA72, entry), SignalStep(act="discard"))
    moved = record_signal_step(leader, look(house, LA72, entry), SignalStep(act="discard", reason="usual"))
    assert look(house, LA72, entry).state == "discarded"
    undo_signal_step(leader, moved)
    assert look(house, LA72, entry).state == "verified"


def test_of_two_acts_that_exclude_each_other_the_earlier_counts(house: InMemoryMission) -> None:
    entry = record_signal(house.actor(TRACKS, "logistician"), SEEN)
    carry(house, TRACKS, CENTRE)
    carry(house, TRACKS, LA72)
    record_signal_step(house.actor(LA72, "team_leader"), look(house, LA72, entry), SignalStep(act="verify"))
    house.clock.advance(minutes=5)
    record_signal_step(watcher(house), look(house, CENTRE, entry), SignalStep(act="discard", reason="known"))
    carry(house, LA72, CENTRE, LA72, TRACKS)
    carry(house, CENTRE, LA72)
    states = {name: look(house, name, entry).state for name in (CENTRE, LA72, TRACKS)}
    assert set(states.values()) == {"discarded"}, "verified first, then discarded: both are possible in this order"


def test_an_act_of_another_role_counts_nowhere(house: InMemoryMission) -> None:
    """A computer that lets a doctor verify convinces nobody else."""
    entry = record_signal(house.actor(LA72, "doctor"), SEEN)
    forged = house.actor(LA72, "doctor")
    leader = house.actor(LA72, "team_leader")
    honest = leader.staff
    liar = replace(forged, staff=replace(honest, id=forged.staff.id))
    record_signal_step(liar, look(house, LA72, entry), SignalStep(act="verify"))
    assert look(house, LA72, entry).state == "recorded"
    carry(house, LA72, CENTRE)
    assert look(house, CENTRE, entry).state == "recorded"


def test_a_signal_needs_what_and_where(house: InMemoryMission) -> None:
    with pytest.raises(InvalidAnswers) as wrong:
        record_signal(house.actor(TRACKS, "logistician"), {"sig_src": "shelter"})
    assert {one.path for one in wrong.value.problems} == {"ebs.sig_type", "ebs.sig_place"}


def test_post_and_coordination_notice_the_same(house: InMemoryMission) -> None:
    """The first confirmed dengue in eight weeks: told at the post without a network, and at coordination once it hears."""
    doctor = house.actor(LA72)
    person = find_person(doctor.node.cursor, record_person(doctor, PERSON)[0])
    assert person is not None
    record_encounter(doctor, person, {"opd": {**OPD, "dx_main": "dengue", "case_class": "confirmed"}})
    here = list_alerts(doctor.node.cursor, doctor.post.number, doctor.today)
    assert [(alert.name, alert.cases, alert.level) for alert in here] == [("dengue_confirmed", 1, "orange")]
    carry(house, LA72, CENTRE)
    there = [StandingAlert(here[0], (doctor.post.number,), doctor.today)]
    assert list_standing_alerts(house.node(CENTRE).cursor, doctor.today) == there
    tomorrow = list_standing_alerts(house.node(CENTRE).cursor, doctor.today + timedelta(days=1))
    assert [one.since for one in tomorrow] == [doctor.today], "it stands since yesterday"


def test_posts_of_a_municipality_are_counted_together(house: InMemoryMission) -> None:
    """One suspected meningitis at each of two posts: neither meets the threshold alone, the municipality does."""
    both = (TRACKS, CASA)
    for name in both:
        ill(house, name, {"dx_main": "meningitis", "case_class": "suspected"})
    numbers = tuple(sorted(house.actor(name).post.number for name in both))
    for name in both:
        actor = house.actor(name)
        alone = list_alerts(actor.node.cursor, actor.post.number, actor.today)
        assert [one.name for one in alone] == ["meningitis"], "one is told by itself"
    carry(house, TRACKS, CENTRE, CASA)
    carry(house, CASA, CENTRE, TRACKS)
    for name in both:
        actor = house.actor(name)
        known = {one.name: one for one in list_alerts(actor.node.cursor, actor.post.number, actor.today)}
        wide = known["meningitis_alert"]
        assert (wide.cases, wide.municipality) == (2, actor.post.municipality), name
    found = list_standing_alerts(house.node(CENTRE).cursor, house.actor(CASA).today)
    assert [one.posts for one in found if one.alert.name == "meningitis_alert"] == [numbers], "once for both"
    assert sorted(one.posts for one in found if one.alert.name == "meningitis") == [(one,) for one in numbers]


def test_two_at_one_post_are_an_alert_of_that_post(house: InMemoryMission) -> None:
    for _ in range(2):
        ill(house, CASA, {"dx_main": "meningitis", "case_class": "suspected"})
    carry(house, CASA, CENTRE, TRACKS)
    casa, tracks = house.actor(CASA), house.actor(TRACKS)
    assert "" in {one.municipality for one in list_alerts(casa.node.cursor, casa.post.number, casa.today)}
    beside = list_alerts(tracks.node.cursor, tracks.post.number, tracks.today)
    assert [(one.name, one.municipality) for one in beside] == [("meningitis_alert", tracks.post.municipality)]
    found = list_standing_alerts(house.node(CENTRE).cursor, casa.today)
    assert {one.posts for one in found} == {(casa.post.number,)}
    assert {one.alert.municipality for one in found} == {""}


def ill(house: InMemoryMission, at: str, said: dict[str, str]) -> None:
    """Somebody new with an illness at a post."""
    doctor = house.actor(at)
    person = find_person(doctor.node.cursor, record_person(doctor, PERSON)[0])
    assert person is not None
    record_encounter(doctor, person, {"opd": {**OPD, **said}}, accepts=lambda warning: True)


def test_alerts_step_through_the_index_of_diagnoses(house: InMemoryMission) -> None:
    """However many entries a post has, the facts of grave cases are looked up day by day and code by code."""
    cursor = house.node(LA72).cursor
    facts, (counting, codes) = ", ".join(alert_facts._CASE_FACTS.values()), alert_facts._test(list_case_rules()[0])
    sql = alert_facts._CASES.format(wanted="(?, ?)", facts=facts, posts="?", counting=counting)
    plan = str(cursor.execute(f"EXPLAIN QUERY PLAN {sql}", (1, "awd", 1, *codes)).fetchall())
    assert "USING INDEX figures_row_dx (post=? AND day=? AND dx=?)" in plan
    plan = str(cursor.execute(f"EXPLAIN QUERY PLAN {alert_facts._DEATHS.format(posts='?')}", (1, 0, 9)).fetchall())
    assert "SCAN d" in plan, "deaths are few"
    assert "SCAN r" not in plan
