"""The administering computer is restored from an old backup and changes keys: nobody is left without, nobody lost gets one."""

from dataclasses import replace

import pytest

from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission import administration
from posta.acts.mission.grant_repair import list_missing_keys, maintain_keys
from posta.catalog.compartments import Compartment
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person_registers import find_person
from posta.ids import PersonId
from posta.mission.keys.granted_keys import load_person_epochs
from posta.mission.keys.key_grants import list_exposed, list_missing_grants, list_missing_grants_of
from posta.mission.posts import list_forks
from posta.mission.staff import list_staff
from posta.relay.storage.sqlite_store import SqliteStore
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incarnation import ensure_incarnation
from posta.scribe.replay import decrypt_with_new_keys, replay, state_hash
from posta.seal.epochs import Epoch
from posta.seal.keys import PersonKeys
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.contents import show_contents
from tests.faults.fake_disks import copy_database
from tests.in_memory_mission import InMemoryMission, add_post, appoint, make_mission
from tests.journeys.test_restore import COATZA, TENOSIQUE, history, put_back, sync, treat
from tests.spec.examples import CLOSED_SESSION

CENTRE, VIAS = "coordination", "coatzacoalcos_vias"
ADMIN, FACTS, CARE, MENTAL_HEALTH = (
    (Compartment.ADMIN, ""),
    (Compartment.FACTS, ""),
    (Compartment.CARE, "route"),
    (Compartment.MENTAL_HEALTH, "route"),
)

NOTE = "Duerme mal, y no quiere que se sepa."


def restore_centre(house: InMemoryMission, backup: object) -> None:
    put_back(house, CENTRE, backup)
    house.nodes[CENTRE].node = ensure_incarnation(house.node(CENTRE), None, restored=True)
    house.refresh(CENTRE)


def rotate(house: InMemoryMission, *places: tuple[Compartment, str]) -> tuple[Epoch, ...]:
    """The administrator changes the keys of these places; the case of an administrator has them from then on."""
    opened = []
    for compartment, network in places:
        opened.append(administration.record_rotation(house.node(CENTRE), compartment, network, None)[0])
        house.refresh(CENTRE)
    house.epochs = (*house.epochs, *opened)
    return tuple(opened)


def meet(house: InMemoryMission, relay: SqliteStore, *names: str) -> None:
    """Computers exchange with the relay; what administers does afterwards what it owes, as an open node does."""
    for name in (*names, *names, *names):
        sync(house, relay, name)
        node = house.nodes[name]
        node.node = decrypt_with_new_keys(node.node)
        maintain_keys(node.node)
        house.refresh(name)


def give(house: InMemoryMission) -> int:
    """The administrator presses the button at the administering computer."""
    centre = house.node(CENTRE)
    return len(administration.record_missing_grants(centre, list_missing_keys(centre), house.epochs, None))


def restored_between(house: InMemoryMission, relay: SqliteStore, *places: tuple[Compartment, str]) -> tuple[Epoch, ...]:
    """Backup; a post is enrolled and works; the administering computer is restored and changes keys before it exchanges."""
    meet(house, relay, CENTRE, TENOSIQUE)
    backup = copy_database(house.nodes[CENTRE].connection)
    add_post(house, VIAS)
    house.clock.advance(minutes=2)
    meet(house, relay, CENTRE, VIAS, TENOSIQUE)
    restore_centre(house, backup)
    house.clock.advance(minutes=2)
    return rotate(house, *places)


@pytest.mark.parametrize("places", [(ADMIN,), (ADMIN, ADMIN), (FACTS, ADMIN), (ADMIN, FACTS, ADMIN)])
def test_a_post_enrolled_before_the_restore_reads_what_is_ordered_after_it(places: tuple) -> None:
    """The key of orders went to nobody who had been enrolled since the backup: that post read no order any more, for ever."""
    house, relay = make_mission([TENOSIQUE]), SqliteStore(":memory:")
    opened = restored_between(house, relay, *places)
    sync(house, relay, CENTRE)
    meet(house, relay, TENOSIQUE, VIAS)
    assert list_missing_grants_of(house.node(VIAS).cursor, house.node(VIAS).device.feed)

    meet(house, relay, CENTRE, VIAS, TENOSIQUE)
    appoint(house, "psychiatrist")
    house.clock.advance(minutes=2)
    meet(house, relay, CENTRE, VIAS, TENOSIQUE)

    assert {epoch.id for epoch in opened} <= set(house.node(VIAS).keyring.by_id)
    assert house.people["psychiatrist"][0] in colleagues(house, VIAS)
    assert state_hash(house.node(VIAS)) == state_hash(house.node(TENOSIQUE))
    assert list_missing_grants_of(house.node(VIAS).cursor, house.node(VIAS).device.feed) == []
    assert list_forks(house.node(VIAS).cursor) == []


