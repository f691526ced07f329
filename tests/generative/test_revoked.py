"""A stolen computer, two declarations that crossed, forged lines: in any order of arrival the same stands everywhere."""

import random
from functools import cache

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posta.acts.care.registration import record_person
from posta.acts.mission import administration
from posta.acts.mission.enrolled_devices import latest_head
from posta.catalog import kinds
from posta.catalog.language.form import get_form
from posta.ids import FeedId
from posta.ledger.frontier import list_sendable_heads
from posta.ledger.queries import iterate_segments
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incarnation import ensure_incarnation
from posta.scribe.incoming.receive import receive
from posta.scribe.replay import replay, state_hash
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from posta.wire.address import Segment, encode_segment
from tests.faults.fake_disks import Disk, copy_database
from tests.faults.hostile_device import HostileDevice, _care
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.journeys.test_thread import PERSON
from tests.unit.scribe.test_revoked import CENTRE, HONEST, LOST, POST, names, second_centre

pytestmark = pytest.mark.unreplayed


@cache
def told() -> tuple[InMemoryMission, tuple[bytes, ...]]:
    """A mission in which a restored computer was stolen, and all that is on the way, entry by entry where it was signed so."""
    house = make_mission([LOST, POST])
    second = second_centre(house)
    for name in HONEST:
        record_person(house.actor(LOST), {**PERSON, "alias": name})
    house.nodes[LOST].node = ensure_incarnation(house.node(LOST), None, restored=True)
    record_person(house.actor(LOST), {**PERSON, "alias": "Dora"})
    house.clock.advance(minutes=2)
    exchange(house.node(CENTRE), MemoryTransport(house.node(LOST)))
    record_person(house.actor(LOST), {**PERSON, "alias": "Late"})
    house.clock.advance(minutes=2)
    exchange(second, MemoryTransport(house.node(LOST)))
    pieces = [piece for start in range(4) for piece in of_feed(second, house.node(LOST).device.feed, start)]
    for node in (house.node(CENTRE), second):
        feed = house.node(LOST).device.feed
        administration.record_revocation(node, feed, latest_head(node.cursor, feed), None, "stolen")
    house.clock.advance(minutes=2)
    orders = [piece for node in (house.node(CENTRE), second) for piece in of_feed(node, node.device.feed, 0)]
    return house, (*orders, *pieces, *forged(house))


def of_feed(node: NodeContext, feed: FeedId, start: int) -> list[bytes]:
    """What is held of a feed from some place on, each line in segments of as few entries as were signed together."""
    found = []
    now = node.clock.millis()
    for head in list_sendable_heads(node.cursor, now):
        if head.feed == feed and head.sequence >= start:
            for whole in iterate_segments(node.cursor, feed, head.incarnation, start, end=head.hash, now=now):
                found += [encode_segment(piece) for piece in (whole, *first_signed(node, whole))]
    return found


def first_signed(node: NodeContext, whole: Segment) -> list[Segment]:
    """The beginning of a segment that is signed by itself."""
    signatures = dict(node.cursor.execute("SELECT hash, signature FROM ledger_head").fetchall())
    ends = [n for n, entry in enumerate(whole.entries[:-1], start=1) if entry.hash in signatures][:1]
    return [
        Segment(
            whole.verify_key, whole.feed, whole.incarnation, whole.first, whole.before, whole.entries[:n],
            signatures[whole.entries[n - 1].hash],
        )
        for n in ends
    ]  # fmt: skip


def forged(house: InMemoryMission) -> list[bytes]:
    """Lines of the thief: from the beginning, after honest entries, after the named end, in other incarnations."""
    lost, form = house.node(LOST), get_form("person")
    found = []
    honest = dict(lines_of(lost))
    for incarnation, after in ((0, 0), (0, 1), (0, 3), (lost.incarnation, 1), (lost.incarnation, 2), (5, 0)):
        thief = HostileDevice(
            lost.device, lost.keyring, random.Random(after), house.clock.millis(), incarnation=incarnation
        )
        thief.lines = [list(honest[incarnation].entries[:after]) if incarnation in honest else []]
        for n in range(3):
            body = {form.number: {form.field("alias").number: f"Forged{incarnation}-{after}-{n}"}}
            thief._append(thief.lines[0], _care(thief, msgspec.msgpack.encode(thief.said(kinds.PERSON, body))), 0)
        found += thief.segments()
    return found


def lines_of(node: NodeContext) -> list[tuple[int, Segment]]:
    now = node.clock.millis()
    heads = [h for h in list_sendable_heads(node.cursor, now) if h.feed == node.device.feed]
    return [
        (h.incarnation, next(iterate_segments(node.cursor, h.feed, h.incarnation, 0, end=h.hash, now=now)))
        for h in heads
    ]


def hear(order: list[bytes]) -> NodeContext:
    """A post that received these."""
    node = told()[0].nodes[POST]
    disk, node = Disk(copy_database(node.connection)), node.node
    node = NodeContext(
        disk.connection.cursor(), node.device, node.keyring, node.clock, node.random, disk.transaction, disk.savepoint,
        node.incarnation,
    )  # fmt: skip
    for segment in order:
        receive(node, [segment])
    return node


def check_replay(node: NodeContext) -> str:
    """What was decided segment by segment is what the whole ledger says; its state."""
    before = state_hash(node)
    replay(node)
    assert state_hash(node) == before
    return before


@cache
def in_order() -> str:
    return state_hash(hear([*told()[1]] * 2))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_in_any_order_only_what_both_declarations_knew_stands(data: st.DataObject) -> None:
    everything = told()[1]
    order = data.draw(st.permutations(range(len(everything))))
    node = hear([everything[i] for i in order[: data.draw(st.integers(0, len(order)))]])
    check_replay(node)
    for segment in everything * 2:  # once more for the gaps
        receive(node, [segment])
    assert names(node) == {*HONEST, "Dora"}
    assert check_replay(node) == in_order()
