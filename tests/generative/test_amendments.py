"""Pages of several colleagues at two posts, open for any time, saved in any order: nobody's change is undone by another.

A model of sets says what must stand; the naive twin and a replay must agree with the fold.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posta.acts.care.registration import record_amendment, record_person
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.scribe.replay import replay, state_hash
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.journeys.test_thread import PERSON
from tests.naive_chart import compare

POSTS = ("tenosique_la72", "coatzacoalcos_casa")
CHANGES = {
    "family_name": (None, "Mejía", "Mejilla"),
    "curp": (None, "MEHW940101HCSJRL09"),
    "country_origin": (None, "GT", "HN"),
    "languages": (None, ("spa",), ("spa", "hat")),
    "allergies": (None, ("penicillin",), ("sulfa",), ("penicillin", "sulfa"), ("none",)),
}
ACTS = st.one_of(
    st.tuples(st.just("open"), st.sampled_from(POSTS), st.integers(0, 2)),
    st.tuples(st.just("save"), st.integers(0, 2), st.sampled_from(sorted(CHANGES)), st.integers(0, 4)),
    st.tuples(st.just("meet")),
)
pytestmark = pytest.mark.unreplayed


def meet(house: InMemoryMission) -> None:
    house.clock.advance(minutes=1)
    one, other = (house.node(name) for name in POSTS)
    exchange(one, MemoryTransport(other))
    exchange(other, MemoryTransport(one))


def change_of(name: str, number: int) -> object:
    options = CHANGES[name]
    value = options[number % len(options)]
    return tuple({"allergen": code} for code in value) if name == "allergies" and value else value


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACTS, min_size=4, max_size=14))
def test_what_a_page_did_not_show_is_never_changed_by_it(acts: list[tuple]) -> None:
    house = make_mission(list(POSTS), trades=("doctor",))
    person, _ = record_person(house.actor(POSTS[0]), dict(PERSON))
    meet(house)
    pages: dict[int, tuple[str, Person]] = {}
    for act in acts:
        house.clock.advance(seconds=1)
        if act[0] == "meet":
            meet(house)
        elif act[0] == "open":
            pages[act[2]] = (act[1], find_person(house.node(act[1]).cursor, person))
        elif act[1] in pages:
            post, shown = pages.pop(act[1])
            save(house, post, shown, act[2], change_of(act[2], act[3]))
    meet(house)
    one, other = (house.node(name) for name in POSTS)
    assert state_hash(one) == state_hash(other)
    assert compare(one) == []
    before = state_hash(one)
    replay(one)
    assert state_hash(one) == before


def save(house: InMemoryMission, post: str, shown: Person, name: str, value: object) -> None:
    """Save one change from a page, and look at everything else."""
    node = house.node(post)
    before = find_person(node.cursor, shown.id)
    record_amendment(house.actor(post), shown, {name: value})
    after = find_person(node.cursor, shown.id)
    for other in {*CHANGES, *PERSON} - {name}:
        assert after.answers.get(other) == before.answers.get(other)
        assert after.conflicts.get(other) == before.conflicts.get(other)
    if name == "allergies":
        held, meant, was = (codes(one) for one in (after.answers.get(name), value, shown.answers.get(name)))
        unseen = codes(before.answers.get(name)) - was
        assert held >= (meant | unseen) - {"none"}
        assert not (held & (was - meant)) - unseen
    else:
        standing = after.conflicts.get(name, (after.answers.get(name),))
        assert value in standing or value == shown.answers.get(name)


def codes(rows: object) -> set[str]:
    return {row["allergen"] for row in rows or ()}
