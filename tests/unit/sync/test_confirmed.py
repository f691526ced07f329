"""What counts as sent: what the other side said it holds, or took; a head that was only offered waits."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from posta.acts.care.registration import record_person
from posta.acts.mission import administration
from posta.feed.sign import feed_id_of
from posta.ids import StaffId
from posta.ledger.frontier import list_sendable_heads
from posta.scribe.context.node_context import NodeContext
from posta.sync import exchange as exchanging
from posta.sync.exchange import exchange
from posta.sync.outbox import count_after, list_heads
from posta.sync.transport import SegmentRejected, SyncRequestRefused
from posta.sync.transports.memory import MemoryTransport
from posta.wire.compare import Offer, Want
from tests.conformance.feedmaker import Device
from tests.in_memory_mission import make_mission
from tests.post_fixture import PERSON
from tests.unit.sync.test_odd_answers import answering, road_to, saying


@pytest.fixture
def node() -> NodeContext:
    house = make_mission(["tenosique_la72"])
    house.clock.advance(minutes=2)
    return house.node("coordination")


class Other:
    """Lacks what it says it lacks, and takes so many segments."""

    def __init__(self, wants: list[Want], takes: int = 1 << 30) -> None:
        self.wants, self.takes, self.brought = wants, takes, 0

    def diff(self, heads):
        return [], self.wants

    def fetch(self, offer: Offer) -> Iterator[bytes]:
        return iter(())

    def push(self, segment: bytes) -> None:
        self.brought += 1
        if self.brought > self.takes:
            raise SegmentRejected(status=409)


def _waiting(node: NodeContext, other: Other) -> int:
    """How many of our own entries still wait after an exchange."""
    own = list_heads(node.device.feed, list_sendable_heads(node.cursor, node.clock.millis()))
    return count_after(own, [list_heads(node.device.feed, exchange(node, other).heads)])


def _want(node: NodeContext, start: int = 0) -> Want:
    head = next(h for h in list_sendable_heads(node.cursor, node.clock.millis()) if h.feed == node.device.feed)
    return Want(head.feed, head.incarnation, start, head.sequence, b"")


def test_what_the_other_side_says_it_holds_or_takes_is_sent(node: NodeContext) -> None:
    assert _waiting(node, Other([])) == 0
    assert _waiting(node, Other([_want(node)])) == 0


def test_what_the_other_side_did_not_take_waits(node: NodeContext) -> None:
    """A relay that answered "a gap before it" to everything emptied the outbox: the page said that all was delivered."""
    other = Other([_want(node)], takes=0)
    assert _waiting(node, other) > 0
    assert other.brought > 0


def test_a_want_that_begins_after_the_head_confirms_nothing(node: NodeContext) -> None:
    want = _want(node)
    assert _waiting(node, Other([want._replace(start=want.sequence + 1)])) > 0


def test_what_one_exchange_sends_no_more_waits_for_the_next(node: NodeContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the first 200,000 entries the rest counted as sent."""
    monkeypatch.setattr(exchanging, "MAX_SENT", 0)
    assert _waiting(node, Other([_want(node)])) > 0


def test_a_line_that_one_exchange_does_not_follow_waits_for_the_next(
    node: NodeContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchanging, "MAX_BRANCHES", 0)
    assert _waiting(node, Other([_want(node)])) > 0


def test_an_end_that_may_not_travel_yet_when_its_turn_comes_waits() -> None:
    """Written by a clock ahead, an entry is held back for half a minute when the clock comes to that time again."""
    house = make_mission(["tenosique_la72"])
    house.clock.advance(minutes=2)
    node = house.node("coordination")
    house.clock.at += timedelta(hours=1)
    administration.record_departure(node, StaffId(bytes(16)), None)
    house.clock.at -= timedelta(hours=1)

    class Slow(Other):
        def diff(self, heads):
            house.clock.at += timedelta(minutes=59, seconds=50)
            return super().diff(heads)

    other = Slow([_want(node)])
    assert _waiting(node, other) > 0
    assert other.brought > 0


def test_push_when_the_other_side_could_not_place_it_then_it_says_so() -> None:
    with answering(saying(b'{"error": "gap"}', 409)) as (url, _), pytest.raises(SegmentRejected):
        road_to(url).push(Device(1).write(3).bytes(0, 3))


def test_when_one_line_is_not_taken_then_the_others_are_brought_all_the_same() -> None:
    house = make_mission(["tenosique_la72"])
    exchange(house.node("coordination"), MemoryTransport(house.node("tenosique_la72")))
    house.refresh("tenosique_la72")
    house.clock.advance(minutes=2)
    record_person(house.actor("tenosique_la72"), PERSON)
    house.clock.advance(minutes=2)
    node = house.node("coordination")
    exchange(node, MemoryTransport(house.node("tenosique_la72")))
    heads = list_sendable_heads(node.cursor, node.clock.millis())
    other = Other([Want(head.feed, head.incarnation, 0, head.sequence, b"") for head in heads], takes=0)
    assert len(heads) > 1
    assert exchange(node, other).heads == ()
    assert other.brought >= len(heads)


class FullFor(Other):
    """Has no more room for the lines of these feeds."""

    def __init__(self, wants: list[Want], feeds: set[bytes]) -> None:
        super().__init__(wants)
        self.feeds, self.took = feeds, []

    def push(self, segment: bytes) -> None:
        super().push(segment)
        feed = feed_id_of(segment[4:36])
        if feed in self.feeds:
            raise SyncRequestRefused(status=507)
        self.took.append(feed)


def test_when_one_line_is_refused_then_the_others_are_brought_and_the_road_says_why() -> None:
    """A stolen computer forked until the relay had no room for its feed: every post broke off there, and brought nothing else."""
    house = make_mission(["tenosique_la72"])
    node = house.node("tenosique_la72")
    exchange(node, MemoryTransport(house.node("coordination")))
    house.refresh("tenosique_la72")
    house.clock.advance(minutes=2)
    record_person(house.actor("tenosique_la72"), PERSON)
    house.clock.advance(minutes=2)
    wants = [
        Want(head.feed, head.incarnation, 0, head.sequence, b"")
        for head in list_sendable_heads(node.cursor, node.clock.millis())
    ]
    for first, other in (wants, wants[::-1]):
        relay = FullFor([first, other], {first.feed})
        with pytest.raises(SyncRequestRefused, match="507"):
            exchange(node, relay)
        assert set(relay.took) == {other.feed}


def test_where_everything_is_refused_it_is_not_all_sent_again_and_again(
    node: NodeContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchanging, "MAX_USELESS", 1)
    relay = FullFor([_want(node), _want(node)._replace(incarnation=1)], {node.device.feed})
    with pytest.raises(SyncRequestRefused):
        exchange(node, relay)
    assert relay.brought == 1
