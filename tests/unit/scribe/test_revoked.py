"""A computer was stolen with its key: nothing but the lines that were known of it when it was declared lost stands."""

import random
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import msgspec
import pytest

from posta.acts.care.registration import record_person
from posta.acts.care.undo import record_undo
from posta.acts.mission import administration
from posta.acts.mission.enrolled_devices import latest_head
from posta.acts.mission.join_requests import (
    accept_invitation,
    create_invitation,
    create_join_request,
    parse_join_request,
)
from posta.acts.mission.readmission import list_revoked_entries, record_readmissions
from posta.catalog import kinds
from posta.catalog import structural_acts as s
from posta.catalog.language.form import get_form
from posta.chart.record.person_registers import find_person
from posta.ids import StaffId, format_short_code
from posta.ledger.branches import list_branch_heads_until
from posta.ledger.frontier import list_sendable_heads
from posta.ledger.queries import find_row
from posta.mission.errors import NotOfThisMission
from posta.mission.posts import find_device
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incarnation import ensure_incarnation
from posta.scribe.incoming.receive import receive
from posta.scribe.replay import replay, state_hash
from posta.scribe.write import write
from posta.sync.exchange import exchange, segments_offered
from posta.sync.transports.memory import MemoryTransport
from posta.wire.address import decode_segment
from posta.wire.compare import Offer
from tests.faults.hostile_device import HostileDevice, _care
from tests.in_memory_mission import InMemoryMission, make_context, make_mission
from tests.journeys.test_thread import PERSON
from tests.ledger_queries import list_quarantine_rules

LOST, POST, TRACKS = "tenosique_la72", "coatzacoalcos_casa", "coatzacoalcos_vias"
CENTRE = "coordination"
HONEST = ("Ana", "Berta", "Carla")


def register(house: InMemoryMission, *names: str) -> None:
    """People are registered at the computer that will be lost."""
    for name in names:
        record_person(house.actor(LOST), {**PERSON, "alias": name})


def meet(house: InMemoryMission, one: str, other: str) -> None:
    house.clock.advance(minutes=2)
    exchange(house.node(one), MemoryTransport(house.node(other)))


def declare_lost(house: InMemoryMission) -> None:
    centre, feed = house.node(CENTRE), house.node(LOST).device.feed
    administration.record_revocation(centre, feed, latest_head(centre.cursor, feed), None, "stolen")
    house.clock.advance(minutes=2)


def declare_lost_as_of_old(house: InMemoryMission) -> None:
    """As programs did that named a place and no hash."""
    centre, feed = house.node(CENTRE), house.node(LOST).device.feed
    incarnation, sequence = latest_head(centre.cursor, feed)
    act = s.DeviceRevocation(feed=feed, incarnation=incarnation, sequence=sequence)
    write(centre, [administration.draft_admin_entry(centre, kinds.REVOCATION, act, None)])
    house.clock.advance(minutes=2)


def names(node: NodeContext) -> set[str]:
    return {row[0].split()[0] for row in node.cursor.execute("SELECT name FROM chart_person")}


def feed_of(node: NodeContext, feed: bytes) -> list[bytes]:
    """All that a computer holds of a feed, as it travels."""
    heads = [h for h in list_sendable_heads(node.cursor, node.clock.millis()) if h.feed == feed]
    return [
        data
        for n, h in enumerate(heads)
        for data in segments_offered(node, Offer(h.feed, h.incarnation, n, 0, h.sequence, h.hash))
    ]


def forge(house: InMemoryMission, *names: str, after: int = 0, incarnation: int = 0) -> list[bytes]:
    """What the thief signs with the key: people on a line of their own, or after the first of the honest entries."""
    lost = house.node(LOST)
    thief = HostileDevice(lost.device, lost.keyring, random.Random(1), house.clock.millis())
    thief.incarnation = incarnation
    if after:
        thief.lines = [list(decode_segment(feed_of(lost, lost.device.feed)[0]).entries[:after])]
    form = get_form("person")
    for name in names:
        body = {form.number: {form.field("alias").number: name}}
        thief._append(thief.lines[0], _care(thief, msgspec.msgpack.encode(thief.said(kinds.PERSON, body))), 0)
    return thief.segments()


