"""People who are forgotten, in any order of arrival: every computer drops the same, and nothing of it comes back."""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posta.acts.care.choices import Asked, record_choice, record_request
from posta.acts.care.forgetting import record_forgetting
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_amendment, record_travel_group_member
from posta.chart.record.person_registers import find_person
from posta.ids import PersonId
from posta.scribe.replay import dump_projections, replay, state_hash
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import ROLES, InMemoryMission, make_mission
from tests.naive_chart import compare
from tests.spec.examples import registered

pytestmark = pytest.mark.unreplayed
POSTS = ("tenosique_la72", "coatzacoalcos_casa")
ACTS = ("arrive", "arrive", "amend", "party", "choose", "forget")
STEP = st.tuples(st.sampled_from(ACTS), st.sampled_from(POSTS), st.integers(0, 2))


@dataclass(slots=True)
class Story:
    """Two posts that carry to each other now and then, and three people."""

    house: InMemoryMission
    people: list[PersonId] = field(default_factory=list)

    def play(self, act: str, post: str, number: int) -> None:
        """One step of one of the people, as long as this post knows them."""
        self.house.clock.advance(minutes=7)
        actor = self.house.actor(post, "team_leader")
        person = find_person(actor.node.cursor, self.people[number])
        if person is None:
            return
        if act == "arrive":
            record_arrival(actor, person, reason="feet")
        elif act == "amend":
            record_amendment(actor, person, {"country_origin": ("HN", "GT", "SV")[number]})
        elif act == "party":
            record_travel_group_member(actor, person, bytes(range(16)))
        elif act == "choose":
            record_choice(actor, person, {"share": "n"}, Asked("1", "es"))
        else:
            request = record_request(actor, person, "forgetting", "")
            record_forgetting(actor, person, request, self.house.people["team_leader"][1].sign)


def carry(house: InMemoryMission, source: str, target: str) -> None:
    house.clock.advance(minutes=1)
    exchange(house.node(source), MemoryTransport(house.node(target)))


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=4, max_size=14), meets=st.sets(st.integers(0, 13), max_size=4))
def test_every_computer_drops_the_same(steps: list, meets: set[int]) -> None:
    house = make_mission(list(POSTS), trades=(*ROLES, "team_leader"))
    story = Story(house, [registered(house.actor(POSTS[0])).id for _ in range(3)])
    carry(house, *POSTS)
    for number, step in enumerate(steps):
        story.play(*step)
        if number in meets:
            carry(house, *(POSTS if number % 2 else POSTS[::-1]))
    for source, target in (POSTS, POSTS[::-1], POSTS, POSTS[::-1]):
        carry(house, source, target)
    nodes = [house.node(post) for post in POSTS]
    assert list(dump_projections(nodes[0])) == list(dump_projections(nodes[1]))
    for node in nodes:
        assert compare(node) == []
        before = state_hash(node)
        replay(node)
        assert state_hash(node) == before
