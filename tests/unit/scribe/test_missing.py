"""What was emptied on the way is noticed, and comes again from whoever has it; what was undone does not."""

from dataclasses import replace
from importlib import import_module

import pytest
from sqlcipher3 import dbapi2

from posta.acts.care.registration import record_person
from posta.acts.care.undo import mark_entered_in_error, record_undo
from posta.chart.record.person_registers import find_person
from posta.ids import EntryId
from posta.ledger.frontier import list_sendable_heads
from posta.ledger.missing_parts import list_missing_parts
from posta.ledger.queries import find_row
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incarnation import ensure_incarnation
from posta.scribe.incoming.receive import ReceiveReport, receive
from posta.scribe.replay import decrypt_with_new_keys, replay, state_hash
from posta.sync.exchange import exchange, segments_offered
from posta.sync.transports.memory import MemoryTransport
from posta.wire.address import decode_segment, encode_segment
from posta.wire.compare import Offer
from tests.faults.faulty_transports import emptied
from tests.in_memory_mission import InMemoryMission, add_post, make_mission
from tests.post_fixture import PERSON

HERE, THERE, FAR, CENTRE = "tenosique_la72", "coatzacoalcos_casa", "reynosa_clinica", "coordination"


@pytest.fixture
def house() -> InMemoryMission:
    """Two posts of one network and one of another; at the first somebody was registered."""
    house = make_mission([HERE, THERE, FAR])
    for post in (HERE, THERE, FAR):
        exchange(house.node(post), MemoryTransport(house.node(CENTRE)))
    record_person(house.actor(HERE), PERSON)
    house.clock.advance(minutes=2)
    return house


def segments_of(node: NodeContext) -> list[bytes]:
    """All that a post wrote itself."""
    heads = [head for head in list_sendable_heads(node.cursor, node.clock.millis()) if head.feed == node.device.feed]
    offers = [Offer(head.feed, head.incarnation, 0, 0, head.sequence, head.hash) for head in heads]
    return [segment for offer in offers for segment in segments_offered(node, offer)]


def hand(house: InMemoryMission, to: str, segments: list[bytes]) -> ReceiveReport:
    return receive(house.node(to), segments)


def people_of(house: InMemoryMission, post: str) -> int:
    return house.node(post).cursor.execute("SELECT COUNT(*) FROM chart_person").fetchone()[0]


def parts_of(node: NodeContext, entry: EntryId) -> list[tuple[bytes | None, int]]:
    row = find_row(node.cursor, entry)
    assert row is not None
    return node.cursor.execute("SELECT sealed, read FROM ledger_part WHERE id >> 4 = ?", (row,)).fetchall()


def test_when_a_whole_segment_follows_an_emptied_one_then_its_contents_are_taken(house: InMemoryMission) -> None:
    """A stick emptied on the way made a person vanish from the next post for ever: the whole segment was "had"."""
    whole = segments_of(house.node(HERE))
    first = hand(house, THERE, [emptied(segment) for segment in whole])
    assert (people_of(house, THERE), first.filled) == (0, 0)
    assert list_missing_parts(house.node(THERE).cursor)
    second = hand(house, THERE, whole)
    assert second.filled == first.new == second.had
    assert people_of(house, THERE) == 1
    assert list_missing_parts(house.node(THERE).cursor) == []
    assert state_hash(house.node(THERE)) == state_hash(house.node(HERE))
    before = state_hash(house.node(THERE))
    replay(house.node(THERE))
    assert state_hash(house.node(THERE)) == before


def test_when_a_longer_segment_overlaps_an_emptied_one_then_both_halves_come(house: InMemoryMission) -> None:
    hand(house, THERE, [emptied(segment) for segment in segments_of(house.node(HERE))])
    record_person(house.actor(HERE), {**PERSON, "alias": "Berta"})
    house.clock.advance(minutes=2)
    receipt = hand(house, THERE, segments_of(house.node(HERE)))
    assert receipt.filled > 0
    assert receipt.new > 0
    assert people_of(house, THERE) == 2


