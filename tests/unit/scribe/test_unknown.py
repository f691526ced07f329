"""Entries from a newer program: kept, carried, counted as unread, and applied once this program knows their kind."""

from dataclasses import replace
from unittest.mock import patch

import pytest

from posta.acts.actor import draft_entry
from posta.acts.care.registration import record_person
from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.structural_acts import Arrival
from posta.chart import chart_projection as chart
from posta.scribe.incoming.receive import receive
from posta.scribe.replay import apply_unapplied, decrypt_with_new_keys, replay, state_hash
from posta.scribe.write import write
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.faults.hostile_device import EITHER, NOBODY, TRICKS, HostileDevice
from tests.faults.world import make_world
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.journeys.test_thread import PERSON
from tests.ledger_queries import list_quarantine_rules, list_unread

TENOSIQUE, COATZA, TRACKS = "tenosique_la72", "coatzacoalcos_casa", "coatzacoalcos_vias"
NEWER = 120


def write_newer(house: InMemoryMission, kind: int, version: int) -> None:
    """A post with a newer program writes what others do not know yet."""
    actor = house.actor(TENOSIQUE)
    known = {**kinds.KINDS, kind: replace(kinds.KINDS[kinds.ARRIVAL], number=kind, version=version)}
    said = ClinicalPayload(
        kind, version, actor.staff.id, bytes(16), 1, 0, actor.post.number, None, Arrival(reason="newer")
    )
    with patch.dict(kinds.KINDS, known), patch.dict(chart._PROJECT, {kind: chart._PROJECT[kinds.ARRIVAL]}):
        write(actor.node, [draft_entry([(Compartment.CARE, said)], actor.network, held=False)])


@pytest.mark.parametrize(("kind", "version"), [(NEWER, 1), (kinds.ARRIVAL, 2)])
def test_what_a_newer_program_wrote_is_carried_on_and_applied_after_the_upgrade(kind: int, version: int) -> None:
    house = make_mission([TENOSIQUE, COATZA, TRACKS])
    write_newer(house, kind, version)
    exchange(house.node(COATZA), MemoryTransport(house.node(TENOSIQUE)))
    exchange(house.node(TRACKS), MemoryTransport(house.node(COATZA)))
    there = house.node(TRACKS)
    assert list_quarantine_rules(there.cursor) == []
    assert len(list_unread(there.cursor)) == 1
    assert there.cursor.execute("SELECT COUNT(*) FROM chart_arrival").fetchone() == (0,)
    upgraded = {**kinds.KINDS, kind: replace(kinds.KINDS[kinds.ARRIVAL], number=kind, version=version)}
    upgraded[kind].upcasters[1] = lambda body: body
    with patch.dict(kinds.KINDS, upgraded), patch.dict(chart._PROJECT, {kind: chart._PROJECT[kinds.ARRIVAL]}):
        assert apply_unapplied(there) == 1
        assert there.cursor.execute("SELECT reason FROM chart_arrival").fetchall() == [("newer",)]
        before = state_hash(there)
        replay(there)
        assert state_hash(there) == before
    upgraded[kind].upcasters.clear()


def test_what_stays_unknown_does_not_keep_the_post_busy() -> None:
    """One entry of a newer kind, and every exchange looked for it again and again without end."""
    house = make_mission([TENOSIQUE, COATZA])
    write_newer(house, NEWER, 1)
    exchange(house.node(COATZA), MemoryTransport(house.node(TENOSIQUE)))
    assert apply_unapplied(house.node(COATZA)) == 0
    decrypt_with_new_keys(house.node(COATZA))


@pytest.mark.parametrize("trick", sorted(TRICKS.keys() - {"fork"}))
def test_a_poisoned_entry_is_named_and_what_comes_after_it_is_applied(trick: str) -> None:
    world = make_world(2)
    machine = next(m for m in world.posts() if m.network == "route")
    hostile: HostileDevice = world.hostile
    strike_with(hostile, trick)
    strike_with(hostile, "harmless")
    exchange(machine.node, MemoryTransport(world.centre.node))
    receipt = receive(machine.node, hostile.segments())
    assert receipt.new == 2
    noticed = hostile.noticed_by[hostile.lines[0][0].hash]
    if noticed not in {NOBODY, EITHER}:
        assert len(list_quarantine_rules(machine.node.cursor)) == 1
        assert receipt.reasons
    assert machine.node.cursor.execute("SELECT reason FROM chart_arrival WHERE reason = 'hello'").fetchall()
    before = state_hash(machine.node)
    replay(machine.node)
    assert state_hash(machine.node) == before


def strike_with(hostile: HostileDevice, trick: str) -> None:
    """Write one strange entry at the end of the first line."""
    noticed, parts = TRICKS[trick](hostile)
    hostile._append(hostile.lines[0], parts, ahead=0)
    hostile.noticed_by[hostile.lines[0][-1].hash] = noticed


def test_a_part_that_was_erased_leaves_the_chain_whole() -> None:
    house = make_mission([TENOSIQUE, COATZA, TRACKS])
    actor = house.actor(TENOSIQUE)
    record_person(actor, PERSON)
    house.clock.advance(minutes=2)
    exchange(house.node(COATZA), MemoryTransport(house.node(TENOSIQUE)))
    cursor = house.node(COATZA).cursor
    cursor.execute("UPDATE ledger_part SET sealed = NULL WHERE id = (SELECT MAX(id) FROM ledger_part)")
    outcome = exchange(house.node(TRACKS), MemoryTransport(house.node(COATZA)))
    assert outcome.received.aside == 0
    assert outcome.received.new > 0
    replay(house.node(TRACKS))
