"""Beginning anew: after a restore, a copy, or when others show what this computer has forgotten of itself."""

import random
from dataclasses import replace

import pytest
from msgspec import structs

from posta.acts.care.registration import record_person
from posta.acts.mission import administration
from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import AdminPayload, encode_part
from posta.catalog.structural_acts import ForkEvidence
from posta.feed.entry import LAST_INCARNATION, Head
from posta.feed.fork import ForkProof, verify_fork
from posta.feed.sign import head_message
from posta.ledger.frontier import MAX_BRANCHES, list_sendable_heads, list_tips, list_tips_of, own_incarnation
from posta.mission.posts import list_forks
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incarnation import ensure_incarnation, find_own_head
from posta.scribe.incoming.fork_evidence import ForkPlace, find_evidence
from posta.scribe.incoming.receive import receive
from posta.scribe.replay import state_hash
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.conformance.feedmaker import Device as FeedDevice
from tests.faults.fake_disks import copy_database
from tests.faults.hostile_device import TRICKS, HostileDevice, _mission_wide
from tests.in_memory_mission import InMemoryMission, make_mission, savepoint, transaction
from tests.journeys.test_thread import PERSON
from tests.ledger_queries import list_quarantine_rules
from tests.naive_chart import read_log

TENOSIQUE, COATZA = "tenosique_la72", "coatzacoalcos_casa"


def copied(node: NodeContext) -> NodeContext:
    """The same computer on a copy of its disk."""
    connection = copy_database(node.cursor.connection)
    cursor = connection.cursor()
    return replace(
        node,
        cursor=cursor,
        transaction=lambda: transaction(connection),
        savepoint=lambda: savepoint(connection),
        incarnation=own_incarnation(cursor),
    )


def register(house: InMemoryMission, post: str, name: str, node: NodeContext | None = None) -> bytes:
    """Somebody is registered at a post; on a copy of its computer, if given."""
    if node is not None:
        house.nodes[post].node = node
    return record_person(house.actor(post), {**PERSON, "alias": name})[0]


def meet(house: InMemoryMission, one: NodeContext, other: NodeContext) -> None:
    """Two computers exchange after what they wrote may travel."""
    house.clock.advance(minutes=2)
    exchange(one, MemoryTransport(other))


def test_begin_without_any_sign_of_a_restore_goes_on_in_the_same_incarnation() -> None:
    house = make_mission([TENOSIQUE])
    register(house, TENOSIQUE, "Ana")
    node = house.node(TENOSIQUE)
    assert ensure_incarnation(node, find_own_head(node), restored=False).incarnation == 0
    assert ensure_incarnation(node, None, restored=False).incarnation == 0


def test_begin_after_a_restore_names_the_last_entry_known() -> None:
    house = make_mission([TENOSIQUE])
    register(house, TENOSIQUE, "Ana")
    last = find_own_head(house.node(TENOSIQUE))
    node = ensure_incarnation(house.node(TENOSIQUE), None, restored=True)
    assert last is not None
    assert node.incarnation > 0
    (first,) = [e for e in read_log(node) if e.admin is not None and e.admin.kind == kinds.INCARNATION]
    assert first.admin is not None
    assert list(first.admin.body)[:3] == [0, last.sequence, last.hash] or first.admin.body is not None


def test_begin_when_the_side_file_is_ahead_takes_a_new_incarnation() -> None:
    """The file of yesterday was copied back by hand; the next consultation would have forked the feed of the post."""
    house = make_mission([TENOSIQUE])
    yesterday = copied(house.node(TENOSIQUE))
    register(house, TENOSIQUE, "Ana")
    side = find_own_head(house.node(TENOSIQUE))
    assert ensure_incarnation(yesterday, side, restored=False).incarnation > 0


def test_two_restores_of_one_backup_never_share_an_incarnation() -> None:
    house = make_mission([TENOSIQUE])
    backup = house.node(TENOSIQUE)
    numbers = {ensure_incarnation(copied(backup), None, restored=True).incarnation for _ in range(8)}
    assert len(numbers) == 8


def test_a_restored_computer_gets_its_own_lost_tail_back_and_goes_on_without_a_fork() -> None:
    house = make_mission([TENOSIQUE, COATZA])
    backup = copied(house.node(TENOSIQUE))
    lost = register(house, TENOSIQUE, "Ana")
    meet(house, house.node(COATZA), house.node(TENOSIQUE))
    restored = ensure_incarnation(backup, None, restored=True)
    register(house, TENOSIQUE, "Berta", restored)
    meet(house, restored, house.node(COATZA))
    names = {row[0] for row in restored.cursor.execute("SELECT name FROM chart_person")}
    assert names == {"Ana Mejía Hernández", "Berta Mejía Hernández"}
    assert lost in {row[0] for row in restored.cursor.execute("SELECT person FROM chart_person")}
    assert list_forks(restored.cursor) == []
    assert state_hash(restored) == state_hash(house.node(COATZA))


