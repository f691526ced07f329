"""A referral from La 72 to Reynosa: sent, accepted, attended, answered, and the answer read where it was sent."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from posta.acts.care.registration import record_person
from posta.acts.care.undo import mark_entered_in_error
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.operations.directory_entry import record_directory_entry
from posta.acts.operations.referral_steps import find_readable_referral, list_possible_acts, record_referral_step
from posta.acts.operations.sealed_referrals import list_opened_referrals, open_steps
from posta.catalog.compartments import Compartment
from posta.catalog.errors import InvalidAnswers
from posta.catalog.operation_acts import DirectoryEntry
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.ids import EntryId
from posta.mission.errors import Refused
from posta.operations.directory.partners import list_partners
from posta.operations.referrals.opening import write_post_code
from posta.operations.referrals.referral_lists import (
    Referral,
    count_inbox,
    find_referral,
    list_inbox,
    list_of_person,
    list_outbox,
)
from posta.relay.server_process import running_relay
from posta.scribe.replay import replay, state_hash
from posta.sync.exchange import exchange
from posta.sync.transports.http import HttpTransport
from posta.sync.transports.memory import MemoryTransport
from posta.wire.membership import MEMBER, issue_card
from tests.conformance.relay_client import ADMINISTRATOR, ADMINISTRATOR_CARD, ROOT, UNTIL
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.journeys.test_thread import PERSON

LA72, REYNOSA, REYNOSA_NUMBER = "tenosique_la72", "reynosa_recepcion", 6
NEEDS = {"to_type": "posta", "to_name": write_post_code(REYNOSA_NUMBER), "reason": "contin", "urgency": "w1",
         "consent": "y", "status": "sent"}  # fmt: skip


def refer(house: InMemoryMission, person: Person, trade: str = "doctor", **answers: object) -> EntryId:
    """Write a referral at La 72."""
    actor = house.actor(LA72, trade)
    now = {"sent_dt": actor.now, "status_dt": actor.now}
    return record_encounter(actor, person, {"referral": {**NEEDS, **now, **answers}}).entry


def somebody(house: InMemoryMission) -> Person:
    """A person registered at La 72."""
    actor = house.actor(LA72)
    person = find_person(actor.node.cursor, record_person(actor, PERSON)[0])
    assert person is not None
    return person


def carry(house: InMemoryMission, giver: str, taker: str) -> None:
    """Let what one post wrote arrive at another."""
    house.clock.advance(minutes=2)
    assert exchange(house.node(taker), MemoryTransport(house.node(giver))).received.reasons == []


Carrier = Callable[[InMemoryMission, str, str], None]


@pytest.fixture(params=["memory", "relay"])
def carrier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Carrier]:
    """The road between two posts: from one memory to the other, or over a relay in a process of its own, by HTTP."""
    if request.param == "memory":
        yield carry
        return
    with running_relay(tmp_path, ROOT.verify_key) as url:
        yield lambda house, giver, taker: carry_over_relay(house, url, giver, taker)


def carry_over_relay(house: InMemoryMission, url: str, giver: str, taker: str) -> None:
    """Let one post send what it wrote to a relay, and another fetch it there."""
    house.clock.advance(minutes=2)
    for name in (giver, taker):
        node = house.node(name)
        card = issue_card(
            ADMINISTRATOR.sign, administrator=ADMINISTRATOR_CARD, device=node.device.verify_key, valid_until=UNTIL,
            may=MEMBER,
        )  # fmt: skip
        with closing(HttpTransport(url, card, node.device.sign, node.clock)) as road:
            assert exchange(node, road).received.reasons == []


def moved(
    house: InMemoryMission, post: str, referral: EntryId, act: str, trade: str = "doctor", **said: str
) -> Referral:
    """Do an act on a referral at a post, and return the referral as it is then."""
    actor = house.actor(post, trade)
    found = find_readable_referral(actor, referral)
    assert found is not None
    record_referral_step(actor, found, act, **said)
    after = find_readable_referral(actor, referral)
    assert after is not None
    return after


def test_a_referral_goes_to_reynosa_and_its_answer_comes_back(carrier: Carrier) -> None:
    house = make_mission([LA72, REYNOSA])
    person = somebody(house)
    entry = refer(house, person)
    assert [one.id for one in list_outbox(house.node(LA72).cursor, 1)] == [entry]
    carrier(house, LA72, REYNOSA)
    there = house.node(REYNOSA).cursor
    assert [one.id for one in list_inbox(there, REYNOSA_NUMBER)] == [entry]
    assert count_inbox(there, REYNOSA_NUMBER) == 1
    assert moved(house, REYNOSA, entry, "accept", "nurse").state == "accepted"
    assert count_inbox(there, REYNOSA_NUMBER) == 0
    assert moved(house, REYNOSA, entry, "attend").state == "attended"
    assert moved(house, REYNOSA, entry, "answer", reason="solved", note="Se le dio tratamiento").state == "feedback"
    carrier(house, REYNOSA, LA72)
    actor = house.actor(LA72)
    found = find_readable_referral(actor, entry)
    assert found is not None
    assert found.state == "feedback"
    assert [(one.act, one.note) for one in open_steps(actor, found)][-1] == ("answer", "Se le dio tratamiento")
    assert list_possible_acts(actor, found) == ["close"]
    assert not moved(house, LA72, entry, "close", reason="finished").is_open
    carrier(house, LA72, REYNOSA)
    assert list_inbox(there, REYNOSA_NUMBER) == []
    assert state_hash(house.node(LA72)) == state_hash(house.node(REYNOSA))
    for name in house.nodes:
        before = state_hash(house.node(name))
        replay(house.node(name))
        assert state_hash(house.node(name)) == before


def test_clocks_run_by_urgency() -> None:
    house = make_mission([LA72])
    person = somebody(house)
    entries = {code: refer(house, person, urgency=code, reason=reason) for code, reason in
               (("imm", "higher"), ("u24", "obst"), ("w1", "contin"), ("rout", "basic"))}  # fmt: skip
    hours = {}
    for code, entry in entries.items():
        found = find_referral(house.node(LA72).cursor, entry)
        assert found is not None
        assert found.due is not None
        hours[code] = (found.due - found.since) / 3_600_000
    assert hours == {"imm": 2, "u24": 24, "w1": 7 * 24, "rout": 30 * 24}


def test_a_sealed_referral_is_read_and_moved_by_those_who_hold_its_key() -> None:
    house = make_mission([LA72, REYNOSA])
    person = somebody(house)
    entry = refer(house, person, "social_worker", reason="legal", outcome="canario-legal")
    carry(house, LA72, REYNOSA)
    there = house.node(REYNOSA).cursor
    kept = find_referral(there, entry)
    assert kept is not None
    assert (kept.to_type, kept.to_code, kept.to_post, kept.reason, kept.author) == ("", "", None, "", None)
    assert list_inbox(there, REYNOSA_NUMBER) == []
    nurse, worker = house.actor(REYNOSA, "nurse"), house.actor(REYNOSA, "social_worker")
    assert list_opened_referrals(nurse) == []
    with pytest.raises(Refused):
        find_readable_referral(nurse, entry)
    opened = list_opened_referrals(worker)
    assert [(one.id, one.reason, one.to_post, one.compartment) for one in opened] == [
        (entry, "legal", REYNOSA_NUMBER, Compartment.PROTECTED)
    ]
    assert moved(house, REYNOSA, entry, "accept", "social_worker").state == "accepted"
    assert (
        moved(house, REYNOSA, entry, "decline", "social_worker", reason="full", note="canario-lugar").state
        == "declined"
    )
    stored = " ".join(map(repr, there.execute("SELECT act, reason, note, author FROM operations_step").fetchall()))
    assert "canario" not in stored
    assert "full" not in stored
    assert "decline" not in stored
    carry(house, REYNOSA, LA72)
    found = find_readable_referral(house.actor(LA72, "social_worker"), entry)
    assert found is not None
    assert found.state == "declined"


def test_one_for_a_partner_is_answered_where_it_was_sent() -> None:
    house = make_mission([LA72], trades=("doctor", "nurse", "administrator", "team_leader"))
    leader, nurse = house.actor(LA72, "team_leader"), house.actor(LA72, "nurse")
    hospital = DirectoryEntry(code="p-1", name="Hospital comunitario", kind="hosp", hours="24 h", verified=17_860)
    record_directory_entry(leader, hospital)
    with pytest.raises(Refused):
        record_directory_entry(nurse, hospital)
    assert [one.name for one in list_partners(leader.node.cursor)] == ["Hospital comunitario"]
    entry = refer(house, somebody(house), to_type="hosp", to_name="p-1", reason="higher")
    assert moved(house, LA72, entry, "attend", "nurse").state == "attended"
    assert moved(house, LA72, entry, "answer", "nurse", reason="came_back").state == "feedback"


def test_what_nobody_could_answer_is_refused_with_its_reason() -> None:
    house = make_mission([LA72], trades=("doctor", "team_leader"))
    person = somebody(house)
    leader = house.actor(LA72, "team_leader")
    record_directory_entry(leader, DirectoryEntry(code="p-2", name="Albergue", kind="shelter", closed=True))
    for answers, rule in (
        ({"to_name": write_post_code(1)}, "refer_own_post"),
        ({"to_name": "p-1"}, "refer_no_post"),
        ({"to_name": ""}, "refer_no_post"),
        ({"to_name": write_post_code(99)}, "refer_unknown_post"),
        ({"to_name": write_post_code(4)}, "refer_other_network"),
        ({"to_type": "shelter", "to_name": "p-2"}, "refer_closed"),
    ):
        with pytest.raises(InvalidAnswers) as caught:
            refer(house, person, **answers)
        assert [(one.path, one.rule) for one in caught.value.problems] == [("referral.to_name", rule)]
    refer(house, person)
    with pytest.raises(InvalidAnswers) as caught:
        refer(house, person)
    assert [one.rule for one in caught.value.problems] == ["refer_twice"]
    assert len(list_of_person(leader.node.cursor, person.id)) == 1


def test_a_referral_that_was_a_mistake_goes_from_every_list() -> None:
    house = make_mission([LA72, REYNOSA])
    person = somebody(house)
    entry = refer(house, person)
    carry(house, LA72, REYNOSA)
    mark_entered_in_error(house.actor(LA72), person, entry, "Otra persona")
    assert list_outbox(house.node(LA72).cursor, 1) == []
    carry(house, LA72, REYNOSA)
    assert list_inbox(house.node(REYNOSA).cursor, REYNOSA_NUMBER) == []
