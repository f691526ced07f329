"""Forgetting: refused while the law keeps the note; signed or without effect; dropped in any order and everywhere."""

from pathlib import Path

import pytest

from posta.acts.actor import draft_entry
from posta.acts.care.choices import ChoiceNotPossible, record_answer, record_request
from posta.acts.care.forgetting import kept_until, record_forgetting
from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.acts.care.registration import record_amendment, record_travel_group_member
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission import administration
from posta.catalog import choice_acts as c
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.kinds import CHOICE
from posta.chart.people_search import find_people
from posta.chart.record.person import Person
from posta.chart.record.person_entries import list_entries_of
from posta.chart.record.person_registers import find_person
from posta.clock import to_millis
from posta.ids import EntryId, StaffId
from posta.ledger.erasures import list_orders, list_relayed, list_valid_orders
from posta.ledger.missing_parts import list_missing_parts
from posta.mission.errors import Refused
from posta.scribe.erasure import erasure_message, list_rows_of, subject_of
from posta.scribe.incoming.erasure_receipts import record_relay_receipts
from posta.scribe.replay import replay, state_hash
from posta.scribe.write import write
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import ROLES, InMemoryMission, make_mission
from tests.naive_chart import compare
from tests.spec.examples import FEET, registered

HERE, THERE, CENTRE = "tenosique_la72", "coatzacoalcos_casa", "coordination"
CANARY = {"alias": "Zurquil", "family_name": "Tepoño Vaxchí"}


@pytest.fixture
def house() -> InMemoryMission:
    return make_mission([HERE, THERE], trades=(*ROLES, "team_leader"))


def carry(house: InMemoryMission, source: str, target: str) -> None:
    house.clock.advance(minutes=2)
    exchange(house.node(source), MemoryTransport(house.node(target)))


def somebody(house: InMemoryMission, **answers: object) -> Person:
    """Somebody registered, who waited, travels with a group, and of whom something was amended."""
    actor = house.actor(HERE)
    person = registered(actor, **CANARY, **answers)
    arrival = record_arrival(actor, person, reason="feet")
    house.clock.advance(minutes=1)
    record_arrival_status(actor, person, arrival, "left")
    record_travel_group_member(actor, person, bytes(range(16)))
    record_amendment(actor, person, {"country_origin": "GT"})
    return person


def forget(house: InMemoryMission, person: Person) -> EntryId:
    """A team leader forgets somebody who asked for it."""
    leader = house.actor(HERE, "team_leader")
    request = record_request(leader, person, "forgetting", "")
    house.clock.advance(minutes=1)
    return record_forgetting(leader, person, request, house.people["team_leader"][1].sign)


def cells(house: InMemoryMission, name: str) -> list[str]:
    """The tables of a computer in which a word of the canary stands."""
    cursor = house.node(name).cursor
    tables = cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_word%'")
    found = []
    for (table,) in tables.fetchall():
        rows = cursor.execute(f"SELECT * FROM {table}").fetchall()
        found += [table for row in rows if any(word in repr(row).lower() for word in ("zurquil", "tepo", "vaxch"))]
    return sorted(set(found))


def test_a_note_younger_than_five_years_is_kept(house: InMemoryMission) -> None:
    actor, leader = house.actor(HERE), house.actor(HERE, "team_leader")
    person = somebody(house)
    assert kept_until(actor, person) is None
    record_encounter(actor, person, {"opd": FEET})
    assert kept_until(actor, person) is not None
    request = record_request(leader, person, "forgetting", "")
    with pytest.raises(ChoiceNotPossible) as refused:
        record_forgetting(leader, person, request, house.people["team_leader"][1].sign)
    assert refused.value.code == "kept_by_law"
    with pytest.raises(ChoiceNotPossible):
        record_answer(leader, person, request, "done")
    house.clock.advance(days=5 * 366 + 1)
    administration.record_departure(house.node(CENTRE), StaffId(bytes(16)), None)  # news: else the clock is doubted
    carry(house, CENTRE, HERE)
    assert kept_until(house.actor(HERE), person) is None


