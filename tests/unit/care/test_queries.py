"""The number of queries does not grow with what there is to show."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from posta.acts.arrival import record_arrival
from posta.acts.contact import record_contact
from posta.acts.duty import Duty
from posta.acts.undo import record_error
from posta.care.board.present import present_board
from posta.care.person.present import present_person
from posta.care.search.present import present_results
from posta.care.withdrawals import present_withdrawn
from posta.chart.board import count_seen
from posta.chart.registers import find_person
from posta.figures.counts import count_by_day, list_top_diagnoses
from tests.post import TestPost

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


def fill(duty: Duty, post: TestPost, people: int, entries: int) -> None:
    for number in range(people):
        person = post.person(alias=f"Wilmer{number}")
        record_arrival(duty, person, reason="feet")
        record_contact(duty, person, {"vitals": {"spo2": 54}})
    for number in range(entries):
        record_contact(duty, person, {"opd": OPD | {"complaint": f"Tos {number}"}})


def test_the_board_with_sixty_waiting(post: TestPost) -> None:
    fill(post.duty(), post, 3, 0)
    with counting() as few:
        present_board(post.duty())
    fill(post.duty(), post, 57, 0)
    with counting() as many:
        assert len([row for row in present_board(post.duty()).waiting if row.alarms]) == 60
    assert statements(many) == statements(few)


def test_a_person_with_five_hundred_entries(post: TestPost) -> None:
    duty = post.duty()
    person = post.person()
    record_contact(duty, person, {"opd": OPD})
    with counting() as few:
        present_person(post.duty(), person)
    with duty.desk.transaction():
        for number in range(500):
            record_contact(duty, person, {"opd": OPD | {"complaint": f"Tos {number}"}})
    known = find_person(duty.desk.cursor, person.id)
    assert known is not None
    with counting() as many:
        page = present_person(post.duty(), known)
    assert (len(page.moments), page.older) == (40, 40)
    assert statements(many) == statements(few)


def test_ten_results(post: TestPost) -> None:
    for number in range(10):
        post.person(alias="Wilmer", age_value=20 + number)
    with counting() as said:
        assert len(present_results(post.duty(), "wilmer mejia").hits) == 10
    assert statements(said) < 40


def test_a_list_of_what_was_marked_as_an_error(post: TestPost) -> None:
    duty, asked = post.duty(), []
    for people in (1, 40):
        for _ in range(people):
            person = post.person(alias="Wilmer")
            record_error(duty, person, record_contact(duty, person, {"vitals": {"spo2": 97}}).entry, "otra persona")
        with counting() as said:
            rows = present_withdrawn(post.duty())
        asked.append(statements(said))
    assert len(rows) == 41
    assert asked[0] == asked[1]


def test_who_was_seen_is_not_counted_through_everybody_there_ever_was(post: TestPost) -> None:
    """SQLite chose the index of people and read all of it: a fifth of the board's time at 200,000 entries."""
    duty = post.duty()
    with counting() as said:
        count_seen(duty.desk.cursor, duty.post.number, duty.day_start)
    plan = plan_of(duty, said[-1])
    assert any("PRIMARY KEY (rowid>?)" in step for step in plan)
    assert not any("chart_item_person" in step for step in plan)


@pytest.mark.parametrize("count", [count_by_day, list_top_diagnoses])
def test_what_a_board_counts_is_read_off_the_index_of_diagnoses(post: TestPost, count: Callable) -> None:
    """Every row was fetched to ask whether it had been taken back: three quarters of the board's time at 200,000 entries."""
    duty = post.duty()
    with counting() as said:
        count(duty.desk.cursor, duty.post.number, duty.today)
    assert plan_of(duty, said[-1])[0].endswith("USING COVERING INDEX figures_row_dx (post=? AND day>?)")


def plan_of(duty: Duty, statement: str) -> list[str]:
    """The steps in which SQLite goes to the tables for a statement, in their order."""
    steps = [row[3] for row in duty.desk.cursor.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()]
    return [step for step in steps if step.startswith(("SEARCH", "SCAN"))]