@pytest.fixture
def house() -> InMemoryMission:
    """Three people were registered at a computer that coordination and a post have met."""
    house = make_mission([LOST, POST, TRACKS])
    register(house, *HONEST)
    meet(house, CENTRE, LOST)
    meet(house, POST, CENTRE)
    return house


@pytest.mark.parametrize("after", [0, 1, 2])
def test_another_line_below_the_named_place_is_set_aside_and_leaves_the_honest_one(
    house: InMemoryMission, after: int
) -> None:
    """The thief signed persons again from the first place on: they stood in the charts of every post with a stick."""
    declare_lost(house)
    meet(house, POST, CENTRE)
    receive(house.node(POST), forge(house, "Forged", "Forger", after=after))
    assert names(house.node(POST)) == set(HONEST)
    assert set(list_quarantine_rules(house.node(POST).cursor)) == {"revoked"}
    before = state_hash(house.node(POST))
    replay(house.node(POST))
    assert state_hash(house.node(POST)) == before


@pytest.mark.parametrize("incarnation", [0, 7])
@pytest.mark.parametrize("declare", [declare_lost, declare_lost_as_of_old])
def test_a_line_nobody_knew_is_set_aside_in_an_incarnation_nobody_knew_too(
    house: InMemoryMission, incarnation: int, declare: Callable[[InMemoryMission], None]
) -> None:
    """Real incarnations are random steps upwards, so every smaller number was free for the thief to write under."""
    house.nodes[LOST].node = ensure_incarnation(house.node(LOST), None, restored=True)
    register(house, "Dora")
    meet(house, CENTRE, LOST)
    meet(house, POST, CENTRE)
    declare(house)
    meet(house, POST, CENTRE)
    receive(house.node(POST), forge(house, "Forged", incarnation=incarnation))
    assert names(house.node(POST)) == {*HONEST, "Dora"}, "of a restored computer all that was known stands"
    assert list_quarantine_rules(house.node(POST).cursor) == ["revoked"]


@pytest.mark.parametrize("incarnation", [0, 7])
def test_a_forged_line_that_came_before_the_news_leaves_the_charts(house: InMemoryMission, incarnation: int) -> None:
    """A stick was read the day before the theft was known: what the thief had put on it stayed, and posts differed."""
    house.nodes[LOST].node = ensure_incarnation(house.node(LOST), None, restored=True)
    register(house, "Dora")
    meet(house, CENTRE, LOST)
    forged = forge(house, "Forged", "Forger", incarnation=incarnation)
    receive(house.node(TRACKS), forged)
    assert "Forged" in names(house.node(TRACKS))
    declare_lost(house)
    for post in (TRACKS, POST):
        meet(house, post, CENTRE)
        receive(house.node(post), forged)
        assert names(house.node(post)) == {*HONEST, "Dora"}
    assert state_hash(house.node(TRACKS)) == state_hash(house.node(POST))


def test_a_post_that_lags_keeps_the_line_it_holds_until_the_named_end_comes(house: InMemoryMission) -> None:
    """Given a post that knows of the loss and lacks the newest entries, what it has stays, and no other line is taken."""
    register(house, "Dora", "Elsa")
    meet(house, CENTRE, LOST)
    declare_lost(house)
    centre, node = house.node(CENTRE), house.node(POST)
    receive(node, feed_of(centre, centre.device.feed))
    assert find_device(node.cursor, house.node(LOST).device.feed).revoked == (0, 4)
    receive(node, forge(house, "Forged", "Forger", after=2))
    assert names(node) == set(HONEST)
    receive(node, forge(house, "Follower", after=3))
    receive(node, feed_of(centre, house.node(LOST).device.feed))
    assert names(node) == {*HONEST, "Dora", "Elsa"}
    meet(house, TRACKS, POST)
    assert state_hash(node) == state_hash(house.node(TRACKS))


