"""Who may withdraw whose entry: judged by every computer that folds the log, whatever the screen of the writer allowed."""

from itertools import permutations

import pytest

from posta.acts.actor import draft_entry
from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.acts.care.registration import record_amendment, record_person, record_travel_group_member
from posta.acts.care.undo import mark_entered_in_error, record_reinstatement, record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload, FactsPayload
from posta.catalog.structural_acts import Act, Reinstatement, Withdrawal
from posta.chart.history.judged_withdrawals import find_withdrawn
from posta.chart.history.timeline import list_timeline
from posta.chart.people_search import find_people
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.figures.facts import list_withdrawals
from posta.ids import EntryId, PersonId
from posta.ledger import queries, store
from posta.ledger.frontier import list_sendable_heads
from posta.mission.errors import Refused
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incoming.receive import receive
from posta.scribe.projections import PROJECTIONS
from posta.scribe.replay import decrypt_with_new_keys, replay, state_hash
from posta.scribe.withdraw import AlreadyUsed
from posta.scribe.write import write
from posta.sync.exchange import exchange, segments_offered
from posta.sync.transports.memory import MemoryTransport
from posta.wire.compare import Offer
from tests.faults.fake_disks import Disk, copy_database
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.journeys.test_thread import PERSON
from tests.naive_chart import compare

HERE, THERE, TRACKS = "tenosique_la72", "coatzacoalcos_casa", "coatzacoalcos_vias"
TRADES = ("doctor", "nurse", "midwife", "psychologist", "promoter", "team_leader", "administrator")
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}


@pytest.fixture
def house() -> InMemoryMission:
    return make_mission([HERE, THERE, TRACKS], trades=TRADES)


def meet(house: InMemoryMission, one: str, other: str) -> None:
    """Two computers exchange after what they wrote may travel."""
    house.clock.advance(minutes=2)
    exchange(house.node(one), MemoryTransport(house.node(other)))


def registered(house: InMemoryMission, trade: str = "doctor", **answers: object) -> tuple[Person, EntryId]:
    """Somebody registered at Tenosique by a colleague of a trade."""
    actor = house.actor(HERE, trade)
    person_id, entry = record_person(actor, {**PERSON, **answers})
    return known(house, HERE, person_id), entry


def known(house: InMemoryMission, post: str, person: PersonId) -> Person:
    found = find_person(house.node(post).cursor, person)
    assert found is not None
    return found


def forge(
    house: InMemoryMission, post: str, person: Person, refers: EntryId, author: bytes | None, act: Act
) -> EntryId:
    """What a turned computer writes without its screens: a withdrawal or reinstatement in the name of whomever it likes."""
    node, kind = house.node(post), kinds.WITHDRAWAL if isinstance(act, Withdrawal) else kinds.REINSTATEMENT
    now, place = house.clock.millis(), house.actor(post).post.number
    said = ClinicalPayload(kind, 1, author, person.id, now, 0, place, refers, act)
    counted = FactsPayload(kind, 1, place, 17_860, None, "", "", "", "", refers, type(act)(reason=""))
    parts: list[tuple[Compartment, object]] = [(Compartment.FACTS, counted), (Compartment.CARE, said)]
    return write(node, [draft_entry(parts, person.network, held=False)])[0]


def withdraw(house: InMemoryMission, post: str, person: Person, entry: EntryId, trade: str | None) -> EntryId:
    """Forge a withdrawal in the name of the colleague of a trade."""
    return forge(house, post, person, entry, house.people[trade][0] if trade else None, Withdrawal(reason="error"))


