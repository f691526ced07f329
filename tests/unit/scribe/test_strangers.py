"""Strangers' segments wait up to a ceiling: nobody on the road can fill a post's disk, and nothing is lost by it."""

from importlib import import_module
from types import ModuleType

import pytest

from posta.acts.care.registration import record_person
from posta.errors import UNKNOWN_REASON, Reason
from posta.ledger import store
from posta.ledger.frontier import list_sendable_heads
from posta.ledger.queries import count_quarantined
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incoming import unknown_devices
from posta.scribe.incoming.receive import receive
from posta.sync.exchange import exchange, segments_offered
from posta.sync.transports.memory import MemoryTransport
from posta.wire.compare import Offer
from tests.conformance.feedmaker import Device
from tests.in_memory_mission import add_post, make_mission
from tests.ledger_queries import list_quarantine_rules
from tests.post_fixture import PERSON

HERE, THERE = "tenosique_la72", "coatzacoalcos_casa"
pytestmark = pytest.mark.unreplayed


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Ceilings that are reached soon."""
    monkeypatch.setattr(unknown_devices, "MOST", 40_000)
    monkeypatch.setattr(unknown_devices, "MOST_OF_ONE", 10_000)
    monkeypatch.setattr(unknown_devices, "MAX_LOGGED", 5)
    return unknown_devices


@pytest.fixture
def post() -> NodeContext:
    return make_mission([HERE]).node(HERE)


def stranger(number: int) -> Device:
    """A device that nobody enrolled, which has written one long entry."""
    return Device(number).write(1, (4000,))


def bytes_aside(node: NodeContext) -> int:
    return node.cursor.execute("SELECT COALESCE(SUM(length(segment)), 0) FROM ledger_aside").fetchone()[0]


def test_when_many_strangers_write_then_no_more_waits_than_the_ceiling(post: NodeContext, small: ModuleType) -> None:
    """Whoever made keys of their own could fill the disk of a post with what they signed, and nothing could be saved there."""
    receipts = [receive(post, [stranger(100 + i).bytes()]) for i in range(20)]
    assert 30_000 < bytes_aside(post) < 40_000
    assert [one.aside for one in receipts] == [1] * 20
    assert (receipts[0].reasons, receipts[-1].reasons) == ([unknown_devices.WAITS], [unknown_devices.NO_ROOM])


def test_when_one_stranger_writes_much_then_others_may_still_wait(post: NodeContext, small: ModuleType) -> None:
    device = Device(9).write(20, (2000,))
    receive(post, [device.bytes(i, i + 1) for i in range(20)])
    assert 6_000 < bytes_aside(post) < 10_000
    assert receive(post, [stranger(10).bytes()]).reasons == [unknown_devices.WAITS]


def test_when_what_waits_comes_again_then_it_is_said_to_wait(post: NodeContext, small: ModuleType) -> None:
    device = Device(9).write(20, (2000,))
    segments = [device.bytes(i, i + 1) for i in range(20)]
    receive(post, segments)
    held = bytes_aside(post)
    assert receive(post, segments[:1]).reasons == [unknown_devices.WAITS]
    assert bytes_aside(post) == held


def test_when_tiny_segments_come_then_what_they_take_beside_their_bytes_counts(
    post: NodeContext, small: ModuleType
) -> None:
    receive(post, [Device(1000 + i).write(1, (1,)).bytes() for i in range(100)])
    assert len(list_quarantine_rules(post.cursor)) < 40_000 / unknown_devices.ROW


def test_when_broken_segments_come_without_end_then_only_the_first_are_named(
    post: NodeContext, small: ModuleType
) -> None:
    receipt = receive(post, [b"noise %d" % i for i in range(20)])
    assert (receipt.aside, len(receipt.reasons), len(list_quarantine_rules(post.cursor))) == (20, 1, 5)


def test_the_weight_of_what_waits_is_told_by_the_index_alone(post: NodeContext) -> None:
    for sql, given in ((store._SUM_BYTES, ("stranger",)), (store._SUM_BYTES_OF_FEED, ("stranger", bytes(32)))):
        plan = post.cursor.execute(f"EXPLAIN QUERY PLAN {sql}", given).fetchall()
        assert [row[3].split(" (")[0] for row in plan] == [
            "SEARCH ledger_aside USING COVERING INDEX ledger_aside_whole"
        ]


def test_a_home_made_before_weighs_what_already_waits_there(post: NodeContext, small: ModuleType) -> None:
    receive(post, [stranger(9).bytes()])
    weighed = store.held_bytes(post.cursor, unknown_devices.STRANGER)
    post.cursor.execute("DROP INDEX ledger_aside_whole")
    for operation in import_module("posta.ledger.migrations.0003_weight_of_strangers").Migration.operations:
        post.cursor.execute(operation.sql)
    assert store.held_bytes(post.cursor, unknown_devices.STRANGER) == weighed == (1, bytes_aside(post))
    test_the_weight_of_what_waits_is_told_by_the_index_alone(post)


def test_a_home_made_before_says_in_its_readers_words_what_waits_there(post: NodeContext) -> None:
    """It kept English sentences; a code stands there now, also for what no rule of today explains."""
    receive(post, [stranger(9).bytes()])
    post.cursor.execute("UPDATE ledger_aside SET reason = 'From a device this mission has not enrolled; kept.'")
    store.quarantine(post.cursor, "OfBefore", Reason("not_applied"), bytes(32), 0)
    post.cursor.execute("UPDATE ledger_aside SET reason = 'The moon is full.' WHERE rule = 'OfBefore'")
    assert [one.reason for one in count_quarantined(post.cursor)] == [UNKNOWN_REASON] * 2
    for operation in import_module("posta.ledger.migrations.0005_reasons_as_codes").Migration.operations:
        post.cursor.execute(operation.sql)
    reasons = {one.rule: one.reason for one in count_quarantined(post.cursor)}
    assert reasons == {"stranger": unknown_devices.WAITS, "OfBefore": Reason("not_applied")}


def test_what_found_no_room_comes_again_once_its_device_is_enrolled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ceiling may make a colleague's records late, never lose them."""
    house = make_mission([HERE])
    add_post(house, THERE)
    newcomer = house.node(THERE)
    house.clock.advance(minutes=1)
    for name in ("Ana", "Bea", "Eva", "Ina"):
        record_person(house.actor(THERE), {**PERSON, "alias": name})
        house.clock.advance(minutes=1)
    segments = [data for offer in own_offers(newcomer) for data in segments_offered(newcomer, offer)]
    monkeypatch.setattr(unknown_devices, "MOST_OF_ONE", len(segments[0]) // 2)
    post = house.node(HERE)
    assert receive(post, segments).reasons == [unknown_devices.NO_ROOM]
    for _ in range(2):
        exchange(post, MemoryTransport(house.node("coordination")))
        exchange(post, MemoryTransport(newcomer))
    assert {row[0].split()[0] for row in post.cursor.execute("SELECT name FROM chart_person")} == {
        "Ana",
        "Bea",
        "Eva",
        "Ina",
    }
    assert list_quarantine_rules(post.cursor) == []


def own_offers(node: NodeContext) -> list[Offer]:
    heads = list_sendable_heads(node.cursor, node.clock.millis())
    return [Offer(h.feed, h.incarnation, 0, 0, h.sequence, h.hash) for h in heads if h.feed == node.device.feed]
