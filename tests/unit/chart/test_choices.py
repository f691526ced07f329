"""What stands of a person's choices: apart, both kept; a refusal counts; wishes hide; requests wait for an answer."""

import pytest

from posta.acts.actor import draft_entry
from posta.acts.care.agenda.planned_visits import VisitNotPlanned, record_expected
from posta.acts.care.choices import (
    Asked,
    ChoiceNotPossible,
    record_answer,
    record_choice,
    record_opening,
    record_request,
)
from posta.acts.care.undo import record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog import choice_acts as c
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.errors import InvalidAnswers
from posta.catalog.kinds import CHOICE
from posta.chart.people_search import find_people, list_recent, may_be_proposed
from posta.chart.record.choices import list_choices, list_open_requests, was_opened
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person, list_people
from posta.clock import to_millis
from posta.ids import PersonId
from posta.ledger.row_types import Cursor
from posta.mission.errors import Refused
from posta.mission.posts import find_post_by_code
from posta.scribe.write import write
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import ROLES, InMemoryMission, make_mission
from tests.spec.examples import registered

HERE, THERE = "tenosique_la72", "coatzacoalcos_casa"
READ = Asked("1", "es")


@pytest.fixture
def house() -> InMemoryMission:
    return make_mission([HERE, THERE], trades=(*ROLES, "team_leader"))


def meet(house: InMemoryMission) -> None:
    house.clock.advance(minutes=2)
    exchange(house.node(HERE), MemoryTransport(house.node(THERE)))
    exchange(house.node(THERE), MemoryTransport(house.node(HERE)))


def known(cursor: Cursor, person: PersonId) -> Person:
    found = find_person(cursor, person)
    assert found is not None
    return found