def test_the_post_reads_and_writes_once_an_administrator_gave_the_key_of_the_chart() -> None:
    """
    Given a backup, a post enrolled since, and the administering computer restored
    When the key of the chart changes before it exchanges, and others write under the new one
    Then the post reads that as soon as an administrator gives the key, and what it writes is read elsewhere
    """
    house, relay = make_mission([TENOSIQUE]), SqliteStore(":memory:")
    restored_between(house, relay, ADMIN, CARE)
    meet(house, relay, CENTRE, TENOSIQUE, VIAS)
    ana = treat(house, TENOSIQUE, "Ana")
    meet(house, relay, TENOSIQUE, VIAS)
    assert find_person(house.node(VIAS).cursor, ana) is None

    assert [one.place for one in list_missing_keys(house.node(CENTRE))] == [CARE]
    assert (give(house), give(house)) == (1, 0)
    house.clock.advance(minutes=2)
    meet(house, relay, CENTRE, VIAS)
    assert history(house.node(VIAS), ana) == ["Historia de Ana"]
    berta = treat(house, VIAS, "Berta")
    meet(house, relay, VIAS, TENOSIQUE)
    assert history(house.node(TENOSIQUE), berta) == ["Historia de Berta"]
    before = state_hash(house.node(VIAS))
    replay(house.node(VIAS))
    assert before == state_hash(house.node(VIAS)) == state_hash(house.node(TENOSIQUE))


def test_a_colleague_appointed_before_the_restore_opens_what_is_sealed_after_it() -> None:
    """A psychologist was appointed after the backup; what her colleague wrote under the new key stayed closed to her."""
    house, relay = make_mission([TENOSIQUE], trades=("doctor", "nurse")), SqliteStore(":memory:")
    meet(house, relay, CENTRE, TENOSIQUE)
    backup = copy_database(house.nodes[CENTRE].connection)
    appoint(house, "psychologist")
    meet(house, relay, CENTRE, TENOSIQUE)
    restore_centre(house, backup)
    rotate(house, MENTAL_HEALTH)
    house.people["the first"] = house.people["psychologist"]
    appoint(house, "psychologist")
    meet(house, relay, CENTRE, TENOSIQUE)
    person = treat(house, TENOSIQUE, "Ana")
    confide(house, person)
    assert NOTE in sealed_notes(house, "psychologist", person)
    assert NOTE not in sealed_notes(house, "the first", person)

    staff = house.people["the first"][0]
    assert [(one.holder, one.place) for one in list_missing_keys(house.node(CENTRE))] == [(staff, MENTAL_HEALTH)]
    give(house)
    meet(house, relay, CENTRE, TENOSIQUE)
    assert NOTE in sealed_notes(house, "the first", person)
    assert NOTE not in sealed_notes(house, "nurse", person)


def test_a_key_that_went_to_the_words_somebody_had_before_is_given_again() -> None:
    """A psychologist got new words after the backup; the restored computer sealed the new key to the keys of the old ones."""
    house, relay = make_mission([TENOSIQUE]), SqliteStore(":memory:")
    meet(house, relay, CENTRE, TENOSIQUE)
    backup = copy_database(house.nodes[CENTRE].connection)
    staff, renewed = house.people["psychologist"][0], PersonKeys.generate(house.random.randbytes)
    act = administration.build_appointment(
        staff, "Psychologist", "psychologist", renewed.box_public, renewed.verify_key
    )  # fmt: skip
    administration.record_appointment(house.node(CENTRE), act, house.epochs, None)
    meet(house, relay, CENTRE, TENOSIQUE)
    house.people["psychologist"] = (staff, renewed)
    restore_centre(house, backup)
    (opened,) = rotate(house, MENTAL_HEALTH)
    appoint(house, "midwife")  # time goes on, and so does the clock of the orders
    meet(house, relay, CENTRE, TENOSIQUE)
    held = {epoch.id for epoch in load_person_epochs(house.node(TENOSIQUE).cursor, staff, renewed)}
    assert held
    assert opened.id not in held

    assert [(one.holder, one.epoch) for one in list_missing_keys(house.node(CENTRE))] == [(staff, opened.id)]
    assert (give(house), give(house)) == (1, 0)
    meet(house, relay, CENTRE, TENOSIQUE)
    held = {epoch.id for epoch in load_person_epochs(house.node(TENOSIQUE).cursor, staff, renewed)}
    assert opened.id in held


