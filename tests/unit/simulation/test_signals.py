"""Signals of a simulation: at every step in the last days, and followed up where somebody does that."""

from collections import Counter
from datetime import timedelta
from heapq import merge

import pytest

from posta.acts.replay_simulation import replay_simulation
from posta.clock import to_millis
from posta.demo.places import BY_CODE, LED, PLACES
from posta.operations.signals.signal_lists import list_acts, list_open_signals, list_signals
from posta.operations.signals.signal_timeliness import list_signal_weeks
from posta.simulation.events import ReportedSignal, SignalMove
from posta.simulation.signals import generate_signals
from posta.simulation.visits import simulate
from tests.in_memory_mission import InMemoryMission, make_mission

LA72, CASA = "tenosique_la72", "coatzacoalcos_casa"
TRADES = ("doctor", "nurse", "team_leader", "promoter")


@pytest.fixture
def house() -> InMemoryMission:
    return make_mission([LA72, CASA], trades=TRADES, demonstration=True)


def play(house: InMemoryMission, at: str, days: int = 100, people: int = 0):  # noqa: ANN201
    actor = house.actor(at)
    start = actor.today - timedelta(days=days)
    signals = generate_signals(days, 7, [LA72, CASA], [LA72], start)
    visits = simulate(people, days, 7, [LA72, CASA], start) if people else ()
    colleagues = [house.actor(at, trade).staff for trade in TRADES if trade != "doctor"]
    return replay_simulation(actor, merge(visits, signals, key=lambda event: event.at), colleagues=colleagues)


def test_every_list_of_a_demonstration_has_something_in_it(house: InMemoryMission) -> None:
    played = play(house, LA72)
    assert (played.unstaffed, played.rejected) == (0, Counter())
    cursor = house.node(LA72).cursor
    states = Counter(one.state for one in list_signals(cursor, limit=99))
    assert {"recorded", "verified", "assessed", "answered"} <= states.keys()
    assert states.keys() & {"closed", "discarded"}, "the months before"
    assert any(one.is_late(house.clock.millis()) for one in list_open_signals(cursor, limit=99))
    assert all(one.author and one.note for one in list_signals(cursor, limit=99))
    weeks = list_signal_weeks(cursor, house.actor(LA72).today - timedelta(days=99), to_millis(house.clock.now()))
    assert any(one.verified.done for one in weeks)
    assert any(one.assessed.of for one in weeks)


def test_each_act_stands_at_its_own_moment(house: InMemoryMission) -> None:
    play(house, LA72)
    cursor = house.node(LA72).cursor
    for one in list_signals(cursor, limit=99):
        moments = [one.recorded, *(act.hlc >> 16 for act in list_acts(cursor, one.id))]
        assert moments == sorted(moments)
        assert moments[-1] < house.clock.millis(), "nothing lies ahead"


def test_where_nobody_follows_up_one_is_open(house: InMemoryMission) -> None:
    played = play(house, CASA)
    assert played.unstaffed == 0
    assert [one.state for one in list_signals(house.node(CASA).cursor, limit=9)] == ["recorded"]


def test_signals_stand_among_visits_and_take_none_away(house: InMemoryMission) -> None:
    played = play(house, LA72, days=20, people=20)
    alone = make_mission([LA72, CASA], trades=TRADES, demonstration=True)
    actor = alone.actor(LA72)
    colleagues = [alone.actor(LA72, trade).staff for trade in TRADES if trade != "doctor"]
    start = actor.today - timedelta(days=20)
    visits = replay_simulation(actor, simulate(20, 20, 7, [LA72, CASA], start), colleagues=colleagues)
    signals = [one for one in generate_signals(20, 7, [LA72, CASA], [LA72], start) if one.post == LA72]
    assert played.entries == visits.entries + len(signals)


def test_the_same_seed_gives_the_same_signals_in_their_order(house: InMemoryMission) -> None:
    start = house.actor(LA72).today
    told = generate_signals(200, 3, list(BY_CODE), LED, start)
    assert told == generate_signals(200, 3, list(BY_CODE), LED, start)
    assert told != generate_signals(200, 4, list(BY_CODE), LED, start)
    assert [one.at for one in told] == sorted(one.at for one in told)
    recorded = {one.number for one in told if isinstance(one, ReportedSignal)}
    assert {one.number for one in told if isinstance(one, SignalMove)} <= recorded
    assert {one.post for one in told} == set(BY_CODE) - {"cdmx_centro_terapeutico"}, (
        "each place of a known municipality"
    )
    leaders = {place.code for place in PLACES if any(role == "team_leader" for _, role in place.team)}
    assert {one.post for one in told if isinstance(one, SignalMove)} <= leaders