def test_a_computer_that_meets_its_own_unknown_entries_begins_anew_by_itself() -> None:
    """A laptop's disk was copied to a second one and both went on: each met the other's work as its own."""
    house = make_mission([TENOSIQUE, COATZA])
    one, copy = house.node(TENOSIQUE), copied(house.node(TENOSIQUE))
    register(house, TENOSIQUE, "Ana", one)
    meet(house, one, house.node(COATZA))
    house.clock.advance(minutes=2)
    receipt = exchange(copy, MemoryTransport(house.node(COATZA))).received
    assert receipt.doubled
    assert own_incarnation(copy.cursor) > 0
    assert own_incarnation(one.cursor) == 0


def test_a_fork_keeps_both_branches_and_is_reported_with_proof() -> None:
    house = make_mission([TENOSIQUE, COATZA])
    one, copy = house.node(TENOSIQUE), copied(house.node(TENOSIQUE))
    register(house, TENOSIQUE, "Ana", one)
    register(house, TENOSIQUE, "Berta", copy)
    there = house.node(COATZA)
    for node in (one, copy, one, copy, house.node("coordination"), one, copy):
        meet(house, node, there)
    reports = [e for e in read_log(there) if e.admin is not None and e.admin.kind == kinds.FORK]
    assert 1 <= len(reports) <= 2  # both who noticed may have spoken; nobody repeats it
    assert {row[0].split()[0] for row in there.cursor.execute("SELECT name FROM chart_person")} == {"Ana", "Berta"}
    place = ForkPlace(one.device.feed, 0, 0)
    for node in (one, copy, there, house.node("coordination")):
        assert [ForkPlace(*fork) for fork in list_forks(node.cursor)] == [place]
    found = find_evidence(there, place)
    assert found is not None
    heads = [Head(place.feed, 0, *head) for head in found.heads]
    verify_fork(ForkProof(found.verify_key, heads[0], found.signatures[0], heads[1], found.signatures[1], *found.links))


def test_both_branches_travel_on_when_they_are_equally_long() -> None:
    """Both copies had written one entry; the frontier offered the same head twice and the second branch never left."""
    house = make_mission([TENOSIQUE, COATZA, "coatzacoalcos_vias"])
    one, copy = house.node(TENOSIQUE), copied(house.node(TENOSIQUE))
    register(house, TENOSIQUE, "Ana", one)
    register(house, TENOSIQUE, "Berta", copy)
    there, further = house.node(COATZA), house.node("coatzacoalcos_vias")
    meet(house, there, one)
    meet(house, there, copy)
    meet(house, further, there)
    lines = [t for t in list_tips(further.cursor) if t.feed == one.device.feed and t.incarnation == 0]
    assert len(lines) == 2


def accuse(house: InMemoryMission, evidence: ForkEvidence) -> tuple[int, list[str]]:
    """What a node makes of evidence that an honest, or not so honest, device sends: forks believed, rules set aside."""
    node, there = house.node(TENOSIQUE), house.node(COATZA)
    hostile = HostileDevice(node.device, node.keyring, random.Random(3), house.clock.millis())
    order = AdminPayload(kinds.FORK, 1, None, house.clock.millis(), None, evidence)
    hostile._append(hostile.lines[0], _mission_wide(hostile, Compartment.ADMIN, encode_part(order)), 0)
    receive(there, hostile.segments())
    return len(list_forks(there.cursor)), list_quarantine_rules(there.cursor)


def test_nobody_is_accused_of_a_fork_without_proof() -> None:
    """Any post could write that another had signed twice, with random signatures, and coordination showed it as an alarm."""
    honest = FeedDevice(9).write(3)
    proof = (honest.sign(b"something else"), bytes(64))
    house = make_mission([TENOSIQUE, COATZA])
    evidence = ForkEvidence(
        verify_key=honest.verify_key, incarnation=0, sequence=2, hashes=(honest.hash_at(2), bytes(32)), signatures=proof
    )
    assert accuse(house, evidence) == (0, ["unproven_fork"])


