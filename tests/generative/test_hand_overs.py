"""Arrivals, calls, visits and hand-overs in any order of arrival: every computer shows the same board, and the twin too."""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posta.acts.actor import draft_entry
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.kinds import ARRIVAL_STATUS, HAND_OVER, KINDS
from posta.catalog.structural_acts import Act, ArrivalStatus, HandOver
from posta.chart.board import list_board
from posta.chart.record.person import Person
from posta.clock import to_millis
from posta.ids import EntryId
from posta.scribe.replay import replay, state_hash
from posta.scribe.write import write
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.naive_chart import board, compare, read_log
from tests.spec.examples import FEET, registered

pytestmark = pytest.mark.unreplayed
POSTS = ("tenosique_la72", "coatzacoalcos_casa")
ACTS = ("arrive", "call", "leave", "see", "pass", "pass", "pass", "back", "nobody", "other", "count")
STEP = st.tuples(st.sampled_from(ACTS), st.sampled_from(POSTS), st.integers(0, 40))
TRADES = ("nurse", "psychologist", "night", "astronaut")


@dataclass(slots=True)
class Day:
    """Two computers that speak of the same arrivals, and carry to each other now and then."""

    house: InMemoryMission
    people: list[Person]
    arrivals: list[tuple[Person, EntryId]] = field(default_factory=list)

    def play(self, act: str, post: str, number: int) -> None:
        """One step; the number chooses the arrival and the trade."""
        self.house.clock.advance(minutes=3)
        actor = self.house.actor(post)
        if act == "arrive" or not self.arrivals:
            person = self.people[number % 2]
            self.arrivals.append((person, record_arrival(actor, person, reason="feet")))
            return
        person, arrival = self.arrivals[number % len(self.arrivals)]
        if act == "see":
            record_encounter(actor, person, {"opd": FEET}, arrival=arrival)
        elif act in ("call", "leave"):
            self.say(post, person, arrival, ArrivalStatus(state="called" if act == "call" else "left"))
        elif act == "back":
            self.say(post, person, arrival, HandOver())
        else:
            trade, reason = TRADES[number % len(TRADES)], f"r{number}"
            whose = self.people[self.people.index(person) - 1] if act == "other" else person
            said = HandOver(trade=trade, reason=reason, reserved=number % 5 == 0)
            self.say(post, whose, arrival, said, by="administrator" if act == "count" else act)

    def say(self, post: str, person: Person, arrival: EntryId, act: Act, *, by: str = "doctor") -> None:
        """Write an act on an arrival as any program might, whoever may not."""
        actor = self.house.actor(post, "administrator" if by == "administrator" else "doctor")
        kind = HAND_OVER if isinstance(act, HandOver) else ARRIVAL_STATUS
        author = None if by == "nobody" else actor.staff.id
        payload = ClinicalPayload(
            kind, KINDS[kind].version, author, person.id, to_millis(actor.now), 0, actor.post.number, arrival, act
        )
        write(actor.node, [draft_entry([(Compartment.CARE, payload)], person.network)])


def begin() -> Day:
    house = make_mission(list(POSTS))
    people = [registered(house.actor(POSTS[0]), alias=name) for name in ("Wilmer", "Floridalma")]
    carry(house, *POSTS)
    return Day(house, people)


def carry(house: InMemoryMission, source: str, target: str) -> None:
    """Carry everything from one post to another."""
    house.clock.advance(minutes=1)
    exchange(house.node(source), MemoryTransport(house.node(target)))


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=3, max_size=16), meets=st.sets(st.integers(0, 15), max_size=3))
def test_the_board_is_the_same_in_any_order_and_as_the_twin_says(steps: list, meets: set[int]) -> None:
    day = begin()
    for number, step in enumerate(steps):
        day.play(*step)
        if number in meets:
            carry(day.house, *POSTS)
    for source, target in (POSTS, POSTS[::-1], POSTS):
        carry(day.house, source, target)
    nodes = [day.house.node(post) for post in POSTS]
    boards = [[list_board(node.cursor, number, 0) for number in range(1, 9)] for node in nodes]
    shown = [[(one.arrival, one.state, one.trade, one.why) for post in some for one in post] for some in boards]
    assert shown[0] == shown[1]
    for node in nodes:
        assert compare(node) == []
        before = state_hash(node)
        replay(node)
        assert state_hash(node) == before


def test_who_gives_no_care_and_who_names_another_person_hands_nobody_over() -> None:
    day = begin()
    day.play("arrive", POSTS[0], 0)
    for act in ("count", "other"):
        day.play(act, POSTS[0], 0)
    node = day.house.node(POSTS[0])
    assert list(board(read_log(node)).values()) == [("waiting", "")]
    assert compare(node) == []
    day.play("pass", POSTS[0], 0)
    assert list(board(read_log(node)).values()) == [("waiting", "nurse")]


def test_the_twin_notices_a_hand_over_that_was_lost() -> None:
    day = begin()
    for step in (("arrive", POSTS[0], 0), ("see", POSTS[0], 0), ("pass", POSTS[0], 0)):
        day.play(*step)
    node = day.house.node(POSTS[0])
    assert compare(node) == []
    node.cursor.execute("UPDATE chart_handover SET holds = 0")
    assert compare(node) == ["board"]
