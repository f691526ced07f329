"""What came late counts as if it had come in time: revocations, enrolments, undoings, keys."""

from dataclasses import replace
from datetime import timedelta

import pytest

from posta.acts.care.registration import record_amendment, record_person
from posta.acts.care.undo import record_undo
from posta.acts.mission import administration
from posta.acts.mission.join_requests import (
    accept_invitation,
    create_invitation,
    create_join_request,
    parse_join_request,
)
from posta.catalog import structural_acts as s
from posta.catalog.compartments import Compartment
from posta.chart.record.person_registers import find_person
from posta.ids import PersonId
from posta.ledger.frontier import list_sendable_heads
from posta.ledger.queries import count_entries, find_row
from posta.mission.keys.granted_keys import load_keyring
from posta.mission.posts import find_post_by_code
from posta.mission.staff import list_staff
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incarnation import ensure_incarnation
from posta.scribe.incoming.receive import receive
from posta.scribe.replay import decrypt_with_new_keys, replay, state_hash
from posta.scribe.withdraw import TooLateToUndo
from posta.seal.epoch_keyring import Keyring
from posta.seal.errors import NoKey
from posta.sync.exchange import exchange, segments_offered
from posta.sync.transports.memory import MemoryTransport
from posta.wire.compare import Offer
from tests.conformance.feedmaker import Device
from tests.in_memory_mission import InMemoryMission, make_context, make_mission
from tests.journeys.test_thread import PERSON
from tests.ledger_queries import list_quarantine_rules

TENOSIQUE, COATZA, TRACKS = "tenosique_la72", "coatzacoalcos_casa", "coatzacoalcos_vias"


def register(house: InMemoryMission, post: str, name: str) -> PersonId:
    """Somebody is registered at a post."""
    return record_person(house.actor(post), {**PERSON, "alias": name})[0]


def meet(house: InMemoryMission, one: str, other: str) -> None:
    """Two computers exchange after what they wrote may travel."""
    house.clock.advance(minutes=2)
    exchange(house.node(one), MemoryTransport(house.node(other)))


def names(house: InMemoryMission, post: str) -> set[str]:
    """Whom a post knows."""
    return {row[0].split()[0] for row in house.node(post).cursor.execute("SELECT name FROM chart_person")}


def test_a_revocation_sets_aside_what_arrived_before_it() -> None:
    """A stolen laptop kept writing; posts that heard of the theft late kept its entries, others did not."""
    house = make_mission([TENOSIQUE, COATZA, TRACKS])
    register(house, TENOSIQUE, "Ana")
    register(house, TENOSIQUE, "Forged")
    meet(house, COATZA, TENOSIQUE)
    administration.record_revocation(
        house.node("coordination"), house.node(TENOSIQUE).device.feed, (0, 0), None, "stolen"
    )
    meet(house, TRACKS, "coordination")
    meet(house, TRACKS, COATZA)
    for post in (COATZA, TRACKS):
        assert names(house, post) == {"Ana"}
        assert list_quarantine_rules(house.node(post).cursor) == ["revoked"]
    assert state_hash(house.node(COATZA)) == state_hash(house.node(TRACKS))


def test_replay_sets_aside_what_was_set_aside() -> None:
    """Replaying forgot who was revoked, because the tables that say so are dropped first: forged entries came back."""
    house = make_mission([TENOSIQUE, COATZA])
    register(house, TENOSIQUE, "Ana")
    register(house, TENOSIQUE, "Forged")
    administration.record_revocation(
        house.node("coordination"), house.node(TENOSIQUE).device.feed, (0, 0), None, "stolen"
    )
    meet(house, COATZA, "coordination")
    meet(house, COATZA, TENOSIQUE)
    replay(house.node(COATZA))
    assert names(house, COATZA) == {"Ana"}
    assert len(list_quarantine_rules(house.node(COATZA).cursor)) == 1


def test_the_computer_that_revokes_obeys_its_own_order() -> None:
    house = make_mission([TENOSIQUE])
    register(house, TENOSIQUE, "Ana")
    register(house, TENOSIQUE, "Forged")
    meet(house, "coordination", TENOSIQUE)
    centre = house.node("coordination")
    administration.record_revocation(centre, house.node(TENOSIQUE).device.feed, (0, 0), None, "stolen")
    assert list_quarantine_rules(centre.cursor) == ["revoked"]


def test_an_act_written_while_the_clock_ran_years_ahead_travels_once_it_is_put_right() -> None:
    """A dead battery came back as 2020. What was written until somebody noticed would have left the post in 2020."""
    house = make_mission([TENOSIQUE, COATZA])
    house.clock.at += timedelta(days=700)
    register(house, TENOSIQUE, "Ana")
    house.clock.at -= timedelta(days=700)
    meet(house, COATZA, TENOSIQUE)
    assert names(house, COATZA) == {"Ana"}


def test_undo_is_refused_for_what_may_have_travelled_before_the_clock_was_put_back() -> None:
    house = make_mission([TENOSIQUE])
    actor = house.actor(TENOSIQUE)
    person_id, entry = record_person(actor, PERSON)
    house.clock.at -= timedelta(hours=1)
    person = find_person(actor.node.cursor, person_id)
    assert person is not None
    with pytest.raises(TooLateToUndo):
        record_undo(actor, person, entry)