def written(house: InMemoryMission, what: str) -> tuple[Person, EntryId]:
    """An entry of each kind that can be withdrawn, at Tenosique; the doctor, the nurse or the psychologist wrote it."""
    person, registration = registered(house)
    doctor, nurse = house.actor(HERE), house.actor(HERE, "nurse")
    if what == "registration":
        return person, registration
    if what == "visit":
        return person, record_encounter(doctor, person, {"opd": OPD}).entry
    if what == "vital signs":
        return person, record_encounter(nurse, person, {"vitals": {"temp_c": 37.0}}).entry
    if what == "arrival":
        return person, record_arrival(nurse, person, reason="respiratory")
    return person, record_arrival(house.actor(HERE, "psychologist"), person, reason="respiratory")  # names no author


EVERYBODY = {"doctor", "nurse", "midwife", "psychologist", "promoter", "team_leader"}
MAY = {
    "registration": {"doctor", "team_leader"},
    "visit": {"doctor", "nurse", "midwife"},
    "vital signs": {"doctor", "nurse", "midwife"},
    "arrival": EVERYBODY,
    "unsigned arrival": EVERYBODY | {None},
}


@pytest.mark.parametrize("what", sorted(MAY))
@pytest.mark.parametrize("trade", [*sorted(EVERYBODY), "administrator", None])
@pytest.mark.parametrize("post", [HERE, THERE])
def test_a_withdrawal_holds_only_for_author_or_role_at_the_post_of_the_entry(
    house: InMemoryMission, what: str, trade: str | None, post: str
) -> None:
    """A promoter marked the doctor's registration as an error, or a turned computer far away did: the person was gone."""
    person, entry = written(house, what)
    meet(house, THERE, HERE)
    withdraw(house, post, person, entry, trade)
    meet(house, THERE, HERE)
    meet(house, TRACKS, HERE)
    for place in (HERE, THERE, TRACKS):
        cursor = house.node(place).cursor
        assert (find_withdrawn(cursor, entry) is not None) == (post == HERE and trade in MAY[what])
        assert compare(house.node(place)) == []


@pytest.mark.parametrize("what", ["registration", "visit", "vital signs", "arrival"])
@pytest.mark.parametrize("trade", sorted(EVERYBODY))
def test_the_screen_refuses_what_would_not_hold(house: InMemoryMission, what: str, trade: str) -> None:
    person, entry = written(house, what)
    if trade in MAY[what]:
        mark_entered_in_error(house.actor(HERE, trade), person, entry, "other person")
        assert find_withdrawn(house.node(HERE).cursor, entry) is not None
    else:
        with pytest.raises(Refused, match="role that may correct it"):
            mark_entered_in_error(house.actor(HERE, trade), person, entry, "other person")
    meet(house, THERE, HERE)
    with pytest.raises(Refused, match="another post"):
        mark_entered_in_error(house.actor(THERE, "doctor"), person, entry, "other person")


def segments_of(house: InMemoryMission, post: str) -> list[bytes]:
    """What a computer wrote, commit by commit."""
    node = house.node(post)
    house.clock.advance(minutes=2)
    heads = [h for h in list_sendable_heads(node.cursor, node.clock.millis()) if h.feed == node.device.feed]
    return [
        data
        for h in heads
        for n in range(h.sequence + 1)
        for data in _one(house, post, h, n)
    ]  # fmt: skip


def _one(house: InMemoryMission, post: str, head, sequence: int) -> list[bytes]:
    offer = Offer(head.feed, head.incarnation, 0, sequence, head.sequence, head.hash)
    return list(segments_offered(house.node(post), offer))[:1]


def test_the_order_of_arrival_does_not_matter(house: InMemoryMission) -> None:
    """The withdrawal came before what it names, its writer's appointment after both: here they saw it, there they did not."""
    person, entry = registered(house)
    record_encounter(house.actor(HERE), person, {"opd": OPD})
    meet(house, THERE, HERE)
    wrong = withdraw(house, THERE, person, entry, "doctor")
    first = mark_entered_in_error(house.actor(HERE), person, entry, "other person")
    record_reinstatement(house.actor(HERE), person, entry)
    again = mark_entered_in_error(house.actor(HERE), person, entry, "it was the other person")
    assert len({wrong, first, again}) == 3
    states = set()
    feeds = [segments_of(house, name) for name in ("coordination", HERE, THERE)]
    for order in permutations(range(3)):
        other = copy_desk(house)
        for which in order:
            receive(other, reversed(feeds[which]) if order[0] else feeds[which])
        for feed in feeds:
            receive(other, feed)
        other = decrypt_with_new_keys(other)
        for feed in feeds:
            receive(other, feed)
        assert compare(decrypt_with_new_keys(other)) == []
        assert (w := find_withdrawn(other.cursor, entry)) is not None
        assert w.withdrawal == again
        states.add(state_hash(other))
        replay(other)
        states.add(state_hash(other))
    assert len(states) == 1