@pytest.mark.parametrize("later", [0, 2])
def test_a_fork_is_proven_by_heads_that_were_signed_later_too(later: int) -> None:
    one = FeedDevice(9).write(3 + later)
    other = FeedDevice(9).write(2).twin(2).write(1)
    heads = ((2 + later, one.hash_at(2 + later)), (2, other.hash_at(2)))
    signatures = tuple(d.sign(head_message(Head(d.feed, 0, *h))) for d, h in zip((one, other), heads, strict=True))
    evidence = ForkEvidence(
        verify_key=one.verify_key, incarnation=0, sequence=2, hashes=(one.hash_at(2), other.hash_at(2)),
        signatures=signatures, heads=heads, links=(tuple(e.header for e in one.entries[3:]), ()),
    )  # fmt: skip
    assert accuse(make_mission([TENOSIQUE, COATZA]), evidence) == (1, [])
    torn = (
        structs.replace(evidence, links=(evidence.links[0][1:], ())) if later else structs.replace(evidence, heads=())
    )
    expected = (0, ["unproven_fork"]) if later else (1, [])
    assert accuse(make_mission([TENOSIQUE, COATZA]), torn) == expected


def test_six_hundred_lines_of_one_incarnation_burden_no_honest_neighbour() -> None:
    """A turned device forked its feed 600 times: every exchange between two honest posts took four seconds, for ever."""
    house = make_mission([TENOSIQUE, COATZA, "coatzacoalcos_vias"])
    turned, here, there = house.node(TENOSIQUE), house.node(COATZA), house.node("coatzacoalcos_vias")
    hostile = HostileDevice(turned.device, turned.keyring, random.Random(3), house.clock.millis())
    hostile.lines = [[] for _ in range(600)]
    for line in hostile.lines:
        hostile._append(line, TRICKS["harmless"](hostile)[1], 0)
    house.clock.advance(hours=1)
    receipt = receive(here, hostile.segments())
    assert receipt.aside == 600 - MAX_BRANCHES
    assert len(list_tips_of(here.cursor, turned.device.feed, 0)) == MAX_BRANCHES
    house.clock.advance(minutes=2)
    heads = [head for head in list_sendable_heads(here.cursor, house.clock.millis()) if head.feed == turned.device.feed]
    assert len(heads) == 1
    meet(house, here, there)
    assert len(list_forks(there.cursor)) >= 1  # the evidence travels
    assert exchange(here, MemoryTransport(there)).sent == 0
    begun = ensure_incarnation(turned, None, restored=True)  # the computer that was turned, in honest hands again
    register(house, TENOSIQUE, "Ana", begun)
    meet(house, begun, here)
    assert (
        len([head for head in list_sendable_heads(here.cursor, house.clock.millis()) if head.feed == begun.device.feed])
        == 2
    )


def test_a_line_that_a_declaration_names_comes_in_however_many_there_are() -> None:
    """The thief was faster than the honest line: what the administration says stands must not be kept out by the bound."""
    house = make_mission([TENOSIQUE, COATZA])
    turned, here, centre = house.node(TENOSIQUE), house.node(COATZA), house.node("coordination")
    hostile = HostileDevice(turned.device, turned.keyring, random.Random(3), house.clock.millis())
    hostile.lines = [[] for _ in range(MAX_BRANCHES)]
    for line in hostile.lines:
        hostile._append(line, TRICKS["harmless"](hostile)[1], 0)
    receive(here, hostile.segments())
    register(house, TENOSIQUE, "Ana", turned)
    meet(house, centre, turned)
    administration.record_revocation(centre, turned.device.feed, (0, 0), None, "stolen")
    meet(house, here, centre)
    names = {row[0].split()[0] for row in here.cursor.execute("SELECT name FROM chart_person")}
    assert "Ana" in names


def test_a_thief_who_signed_the_last_incarnation_keeps_no_restored_computer_from_starting() -> None:
    """4,294,967,295 and one more is no number of four bytes: the post could not be opened after its restore."""
    house = make_mission([TENOSIQUE, COATZA])
    register(house, TENOSIQUE, "Ana")
    node = house.node(TENOSIQUE)
    hostile = HostileDevice(
        node.device, node.keyring, random.Random(3), house.clock.millis(), incarnation=LAST_INCARNATION
    )
    hostile._append(hostile.lines[0], TRICKS["harmless"](hostile)[1], 0)
    receive(node, hostile.segments())
    begun = ensure_incarnation(node, None, restored=True)
    assert 0 < begun.incarnation < LAST_INCARNATION
    again = ensure_incarnation(begun, None, restored=True)
    assert again.incarnation not in (begun.incarnation, LAST_INCARNATION)
    register(house, TENOSIQUE, "Berta", again)
    meet(house, again, house.node(COATZA))
    assert {row[0].split()[0] for row in house.node(COATZA).cursor.execute("SELECT name FROM chart_person")} >= {
        "Ana",
        "Berta",
    }