def test_an_undone_entry_loses_its_bytes_where_they_slipped_out() -> None:
    """The clock was set back between the exchange and the undoing: the other post kept showing what was taken back."""
    house = make_mission([TENOSIQUE, COATZA])
    register(house, TENOSIQUE, "Ana")
    actor = house.actor(TENOSIQUE)
    person_id = register(house, TENOSIQUE, "Berta")
    person = find_person(actor.node.cursor, person_id)
    assert person is not None
    entry = record_amendment(actor, person, {"alias": "Nobody"})
    written_at = house.clock.at
    house.clock.advance(minutes=1)
    exchange(house.node(COATZA), MemoryTransport(house.node(TENOSIQUE)))
    assert "Nobody" in names(house, COATZA)
    house.clock.at = written_at + timedelta(seconds=10)
    record_undo(actor, person, entry)
    meet(house, COATZA, TENOSIQUE)
    row = find_row(house.node(COATZA).cursor, entry)
    sealed = house.node(COATZA).cursor.execute("SELECT sealed FROM ledger_part WHERE id >> 4 = ?", (row,)).fetchall()
    assert {part[0] for part in sealed} == {None}
    assert names(house, COATZA) == {"Ana", "Berta"}


def enrol_and_join(house: InMemoryMission, centre: NodeContext) -> NodeContext:
    """A further computer for Coatzacoalcos, enrolled and invited at some node of the administrator."""
    bare = make_context(house.clock, house.random)
    place = find_post_by_code(centre.cursor, COATZA)
    assert place is not None
    device = bare.device
    enrolment = s.Enrolment(
        verify_key=device.verify_key, box_public=device.box_public, post=place.number, label="second"
    )
    epochs = [*house.epochs, *(e for e in centre.keyring.by_id.values() if e not in house.epochs)]
    administration.record_enrolment(centre, enrolment, epochs, house.secret, None)
    return accept_invitation(
        bare, create_invitation(centre, parse_join_request(create_join_request(device)), root=bytes(32), card=b"")
    )[0]


def test_a_device_that_joins_after_a_rotation_reads_what_was_ordered_before_it() -> None:
    """The mission's own key had been rotated once: every computer invited after that knew no colleague and no post."""
    house = make_mission([])
    centre = house.node("coordination")
    administration.record_rotation(centre, Compartment.ADMIN, "", None)
    centre = centre.holding(load_keyring(centre.cursor, centre.device))
    assert len(list_staff(enrol_and_join(house, centre).cursor)) == len(list_staff(centre.cursor))


def test_a_device_invited_by_a_restored_administrator_reads_the_whole_mission() -> None:
    """Restored from a backup, the administrator's computer sent along only what it had written since."""
    house = make_mission([])
    centre = ensure_incarnation(house.node("coordination"), None, restored=True)
    assert len(list_staff(enrol_and_join(house, centre).cursor)) == len(list_staff(centre.cursor))


def test_an_invitation_made_just_after_the_clock_was_put_back_brings_the_keys() -> None:
    """Put back by an hour, the clock made the enrolment wait out its thirty seconds: the newcomer got no key, ever."""
    house = make_mission([])
    house.clock.at -= timedelta(hours=1)
    joined = enrol_and_join(house, house.node("coordination"))
    assert {epoch.compartment for epoch in joined.keyring.by_id.values()} == {1, 2, 7}


def test_an_entry_from_a_device_not_yet_enrolled_here_waits_and_comes_in() -> None:
    house = make_mission([TENOSIQUE, COATZA])
    register(house, COATZA, "Ana")
    house.clock.advance(minutes=2)
    node = house.node(COATZA)
    head = next(h for h in list_sendable_heads(node.cursor, node.clock.millis()) if h.feed == node.device.feed)
    offer = Offer(head.feed, head.incarnation, 0, 0, head.sequence, head.hash)
    assert receive(house.node(TENOSIQUE), segments_offered(node, offer)).new == 0
    assert names(house, TENOSIQUE) == set()
    meet(house, TENOSIQUE, "coordination")
    assert names(house, TENOSIQUE) == {"Ana"}
    assert list_quarantine_rules(house.node(TENOSIQUE).cursor) == []


def test_a_stranger_stays_outside_however_often_it_comes() -> None:
    house = make_mission([TENOSIQUE])
    node = house.node(TENOSIQUE)
    before, count = state_hash(node), count_entries(node.cursor)
    stranger = Device(9).write(3)
    for _ in range(3):
        assert receive(node, [stranger.bytes()]).new == 0
    decrypt_with_new_keys(node)
    assert (state_hash(node), count_entries(node.cursor), len(list_quarantine_rules(node.cursor))) == (before, count, 1)


def test_care_is_refused_where_its_key_has_not_come_yet() -> None:
    """A new computer had joined and not exchanged: its first consultations were sealed so that nobody could ever read them."""
    house = make_mission([TENOSIQUE])
    actor = house.actor(TENOSIQUE)
    bare = replace(actor, node=actor.node.holding(Keyring.of([], actor.node.keyring.publics)))
    before = count_entries(actor.node.cursor)
    with pytest.raises(NoKey):
        record_person(bare, PERSON)
    assert count_entries(actor.node.cursor) == before
