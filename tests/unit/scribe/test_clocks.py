"""Whose clock is wrong: the rule of `posta/scribe/context/clocks.py`, one test for each thing it says."""

from datetime import timedelta

import pytest

from posta.acts.care.registration import record_person
from posta.clock import DAY_MILLIS as DAY
from posta.clock import HOUR_MILLIS as HOUR
from posta.ledger.frontier import iterate_written
from posta.scribe.context.clocks import (
    AHEAD,
    BEHIND,
    RIGHT,
    STEP,
    ClockReading,
    _climb,
    extrapolate_stated_time,
    judge_clock,
)
from tests.in_memory_mission import START, make_mission
from tests.post_fixture import PERSON

NOW = 20_000 * DAY


def judge(others: list[int], own: int = 0, now: int = NOW, written: tuple[int, ...] = (), stated: int | None = None):
    return judge_clock(others, own, now, lambda known: _climb(known, [w for w in written if w >= known]), stated=stated)


def test_a_clock_that_agrees_is_right() -> None:
    assert judge([NOW - HOUR, NOW - 90 * DAY], NOW - DAY) == ClockReading(NOW, NOW)


def test_one_computer_far_ahead_is_the_wrong_one() -> None:
    """One post 400 days ahead for a minute made every other post show for 400 days that its own clock was behind."""
    assert judge([NOW + 400 * DAY, NOW - HOUR, NOW - 3 * DAY], NOW - DAY) == ClockReading(NOW, NOW)
    assert judge([NOW + 400 * DAY], NOW - DAY) == ClockReading(NOW, NOW)
    assert judge([NOW + 400 * DAY, NOW + 300 * DAY, *[NOW - DAY] * 6], NOW - DAY) == ClockReading(NOW, NOW)


def test_two_computers_far_ahead_say_that_this_one_is_behind() -> None:
    found = judge([NOW + 400 * DAY, NOW + 401 * DAY, NOW - HOUR], NOW - DAY)
    assert (found.state, found.trusted) == (BEHIND, NOW + 400 * DAY)


def test_a_dead_battery_is_known_by_what_was_written_here_before() -> None:
    late = NOW - 7000 * DAY
    found = judge([NOW - 20 * DAY, NOW - 3 * DAY], NOW - HOUR, late, (NOW - 2 * DAY, NOW - HOUR))
    assert (found.state, found.trusted) == (BEHIND, NOW - HOUR)
    alone = judge([], NOW, late)
    assert (alone.state, alone.trusted) == (BEHIND, NOW)


def test_a_computer_whose_clock_was_ahead_is_told_and_goes_by_its_clock_again() -> None:
    found = judge([NOW - HOUR, NOW - DAY], NOW + 400 * DAY)
    assert found == ClockReading(NOW, NOW, RIGHT, 400 * DAY)
    cut_off = judge(
        [NOW - 20 * DAY, NOW - 30 * DAY], NOW + 400 * DAY, NOW, (NOW - 19 * DAY, NOW - DAY, NOW + 400 * DAY)
    )
    assert cut_off == ClockReading(NOW, NOW, RIGHT, 400 * DAY)


def test_a_clock_far_ahead_of_all_that_is_known_is_ahead() -> None:
    ahead = NOW + 200 * DAY
    for own, written in ((NOW - HOUR, (NOW - HOUR,)), (ahead, (NOW - HOUR, ahead - DAY, ahead))):
        found = judge([NOW - 2 * HOUR, NOW - 9 * DAY], own, ahead, written)
        assert (found.state, found.trusted) == (AHEAD, NOW - HOUR)


def test_a_post_that_is_cut_off_but_works_is_right() -> None:
    weeks = tuple(NOW + n * 7 * DAY for n in range(30))
    assert judge([NOW - HOUR], weeks[-1], weeks[-1] + DAY, weeks) == ClockReading(weeks[-1] + DAY, weeks[-1] + DAY)


def test_a_computer_that_knows_nobody_goes_by_its_clock() -> None:
    assert judge([], 0) == ClockReading(NOW, NOW)
    assert judge([], NOW - 900 * DAY) == ClockReading(NOW, NOW)


def test_within_a_day_nobody_can_tell_whose_clock_it_is() -> None:
    assert judge([NOW + 20 * 60_000, NOW - DAY], NOW - DAY) == ClockReading(NOW, NOW, near=20 * 60_000)


def test_a_relay_that_states_the_same_time_says_that_the_other_is_odd() -> None:
    assert judge([NOW + 20 * 60_000, NOW - DAY, NOW], NOW - DAY, stated=NOW) == ClockReading(NOW, NOW)


def test_what_the_relay_states_decides_sooner() -> None:
    ahead = NOW + 10 * DAY
    found = judge([NOW - HOUR, NOW], ahead, ahead, stated=NOW)
    assert (found.state, found.trusted) == (AHEAD, NOW)
    assert judge([NOW - HOUR, NOW], NOW - HOUR, stated=NOW).state == RIGHT


def test_a_relay_alone_cannot_make_a_clock_doubted_that_others_confirm() -> None:
    for stated in (NOW + 170 * DAY, NOW - 170 * DAY):
        assert judge([NOW - HOUR, stated], NOW - HOUR, stated=stated) == ClockReading(NOW, NOW)


@pytest.mark.parametrize(("passed", "says"), [(0, 7), (HOUR, 7 + HOUR), (HOUR + 1, None), (-1, None)])
def test_what_was_stated_counts_for_an_hour(passed: int, says: int | None) -> None:
    assert extrapolate_stated_time(7, 1000, 1000 + passed) == says


def test_a_step_is_at_most_so_long() -> None:
    assert _climb(NOW, [NOW + STEP, NOW + 2 * STEP, NOW + 3 * STEP + 1]) == NOW + 2 * STEP


def test_a_post_that_heard_nothing_for_weeks_does_not_read_its_whole_log_for_every_page() -> None:
    """All own entries were grouped by day on each request: a village without signal got slower with every patient."""
    house = make_mission(["tenosique_la72"])
    moments = []
    for days in (0, 10, 50, 80, 140):
        house.clock.at = START + timedelta(days=days)
        for _ in range(20):
            record_person(house.actor("tenosique_la72"), PERSON)
        moments.append(house.clock.millis())
    node, asked = house.node("tenosique_la72"), []
    node.cursor.connection.set_trace_callback(asked.append)
    walked = list(iterate_written(node.cursor, node.device.feed, moments[0], STEP))
    node.cursor.connection.set_trace_callback(None)
    assert walked == [moments[1], moments[2], moments[3]], "the last gap is longer than a step"
    assert len(asked) < 60