def copy_desk(house: InMemoryMission) -> NodeContext:
    """Vías del tren as it was when it joined, on a disk of its own."""
    node = house.node(TRACKS)
    disk = Disk(copy_database(node.cursor.connection))
    place = (disk.connection.cursor(), node.device, node.keyring, node.clock, node.random)
    return NodeContext(*place, disk.transaction, disk.savepoint, node.incarnation)


def test_a_role_held_when_it_was_written_decides_and_not_one_given_later(house: InMemoryMission) -> None:
    """A doctor became the coordinator: what they had marked as errors over the years must not come back into the charts."""
    from posta.acts.mission import administration

    person, entry = written(house, "vital signs")
    staff, keys = house.people["doctor"]
    mark_entered_in_error(house.actor(HERE), person, entry, "other person")
    house.clock.advance(minutes=1)
    act = administration.build_appointment(staff, "Doctor", "epidemiologist", keys.box_public, keys.verify_key)
    administration.record_appointment(house.node("coordination"), act, house.epochs, None)
    meet(house, HERE, "coordination")
    assert find_withdrawn(house.node(HERE).cursor, entry) is not None
    late = withdraw(house, HERE, person, registered(house, "nurse")[1], "doctor")
    assert late not in held(house, HERE)
    assert compare(house.node(HERE)) == []


def held(house: InMemoryMission, post: str) -> set[bytes]:
    sql = f"SELECT id FROM chart_item WHERE kind = {kinds.WITHDRAWAL} AND holds"
    return {row[0] for row in house.node(post).cursor.execute(sql).fetchall()}


def test_what_was_withdrawn_of_another_person_has_no_effect(house: InMemoryMission) -> None:
    ana, entry = registered(house, alias="Ana")
    berta, _ = registered(house, alias="Berta")
    withdraw(house, HERE, berta, entry, "doctor")
    assert known(house, HERE, ana.id).closed is None
    assert known(house, HERE, berta.id).closed is None


def test_a_withdrawn_registration_leaves_a_closed_record(house: InMemoryMission) -> None:
    """One press, and the person's page, all visits and the search said "nothing here", at every post, for good."""
    person, entry = registered(house)
    visit = record_encounter(house.actor(HERE), person, {"opd": OPD}).entry
    nurse = house.actor(HERE, "nurse")
    record_amendment(nurse, known(house, HERE, person.id), {"alias": "Wil"})
    house.clock.advance(minutes=5)
    mark_entered_in_error(house.actor(HERE), person, entry, "other person")
    meet(house, THERE, HERE)
    for post in (HERE, THERE):
        closed = known(house, post, person.id)
        assert closed.closed is not None
        assert closed.closed.author == house.people["doctor"][0]
        assert closed.name == "Wil Mejía Hernández"
        assert [found.person.id for found in find_people(house.node(post).cursor, "Mejía")] == [person.id]
        shown = list_timeline(house.node(post).cursor, person.id, house.actor(post).node.keyring)
        assert visit in [item.entry for item in shown]
        assert compare(house.node(post)) == []
    record_reinstatement(house.actor(HERE, "team_leader"), person, entry)
    meet(house, THERE, HERE)
    for post in (HERE, THERE):
        assert known(house, post, person.id).closed is None
        assert compare(house.node(post)) == []