def test_only_a_team_leader_forgets(house: InMemoryMission) -> None:
    person = somebody(house)
    request = record_request(house.actor(HERE), person, "forgetting", "")
    with pytest.raises(Refused):
        record_forgetting(house.actor(HERE), person, request, house.people["doctor"][1].sign)


def test_what_is_forgotten_leaves_no_row_and_no_part(house: InMemoryMission) -> None:
    person = somebody(house)
    other = registered(house.actor(HERE), alias="Otra")
    assert "chart_person" in cells(house, HERE)
    rows = list_rows_of(house.node(HERE), person.id)
    forget(house, person)
    cursor = house.node(HERE).cursor
    assert find_person(cursor, person.id) is None
    assert find_people(cursor, "zurquil tepoño") == []
    assert cells(house, HERE) == []
    marks = ",".join("?" * len(rows))
    sealed = cursor.execute(f"SELECT sealed FROM ledger_part WHERE id >> 4 IN ({marks})", rows).fetchall()
    assert sealed
    assert set(sealed) == {(None,)}
    assert find_person(cursor, other.id) is not None
    assert compare(house.node(HERE)) == []


def test_the_order_reaches_every_computer_and_each_confirms(house: InMemoryMission) -> None:
    person = somebody(house)
    carry(house, HERE, THERE)
    carry(house, HERE, CENTRE)
    order = forget(house, person)
    carry(house, HERE, THERE)
    carry(house, HERE, CENTRE)
    assert cells(house, THERE) == []
    facts = house.node(CENTRE).cursor.execute("SELECT COUNT(*) FROM figures_row").fetchone()
    assert facts == (0,), "also where nobody can read whom the entries are of"
    for name in (THERE, CENTRE):
        assert list_missing_parts(house.node(name).cursor) == []
        carry(house, name, HERE)
    [known] = list_orders(house.node(HERE).cursor)
    assert known.id == order
    assert known.confirmed == {house.node(name).device.feed for name in (HERE, THERE, CENTRE)}
    carry(house, THERE, HERE)
    assert len(list_orders(house.node(HERE).cursor)) == 1


def test_what_comes_after_the_order_is_dropped_too_if_it_was_written_before(house: InMemoryMission) -> None:
    person = somebody(house)
    carry(house, HERE, THERE)
    there = house.actor(THERE)
    record_arrival(there, person, reason="feet")
    record_travel_group_member(there, person, bytes(range(1, 17)))
    forget(house, person)
    carry(house, THERE, HERE)
    assert list_entries_of(house.node(HERE).cursor, person.id) <= _orders(house)
    assert cells(house, HERE) == []


def test_what_was_written_later_stands(house: InMemoryMission) -> None:
    person = somebody(house)
    carry(house, HERE, THERE)
    forget(house, person)
    house.clock.advance(minutes=5)
    record_encounter(house.actor(THERE), person, {"opd": FEET})
    carry(house, THERE, HERE)
    carry(house, HERE, THERE)
    for name in (HERE, THERE):
        kept = list_entries_of(house.node(name).cursor, person.id) - _orders(house, name)
        assert len(kept) == 1, "care that nobody asked to forget is not lost"


def test_an_order_without_the_signature_of_a_team_leader_drops_nothing(house: InMemoryMission) -> None:
    person, actor = somebody(house), house.actor(HERE)
    subject, entries = subject_of(person.id), ()
    for trade, signer in (("doctor", "doctor"), ("doctor", "team_leader")):
        staff, keys = house.people[trade][1], house.people[signer][0]
        signature = staff.sign(erasure_message(subject, entries))
        order = c.Erasure(subject=subject, entries=entries, signer=keys, signature=signature)
        act = c.PersonChoice(answers=(("forgetting", "done"),), erasure=order)
        head = (CHOICE, 1, actor.staff.id, person.id)
        payload = ClinicalPayload(*head, to_millis(actor.now), 0, actor.post.number, None, act)
        write(actor.node, [draft_entry([(Compartment.CARE, payload)], person.network)])
    assert find_person(actor.node.cursor, person.id) is not None
    assert list_orders(actor.node.cursor) == []


