"""Signals in time: counted from the acts that count, not from what the form of a signal claims."""

from datetime import timedelta

import pytest

from posta.acts.actor import Actor
from posta.acts.care.signal_recording import record_signal
from posta.acts.operations.signal_acts import record_signal_step, undo_signal_step
from posta.catalog.operation_acts import SignalStep
from posta.clock import HOUR_MILLIS, first_day_of_week
from posta.ids import EntryId
from posta.operations.signals.signal_lists import find_signal
from posta.operations.signals.signal_timeliness import (
    InTime,
    SignalWeek,
    due_hours,
    judge_in_time,
    list_signal_weeks,
)
from tests.in_memory_mission import InMemoryMission, make_mission

LA72 = "tenosique_la72"
SEEN = {"sig_type": "disease", "sig_dx": "awd", "sig_place": "27017", "sig_src": "shelter", "n_aff": 7}


@pytest.fixture
def house() -> InMemoryMission:
    return make_mission([LA72], trades=("doctor", "team_leader"))


def move(leader: Actor, signal: EntryId, act: str) -> EntryId:
    found = find_signal(leader.node.cursor, signal)
    assert found is not None
    risk, reason = ("high", "") if act == "assess" else ("", "known" if act == "discard" else "")
    return record_signal_step(leader, found, SignalStep(act=act, risk=risk, reason=reason))


def weeks(house: InMemoryMission) -> list[SignalWeek]:
    actor = house.actor(LA72)
    return list_signal_weeks(actor.node.cursor, actor.today - timedelta(days=60), house.clock.millis())


def both(found: list[SignalWeek]) -> tuple[int, InTime, InTime]:
    (one,) = found
    return one.recorded, one.verified, one.assessed


def test_the_hours_are_those_of_the_state_table() -> None:
    assert (due_hours("verify"), due_hours("discard"), due_hours("assess")) == (24, 24, 48)


def test_a_moment_late_is_late_and_what_still_has_time_is_not_counted() -> None:
    day = 24 * HOUR_MILLIS
    assert judge_in_time(0, day, 24, 9 * day) == InTime(1, 1)
    assert judge_in_time(0, day + 1, 24, 9 * day) == InTime(0, 1)
    assert judge_in_time(0, None, 24, day) == InTime(0, 0)
    assert judge_in_time(0, None, 24, day + 1) == InTime(0, 1)


def test_a_signal_counts_when_its_acts_do(house: InMemoryMission) -> None:
    leader = house.actor(LA72, "team_leader")
    signal = record_signal(house.actor(LA72), SEEN)
    assert both(weeks(house)) == (1, InTime(), InTime())
    house.clock.advance(hours=20)
    move(leader, signal, "verify")
    assert both(weeks(house)) == (1, InTime(1, 1), InTime())
    house.clock.advance(hours=29)
    assert both(weeks(house)) == (1, InTime(1, 1), InTime(0, 1)), "49 hours, and nobody assessed the risk"
    late = move(leader, signal, "assess")
    assert both(weeks(house)) == (1, InTime(1, 1), InTime(0, 1)), "too late"
    undo_signal_step(leader, late)
    assert both(weeks(house)) == (1, InTime(1, 1), InTime(0, 1))


def test_what_the_form_claims_is_not_believed(house: InMemoryMission) -> None:
    """The form has questions of its own for these moments; only acts of who may do them count."""
    doctor = house.actor(LA72)
    record_signal(doctor, {**SEEN, "verif_dt": doctor.now, "hazard": "y"})
    house.clock.advance(hours=25)
    assert both(weeks(house)) == (1, InTime(0, 1), InTime())


def test_one_that_was_discarded_was_looked_at_and_needs_no_assessment(house: InMemoryMission) -> None:
    leader = house.actor(LA72, "team_leader")
    first, second = record_signal(leader, SEEN), record_signal(leader, {**SEEN, "sig_type": "deaths"})
    house.clock.advance(hours=2)
    move(leader, first, "discard")
    house.clock.advance(hours=60)
    move(leader, second, "discard")
    assert both(weeks(house)) == (2, InTime(1, 2), InTime())


def test_weeks_begin_on_a_sunday_and_the_newest_stands_first(house: InMemoryMission) -> None:
    record_signal(house.actor(LA72), SEEN)
    first = first_day_of_week(house.actor(LA72).today)
    house.clock.advance(days=7)
    record_signal(house.actor(LA72), SEEN)
    assert [(one.week, one.recorded) for one in weeks(house)] == [(first + timedelta(days=7), 1), (first, 1)]
    since = first + timedelta(days=7)
    assert len(list_signal_weeks(house.node(LA72).cursor, since, house.clock.millis())) == 1


def test_signals_of_a_time_are_found_by_index(house: InMemoryMission) -> None:
    from posta.operations.signals import signal_timeliness

    plan = str(house.node(LA72).cursor.execute(
        f"EXPLAIN QUERY PLAN {signal_timeliness._SQL}", ("verify", "discard", "assess", "discarded", 0, 0)
    ).fetchall())  # fmt: skip
    assert "USING INDEX operations_signal_recorded (recorded>?)" in plan
    assert "USING INDEX operations_signal_step_signal (signal=?)" in plan
    assert "SCAN t" not in plan
