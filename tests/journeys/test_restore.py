"""A post's computer dies and is restored from an old backup; a laptop is copied; a relay forgets. Nobody's care is lost."""

from dataclasses import replace

from posta.acts.care.registration import record_person
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person_registers import find_person
from posta.ids import PersonId
from posta.ledger.frontier import list_sendable_heads, own_incarnation
from posta.mission.posts import list_forks
from posta.relay.storage.sqlite_store import SqliteStore
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incarnation import ensure_incarnation, find_own_head
from posta.scribe.replay import replay, state_hash
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.faults.fake_disks import copy_database
from tests.faults.faulty_transports import RelayTransport
from tests.in_memory_mission import InMemoryMission, make_mission, savepoint, transaction
from tests.journeys.test_thread import OPD, PERSON

TENOSIQUE, COATZA = "tenosique_la72", "coatzacoalcos_casa"


def put_back(house: InMemoryMission, post: str, backup: object) -> None:
    """The file of the backup takes the place of the post's database; the program is not told."""
    connection = copy_database(backup)  # type: ignore[arg-type]
    house.nodes[post].connection = connection
    house.nodes[post].node = replace(
        house.node(post),
        cursor=connection.cursor(),
        transaction=lambda: transaction(connection),
        savepoint=lambda: savepoint(connection),
        incarnation=own_incarnation(connection.cursor()),
    )


def treat(house: InMemoryMission, post: str, name: str) -> PersonId:
    """Somebody is registered and treated at a post."""
    actor = house.actor(post)
    person_id, _ = record_person(actor, {**PERSON, "alias": name})
    person = find_person(actor.node.cursor, person_id)
    record_encounter(actor, person, {"opd": {**OPD, "history": f"Historia de {name}"}})
    return person_id


def history(node: NodeContext, person: PersonId) -> list[object]:
    """What a post reads of somebody's consultations."""
    items = list_timeline(node.cursor, person, node.keyring)
    return [item.forms["opd"]["history"] for item in items if "opd" in item.forms]


def sync(house: InMemoryMission, relay: SqliteStore, *posts: str) -> None:
    """Posts exchange with the relay, twice, after what they wrote may travel."""
    house.clock.advance(minutes=2)
    for post in (*posts, *posts):
        exchange(house.node(post), RelayTransport(relay))


def test_a_restored_post_gets_back_what_it_had_sent_and_forks_nothing() -> None:
    """
    Given a backup of Monday, and care given on Tuesday that the relay has
    When the computer breaks on Wednesday and the backup is restored
    Then Tuesday's care comes back, new care is written beside it, and every post agrees
    """
    house, relay = make_mission([TENOSIQUE, COATZA]), SqliteStore(":memory:")
    monday = treat(house, TENOSIQUE, "Ana")
    sync(house, relay, "coordination", TENOSIQUE, COATZA)
    backup = copy_database(house.nodes[TENOSIQUE].connection)
    house.clock.advance(days=1)
    tuesday = treat(house, TENOSIQUE, "Berta")
    sync(house, relay, TENOSIQUE)

    put_back(house, TENOSIQUE, backup)
    house.nodes[TENOSIQUE].node = ensure_incarnation(house.node(TENOSIQUE), None, restored=True)
    wednesday = treat(house, TENOSIQUE, "Carla")
    sync(house, relay, TENOSIQUE, COATZA)

    for post in (TENOSIQUE, COATZA):
        node = house.node(post)
        for person, name in ((monday, "Ana"), (tuesday, "Berta"), (wednesday, "Carla")):
            assert history(node, person) == [f"Historia de {name}"]
        assert list_forks(node.cursor) == []
    assert house.node(TENOSIQUE).incarnation > 0
    assert state_hash(house.node(TENOSIQUE)) == state_hash(house.node(COATZA))


def test_an_old_file_copied_back_by_hand_is_noticed_by_the_side_file() -> None:
    """
    Given a post that works offline
    When somebody copies last week's database file back, and tells nobody
    Then the next start notices by the side file, and what is written from then on collides with nothing
    """
    house, relay = make_mission([TENOSIQUE, COATZA]), SqliteStore(":memory:")
    backup = copy_database(house.nodes[TENOSIQUE].connection)
    lost = treat(house, TENOSIQUE, "Ana")
    side = find_own_head(house.node(TENOSIQUE))
    sync(house, relay, "coordination", TENOSIQUE)

    put_back(house, TENOSIQUE, backup)
    house.nodes[TENOSIQUE].node = ensure_incarnation(house.node(TENOSIQUE), side, restored=False)
    treat(house, TENOSIQUE, "Berta")
    sync(house, relay, TENOSIQUE, COATZA)

    assert history(house.node(TENOSIQUE), lost) == ["Historia de Ana"]
    assert list_forks(house.node(COATZA).cursor) == []