def test_the_honest_line_stands_where_the_forged_one_came_first(house: InMemoryMission) -> None:
    """A post that had met nobody read the thief's stick before anything else: the true entries must win there too."""
    declare_lost(house)
    centre, node = house.node(CENTRE), house.node(TRACKS)
    receive(node, feed_of(centre, centre.device.feed))
    receive(node, forge(house, "Forged", "Forger"))
    receive(node, feed_of(centre, house.node(LOST).device.feed))
    assert names(node) == set(HONEST)
    meet(house, POST, TRACKS)
    assert state_hash(node) == state_hash(house.node(POST))


def test_what_was_undone_on_the_honest_line_is_undone_where_that_line_rises_late(house: InMemoryMission) -> None:
    """An act that slipped out before it was undone was shown again by the post that had taken the thief's line first."""
    actor, centre, node = house.actor(LOST), house.node(CENTRE), house.node(TRACKS)
    feed = actor.node.device.feed
    person_id, entry = record_person(actor, {**PERSON, "alias": "Nobody"})
    written_at = house.clock.at
    house.clock.advance(minutes=1)
    pieces = feed_of(actor.node, feed)
    house.clock.at = written_at + timedelta(seconds=10)
    person = find_person(actor.node.cursor, person_id)
    assert person is not None
    record_undo(actor, person, entry)
    house.clock.advance(minutes=2)
    pieces += feed_of(actor.node, feed)
    register(house, "Dora")
    meet(house, CENTRE, LOST)
    declare_lost(house)
    for segment in (*feed_of(centre, centre.device.feed), *forge(house, "Forged"), *pieces, *feed_of(actor.node, feed)):
        receive(node, [segment])
    assert names(node) == {*HONEST, "Dora"}
    row = find_row(node.cursor, entry)
    assert {part[0] for part in node.cursor.execute("SELECT sealed FROM ledger_part WHERE id >> 4 = ?", (row,))} == {
        None
    }
    meet(house, POST, TRACKS)
    assert state_hash(node) == state_hash(house.node(POST))


def test_a_post_that_begins_after_a_loss_of_old_gets_all_that_stands(house: InMemoryMission) -> None:
    """A revocation without hashes names no line: a post that held nothing yet must not lose years of charts by it."""
    declare_lost_as_of_old(house)
    meet(house, TRACKS, CENTRE)
    assert names(house.node(TRACKS)) == set(HONEST)
    assert list_quarantine_rules(house.node(TRACKS).cursor) == []


def test_a_flood_of_lines_does_not_keep_a_computer_from_being_declared_lost(house: InMemoryMission) -> None:
    """A declaration that names every line it knows would grow beyond what can be sent; the oldest lines are named."""
    for number in range(1, 300):
        receive(house.node(CENTRE), forge(house, f"N{number}", incarnation=number))
    declare_lost(house)
    meet(house, TRACKS, CENTRE)
    assert set(HONEST) <= names(house.node(TRACKS))


def second_centre(house: InMemoryMission) -> NodeContext:
    """A further computer that administers."""
    centre, bare = house.node(CENTRE), make_context(house.clock, house.random)
    keys = {"verify_key": bare.device.verify_key, "box_public": bare.device.box_public}
    enrolment = s.Enrolment(**keys, post=None, label="second", administers=True)
    administration.record_enrolment(centre, enrolment, house.epochs, house.secret, None)
    return accept_invitation(
        bare, create_invitation(centre, parse_join_request(create_join_request(bare.device)), root=bytes(32), card=b"")
    )[0]


