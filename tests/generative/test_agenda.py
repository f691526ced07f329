"""Plans, contacts, outcomes and withdrawals in any order of arrival: every computer says the same, and the twin too."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posta.acts.actor import draft_entry
from posta.acts.care.agenda.planned_visits import VisitChoice, record_expected
from posta.acts.care.agenda.sealed_visits import settle_visits_of_person
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.undo import mark_entered_in_error
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.kinds import KINDS, PLANNED_VISIT_OUTCOME
from posta.catalog.structural_acts import PlannedVisitOutcome
from posta.chart.record.person import Person
from posta.clock import to_epoch_day, to_millis
from posta.ids import EntryId
from posta.mission.errors import Refused
from posta.mission.posts import find_post_by_code
from posta.scribe.replay import replay, state_hash
from posta.scribe.write import write
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.naive_agenda import agenda_rows
from tests.naive_chart import compare
from tests.spec.examples import CLOSED_SESSION, FEET, newest, registered

pytestmark = pytest.mark.unreplayed
POSTS = ("tenosique_la72", "coatzacoalcos_casa")
STEPS = (
    "plan",
    "plan",
    "return",
    "see",
    "see",
    "measure",
    "session",
    "outcome",
    "outcome",
    "withdraw",
    "expect",
    "arrive",
)
STEP = st.tuples(st.sampled_from(STEPS), st.sampled_from(POSTS), st.integers(0, 40))
STATES = ("called", "found", "moved", "moved_on", "refused", "cancelled", "kept")


@dataclass(slots=True)
class Story:
    """Two posts that carry to each other now and then."""

    house: InMemoryMission
    person: Person
    plans: list[EntryId] = field(default_factory=list)
    contacts: list[tuple[str, EntryId]] = field(default_factory=list)

    def play(self, act: str, post: str, number: int) -> None:
        """One step; the number chooses days, states and what is spoken of."""
        self.house.clock.advance(hours=7)
        actor = self.house.actor(post, "psychologist" if act == "session" else "doctor")
        day = actor.today + timedelta(days=number % 5)
        if act == "plan":
            choice = VisitChoice(day, day - timedelta(days=1), day + timedelta(days=1), "opd", schedule="wound")
            self.contacts.append(
                (post, record_encounter(actor, self.person, {"opd": FEET}, plan=lambda f: [choice]).entry)
            )
            self.plans.append(newest(actor.node))
        elif act == "return":
            said = {"opd": FEET, "visit": {"next_appt": day, "disposition": "fu"}}
            self.contacts.append((post, record_encounter(actor, self.person, said).entry))
            self.plans.append(self.contacts[-1][1])
        elif act == "session":
            choice = VisitChoice(day, day, day, "mh_fu")
            record_encounter(actor, self.person, {"mh_fu": CLOSED_SESSION}, plan=lambda f: [choice])
        elif act in ("see", "measure"):
            forms = {"opd": FEET} if act == "see" else {"vitals": {"temp_c": 37.0}}
            self.contacts.append((post, record_encounter(actor, self.person, forms).entry))
        elif act == "arrive":
            record_arrival(actor, self.person, reason="feet")
        elif act == "expect":
            place = find_post_by_code(actor.node.cursor, POSTS[number % 2])
            assert place is not None
            record_expected(actor, [self.person], place, day, day + timedelta(days=2))
        else:
            self.speak(act, post, number)

    def speak(self, act: str, post: str, number: int) -> None:
        """Say what became of a plan, or that a contact was an error."""
        actor = self.house.actor(post)
        if act == "outcome" and self.plans:
            state = STATES[number % len(STATES)]
            moved = to_epoch_day(actor.today) + number % 9 if state == "moved" else None
            by = self.contacts[number % len(self.contacts)][1] if state == "kept" and self.contacts else None
            said = PlannedVisitOutcome(state=state, day=moved, by=by)
            head = (PLANNED_VISIT_OUTCOME, KINDS[PLANNED_VISIT_OUTCOME].version, actor.staff.id, self.person.id)
            refers = self.plans[number % len(self.plans)]
            payload = ClinicalPayload(*head, to_millis(actor.now), 0, actor.post.number, refers, said)
            write(actor.node, [draft_entry([(Compartment.CARE, payload)], self.person.network)])
        elif act == "withdraw" and self.contacts:
            where, entry = self.contacts[number % len(self.contacts)]
            try:
                mark_entered_in_error(self.house.actor(where), self.person, entry, "error")
            except Refused:  # withdrawn already
                return


def begin() -> Story:
    house = make_mission(list(POSTS))
    person = registered(house.actor(POSTS[0]))
    carry(house, POSTS[0], POSTS[1])
    return Story(house, person)


def carry(house: InMemoryMission, source: str, target: str) -> None:
    """Carry everything from one post to another."""
    house.clock.advance(minutes=1)
    exchange(house.node(source), MemoryTransport(house.node(target)))


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=3, max_size=14), meets=st.sets(st.integers(0, 13), max_size=3))
def test_the_agenda_is_the_same_in_any_order_and_as_the_twin_says(steps: list, meets: set[int]) -> None:
    story = begin()
    for number, step in enumerate(steps):
        story.play(*step)
        if number in meets:
            carry(story.house, *POSTS)
    for source, target in (POSTS, POSTS[::-1], POSTS):
        carry(story.house, source, target)
    nodes = [story.house.node(post) for post in POSTS]
    assert agenda_rows(nodes[0].cursor) == agenda_rows(nodes[1].cursor)
    for node in nodes:
        assert compare(node) == []
        before = state_hash(node)
        replay(node)
        assert state_hash(node) == before


def test_the_twin_notices_a_visit_that_was_not_closed() -> None:
    story = begin()
    for step in (("plan", POSTS[0], 1), ("see", POSTS[0], 0), ("outcome", POSTS[0], 3)):
        story.play(*step)
    node = story.house.node(POSTS[0])
    assert compare(node) == []
    node.cursor.execute("UPDATE chart_planned SET state = 'open', due = due + 1")
    assert compare(node) == ["agenda"]


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    meets=st.lists(st.sampled_from((POSTS, POSTS[::-1])), max_size=4),
    looks=st.sampled_from(POSTS),
    early=st.booleans(),
    wrong=st.booleans(),
)
def test_a_sealed_visit_kept_where_nobody_knew_of_it_is_kept_in_any_order(
    meets: list, looks: str, early: bool, wrong: bool
) -> None:
    """The plan is made at one post, the session is held at the other, and each hears of the other's in any order."""
    house, person = (story := begin()).house, story.person
    here = house.actor(POSTS[0], "psychologist")
    day = here.today + timedelta(days=2)
    choice = VisitChoice(day, day, day, "mh_fu")
    record_encounter(here, person, {"mh_fu": CLOSED_SESSION}, plan=lambda filled: [choice])
    house.clock.advance(hours=6 if early else 52)
    there = house.actor(POSTS[1], "psychologist")
    session = record_encounter(there, person, {"mh_fu": CLOSED_SESSION}).entry
    if wrong:
        mark_entered_in_error(house.actor(POSTS[1], "psychologist"), person, session, "error")
    for source, target in (*meets, POSTS, POSTS[::-1]):
        carry(house, source, target)
    house.clock.advance(days=3)
    assert settle_visits_of_person(house.actor(looks), person.id) == 0  # who holds no key finds nothing out
    found = settle_visits_of_person(house.actor(looks, "psychologist"), person.id)
    assert found == (0 if early or wrong else 1)
    assert settle_visits_of_person(house.actor(looks, "psychologist"), person.id) == 0
    for source, target in (POSTS, POSTS[::-1]):
        carry(house, source, target)
    for post in POSTS:
        node = house.node(post)
        ((_id, state, _due, _note, kept),) = agenda_rows(node.cursor)
        assert (state, kept) == (("kept", session) if found else ("open", None))
        assert compare(node) == []
