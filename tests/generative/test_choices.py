"""Choices, restrictions, corrections and withdrawals in any order of arrival: every computer says the same, and the twin."""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posta.acts.care.choices import Asked, record_choice, record_request
from posta.acts.care.registration import record_amendment
from posta.acts.care.undo import mark_entered_in_error
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.ids import EntryId
from posta.mission.errors import Refused
from posta.scribe.replay import replay, state_hash
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import ROLES, InMemoryMission, make_mission
from tests.naive_chart import compare
from tests.spec.examples import registered

pytestmark = pytest.mark.unreplayed
POSTS = ("tenosique_la72", "coatzacoalcos_casa")
ACTS = ("share", "share", "pass", "care", "link", "anonymous", "restricted", "amend", "ask", "withdraw")
STATES = ("y", "n", "r", "p")
STEP = st.tuples(st.sampled_from(ACTS), st.sampled_from(POSTS), st.integers(0, 40))


@dataclass(slots=True)
class Story:
    """Two posts that carry to each other now and then."""

    house: InMemoryMission
    person: Person
    written: list[tuple[str, EntryId]] = field(default_factory=list)

    def play(self, act: str, post: str, number: int) -> None:
        """One step; the number chooses the state."""
        self.house.clock.advance(hours=1)
        actor = self.house.actor(post, "team_leader")
        if act == "withdraw":
            if self.written:
                where, entry = self.written[number % len(self.written)]
                try:
                    mark_entered_in_error(self.house.actor(where, "team_leader"), self.person, entry, "error")
                except Refused:
                    return
        elif act == "amend":
            known = find_person(actor.node.cursor, self.person.id)
            assert known is not None
            record_amendment(actor, known, {"consent_record": STATES[number % 4]})
        elif act == "ask":
            self.written.append((post, record_request(actor, self.person, "forgetting", "")))
        else:
            few = act in ("link", "anonymous", "restricted")
            state = STATES[number % 2] if few else STATES[number % 4]
            self.written.append((post, record_choice(actor, self.person, {act: state}, Asked("1", "es"))))


def carry(house: InMemoryMission, source: str, target: str) -> None:
    house.clock.advance(minutes=1)
    exchange(house.node(source), MemoryTransport(house.node(target)))


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=3, max_size=14), meets=st.sets(st.integers(0, 13), max_size=3))
def test_choices_are_the_same_in_any_order_and_as_the_twin_says(steps: list, meets: set[int]) -> None:
    house = make_mission(list(POSTS), trades=(*ROLES, "team_leader"))
    story = Story(house, registered(house.actor(POSTS[0])))
    carry(house, *POSTS)
    for number, step in enumerate(steps):
        story.play(*step)
        if number in meets:
            carry(house, *POSTS)
    for source, target in (POSTS, POSTS[::-1], POSTS):
        carry(house, source, target)
    nodes = [house.node(post) for post in POSTS]
    known = [find_person(node.cursor, story.person.id) for node in nodes]
    assert known[0] is not None
    assert known[1] is not None
    assert known[0].wishes == known[1].wishes
    for node in nodes:
        assert compare(node) == []
        before = state_hash(node)
        replay(node)
        assert state_hash(node) == before


def test_the_twin_notices_a_wish_that_was_lost() -> None:
    house = make_mission([POSTS[0]], trades=(*ROLES, "team_leader"))
    story = Story(house, registered(house.actor(POSTS[0])))
    story.play("share", POSTS[0], 1)
    node = house.node(POSTS[0])
    assert compare(node) == []
    node.cursor.execute("DELETE FROM chart_choice")
    assert compare(node) == ["choices"]