def test_a_person_of_whom_only_the_withdrawn_registration_is_left_is_still_found(house: InMemoryMission) -> None:
    person, entry = registered(house)
    mark_entered_in_error(house.actor(HERE), person, entry, "twice")
    assert known(house, HERE, person.id).closed is not None
    assert [found.person.id for found in find_people(house.node(HERE).cursor, "Mejía")] == [person.id]


def test_forty_withdrawals_of_a_turned_computer(house: InMemoryMission) -> None:
    """5,920 bytes, and forty of forty people were gone. From another post: no effect. From their own: all can be restored."""
    people = [registered(house, alias=f"Persona {n}") for n in range(40)]
    meet(house, THERE, HERE)
    for person, entry in people:
        withdraw(house, THERE, person, entry, "doctor")
    meet(house, HERE, THERE)
    assert all(known(house, HERE, person.id).closed is None for person, _ in people)
    for person, entry in people:
        withdraw(house, HERE, person, entry, "doctor")
    meet(house, THERE, HERE)
    assert all(known(house, THERE, person.id).closed is not None for person, _ in people)
    for person, entry in people:
        record_reinstatement(house.actor(HERE), person, entry)
    meet(house, THERE, HERE)
    for post in (HERE, THERE):
        assert all(known(house, post, person.id).closed is None for person, _ in people)
        assert compare(house.node(post)) == []


def test_a_reinstatement_is_judged_like_a_withdrawal_and_lifts_no_later_one(house: InMemoryMission) -> None:
    person, entry = written(house, "vital signs")
    first = mark_entered_in_error(house.actor(HERE), person, entry, "other person")
    for post, trade in ((HERE, "promoter"), (THERE, "nurse")):
        meet(house, THERE, HERE)
        forge(house, post, person, first, house.people[trade][0], Reinstatement())
        meet(house, THERE, HERE)
        assert find_withdrawn(house.node(HERE).cursor, entry) is not None
    record_reinstatement(house.actor(HERE), person, entry)
    assert find_withdrawn(house.node(HERE).cursor, entry) is None
    mark_entered_in_error(house.actor(HERE, "nurse"), person, entry, "it was the other person after all")
    assert find_withdrawn(house.node(HERE).cursor, entry) is not None
    assert compare(house.node(HERE)) == []


def test_counting_asks_for_the_post_of_the_computer(house: InMemoryMission) -> None:
    """A post far away must not take visits out of the figures either."""
    person, entry = written(house, "visit")
    meet(house, THERE, HERE)
    withdraw(house, THERE, person, entry, "doctor")
    meet(house, "coordination", THERE)
    meet(house, "coordination", HERE)
    assert visits(house) == 1
    mark_entered_in_error(house.actor(HERE), person, entry, "other person")
    meet(house, "coordination", HERE)
    assert visits(house) == 0
    record_reinstatement(house.actor(HERE), person, entry)
    meet(house, "coordination", HERE)
    assert visits(house) == 1
    assert compare(house.node("coordination")) == []
    assert list_withdrawals(house.node("coordination").cursor, [entry])


def visits(house: InMemoryMission) -> int:
    sql = (
        f"SELECT COUNT(*) FROM figures_row r WHERE kind = {kinds.ENCOUNTER} AND NOT EXISTS"
        " (SELECT 1 FROM figures_void v WHERE v.target = r.id AND v.holds)"
    )
    return house.node("coordination").cursor.execute(sql).fetchone()[0]


def under_registration(house: InMemoryMission, person: Person) -> None:
    record_encounter(house.actor(HERE, "nurse"), person, {"vitals": {"temp_c": 37.0}})


def under_amendment(house: InMemoryMission, person: Person) -> None:
    record_amendment(house.actor(HERE, "nurse"), person, {"alias": "Wil"})


def under_arrival(house: InMemoryMission, person: Person) -> None:
    record_arrival(house.actor(HERE, "nurse"), person, reason="respiratory")


