"""A road that empties what it carries is made good by an honest one, and is not asked for ever."""

from collections.abc import Iterator, Sequence

import pytest

from posta.acts.registration import record_person
from posta.courier import mending
from posta.courier.exchange import exchange
from posta.courier.transports.memory import MemoryTransport
from posta.feed.entry import Head
from posta.ledger.missing import list_gaps, list_missing
from posta.relay.sqlite_store import SqliteStore
from posta.wire.compare import Offer, Want
from tests.house import House, found_house
from tests.post import PERSON
from tests.tormenta.roads import RelayRoad, emptied

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
def house() -> House:
    """Two posts; at the first four people were registered, one by one, and the second was given all of it empty."""
    house = found_house([HERE, THERE])
    for name in ("Ana", "Berta", "Clara", "Dora"):
        record_person(house.duty(HERE), {**PERSON, "alias": name})
        house.clock.advance(minutes=2)
    exchange(house.desk(THERE), Emptying(house.desk(HERE)))
    assert people(house) == 0
    Watched.asked.clear()
    return house


def people(house: House) -> int:
    return house.desk(THERE).cursor.execute("SELECT COUNT(*) FROM chart_person").fetchone()[0]


def test_when_an_honest_road_follows_an_emptying_one_then_one_exchange_makes_all_good(house: House) -> None:
    """Posts that met on the same Wi-Fi found equal heads and exchanged nothing: the people stayed missing at one of them."""
    outcome = exchange(house.desk(THERE), MemoryTransport(house.desk(HERE)))
    assert people(house) == 4
    assert (outcome.received.filled, outcome.received.new, outcome.in_vain) == (4, 0, False)
    assert list_missing(house.desk(THERE).cursor) == []


def test_when_the_honest_road_is_a_relay_then_it_mends_too(house: House) -> None:
    relay = RelayRoad(SqliteStore(":memory:"))
    exchange(house.desk(HERE), relay)
    exchange(house.desk(THERE), relay)
    assert people(house) == 4


def test_when_nothing_is_missing_then_nobody_is_asked_twice(house: House) -> None:
    exchange(house.desk(HERE), Watched(house.desk(CENTRE)))
    assert len(Watched.asked) == 1


def test_when_a_road_has_nothing_of_it_then_that_is_said_and_it_can_be_spared(house: House) -> None:
    assert exchange(house.desk(THERE), Emptying(house.desk(HERE))).in_vain
    assert not exchange(house.desk(THERE), Watched(house.desk(CENTRE)), mending=False).in_vain
    assert len(Watched.asked) == 1


def test_when_more_is_missing_than_one_exchange_asks_for_then_the_next_ones_go_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mending, "MOST_ENTRIES", 1)
    for _ in range(30):
        exchange(house.desk(THERE), MemoryTransport(house.desk(HERE)))
    assert people(house) == 4


def test_what_is_missing_close_together_is_asked_for_together(house: House) -> None:
    cursor = house.desk(THERE).cursor
    (gap,) = list_gaps(cursor, 0, 256)
    assert gap.feed == house.desk(HERE).device.feed
    assert gap.last - gap.first == 3
    assert len(list_gaps(cursor, 0, 2)) == 1
