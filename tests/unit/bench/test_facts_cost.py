"""The cost of the tables of facts: what two sides must show before their times are compared."""

import pytest

from bench import facts_cost


def side(seconds, rows, new=facts_cost.NUMBER):
    return {
        "wall_seconds": seconds,
        "cpu_seconds": seconds / 2,
        "fact_rows": rows,
        "new": new,
        "aside": 0,
        "reasons": {},
    }


class StandIn:
    """A mission whose posts answer as they are given; it notes what each was asked."""

    def __init__(self, seconds_with, rows_without=0):
        self.seconds_with, self.rows_without, self.asked = seconds_with, rows_without, []
        self.posts = dict.fromkeys((facts_cost.SENDER, *facts_cost.RECEIVERS), self)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def ask(self, do, facts=None, **more):
        self.asked.append((do, facts))
        if facts is None and do == "exchange":
            return side(1.0, 0, new=facts_cost.NUMBER // facts_cost.VISITS_A_PERSON)
        return side(1.0, self.rows_without) if facts is False else side(self.seconds_with, 90_000)


@pytest.mark.parametrize(("seconds", "met"), [(1.05, True), (1.2, False)])
def test_facts_when_measured_then_the_ratio_of_the_pairs_is_held_against_a_tenth(monkeypatch, seconds, met):
    mission = StandIn(seconds)
    monkeypatch.setattr(facts_cost, "running_mission", lambda names: mission)
    line = facts_cost.facts()
    assert line["posta"]["receive_ratio_wall"] == pytest.approx(seconds)
    assert line["posta"]["replay_pairs"] == facts_cost.RECEIVES * facts_cost.REPLAYS
    assert line["met"] is met


def test_facts_when_measured_then_each_side_receives_first_by_turns(monkeypatch):
    mission = StandIn(1.0)
    monkeypatch.setattr(facts_cost, "running_mission", lambda names: mission)
    facts_cost.facts()
    received = [facts for do, facts in mission.asked if do == "exchange" and facts is not None]
    assert received == [True, False, False, True, True, False]


def test_facts_when_both_sides_have_rows_then_nothing_is_compared(monkeypatch):
    mission = StandIn(1.0, rows_without=80_000)
    monkeypatch.setattr(facts_cost, "running_mission", lambda names: mission)
    with pytest.raises(facts_cost.NothingMeasured, match="80000 without"):
        facts_cost.facts()