def under_companionship(house: InMemoryMission, person: Person) -> None:
    house.clock.advance(seconds=1)
    record_travel_group_member(house.actor(HERE, "nurse"), person, bytes(16))


@pytest.mark.parametrize("hang", [under_registration, under_amendment, under_arrival, under_companionship])
def test_a_registration_under_which_others_wrote_is_not_undone(house: InMemoryMission, hang) -> None:
    """A doctor registered, a nurse took vital signs within the half minute, the doctor undid: both were gone for everybody."""
    person, entry = registered(house)
    hang(house, person)
    before = state_hash(house.node(HERE))
    with pytest.raises(AlreadyUsed, match="Something was already recorded"):
        record_undo(house.actor(HERE), person, entry)
    assert state_hash(house.node(HERE)) == before


def test_a_registration_with_its_own_companionship_is_undone(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person_id, entry = record_person(actor, PERSON, party=bytes(16))
    record_undo(actor, known(house, HERE, person_id), entry)
    assert find_person(actor.node.cursor, person_id) is None


@pytest.mark.parametrize("hang", ["called", "left", "triage"])
def test_an_arrival_since_which_somebody_acted_is_not_undone(house: InMemoryMission, hang: str) -> None:
    person, _ = registered(house)
    nurse = house.actor(HERE, "nurse")
    arrival = record_arrival(nurse, person, reason="respiratory")
    if hang == "triage":
        record_encounter(nurse, person, {"vitals": {"temp_c": 39.5}})
    else:
        record_arrival_status(house.actor(HERE), person, arrival, hang)
    with pytest.raises(AlreadyUsed, match="called or seen"):
        record_undo(nurse, person, arrival)


def test_a_visit_that_was_corrected_is_not_undone_but_after_the_correction_was(house: InMemoryMission) -> None:
    person, visit = written(house, "vital signs")
    nurse = house.actor(HERE, "nurse")
    correction = record_encounter(nurse, person, {"vitals": {"temp_c": 38.0}}, corrects=visit).entry
    with pytest.raises(AlreadyUsed, match="corrected"):
        record_undo(nurse, person, visit)
    record_undo(nurse, person, correction)
    record_undo(nurse, person, visit)


def test_a_group_that_others_joined_is_not_undone(house: InMemoryMission) -> None:
    ana, _ = registered(house, alias="Ana")
    berta, _ = registered(house, alias="Berta")
    begun = record_travel_group_member(house.actor(HERE), ana, bytes(16))
    record_travel_group_member(house.actor(HERE, "nurse"), berta, bytes(16))
    with pytest.raises(AlreadyUsed, match="joined"):
        record_undo(house.actor(HERE), ana, begun)


def test_a_colleague_without_the_role_undoes_nobodys_act(house: InMemoryMission) -> None:
    person, entry = registered(house)
    with pytest.raises(Refused):
        record_undo(house.actor(HERE, "promoter"), person, entry)


def test_care_under_a_registration_that_is_gone_stays_readable(house: InMemoryMission) -> None:
    """From the wire no check at the act helps: an undone registration under which care stands leaves a nameless record."""
    actor = house.actor(HERE)
    person, entry = registered(house)
    under_registration(house, person)
    with actor.node.transaction():  # what a program without the check would do
        row = queries.find_row(actor.node.cursor, entry)
        assert row is not None
        for projection in PROJECTIONS:
            projection.forget(actor.node.cursor, [row])
        store.drop_parts(actor.node.cursor, row)
        forge(house, HERE, person, entry, actor.staff.id, Withdrawal(reason="undone"))
    meet(house, THERE, HERE)
    for post in (HERE, THERE):
        closed = known(house, post, person.id)
        assert closed.closed is not None
        assert list_timeline(house.node(post).cursor, person.id, house.actor(post).node.keyring)
        assert compare(house.node(post)) == []
        replay(house.node(post))
        assert known(house, post, person.id) == closed
