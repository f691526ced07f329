"""Handing over between trades: who waits for whom, why, and who may read it."""

import pytest

from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.acts.care.queue.hand_over import record_back_to_waiting, record_hand_over
from posta.acts.care.undo import record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.compartments import Compartment
from posta.chart.board import QueueItem, count_seen, find_open_arrival, list_board
from posta.chart.history.entry_content import decrypt_entries
from posta.chart.record.person import Person
from posta.mission.errors import Refused
from tests.contents import show_contents
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.spec.examples import FEET, registered

HERE = "tenosique_la72"
WHY = "QUIROMANCIA no duerme"


@pytest.fixture
def house() -> InMemoryMission:
    return make_mission([HERE])


def waiting(house: InMemoryMission, person: Person) -> QueueItem:
    actor = house.actor(HERE, "nurse")
    found = find_open_arrival(actor.node.cursor, person.id, actor.post.number, actor.queue_start)
    assert found is not None
    return found


def opened(house: InMemoryMission, trade: str) -> str:
    """Everything that the session of this trade opens of everything written here."""
    actor = house.actor(HERE, trade)
    rows = [row for (row,) in actor.node.cursor.execute("SELECT id FROM ledger_entry").fetchall()]
    return show_contents(decrypt_entries(actor.node.cursor, rows, actor.node.keyring))


def test_a_person_who_was_seen_waits_for_another_trade(house: InMemoryMission) -> None:
    """Given somebody seen by the doctor, when she passes him to nursing, then he waits there with the reason, and counts
    as seen."""
    doctor = house.actor(HERE)
    wilmer = registered(doctor)
    arrival = record_arrival(house.actor(HERE, "nurse"), wilmer, reason="feet", colour="yellow")
    house.clock.advance(minutes=20)
    record_encounter(doctor, wilmer, {"opd": FEET}, arrival=arrival)
    assert list_board(doctor.node.cursor, doctor.post.number, doctor.queue_start) == []
    record_hand_over(doctor, wilmer, "nurse", reason="Curación")
    one = waiting(house, wilmer)
    assert (one.trade, one.why, one.state, one.colour) == ("nurse", "Curación", "waiting", "yellow")
    assert one.waits_since - one.since == 20 * 60_000
    assert count_seen(doctor.node.cursor, doctor.post.number, doctor.day_start) == 1


def test_the_chain_goes_on_until_nobody_is_passed_on(house: InMemoryMission) -> None:
    doctor, psychologist = house.actor(HERE), house.actor(HERE, "psychologist")
    wilmer = registered(doctor)
    record_hand_over(doctor, wilmer, "psychologist", reason=WHY)
    house.clock.advance(minutes=5)
    one = waiting(house, wilmer)
    assert (one.trade, one.why, one.reason_sealed) == ("psychologist", "", True)
    record_arrival_status(psychologist, wilmer, one.arrival, "called")
    record_hand_over(psychologist, wilmer, "social_worker", reason="sin papeles", sealed_in=Compartment.MENTAL_HEALTH)
    assert (waiting(house, wilmer).trade, waiting(house, wilmer).state) == ("social_worker", "waiting")
    record_encounter(doctor, wilmer, {"opd": FEET}, arrival=one.arrival)
    assert list_board(doctor.node.cursor, doctor.post.number, doctor.queue_start) == []


def test_who_was_called_goes_back_to_the_same_list(house: InMemoryMission) -> None:
    nurse = house.actor(HERE, "nurse")
    wilmer = registered(nurse)
    record_arrival(nurse, wilmer, reason="feet")
    record_hand_over(nurse, wilmer, "midwife", reason="embarazo")
    record_arrival_status(nurse, wilmer, waiting(house, wilmer).arrival, "called")
    called = waiting(house, wilmer)
    assert (called.state, called.called_by) == ("called", nurse.staff.id)
    record_back_to_waiting(nurse, wilmer, called)
    one = waiting(house, wilmer)
    assert (one.state, one.called_at, one.called_by) == ("waiting", None, None)
    assert (one.trade, one.why) == ("midwife", "embarazo")


def test_going_back_takes_back_no_visit(house: InMemoryMission) -> None:
    doctor = house.actor(HERE)
    wilmer = registered(doctor)
    arrival = record_arrival(doctor, wilmer, reason="feet")
    called = waiting(house, wilmer)
    record_encounter(doctor, wilmer, {"opd": FEET}, arrival=arrival)
    record_back_to_waiting(doctor, wilmer, called)
    assert list_board(doctor.node.cursor, doctor.post.number, doctor.queue_start) == []


def test_an_undone_hand_over_never_was(house: InMemoryMission) -> None:
    doctor = house.actor(HERE)
    wilmer = registered(doctor)
    record_arrival(doctor, wilmer, reason="feet")
    entry = record_hand_over(doctor, wilmer, "nurse", reason="Curación")
    record_undo(doctor, wilmer, entry)
    one = waiting(house, wilmer)
    assert (one.trade, one.why) == ("", "feet")


@pytest.mark.parametrize(
    ("by", "to", "sealed_in", "readers"),
    [
        ("doctor", "nurse", None, {"doctor", "nurse", "psychologist", "social_worker"}),
        ("doctor", "psychologist", None, {"psychologist"}),
        ("doctor", "social_worker", None, {"doctor", "psychologist", "social_worker"}),
        ("psychologist", "nurse", Compartment.MENTAL_HEALTH, {"psychologist"}),
        ("psychologist", "social_worker", Compartment.MENTAL_HEALTH, {"doctor", "psychologist", "social_worker"}),
        ("doctor", "nurse", Compartment.SEXUAL_VIOLENCE, {"doctor"}),
    ],
)
def test_who_reads_the_reason(
    house: InMemoryMission, by: str, to: str, sealed_in: Compartment | None, readers: set[str]
) -> None:
    """Given a hand-over with a reason, then who holds the key of its compartment reads it, and nobody else."""
    actor = house.actor(HERE, by)
    wilmer = registered(house.actor(HERE))
    record_hand_over(actor, wilmer, to, reason=WHY, sealed_in=sealed_in)
    trades = ("doctor", "nurse", "psychologist", "social_worker")
    assert {trade for trade in trades if WHY in opened(house, trade)} == readers
    assert (WHY in waiting(house, wilmer).why) == (sealed_in is None and to == "nurse")


def test_a_reserved_visit_is_passed_on_without_a_name_or_words(house: InMemoryMission) -> None:
    nurse = house.actor(HERE, "nurse")
    wilmer = registered(house.actor(HERE))
    record_arrival(nurse, wilmer, reserved=True)
    record_hand_over(nurse, wilmer, "doctor", reason=WHY)
    one = waiting(house, wilmer)
    assert (one.reserved, one.why, one.trade) == (True, "", "doctor")
    assert all(WHY not in opened(house, trade) for trade in ("doctor", "nurse", "psychologist"))
    row = nurse.node.cursor.execute("SELECT author FROM chart_handover").fetchone()
    assert row == (None,)


@pytest.mark.parametrize("trade", ["logistician", "administrator", "astronaut", ""])
def test_nobody_is_handed_over_to_a_trade_without_care(house: InMemoryMission, trade: str) -> None:
    wilmer = registered(house.actor(HERE))
    with pytest.raises(Refused):
        record_hand_over(house.actor(HERE), wilmer, trade)


def test_a_trade_without_care_hands_nobody_over(house: InMemoryMission) -> None:
    wilmer = registered(house.actor(HERE))
    with pytest.raises(Refused):
        record_hand_over(house.actor(HERE, "administrator"), wilmer, "nurse")
