"""Beginning anew: after a restore, a copy, or when others show what this computer has forgotten of itself."""

from dataclasses import replace

from posta.acts.registration import record_person
from posta.catalog import kinds
from posta.courier.exchange import exchange
from posta.courier.transports.memory import MemoryTransport
from posta.feed.entry import Head
from posta.feed.fork import ForkProof, verify_fork
from posta.ledger.frontier import list_tips, own_incarnation
from posta.mission.posts import list_forks
from posta.scribe.begin import begin, own_head
from posta.scribe.desk import Desk
from posta.scribe.evidence import ForkPlace, find_evidence
from posta.scribe.replay import state_hash
from tests.house import House, found_house, savepoint, transaction
from tests.journeys.test_thread import PERSON
from tests.naive_chart import read_log
from tests.tormenta.disks import copy_of

TENOSIQUE, COATZA = "tenosique_la72", "coatzacoalcos_casa"


def copied(desk: Desk) -> Desk:
    """The same computer on a copy of its disk."""
    connection = copy_of(desk.cursor.connection)
    cursor = connection.cursor()
    return replace(
        desk,
        cursor=cursor,
        transaction=lambda: transaction(connection),
        savepoint=lambda: savepoint(connection),
        incarnation=own_incarnation(cursor),
    )


def register(house: House, post: str, name: str, desk: Desk | None = None) -> bytes:
    """Somebody is registered at a post; on a copy of its computer, if given."""
    if desk is not None:
        house.nodes[post].desk = desk
    return record_person(house.duty(post), {**PERSON, "alias": name})[0]


def meet(house: House, one: Desk, other: Desk) -> None:
    """Two computers exchange after what they wrote may travel."""
    house.clock.advance(minutes=2)
    exchange(one, MemoryTransport(other))


def test_begin_without_any_sign_of_a_restore_goes_on_in_the_same_incarnation() -> None:
    house = found_house([TENOSIQUE])
    register(house, TENOSIQUE, "Ana")
    desk = house.desk(TENOSIQUE)
    assert begin(desk, own_head(desk), restored=False).incarnation == 0
    assert begin(desk, None, restored=False).incarnation == 0


def test_begin_after_a_restore_names_the_last_entry_known() -> None:
    house = found_house([TENOSIQUE])
    register(house, TENOSIQUE, "Ana")
    last = own_head(house.desk(TENOSIQUE))
    desk = begin(house.desk(TENOSIQUE), None, restored=True)
    assert last is not None
    assert desk.incarnation > 0
    (first,) = [e for e in read_log(desk) if e.ordered is not None and e.ordered.kind == kinds.INCARNATION]
    assert first.ordered is not None
    assert list(first.ordered.body)[:3] == [0, last.sequence, last.hash] or first.ordered.body is not None


def test_begin_when_the_side_file_is_ahead_takes_a_new_incarnation() -> None:
    """The file of yesterday was copied back by hand; the next consultation would have forked the feed of the post."""
    house = found_house([TENOSIQUE])
    yesterday = copied(house.desk(TENOSIQUE))
    register(house, TENOSIQUE, "Ana")
    side = own_head(house.desk(TENOSIQUE))
    assert begin(yesterday, side, restored=False).incarnation > 0


def test_two_restores_of_one_backup_never_share_an_incarnation() -> None:
    house = found_house([TENOSIQUE])
    backup = house.desk(TENOSIQUE)
    numbers = {begin(copied(backup), None, restored=True).incarnation for _ in range(8)}
    assert len(numbers) == 8


def test_a_restored_computer_gets_its_own_lost_tail_back_and_goes_on_without_a_fork() -> None:
    house = found_house([TENOSIQUE, COATZA])
    backup = copied(house.desk(TENOSIQUE))
    lost = register(house, TENOSIQUE, "Ana")
    meet(house, house.desk(COATZA), house.desk(TENOSIQUE))
    restored = begin(backup, None, restored=True)
    register(house, TENOSIQUE, "Berta", restored)
    meet(house, restored, house.desk(COATZA))
    names = {row[0] for row in restored.cursor.execute("SELECT name FROM chart_person")}
    assert names == {"Ana Mejía Hernández", "Berta Mejía Hernández"}
    assert lost in {row[0] for row in restored.cursor.execute("SELECT person FROM chart_person")}
    assert list_forks(restored.cursor) == []
    assert state_hash(restored) == state_hash(house.desk(COATZA))


def test_a_computer_that_meets_its_own_unknown_entries_begins_anew_by_itself() -> None:
    """A laptop's disk was copied to a second one and both went on: each met the other's work as its own."""
    house = found_house([TENOSIQUE, COATZA])
    one, copy = house.desk(TENOSIQUE), copied(house.desk(TENOSIQUE))
    register(house, TENOSIQUE, "Ana", one)
    meet(house, one, house.desk(COATZA))
    house.clock.advance(minutes=2)
    receipt = exchange(copy, MemoryTransport(house.desk(COATZA))).received
    assert receipt.doubled
    assert own_incarnation(copy.cursor) > 0
    assert own_incarnation(one.cursor) == 0


def test_a_fork_keeps_both_branches_and_is_reported_with_proof() -> None:
    house = found_house([TENOSIQUE, COATZA])
    one, copy = house.desk(TENOSIQUE), copied(house.desk(TENOSIQUE))
    register(house, TENOSIQUE, "Ana", one)
    register(house, TENOSIQUE, "Berta", copy)
    there = house.desk(COATZA)
    for desk in (one, copy, one, copy, house.desk("coordination"), one, copy):
        meet(house, desk, there)
    reports = [e for e in read_log(there) if e.ordered is not None and e.ordered.kind == kinds.FORK]
    assert 1 <= len(reports) <= 2  # both who noticed may have spoken; nobody repeats it
    assert {row[0].split()[0] for row in there.cursor.execute("SELECT name FROM chart_person")} == {"Ana", "Berta"}
    place = ForkPlace(one.device.feed, 0, 0)
    for desk in (one, copy, there, house.desk("coordination")):
        assert [ForkPlace(*fork) for fork in list_forks(desk.cursor)] == [place]
    found = find_evidence(there, place)
    assert found is not None
    heads = [Head(place.feed, 0, 0, hash_) for hash_ in found.hashes]
    verify_fork(ForkProof(found.verify_key, heads[0], found.signatures[0], heads[1], found.signatures[1]))


def test_both_branches_travel_on_when_they_are_equally_long() -> None:
    """Both copies had written one entry; the frontier offered the same head twice and the second branch never left."""
    house = found_house([TENOSIQUE, COATZA, "coatzacoalcos_vias"])
    one, copy = house.desk(TENOSIQUE), copied(house.desk(TENOSIQUE))
    register(house, TENOSIQUE, "Ana", one)
    register(house, TENOSIQUE, "Berta", copy)
    there, further = house.desk(COATZA), house.desk("coatzacoalcos_vias")
    meet(house, there, one)
    meet(house, there, copy)
    meet(house, further, there)
    lines = [t for t in list_tips(further.cursor) if t.feed == one.device.feed and t.incarnation == 0]
    assert len(lines) == 2