def test_a_signature_about_one_person_forgets_no_other(house: InMemoryMission) -> None:
    person, other = somebody(house), registered(house.actor(HERE), alias="Otra")
    actor, (staff, keys) = house.actor(HERE), house.people["team_leader"]
    subject = subject_of(person.id)
    order = c.Erasure(subject=subject, entries=(), signer=staff, signature=keys.sign(erasure_message(subject, ())))
    act = c.PersonChoice(answers=(("forgetting", "done"),), erasure=order)
    head = (CHOICE, 1, actor.staff.id, other.id)
    payload = ClinicalPayload(*head, to_millis(actor.now), 0, actor.post.number, None, act)
    write(actor.node, [draft_entry([(Compartment.CARE, payload)], other.network)])
    assert find_person(actor.node.cursor, other.id) is not None


def test_a_replay_brings_nothing_back(house: InMemoryMission) -> None:
    person = somebody(house)
    forget(house, person)
    node = house.node(HERE)
    before = state_hash(node)
    replay(node)
    assert state_hash(node) == before
    assert find_person(node.cursor, person.id) is None


def test_what_the_relay_did_is_known_in_any_order_of_arrival(house: InMemoryMission) -> None:
    """The receipt comes before the order that it is about, twice, and stays through a replay."""
    person = somebody(house)
    order = forget(house, person)
    centre, there = house.node(CENTRE), house.node(THERE)
    for _ in range(2):
        record_relay_receipts(centre, [order])
    carry(house, CENTRE, THERE)
    assert list_valid_orders(there.cursor) == {}
    assert set(list_relayed(there.cursor, [centre.device.feed])) == {order}
    assert list_relayed(there.cursor, [there.device.feed]) == {}, "only from a computer that is asked for"
    carry(house, HERE, THERE)
    assert set(list_valid_orders(there.cursor)) == {order}
    replay(there)
    assert set(list_relayed(there.cursor, [centre.device.feed])) == {order}
    written = centre.cursor.execute("SELECT COUNT(*) FROM ledger_relay_receipt").fetchone()
    assert written == (1,), "one receipt for an order, however often it is brought"
    assert there.cursor.execute("SELECT COUNT(*) FROM figures_row").fetchone() == (0,), "a receipt is no figure"


def test_no_page_of_the_file_holds_a_word(tmp_path: Path) -> None:
    """With `secure_delete`, as every computer has it, and its log emptied, as the upkeep does every few minutes."""
    from posta.acts.mission.join_requests import (
        accept_invitation,
        create_invitation,
        create_join_request,
        parse_join_request,
    )
    from posta.catalog import structural_acts as s
    from posta.mission.posts import find_post_by_code
    from tests.in_memory_mission import MissionNode, make_context

    house = make_mission([], trades=(*ROLES, "team_leader"))
    path = tmp_path / "post.sqlite"
    node = make_context(house.clock, house.random, str(path))
    node.cursor.execute("PRAGMA secure_delete=ON")
    centre, place = house.node(CENTRE), find_post_by_code(house.node(CENTRE).cursor, HERE)
    assert place is not None
    enrolment = s.Enrolment(
        verify_key=node.device.verify_key, box_public=node.device.box_public, post=place.number, label="La 72"
    )
    administration.record_enrolment(centre, enrolment, house.epochs, house.secret, None)
    asked = parse_join_request(create_join_request(node.device))
    invited = create_invitation(centre, asked, root=bytes(32), card=b"")
    house.nodes[HERE] = MissionNode(HERE, node.cursor.connection, accept_invitation(node, invited)[0])
    person = somebody(house)
    words = [word.encode() for word in ("Zurquil", "zurquil", "Tepoño", "tepono", "Vaxch", "vaxch")]
    assert any(word in path.read_bytes() for word in words), "the words are found where they are"
    forget(house, person)
    held = path.read_bytes()
    assert [held[held.index(word) - 30 : held.index(word) + 30] for word in words if word in held] == []


def _orders(house: InMemoryMission, name: str = HERE) -> set[int]:
    return {row[0] for row in house.node(name).cursor.execute("SELECT entry FROM ledger_erasure").fetchall()}
