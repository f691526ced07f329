"""The number of queries does not grow with what there is to show."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from posta.acts.actor import Actor
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.undo import mark_entered_in_error
from posta.acts.care.visits.encounter import record_encounter
from posta.care.board.board_page import present_board
from posta.care.display.agenda.headings import list_headings
from posta.care.display.entries.withdrawn_entries import present_withdrawn
from posta.care.person.person_page import present_person
from posta.care.search.search_results import present_results
from posta.catalog.language.form import get_form
from posta.chart.board import count_seen
from posta.chart.history.judged_corrections import find_first_post
from posta.chart.record.case_numbers import count_earlier
from posta.chart.record.person_registers import find_person
from posta.figures.counts import count_by_day, list_top_diagnoses
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}


@contextmanager
def counting() -> Iterator[list[str]]:
    """Every statement that the engine runs meanwhile."""
    said: list[str] = []
    connection.connection.set_trace_callback(said.append)
    yield said
    connection.connection.set_trace_callback(None)


def statements(said: list[str]) -> int:
    return len([one for one in said if not one.startswith("--")])


def fill(actor: Actor, post: TestPost, people: int, entries: int) -> None:
    for number in range(people):
        person = post.person(alias=f"Wilmer{number}")
        record_arrival(actor, person, reason="feet")
        record_encounter(actor, person, {"vitals": {"spo2": 54}})
    for number in range(entries):
        record_encounter(actor, person, {"opd": OPD | {"complaint": f"Tos {number}"}})


def test_the_board_with_sixty_waiting(post: TestPost) -> None:
    fill(post.actor(), post, 3, 0)
    with counting() as few:
        present_board(post.actor())
    fill(post.actor(), post, 57, 0)
    with counting() as many:
        assert len([row for row in present_board(post.actor()).waiting if row.alarms]) == 60
    assert statements(many) == statements(few)


def test_a_person_with_five_hundred_entries(post: TestPost) -> None:
    actor = post.actor()
    person = post.person()
    record_encounter(actor, person, {"opd": OPD})
    with counting() as few:
        present_person(post.actor(), person)
    with actor.node.transaction():
        for number in range(500):
            record_encounter(actor, person, {"opd": OPD | {"complaint": f"Tos {number}"}})
    known = find_person(actor.node.cursor, person.id)
    assert known is not None
    with counting() as many:
        page = present_person(post.actor(), known)
    assert (len(page.moments), page.older) == (40, 40)
    assert statements(many) == statements(few)


def test_ten_results(post: TestPost) -> None:
    for number in range(10):
        post.person(alias="Wilmer", age_value=20 + number)
    with counting() as said:
        assert len(present_results(post.actor(), "wilmer mejia").hits) == 10
    assert statements(said) < 40


def test_a_list_of_what_was_marked_as_an_error(post: TestPost) -> None:
    actor, asked = post.actor(), []
    for people in (1, 40):
        for _ in range(people):
            person = post.person(alias="Wilmer")
            mark_entered_in_error(
                actor, person, record_encounter(actor, person, {"vitals": {"spo2": 97}}).entry, "otra persona"
            )
        with counting() as said:
            rows = present_withdrawn(post.actor())
        asked.append(statements(said))
    assert len(rows) == 41
    assert asked[0] == asked[1]


def test_a_single_act_asks_once_whether_anything_of_the_person_is_judged(post: TestPost) -> None:
    """Withdrawals, hand-overs, planned visits and where somebody is expected were asked one by one, at each act."""
    actor, person = post.actor(), post.person()
    record_encounter(actor, person, {"opd": OPD})
    with counting() as said:
        record_encounter(actor, person, {"opd": OPD})
    project = [one for one in said[said.index("BEGIN IMMEDIATE") :] if one.startswith("SELECT") and "chart_" in one]
    assert len([one for one in project if "chart_planned" in one]) == 1
    assert len([one for one in project if "chart_handover" in one]) == 1
    steps = plan_of(actor, next(one for one in project if "chart_planned" in one))
    assert [step.split()[1] for step in steps] == ["chart_item", "chart_handover", "chart_planned", "chart_expected"]
    assert all(" USING " in step and "person=?" in step for step in steps)


def test_who_was_seen_is_not_counted_through_everybody_there_ever_was(post: TestPost) -> None:
    """SQLite chose the index of people and read all of it: a fifth of the board's time at 200,000 entries."""
    actor = post.actor()
    with counting() as said:
        count_seen(actor.node.cursor, actor.post.number, actor.day_start)
    plan = plan_of(actor, said[-1])
    assert any("PRIMARY KEY (rowid>?)" in step for step in plan)
    assert not any("chart_item_person" in step for step in plan)


def test_no_entry_is_looked_for_by_its_id_through_all_of_them(post: TestPost) -> None:
    """Who corrected a visit waited while the whole chart was read, twice: its tables have no index on ids."""
    actor, person = post.actor(), post.person()
    visit = record_encounter(actor, person, {"opd": OPD}).entry
    with counting() as said:
        find_first_post(actor.node.cursor, visit)
    assert not [step for one in said for step in plan_of(actor, one) if step.startswith("SCAN chart_item")]
    with counting() as said:
        count_earlier(actor.node.cursor, get_form("case").number, actor.post.number, 0, visit)
    assert not [step for one in said[:-1] for step in plan_of(actor, one) if step.startswith("SCAN chart_item")]


def test_where_people_are_heading_is_read_by_person_and_row(post: TestPost) -> None:
    """The list of who did not come asks for it at once for all, however many they are and whatever they said."""
    actor, asked = post.actor(), []
    for extra in (1, 20):
        people = []
        for number in range(extra):
            people.append(post.person(alias=f"P{extra}{number}").id)
            person = find_person(actor.node.cursor, people[-1])
            record_encounter(actor, person, {"visit": {"direction": "south"}, "opd": OPD})
            leaving = {"leave_date": actor.today, "next_stop": "28032", "pass_issued": "declined"}
            record_encounter(actor, person, {"move": leaving})
        with counting() as said:
            assert len(list_headings(actor, people)) == extra
        asked.append(statements(said))
        steps = [step for one in said for step in plan_of(actor, one)]
        assert [step for step in steps if step.startswith("SCAN") and "chart_" in step] == []
        assert [step for step in steps if step.startswith("SCAN") and "figures_" in step] == []
    assert asked[0] == asked[1] <= 4


BY_INDEX = "SEARCH figures_row USING COVERING INDEX figures_row_dx (post=? AND day>?)"
BY_DAY = "SEARCH figures_day USING PRIMARY KEY (post=? AND day>?)"


@pytest.mark.parametrize(("count", "steps"), [(count_by_day, [BY_DAY, BY_INDEX]), (list_top_diagnoses, [BY_INDEX])])
def test_what_a_board_counts_is_read_off_the_index_of_diagnoses(
    post: TestPost, count: Callable, steps: list[str]
) -> None:
    """Every row was fetched to ask whether it had been taken back: three quarters of the board's time at 200,000 entries."""
    actor = post.actor()
    with counting() as said:
        count(actor.node.cursor, actor.post.number, actor.today)
    assert plan_of(actor, said[-1])[: len(steps)] == steps


def plan_of(actor: Actor, statement: str) -> list[str]:
    """The steps in which SQLite goes to the tables for a statement, in their order."""
    steps = [row[3] for row in actor.node.cursor.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()]
    return [step for step in steps if step.startswith(("SEARCH", "SCAN"))]
