"""Whoever withdraws, corrects or is appointed, in whatever order it comes: every computer says the same, and the twin too."""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_person
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission import administration
from posta.catalog import kinds
from posta.catalog.structural_acts import Reinstatement, Withdrawal
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.ids import EntryId
from posta.ledger.frontier import list_sendable_heads
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incoming.receive import receive
from posta.scribe.replay import decrypt_with_new_keys, replay, state_hash
from posta.sync.exchange import exchange, segments_offered
from posta.sync.transports.memory import MemoryTransport
from posta.wire.compare import Offer
from tests.faults.fake_disks import Disk, copy_database
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.journeys.test_thread import PERSON
from tests.naive_chart import compare
from tests.unit.scribe.test_corrections import LEFT
from tests.unit.scribe.test_corrections import forge as forge_correction
from tests.unit.scribe.test_withdrawals import HERE, THERE, TRACKS, TRADES, forge

pytestmark = pytest.mark.unreplayed
WHO = ("doctor", "nurse", "promoter", "team_leader", "psychologist", None)
ACTS = st.sampled_from(
    ("register", "measure", "arrive", "withdraw", "withdraw", "correct", "correct", "correct", "reinstate", "appoint")
)
STEP = st.tuples(ACTS, st.sampled_from((HERE, THERE)), st.sampled_from(WHO), st.integers(0, 50))


@dataclass(slots=True)
class Story:
    """A mission in which anybody withdraws and corrects anything, with no screen in between."""

    house: InMemoryMission
    people: list[Person]
    entries: list[tuple[Person, EntryId]]
    withdrawals: list[tuple[Person, EntryId]]

    def play(self, act: str, post: str, who: str | None, number: int) -> None:
        """One act; what it speaks of is chosen by the number among what there is."""
        self.house.clock.advance(seconds=40)
        author = self.house.people[who][0] if who else None
        nurse = self.house.actor(post, "nurse")
        if act == "register" or not self.people:
            person_id, entry = record_person(nurse, {**PERSON, "alias": f"Persona {len(self.people)}"})
            person = find_person(nurse.node.cursor, person_id)
            assert person is not None
            self.people.append(person)
            self.entries.append((person, entry))
        elif act == "measure":
            person = self.people[number % len(self.people)]
            self.entries.append((person, record_encounter(nurse, person, {"vitals": {"temp_c": 37.0}}).entry))
        elif act == "arrive":
            person = self.people[number % len(self.people)]
            trade = who if who in ("psychologist", "nurse") else "nurse"
            self.entries.append((person, record_arrival(self.house.actor(post, trade), person, reason="feet")))
        elif act == "withdraw":
            person, entry = self.entries[number % len(self.entries)]
            written = forge(self.house, post, person, entry, author, Withdrawal(reason="error"))
            self.withdrawals.append((person, written))
        elif act == "correct":
            person, entry = self.entries[number % len(self.entries)]
            says = sorted(LEFT)[number % len(LEFT)]
            self.entries.append((person, forge_correction(self.house, post, person, entry, who, LEFT[says][0])))
        elif act == "reinstate" and self.withdrawals:
            person, entry = self.withdrawals[number % len(self.withdrawals)]
            forge(self.house, post, person, entry, author, Reinstatement())
        elif act == "appoint" and who:
            staff, keys = self.house.people[who]
            role = ("doctor", "promoter", "epidemiologist", who)[number % 4]
            appointed = administration.build_appointment(staff, who, role, keys.box_public, keys.verify_key)
            administration.record_appointment(self.house.node("coordination"), appointed, self.house.epochs, None)


def tell(steps: list[tuple]) -> Story:
    story = Story(make_mission([HERE, THERE, TRACKS], trades=TRADES), [], [], [])
    for step in steps:
        story.play(*step)
    story.house.clock.advance(minutes=2)
    return story


def commits_of(node: NodeContext) -> list[bytes]:
    """What a computer wrote, as few entries at a time as were signed together."""
    found = []
    for head in list_sendable_heads(node.cursor, node.clock.millis()):
        if head.feed == node.device.feed:
            for data in segments_offered(node, Offer(head.feed, head.incarnation, 0, 0, head.sequence, head.hash)):
                found.append(data)
    return found


def hear(story: Story, order: list[int]) -> NodeContext:
    """A third post that hears of the other computers in this order, and of all once more."""
    node = story.house.node(TRACKS)
    disk = Disk(copy_database(node.cursor.connection))
    other = NodeContext(
        disk.connection.cursor(), node.device, node.keyring, node.clock, node.random, disk.transaction, disk.savepoint,
        node.incarnation,
    )  # fmt: skip
    feeds = [commits_of(story.house.node(name)) for name in ("coordination", HERE, THERE)]
    for which in [*order, 0, 1, 2]:
        receive(other, feeds[which])
        other = decrypt_with_new_keys(other)
    return other


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=6, max_size=14), order=st.permutations(range(3)))
def test_any_withdrawals_and_corrections_in_any_order_give_one_state_and_nobody_vanishes(
    steps: list[tuple], order: list[int]
) -> None:
    story = tell(steps)
    one, other = hear(story, [0, 1, 2]), hear(story, order)
    assert state_hash(one) == state_hash(other)
    assert compare(other) == []
    before = state_hash(other)
    replay(other)
    assert state_hash(other) == before
    for person in story.people:
        assert find_person(other.cursor, person.id) is not None
    for name in (HERE, THERE):  # who wrote and who hears agree
        exchange(story.house.node(name), MemoryTransport(other))
        node = decrypt_with_new_keys(story.house.node(name))
        assert compare(node) == []
        assert _held(node) == _held(other)


def _held(node: NodeContext) -> set[bytes]:
    judged = f"{kinds.WITHDRAWAL}, {kinds.REINSTATEMENT}, {kinds.CORRECTION}"
    sql = f"SELECT id FROM chart_item WHERE holds AND kind IN ({judged})"
    rows = node.cursor.execute(sql).fetchall()
    return {row[0] for row in rows}