def test_a_later_answer_takes_the_place_of_the_one_that_was_seen(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person = registered(actor)
    record_choice(actor, person, {"share": "n", "pass": "y"}, READ)
    assert known(actor.node.cursor, person.id).wishes == {"no_share"}
    house.clock.advance(minutes=1)
    record_choice(actor, person, {"share": "y"}, Asked("1", "ht", "guardian"))
    standing = list_choices(actor.node.cursor, person.id).standing
    assert [(row.state, row.language, row.said_by) for row in standing["share"]] == [("y", "ht", "guardian")]
    assert [row.state for row in standing["pass"]] == ["y"]
    assert known(actor.node.cursor, person.id).wishes == frozenset()


def test_what_registration_said_is_where_a_consent_begins(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person = registered(actor, consent_record="n", consent_pass="r")
    assert person.wishes == {"no_share", "no_pass"}
    record_choice(actor, person, {"share": "y"}, READ)
    assert known(actor.node.cursor, person.id).wishes == {"no_pass"}


def test_of_two_answers_written_apart_both_stand_and_the_refusal_counts(house: InMemoryMission) -> None:
    person = registered(house.actor(HERE))
    meet(house)
    record_choice(house.actor(HERE), person, {"share": "n"}, READ)
    house.clock.advance(minutes=5)
    record_choice(house.actor(THERE), person, {"share": "y"}, READ)
    meet(house)
    for post in (HERE, THERE):
        cursor = house.node(post).cursor
        assert [row.state for row in list_choices(cursor, person.id).standing["share"]] == ["n", "y"]
        assert known(cursor, person.id).wishes == {"no_share"}


def test_undoing_a_choice_brings_back_what_stood_before(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person = registered(actor)
    entry = record_choice(actor, person, {"link": "n"}, READ)
    assert not may_be_proposed(known(actor.node.cursor, person.id))
    record_undo(actor, person, entry)
    assert may_be_proposed(known(actor.node.cursor, person.id))


def test_an_anonymous_person_is_found_by_code_and_by_no_name(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person = registered(actor)
    cursor = actor.node.cursor
    assert find_people(cursor, "wilmer mejia")
    record_choice(actor, person, {"anonymous": "y"}, READ)
    assert find_people(cursor, "wilmer mejia") == []
    assert [one.person.id for one in find_people(cursor, person.code)] == [person.id]
    house.clock.advance(minutes=1)
    record_choice(actor, person, {"anonymous": "n"}, READ)
    assert find_people(cursor, "wilmer mejia")


def test_who_shares_with_no_other_post_is_found_by_name_only_where_they_were(house: InMemoryMission) -> None:
    person = registered(house.actor(HERE), consent_record="n")
    meet(house)
    here, there = house.actor(HERE), house.actor(THERE)
    assert find_people(here.node.cursor, "wilmer mejia", posts={here.post.number})
    assert find_people(there.node.cursor, "wilmer mejia", posts={there.post.number}) == []
    assert find_people(there.node.cursor, person.code, posts={there.post.number})


def test_who_shares_with_no_other_post_is_expected_nowhere(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person = registered(actor, consent_record="n")
    place = find_post_by_code(actor.node.cursor, THERE)
    assert place is not None
    with pytest.raises(VisitNotPlanned) as refused:
        record_expected(actor, [person], place, actor.today, actor.today)
    assert refused.value.code == "does_not_share"


def test_a_restricted_record_shows_its_code_in_lists_and_nothing_else(house: InMemoryMission) -> None:
    actor = house.actor(HERE, "team_leader")
    person = registered(actor)
    cursor = actor.node.cursor
    assert list_recent(cursor, actor.post.number)
    record_choice(actor, person, {"restricted": "y"}, Asked())
    assert list_recent(cursor, actor.post.number) == []
    assert find_people(cursor, "wilmer mejia") == []
    assert list_people(cursor, [person.id])[person.id].name == person.code
    [found] = find_people(cursor, person.code)
    assert found.person.name == person.code
    assert known(cursor, person.id).name == "Wilmer Mejía Hernández"


@pytest.mark.parametrize("trade", ROLES)
def test_only_a_team_leader_decides_about_a_record(house: InMemoryMission, trade: str) -> None:
    actor = house.actor(HERE, trade)
    person = registered(house.actor(HERE))
    with pytest.raises(Refused):
        record_choice(actor, person, {"restricted": "y"}, Asked())


def test_a_restriction_in_the_name_of_another_trade_is_kept_and_has_no_effect(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person = registered(actor)
    forged = c.PersonChoice(answers=(("restricted", "y"), ("share", "n")))
    payload = ClinicalPayload(
        CHOICE, 1, actor.staff.id, person.id, to_millis(actor.now), 0, actor.post.number, None, forged
    )
    write(actor.node, [draft_entry([(Compartment.CARE, payload)], person.network)])
    assert known(actor.node.cursor, person.id).wishes == {"no_share"}, "a refusal is never set aside"


def test_a_request_stays_open_until_a_team_leader_answers(house: InMemoryMission) -> None:
    doctor, leader = house.actor(HERE), house.actor(HERE, "team_leader")
    person, cursor = registered(doctor), doctor.node.cursor
    with pytest.raises(ChoiceNotPossible):
        record_request(doctor, person, "correction", "")
    entry = record_request(doctor, person, "correction", "Nació en 1994")
    assert [one.id for one in list_open_requests(cursor, [doctor.post.number])] == [entry]
    with pytest.raises(Refused):
        record_answer(doctor, person, entry, "done")
    with pytest.raises(ChoiceNotPossible):
        record_answer(leader, person, entry, "declined")
    record_answer(leader, person, entry, "done", "Corregido")
    assert list_open_requests(cursor, [doctor.post.number]) == []
    [request] = list_choices(cursor, person.id).requests
    assert (request.state, request.answer and request.answer.note) == ("done", "Corregido")
    with pytest.raises(ChoiceNotPossible):
        record_answer(leader, person, entry, "done")


def test_an_opening_needs_a_reason_and_is_remembered(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person = registered(actor)
    with pytest.raises(ChoiceNotPossible):
        record_opening(actor, person, "")
    before = actor.node.clock.millis()
    record_opening(actor, person, "emergency")
    assert was_opened(actor.node.cursor, person.id, actor.post.number, before)
    assert not was_opened(actor.node.cursor, person.id, actor.post.number + 1, before)


def test_a_referral_to_another_post_needs_consent_of_its_own(house: InMemoryMission) -> None:
    actor = house.actor(HERE)
    person = registered(actor, consent_record="n")
    place = find_post_by_code(actor.node.cursor, THERE)
    assert place is not None
    asked = {
        "to_type": "posta", "to_name": f"post:{place.number}", "reason": "higher", "urgency": "w1", "status": "sent",
        "sent_dt": actor.now, "status_dt": actor.now,
    }  # fmt: skip
    with pytest.raises(InvalidAnswers) as refused:
        record_encounter(actor, person, {"referral": {**asked, "consent": "p"}})
    assert "refer_not_shared" in {one.rule for one in refused.value.problems}
    assert record_encounter(actor, person, {"referral": {**asked, "consent": "y"}}).entry


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("SELECT * FROM chart_choice WHERE person IN (?, ?)", "chart_choice_person"),
        ("SELECT * FROM chart_choice WHERE post = ? AND state = 'open' ORDER BY at", "chart_choice_open"),
        (
            "SELECT DISTINCT person FROM chart_choice WHERE (matter = 'restricted' OR state IN ('done', 'declined'))"
            " AND author IN (?)",
            "chart_choice_decided",
        ),
    ],
)
def test_each_question_is_answered_by_an_index(house: InMemoryMission, sql: str, index: str) -> None:
    plan = house.node(HERE).cursor.execute(f"EXPLAIN QUERY PLAN {sql}", (b"",) * sql.count("?")).fetchall()
    assert any(index in row[3] for row in plan), plan
    assert not any(row[3].startswith("SCAN") for row in plan), plan
