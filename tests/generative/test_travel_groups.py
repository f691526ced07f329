"""Joining, leaving and joining again in any order of arrival: every computer says the same, and the twin too."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posta.acts.actor import draft_entry
from posta.acts.care.registration import record_parting, record_travel_group_member
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.kinds import KINDS, TRAVEL_GROUP_LEFT
from posta.catalog.structural_acts import TravelGroupLeft
from posta.chart.record.travel_groups import ELSEWHERE, TravelGroupMembers, find_travel_group, list_travel_group
from posta.clock import to_millis
from posta.scribe.replay import replay, state_hash
from posta.scribe.write import write
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import ROLES, InMemoryMission, make_mission
from tests.naive_chart import compare
from tests.spec.examples import registered

pytestmark = pytest.mark.unreplayed
POSTS = ("tenosique_la72", "coatzacoalcos_casa")
PARTIES = (bytes(range(16)), bytes(range(16, 32)))
STEP = st.tuples(
    st.sampled_from(("join", "join", "child", "leave", "leave", "forged")),
    st.sampled_from(POSTS),
    st.integers(0, 3),
    st.integers(0, 1),
)


def carry(house: InMemoryMission, source: str, target: str) -> None:
    house.clock.advance(minutes=1)
    exchange(house.node(source), MemoryTransport(house.node(target)))


def said_of(group: TravelGroupMembers) -> tuple:
    """Who belongs, who left and why."""
    travelling = [(one.person.id, one.relation, one.of) for one in group.travelling]
    return travelling, [(one.person.id, one.reason, one.at, one.post) for one in group.former]


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=3, max_size=12), meets=st.sets(st.integers(0, 11), max_size=3))
def test_a_group_is_the_same_in_any_order_and_as_the_twin_says(steps: list, meets: set[int]) -> None:
    house = make_mission(list(POSTS), trades=(*ROLES, "logistician"))
    people = [registered(house.actor(POSTS[0]), alias=f"Persona {number}") for number in range(4)]
    carry(house, *POSTS)
    for number, (act, post, who, which) in enumerate(steps):
        house.clock.advance(hours=3)
        actor, person, party = house.actor(post), people[who], PARTIES[which]
        if act == "join":
            record_travel_group_member(actor, person, party)
        elif act == "child":
            record_travel_group_member(actor, person, party, "child", people[who - 1].id)
        elif act == "leave":
            record_parting(actor, person, party, "separated")
        else:
            forge(house, post, person, party)
        if number in meets:
            carry(house, *POSTS)
    for source, target in (POSTS, POSTS[::-1], POSTS):
        carry(house, source, target)
    nodes = [house.node(post) for post in POSTS]
    for party in PARTIES:
        here, there = (said_of(list_travel_group(node.cursor, party)) for node in nodes)
        assert here == there
    for node in nodes:
        assert compare(node) == []
        before = state_hash(node)
        replay(node)
        assert state_hash(node) == before


def forge(house: InMemoryMission, post: str, person, party: bytes) -> None:
    """A computer that writes a parting in the name of a colleague whose trade gives no care."""
    actor, logistician = house.actor(post), house.actor(post, "logistician")
    head = (TRAVEL_GROUP_LEFT, KINDS[TRAVEL_GROUP_LEFT].version, logistician.staff.id, person.id)
    said = TravelGroupLeft(party=party, reason="other")
    payload = ClinicalPayload(*head, to_millis(actor.now), 0, actor.post.number, None, said)
    write(actor.node, [draft_entry([(Compartment.CARE, payload)], person.network)])


def test_a_parting_counts_from_who_gives_care_only() -> None:
    house = make_mission(list(POSTS), trades=(*ROLES, "logistician"))
    person = registered(house.actor(POSTS[0]))
    record_travel_group_member(house.actor(POSTS[0]), person, PARTIES[0])
    house.clock.advance(hours=1)
    forge(house, POSTS[0], person, PARTIES[0])
    cursor = house.node(POSTS[0]).cursor
    assert find_travel_group(cursor, person.id) == PARTIES[0]
    house.clock.advance(hours=1)
    record_parting(house.actor(POSTS[0]), person, PARTIES[0], "separated")
    assert find_travel_group(cursor, person.id) is None


def test_who_joins_another_group_has_left_the_first_and_history_stays() -> None:
    house = make_mission(list(POSTS), trades=(*ROLES, "logistician"))
    person = registered(house.actor(POSTS[0]))
    for party in PARTIES:
        house.clock.advance(hours=1)
        record_travel_group_member(house.actor(POSTS[0]), person, party)
    first, second = (list_travel_group(house.node(POSTS[0]).cursor, party) for party in PARTIES)
    assert [one.reason for one in first.former] == [ELSEWHERE]
    assert (first.travelling, [one.id for one in second.members]) == ((), [person.id])


def test_the_twin_notices_a_parting_that_was_lost() -> None:
    house = make_mission(list(POSTS), trades=(*ROLES, "logistician"))
    person = registered(house.actor(POSTS[0]))
    record_travel_group_member(house.actor(POSTS[0]), person, PARTIES[0])
    house.clock.advance(hours=1)
    record_parting(house.actor(POSTS[0]), person, PARTIES[0], "other")
    node = house.node(POSTS[0])
    assert compare(node) == []
    node.cursor.execute("DELETE FROM chart_party WHERE NOT joined")
    assert compare(node) == ["parties", "groups"]