def test_two_administering_computers_give_the_same_key_without_harm() -> None:
    """A copy of the administering computer works beside it: both find what is missing, both give it."""
    house, relay = make_mission([TENOSIQUE]), SqliteStore(":memory:")
    restored_between(house, relay, ADMIN, CARE)
    copy = copy_database(house.nodes[CENTRE].connection)
    first = house.nodes[CENTRE]
    meet(house, relay, CENTRE)
    give(house)
    house.nodes["the first"] = replace(first)
    put_back(house, CENTRE, copy)
    house.nodes[CENTRE].node = ensure_incarnation(house.node(CENTRE), None, restored=True)
    house.refresh(CENTRE)
    exchange(house.node(CENTRE), MemoryTransport(house.node(VIAS)))  # has met the post and not the other copy
    maintain_keys(house.node(CENTRE))
    give(house)
    meet(house, relay, CENTRE, "the first", VIAS, TENOSIQUE, CENTRE, "the first", VIAS, TENOSIQUE)
    for name in (CENTRE, "the first", VIAS, TENOSIQUE):
        assert list_missing_grants(house.node(name).cursor, 0) == []
        assert list_forks(house.node(name).cursor) == []
    person = treat(house, TENOSIQUE, "Ana")
    meet(house, relay, TENOSIQUE, VIAS)
    assert history(house.node(VIAS), person) == ["Historia de Ana"]


def test_what_a_restored_computer_gave_to_a_lost_one_is_replaced_once_it_hears_of_the_loss() -> None:
    """
    Given a post's computer declared lost after the backup
    When the restored administering computer, which does not know, changes keys and so grants them to the lost one
    Then it replaces each of them as soon as it has exchanged, and gives the lost one none of the new
    """
    house, relay = make_mission([TENOSIQUE, COATZA]), SqliteStore(":memory:")
    meet(house, relay, CENTRE, TENOSIQUE, COATZA)
    backup, lost = copy_database(house.nodes[CENTRE].connection), house.node(COATZA).device.feed
    administration.record_revocation(house.node(CENTRE), lost, (0, 0), None, "stolen")
    meet(house, relay, CENTRE, TENOSIQUE)
    restore_centre(house, backup)
    opened = rotate(house, ADMIN, CARE)
    centre = house.node(CENTRE)
    assert all(lost in holders_of(centre, epoch.id) for epoch in opened)

    meet(house, relay, CENTRE, TENOSIQUE)
    centre = house.node(CENTRE)
    assert list_exposed(centre.cursor) == []
    for place in (ADMIN, FACTS, CARE):
        newest = newest_of(centre, place)
        assert newest not in {epoch.id for epoch in opened}
        assert lost not in holders_of(centre, newest)
        assert house.node(TENOSIQUE).device.feed in holders_of(centre, newest)
    assert all(one.holder != lost for one in list_missing_keys(centre))
    assert maintain_keys(centre) == 0
    person = treat(house, TENOSIQUE, "Ana")
    assert history(house.node(TENOSIQUE), person) == ["Historia de Ana"]


def confide(house: InMemoryMission, person: PersonId) -> None:
    """A psychologist writes a sealed session about somebody."""
    actor = house.actor(TENOSIQUE, "psychologist")
    found = find_person(actor.node.cursor, person)
    assert found is not None
    record_encounter(actor, found, {"mh_fu": {**CLOSED_SESSION, "note": NOTE}})


def sealed_notes(house: InMemoryMission, colleague: str, person: PersonId) -> str:
    """What a colleague opens of a person's chart."""
    node = house.actor(TENOSIQUE, colleague).node
    return show_contents(list_timeline(node.cursor, person, node.keyring))


def colleagues(house: InMemoryMission, name: str) -> set[bytes]:
    return {one.id for one in list_staff(house.node(name).cursor)}


def newest_of(node: NodeContext, place: tuple[Compartment, str]) -> bytes:
    found = node.cursor.execute(
        "SELECT epoch FROM mission_epoch WHERE compartment = ? AND network = ? ORDER BY hlc DESC, epoch DESC", place
    )
    return found.fetchone()[0]


def holders_of(node: NodeContext, epoch: bytes) -> set[bytes]:
    found = node.cursor.execute("SELECT holder FROM mission_grant WHERE epoch = ?", (epoch,))
    return {row[0] for row in found.fetchall()}
