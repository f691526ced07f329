"""What is fetched: nothing that is held already, and pages in their order while the next is on its way."""

from collections.abc import Iterator

from posta.acts.care.registration import record_person
from posta.sync.exchange import exchange
from posta.sync.transports.http import HttpTransport
from posta.sync.transports.memory import MemoryTransport
from posta.wire.compare import Offer
from tests.conformance.feedmaker import Device
from tests.in_memory_mission import make_mission
from tests.post_fixture import PERSON

POST = "tenosique_la72"


class Watched(MemoryTransport):
    """A road that counts what is fetched over it."""

    fetched: list[Offer] = []  # noqa: RUF012  one list for the one test that uses it

    def fetch(self, offer: Offer) -> Iterator[bytes]:
        self.fetched.append(offer)
        return super().fetch(offer)


def test_when_a_post_only_has_something_to_send_then_it_fetches_nothing_back():
    house = make_mission([POST])
    road = Watched(house.node("coordination"))
    for _ in range(3):
        record_person(house.actor(POST), PERSON)
        house.clock.advance(minutes=2)
        assert exchange(house.node(POST), road).sent > 0
    assert road.fetched == []


class Paged(HttpTransport):
    """A relay in memory that gives one segment a page."""

    __slots__ = ("asked", "pages")

    def _fetch_page(self, offer: Offer, start: int) -> list[bytes]:
        self.asked.append(start)
        return [self.pages[start]] if start in self.pages else []


def _paged(last: int) -> tuple[Paged, Offer, list[bytes]]:
    device = Device(1).write(10)
    road = Paged("http://nowhere", b"", lambda message: message, None)  # type: ignore[arg-type]
    road.asked, road.pages = [], {first: device.bytes(first, first + 2) for first in range(0, last, 2)}
    return road, Offer(device.feed, 0, 0, 0, 9, device.hash_at(9)), list(road.pages.values())


def test_fetch_when_a_line_has_many_pages_then_each_comes_once_and_in_order():
    road, offer, pages = _paged(10)
    assert list(road.fetch(offer)) == pages
    assert road.asked == [0, 2, 4, 6, 8]


def test_fetch_when_the_other_side_holds_less_than_it_offered_then_it_ends_there():
    road, offer, pages = _paged(6)
    assert list(road.fetch(offer)) == pages
    assert road.asked == [0, 2, 4, 6]


def test_fetch_when_given_up_half_way_then_no_thread_is_left():
    road, offer, pages = _paged(10)
    segments = road.fetch(offer)
    assert next(segments) == pages[0]
    segments.close()  # type: ignore[attr-defined]
    assert len(road.asked) <= 2
