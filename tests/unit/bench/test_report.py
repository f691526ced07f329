"""The benchmark's line: computed, never typed, and refused when it contradicts itself."""

import doctest
import json
from copy import deepcopy

import pytest

import bench.report
from bench.report import Goal, Ratio, WrongLine, as_line, build, unavailable, validate_line

OURS = {"records_per_second": 12_000.0, "noop_seconds": 0.05}
THEIRS = {"records_per_second": 300.0, "noop_seconds": 3.5}
RATIOS = (Ratio("morango", "records_per_second"), Ratio("morango", "noop_seconds", better="less"))
GOALS = (Goal("posta.records_per_second", at_least=10_000), Goal("ratio.morango.records_per_second", at_least=30))


def line_of(ours=OURS, theirs=THEIRS):
    return build("sync", ours, {"morango": theirs}, ratios=RATIOS, goals=GOALS)


def test_line_when_built_then_it_has_exactly_the_six_keys_in_order():
    assert list(json.loads(as_line(line_of()))) == ["bench", "posta", "peers", "ratio", "goals", "met"]


def test_ratio_when_more_or_less_is_better_then_above_one_is_good_for_posta():
    ratio = line_of()["ratio"]["morango"]
    assert ratio["records_per_second"] == {"value": 40.0, "against": "measured"}
    assert ratio["noop_seconds"] == {"value": 70.0, "against": "measured"}


def test_ratio_when_the_peer_is_unavailable_then_it_is_against_the_recorded_figure():
    line = line_of(theirs=unavailable("npm was not found", {"records_per_second": 600}))
    assert line["peers"]["morango"]["unavailable"] == "npm was not found"
    assert line["ratio"]["morango"] == {"records_per_second": {"value": 20.0, "against": "recorded"}}
    assert line["met"] is False


def test_ratio_when_posta_has_no_figure_then_there_is_none_and_the_goals_are_missed():
    line = line_of(ours=unavailable("not written", {}))
    assert line["ratio"] == {}
    assert line["goals"]["posta.records_per_second"] == {"at_least": 10_000, "got": None, "met": False}
    assert line["met"] is False


def test_met_when_every_goal_is_reached_then_true():
    assert line_of()["met"] is True


@pytest.mark.parametrize(("got", "met"), [(0.05, True), (0.1, True), (0.11, False)])
def test_goal_when_at_most_then_the_bound_itself_is_good(got, met):
    line = build("sync_noop", {"noop_seconds": got}, {}, goals=[Goal("posta.noop_seconds", at_most=0.1)])
    assert line["met"] is met


@pytest.mark.parametrize("bounds", [{}, {"at_least": 1, "at_most": 2}])
def test_goal_when_it_has_no_bound_or_two_then_it_is_refused(bounds):
    with pytest.raises(WrongLine):
        Goal("posta.x", **bounds)


def drop(key):
    return lambda line: line.pop(key)


def put(value, *path):
    def change(line):
        for step in path[:-1]:
            line = line[step]
        line[path[-1]] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        drop("ratio"),
        put(1, "extra"),
        put("", "bench"),
        put([], "peers"),
        put(float("nan"), "posta", "noop_seconds"),
        put({}, "peers", "morango"),
        put({"unavailable": "no npm"}, "peers", "morango"),
        put({}, "ratio", "couchdb"),
        put(9.0, "goals", "posta.records_per_second", "got"),
        put(99.0, "ratio", "morango", "records_per_second", "value"),
        put(False, "met"),
    ],
)
def test_line_when_one_thing_is_changed_by_hand_then_it_is_refused(change):
    line = deepcopy(line_of())
    validate_line(line)
    change(line)
    with pytest.raises(WrongLine):
        validate_line(line)


def test_docstring_examples_hold():
    assert doctest.testmod(bench.report).failed == 0
