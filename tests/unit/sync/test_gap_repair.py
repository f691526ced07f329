"""A road that empties what it carries is made good by an honest one, and is not asked for ever."""

from collections.abc import Iterator, Sequence

import pytest

from posta.acts.care.registration import record_person
from posta.feed.entry import Head
from posta.ledger.missing_parts import list_gaps, list_missing_parts
from posta.relay.storage.sqlite_store import SqliteStore
from posta.sync import gap_repair
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from posta.wire.compare import Offer, Want
from tests.faults.faulty_transports import RelayTransport, emptied
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.post_fixture import PERSON

HERE, THERE, CENTRE = "tenosique_la72", "coatzacoalcos_casa", "coordination"


class Emptying(MemoryTransport):
    """A road that leaves out all contents."""

    def fetch(self, offer: Offer) -> Iterator[bytes]:
        return (emptied(segment) for segment in super().fetch(offer))


class Watched(MemoryTransport):
    """A road that counts how often it is asked."""

    asked: list[int] = []  # noqa: RUF012  emptied by each test that reads it

    def diff(self, heads: Sequence[Head]) -> tuple[list[Offer], list[Want]]:
        self.asked.append(len(heads))
        return super().diff(heads)


@pytest.fixture
def house() -> InMemoryMission:
    """Two posts; at the first four people were registered, one by one, and the second was given all of it empty."""
    house = make_mission([HERE, THERE])
    for name in ("Ana", "Berta", "Clara", "Dora"):
        record_person(house.actor(HERE), {**PERSON, "alias": name})
        house.clock.advance(minutes=2)
    exchange(house.node(THERE), Emptying(house.node(HERE)))
    assert people(house) == 0
    Watched.asked.clear()
    return house


def people(house: InMemoryMission) -> int:
    return house.node(THERE).cursor.execute("SELECT COUNT(*) FROM chart_person").fetchone()[0]


def test_when_an_honest_road_follows_an_emptying_one_then_one_exchange_makes_all_good(house: InMemoryMission) -> None:
    """Posts that met on the same Wi-Fi found equal heads and exchanged nothing: the people stayed missing at one of them."""
    outcome = exchange(house.node(THERE), MemoryTransport(house.node(HERE)))
    assert people(house) == 4
    assert (outcome.received.filled, outcome.received.new, outcome.unfilled_gaps) == (4, 0, False)
    assert list_missing_parts(house.node(THERE).cursor) == []


def test_when_the_honest_road_is_a_relay_then_it_mends_too(house: InMemoryMission) -> None:
    relay = RelayTransport(SqliteStore(":memory:"))
    exchange(house.node(HERE), relay)
    exchange(house.node(THERE), relay)
    assert people(house) == 4


def test_when_nothing_is_missing_then_nobody_is_asked_twice(house: InMemoryMission) -> None:
    exchange(house.node(HERE), Watched(house.node(CENTRE)))
    assert len(Watched.asked) == 1


def test_when_a_road_has_nothing_of_it_then_that_is_said_and_it_can_be_spared(house: InMemoryMission) -> None:
    assert exchange(house.node(THERE), Emptying(house.node(HERE))).unfilled_gaps
    assert not exchange(house.node(THERE), Watched(house.node(CENTRE)), mending=False).unfilled_gaps
    assert len(Watched.asked) == 1


def test_when_more_is_missing_than_one_exchange_asks_for_then_the_next_ones_go_on(
    house: InMemoryMission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gap_repair, "MOST_ENTRIES", 1)
    for _ in range(30):
        exchange(house.node(THERE), MemoryTransport(house.node(HERE)))
    assert people(house) == 4


def test_what_is_missing_close_together_is_asked_for_together(house: InMemoryMission) -> None:
    cursor = house.node(THERE).cursor
    (gap,) = list_gaps(cursor, 0, 256)
    assert gap.feed == house.node(HERE).device.feed
    assert gap.last - gap.first == 3
    assert len(list_gaps(cursor, 0, 2)) == 1
