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
    house.nodes[LOST].desk = ensure_incarnation(house.desk(LOST), None, restored=True)
    record_person(house.actor(LOST), {**PERSON, "alias": "Dora"})
    house.clock.advance(minutes=2)
    exchange(house.desk(CENTRE), MemoryTransport(house.desk(LOST)))
    record_person(house.actor(LOST), {**PERSON, "alias": "Late"})
    house.clock.advance(minutes=2)
    exchange(second, MemoryTransport(house.desk(LOST)))
    pieces = [piece for start in range(4) for piece in of_feed(second, house.desk(LOST).device.feed, start)]
    for desk in (house.desk(CENTRE), second):
        feed = house.desk(LOST).device.feed
        administration.record_revocation(desk, feed, latest_head(desk.cursor, feed), None, "stolen")
    house.clock.advance(minutes=2)
    orders = [piece for desk in (house.desk(CENTRE), second) for piece in of_feed(desk, desk.device.feed, 0)]
    return house, (*orders, *pieces, *forged(house))


def of_feed(desk: NodeContext, feed: FeedId, start: int) -> list[bytes]:
    """What is held of a feed from some place on, each line in segments of as few entries as were signed together."""
    found = []
    now = desk.clock.millis()
    for head in list_sendable_heads(desk.cursor, now):
        if head.feed == feed and head.sequence >= start:
            for whole in iterate_segments(desk.cursor, feed, head.incarnation, start, end=head.hash, now=now):
                found += [encode_segment(piece) for piece in (whole, *first_signed(desk, whole))]
    return found


def first_signed(desk: NodeContext, whole: Segment) -> list[Segment]:
    """The beginning of a segment that is signed by itself."""
    signatures = dict(desk.cursor.execute("SELECT hash, signature FROM ledger_head").fetchall())
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
    lost, form = house.desk(LOST), get_form("person")
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


def lines_of(desk: NodeContext) -> list[tuple[int, Segment]]:
    now = desk.clock.millis()
    heads = [h for h in list_sendable_heads(desk.cursor, now) if h.feed == desk.device.feed]
    return [
        (h.incarnation, next(iterate_segments(desk.cursor, h.feed, h.incarnation, 0, end=h.hash, now=now)))
        for h in heads
    ]


def hear(order: list[bytes]) -> NodeContext:
    """A post that received these."""
    node = told()[0].nodes[POST]
    disk, desk = Disk(copy_database(node.connection)), node.desk
    desk = NodeContext(
        disk.connection.cursor(), desk.device, desk.keyring, desk.clock, desk.random, disk.transaction, disk.savepoint,
        desk.incarnation,
    )  # fmt: skip
    for segment in order:
        receive(desk, [segment])
    return desk


def check_replay(desk: NodeContext) -> str:
    """What was decided segment by segment is what the whole ledger says; its state."""
    before = state_hash(desk)
    replay(desk)
    assert state_hash(desk) == before
    return before


@cache
def in_order() -> str:
    return state_hash(hear([*told()[1]] * 2))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_in_any_order_only_what_both_declarations_knew_stands(data: st.DataObject) -> None:
    everything = told()[1]
    order = data.draw(st.permutations(range(len(everything))))
    desk = hear([everything[i] for i in order[: data.draw(st.integers(0, len(order)))]])
    check_replay(desk)
    for segment in everything * 2:  # once more for the gaps
        receive(desk, [segment])
    assert names(desk) == {*HONEST, "Dora"}
    assert check_replay(desk) == in_order()