@pytest.mark.parametrize("first", [0, 1])
def test_two_declarations_that_cross_end_alike_whichever_came_first(house: InMemoryMission, first: int) -> None:
    """Two administrators declared one laptop lost on the same day: each post went by the news it heard first, for good."""
    second = second_centre(house)
    feed = house.node(LOST).device.feed
    register(house, "Dora")
    house.clock.advance(minutes=2)
    exchange(second, MemoryTransport(house.node(LOST)))
    for node in (house.node(CENTRE), second):
        administration.record_revocation(node, feed, latest_head(node.cursor, feed), None, "stolen")
    house.clock.advance(minutes=2)
    order = [house.node(CENTRE), second]
    for node in (order[first], order[1 - first]):
        exchange(house.node(POST), MemoryTransport(node))
        exchange(house.node(POST), MemoryTransport(node))
    exchange(house.node(CENTRE), MemoryTransport(second))
    exchange(house.node(TRACKS), MemoryTransport(second))
    assert find_device(house.node(POST).cursor, feed).revoked == (0, 2)
    assert names(house.node(POST)) == names(house.node(TRACKS)) == set(HONEST), "only what both knew stands"
    assert state_hash(house.node(CENTRE)) == state_hash(second)
    assert state_hash(house.node(POST)) == state_hash(house.node(TRACKS))


def test_a_home_made_before_keeps_its_revocations(house: InMemoryMission) -> None:
    """The table held one revocation for each device; what a post held until the update counts as held when it came."""
    declare_lost_as_of_old(house)
    meet(house, POST, CENTRE)
    cursor = house.node(POST).cursor
    kept = cursor.execute("SELECT feed, incarnation, sequence, reason, hlc, signed FROM mission_revocation").fetchall()
    cursor.execute("DROP TABLE mission_revocation")
    cursor.execute("CREATE TABLE mission_revocation (feed PRIMARY KEY, incarnation, sequence, reason, hlc, signed)")
    cursor.executemany("INSERT INTO mission_revocation VALUES (?, ?, ?, ?, ?, ?)", kept)
    editor = SimpleNamespace(connection=SimpleNamespace(cursor=lambda: nullcontext(cursor)))
    migration = import_module("posta.mission.migrations.0004_named_heads")
    for _ in range(2):
        migration.rebuild(None, editor)
    receive(house.node(POST), forge(house, "Forged"))
    assert names(house.node(POST)) == set(HONEST)
    before = state_hash(house.node(POST))
    replay(house.node(POST))
    assert state_hash(house.node(POST)) == before


def test_a_declaration_names_an_earlier_moment_and_what_it_takes_out_is_let_in_entry_by_entry(
    house: InMemoryMission,
) -> None:
    """The laptop was open when it was taken; what the thief wrote until somebody noticed stood for ever, forty people gone."""
    honest = house.clock.millis()
    house.clock.advance(minutes=10)
    late, entry = record_person(house.actor(LOST), {**PERSON, "alias": "Late"})
    wrong = record_person(house.actor(LOST), {**PERSON, "alias": "Thief"})[1]
    meet(house, POST, LOST)
    meet(house, CENTRE, LOST)
    node, feed = house.node(CENTRE), house.node(LOST).device.feed
    ends = list_branch_heads_until(node.cursor, feed, honest)
    upto = max((i, s) for i, s, _ in ends)
    administration.record_revocation(node, feed, upto, None, "stolen earlier", heads=ends)
    meet(house, POST, CENTRE)
    assert names(house.node(POST)) == set(HONEST)
    assert {one.entry for one in list_revoked_entries(node, feed)} >= {entry, wrong}
    seen = {one.entry: one for one in list_revoked_entries(house.node(POST), feed)}
    assert seen[entry].person == format_short_code(late)
    assert seen[entry].forms == ("person",)
    record_readmissions(node, feed, [entry], by=StaffId(bytes(16)))
    with pytest.raises(NotOfThisMission):
        record_readmissions(node, feed, [entry], by=StaffId(bytes(16)))
    for post in (POST, TRACKS):
        meet(house, post, CENTRE)
    assert names(house.node(POST)) == {*HONEST, "Late"}
    assert names(house.node(TRACKS)) == {*HONEST, "Late"}, "the readmission came before the entry"
    assert state_hash(house.node(POST)) == state_hash(house.node(TRACKS))
    for post in (POST, TRACKS, CENTRE):
        before = state_hash(house.node(post))
        replay(house.node(post))
        assert state_hash(house.node(post)) == before