def test_a_copied_computer_and_its_original_both_keep_what_they_wrote() -> None:
    """
    Given a laptop whose disk was copied to a second one
    When both register people, apart from each other
    Then every post has all of them, coordination sees the alarm, and each goes on in a feed of its own
    """
    house, relay = make_mission([TENOSIQUE, COATZA]), SqliteStore(":memory:")
    treat(house, TENOSIQUE, "Ana")
    original, copy = house.node(TENOSIQUE), copy_database(house.nodes[TENOSIQUE].connection)
    here = treat(house, TENOSIQUE, "Berta")
    sync(house, relay, "coordination", TENOSIQUE)

    put_back(house, TENOSIQUE, copy)
    there = treat(house, TENOSIQUE, "Carla")
    sync(house, relay, TENOSIQUE, COATZA, "coordination")
    exchange(original, RelayTransport(relay))

    second = house.node(TENOSIQUE)
    for node in (original, second, house.node(COATZA)):
        assert history(node, here) == ["Historia de Berta"]
        assert history(node, there) == ["Historia de Carla"]
    assert len(list_forks(house.node("coordination").cursor)) == 1
    assert own_incarnation(original.cursor) != own_incarnation(second.cursor)


def test_of_two_lines_that_end_at_the_same_number_the_relay_gets_the_one_that_it_lacks() -> None:
    """
    Given a relay that holds one line of a copied computer, and only the beginning of the other
    When coordination, which holds both and whose lines end at the same number, exchanges
    Then the relay has both to their ends: it was brought the line that it had, in each round again
    """
    house, relay = make_mission([TENOSIQUE]), SqliteStore(":memory:")
    original, copy = house.node(TENOSIQUE), copy_database(house.nodes[TENOSIQUE].connection)
    centre = house.node("coordination")
    actor = house.actor(TENOSIQUE)
    person, _ = record_person(actor, {**PERSON, "alias": "Ana"})
    sync(house, relay, TENOSIQUE)
    record_encounter(actor, find_person(actor.node.cursor, person), {"opd": OPD})

    put_back(house, TENOSIQUE, copy)
    treat(house, TENOSIQUE, "Berta")
    house.clock.advance(minutes=2)
    exchange(centre, MemoryTransport(house.node(TENOSIQUE)))
    exchange(centre, RelayTransport(relay))
    exchange(centre, MemoryTransport(original))
    heads = [
        head for head in list_sendable_heads(centre.cursor, house.clock.millis()) if head.feed == original.device.feed
    ]
    assert len(heads) == 2
    assert len({head.sequence for head in heads}) == 1

    exchange(centre, RelayTransport(relay))
    assert RelayTransport(relay).diff(heads)[1] == []


def test_a_relay_that_forgot_everything_is_filled_again_by_the_posts() -> None:
    """
    Given a relay with everybody's feeds
    When it is wiped, and one post is restored from its first day
    Then the other posts fill the relay, and from it the restored post gets its own work back
    """
    house, relay = make_mission([TENOSIQUE, COATZA]), SqliteStore(":memory:")
    first_day = copy_database(house.nodes[TENOSIQUE].connection)
    person = treat(house, TENOSIQUE, "Ana")
    sync(house, relay, "coordination", TENOSIQUE, COATZA)

    wiped = SqliteStore(":memory:")
    put_back(house, TENOSIQUE, first_day)
    house.nodes[TENOSIQUE].node = ensure_incarnation(house.node(TENOSIQUE), None, restored=True)
    sync(house, wiped, COATZA, TENOSIQUE)

    assert history(house.node(TENOSIQUE), person) == ["Historia de Ana"]
    before = state_hash(house.node(TENOSIQUE))
    replay(house.node(TENOSIQUE))
    assert state_hash(house.node(TENOSIQUE)) == before == state_hash(house.node(COATZA))


def test_two_posts_in_reach_of_each_other_need_no_relay_for_it() -> None:
    """A restored post asks the next post on the same Wi-Fi for its own lost work."""
    house = make_mission([TENOSIQUE, COATZA])
    first_day = copy_database(house.nodes[TENOSIQUE].connection)
    person = treat(house, TENOSIQUE, "Ana")
    house.clock.advance(minutes=2)
    exchange(house.node(COATZA), MemoryTransport(house.node(TENOSIQUE)))
    put_back(house, TENOSIQUE, first_day)
    receipt = exchange(house.node(TENOSIQUE), MemoryTransport(house.node(COATZA))).received
    assert receipt.doubled
    assert history(house.node(TENOSIQUE), person) == ["Historia de Ana"]
    treat(house, TENOSIQUE, "Berta")
    assert list_forks(house.node(TENOSIQUE).cursor) == []