def test_when_one_part_of_two_is_left_out_then_it_alone_is_filled(house: InMemoryMission) -> None:
    whole = segments_of(house.node(HERE))
    hand(house, THERE, [emptied(segment, lambda index: index == 1) for segment in whole])
    assert people_of(house, THERE) == 0
    hand(house, THERE, whole)
    assert people_of(house, THERE) == 1
    assert state_hash(house.node(THERE)) == state_hash(house.node(HERE))


def test_when_a_post_cannot_open_what_was_missing_then_it_carries_it_on_whole(house: InMemoryMission) -> None:
    whole = segments_of(house.node(HERE))
    hand(house, FAR, [emptied(segment) for segment in whole])
    hand(house, FAR, whole)
    exchange(house.node(THERE), MemoryTransport(house.node(FAR)))
    assert people_of(house, THERE) == 1


def test_when_an_act_was_undone_then_its_absence_is_explained_at_every_post(house: InMemoryMission) -> None:
    """Coordination and posts of other networks cannot read the chart's words; they would have called it emptied."""
    entry = undo_somebody(house)
    for name in (THERE, FAR, CENTRE):
        hand(house, name, segments_of(house.node(HERE)))
        assert list_missing_parts(house.node(name).cursor) == [], name
        assert set(parts_of(house.node(name), entry)) == {(None, 1)}


def test_when_somebody_kept_what_was_undone_then_it_does_not_come_back(house: InMemoryMission) -> None:
    """A copy of the disk made within the seconds of grace still has the bytes."""
    kept: list[bytes] = []
    entry = undo_somebody(house, kept)
    hand(house, THERE, segments_of(house.node(HERE)))
    assert hand(house, THERE, kept).filled == 0
    assert {sealed for sealed, _ in parts_of(house.node(THERE), entry)} == {None}
    assert people_of(house, THERE) == 1


def test_when_an_undoing_came_by_another_line_before_what_it_names_then_that_is_dropped_again(
    house: InMemoryMission,
) -> None:
    """The computer was restored within the seconds of grace: the undoing stands in its next incarnation."""
    node, kept = house.node(HERE), list[bytes]()
    before = segments_of(node)
    actor = house.actor(HERE)
    person_id, entry = record_person(actor, {**PERSON, "alias": "Nobody"})
    house.nodes[HERE].node = ensure_incarnation(node, None, restored=True)
    house.clock.advance(seconds=45)
    kept += segments_of(node)
    house.clock.advance(seconds=-40)
    person = find_person(node.cursor, person_id)
    assert person is not None
    record_undo(house.actor(HERE), person, entry)
    house.clock.advance(minutes=2)
    next_line = [segment for segment in segments_of(house.node(HERE)) if decode_segment(segment).incarnation]
    hand(house, THERE, [*before, *next_line, *(emptied(segment) for segment in kept)])
    assert find_row(house.node(THERE).cursor, entry) is not None
    hand(house, THERE, kept)
    assert {sealed for sealed, _ in parts_of(house.node(THERE), entry)} == {None}
    assert people_of(house, THERE) == 1


def test_when_the_undoing_itself_was_emptied_then_it_counts_once_it_is_filled(house: InMemoryMission) -> None:
    kept: list[bytes] = []
    entry = undo_somebody(house, kept)
    hand(house, THERE, [emptied(segment) for segment in segments_of(house.node(HERE))])
    hand(house, THERE, kept)
    assert people_of(house, THERE) == 2
    hand(house, THERE, segments_of(house.node(HERE)))
    assert people_of(house, THERE) == 1
    assert {sealed for sealed, _ in parts_of(house.node(THERE), entry)} == {None}


