"""Where people are heading is the same in any order of arrival, and what a fold by hand says."""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posta.acts.care.undo import mark_entered_in_error
from posta.acts.care.visits.encounter import record_encounter
from posta.care.display.agenda.headings import list_headings
from posta.chart.record.person import Person
from posta.clock import to_millis
from posta.errors import PostaError
from posta.ids import EntryId
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.naive_chart import read_log, standing_corrections, withdrawn_ids
from tests.naive_headings import headings
from tests.spec.examples import FEET, registered

pytestmark = pytest.mark.unreplayed
POSTS = ("tenosique_la72", "coatzacoalcos_casa")
DIRECTIONS = ("north", "south", "stay", "unk", "")
STEPS = ("tell", "tell", "leave", "correct", "correct", "withdraw")
STEP = st.tuples(st.sampled_from(STEPS), st.sampled_from(POSTS), st.integers(0, 40))


@dataclass(slots=True)
class Story:
    """Two posts, two people, and every contact with whom it is about and the moment when it was."""

    house: InMemoryMission
    people: tuple[Person, ...]
    contacts: list[tuple[EntryId, Person, object, bool]] = field(default_factory=list)

    def play(self, act: str, post: str, number: int) -> None:
        self.house.clock.advance(hours=5)
        actor = self.house.actor(post)
        person, direction = self.people[number % 2], DIRECTIONS[number % len(DIRECTIONS)]
        told = {"direction": direction} if direction else {}
        try:
            if act == "tell":
                entry = record_encounter(actor, person, {"visit": told, "opd": FEET}).entry
                self.contacts.append((entry, person, actor.now, False))
            elif act == "leave":
                stop = ("28032", "27017", "")[number % 3]
                leaving = {"leave_date": actor.today, "pass_issued": "declined"} | ({"next_stop": stop} if stop else {})
                entry = record_encounter(actor, person, {"visit": told, "move": leaving}).entry
                self.contacts.append((entry, person, actor.now, True))
            elif self.contacts:
                self.change(act, post, number, told)
        except PostaError:  # refused: not this post's to change, or withdrawn already
            return

    def change(self, act: str, post: str, number: int, told: dict[str, object]) -> None:
        entry, person, at, leaves = self.contacts[number % len(self.contacts)]
        actor = self.house.actor(post)
        if act == "withdraw":
            mark_entered_in_error(actor, person, entry, "error")
        elif not leaves:
            forms = {"visit": {**told, "visit_dt": at}, "opd": FEET}
            later = record_encounter(actor, person, forms, corrects=entry, occurred_at=at).entry  # type: ignore[arg-type]
            self.contacts.append((later, person, at, False))


def carry(house: InMemoryMission, source: str, target: str) -> None:
    house.clock.advance(minutes=1)
    exchange(house.node(source), MemoryTransport(house.node(target)))


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=3, max_size=12), meets=st.sets(st.integers(0, 11), max_size=4))
def test_the_last_word_counts_in_any_order_of_arrival(steps: list, meets: set[int]) -> None:
    house = make_mission(list(POSTS))
    people = tuple(registered(house.actor(POSTS[0]), alias=name) for name in ("Uno", "Dos"))
    carry(house, *POSTS)
    story = Story(house, people)
    for number, step in enumerate(steps):
        story.play(*step)
        if number in meets:
            carry(house, *(POSTS if number % 2 else POSTS[::-1]))
    for source, target in (POSTS, POSTS[::-1], POSTS):
        carry(house, source, target)
    said = []
    for post in POSTS:
        actor = house.actor(post)
        entries = read_log(actor.node)
        twin = headings(entries, withdrawn_ids(entries), standing_corrections(entries))
        found = list_headings(actor, [one.id for one in people])
        assert {person: (one.state, one.direction) for person, one in found.items()} == twin
        assert all(one.at <= to_millis(actor.now) for one in found.values())
        said.append(twin)
    assert said[0] == said[1]