def test_when_an_entry_made_in_error_was_emptied_then_it_is_filled_all_the_same(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person_id, entry = record_person(actor, {**PERSON, "alias": "Berta"})
    house.clock.advance(minutes=2)
    person = find_person(actor.node.cursor, person_id)
    assert person is not None
    mark_entered_in_error(actor, person, entry, "the wrong person")
    house.clock.advance(minutes=2)
    for name in (THERE, CENTRE):
        hand(house, name, [emptied(segment) for segment in segments_of(house.node(HERE))])
        hand(house, name, segments_of(house.node(HERE)))
        assert None not in {sealed for sealed, _ in parts_of(house.node(name), entry)}


def test_when_what_enrols_a_device_was_emptied_then_its_feed_waits_and_comes_with_the_contents() -> None:
    house = make_mission([HERE])
    add_post(house, THERE)
    record_person(house.actor(THERE), PERSON)
    house.clock.advance(minutes=2)
    orders = segments_of(house.node(CENTRE))
    hand(house, HERE, [emptied(segment) for segment in orders])
    assert hand(house, HERE, segments_of(house.node(THERE))).new == 0
    assert hand(house, HERE, orders).filled > 0
    decrypt_with_new_keys(house.node(HERE))
    assert people_of(house, HERE) == 1


def test_when_the_digest_does_not_fit_then_nothing_is_filled(house: InMemoryMission) -> None:
    whole = segments_of(house.node(HERE))
    hand(house, THERE, [emptied(segment) for segment in whole])
    for data in whole:
        segment = decode_segment(data)
        other = tuple(
            entry._replace(parts=tuple(part._replace(sealed=bytes(part.size)) for part in entry.parts))
            for entry in segment.entries
        )
        hand(house, THERE, [encode_segment(replace(segment, entries=other))])
    assert people_of(house, THERE) == 0
    assert len(list_missing_parts(house.node(THERE).cursor)) > 0


def test_the_ledger_fills_only_what_is_missing(house: InMemoryMission) -> None:
    """The trigger holds whatever the code does: a part dropped here takes no bytes, a held one no others."""
    entry = undo_somebody(house)
    cursor = house.node(HERE).cursor
    row = find_row(cursor, entry)
    for sql in (
        "UPDATE ledger_part SET sealed = zeroblob(size) WHERE id >> 4 = ?",
        "UPDATE ledger_part SET read = 3 WHERE id >> 4 = ?",
        "UPDATE ledger_part SET read = 3 WHERE id >> 4 = ? - 1",
    ):
        with pytest.raises(dbapi2.IntegrityError):
            cursor.execute(sql, (row,))


def undo_somebody(house: InMemoryMission, kept: list[bytes] | None = None) -> EntryId:
    """Somebody is registered and the registration undone; what a copy made in between would send is put into `kept`."""
    actor = house.actor(HERE)
    person_id, entry = record_person(actor, {**PERSON, "alias": "Nobody"})
    if kept is not None:
        house.clock.advance(minutes=2)
        kept += segments_of(actor.node)
        house.clock.advance(minutes=-2)
    person = find_person(actor.node.cursor, person_id)
    assert person is not None
    record_undo(actor, person, entry)
    house.clock.advance(minutes=2)
    return entry


def test_a_home_made_before_learns_what_is_missing_and_what_was_dropped(house: InMemoryMission) -> None:
    entry, cursor = undo_somebody(house), house.node(THERE).cursor
    hand(house, THERE, [emptied(segment, lambda index: index == 1) for segment in segments_of(house.node(HERE))])
    missing = list_missing_parts(cursor)
    for kind, name in (
        ("TRIGGER", "ledger_part_stands"),
        ("TRIGGER", "ledger_part_gone"),
        ("INDEX", "ledger_part_missing"),
    ):
        cursor.execute(f"DROP {kind} {name}")
    cursor.execute("UPDATE ledger_part SET read = 1 WHERE sealed IS NULL")
    for operation in import_module("posta.ledger.migrations.0002_missing_parts").Migration.operations:
        for statement, _ in operation.sql:
            cursor.execute(statement)
    assert list_missing_parts(cursor) == missing
    assert entry not in missing
    with pytest.raises(dbapi2.IntegrityError):
        cursor.execute("UPDATE ledger_part SET read = 3")
    hand(house, THERE, segments_of(house.node(HERE)))
    assert people_of(house, THERE) == 1
