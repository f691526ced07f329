"""The course of an aggregate does not depend on the order in which its acts arrive, nor on how often."""

import random

from hypothesis import given
from hypothesis import strategies as st

from posta.clock import HOUR_MILLIS
from posta.operations.course import StateChange, fold, overdue_since
from tests.unit.operations.test_state_table import LOAN, table_from

ACTS = st.lists(
    st.builds(
        StateChange,
        st.integers(1, 5),
        st.binary(min_size=1, max_size=1),
        st.sampled_from(["lend", "refuse", "return", "x"]),
    ),
    max_size=8,
)


@given(ACTS, st.randoms(use_true_random=False))
def test_any_order_and_repetition_gives_the_same_course(acts: list[StateChange], chance: random.Random):
    shuffled = [*acts, *acts]
    chance.shuffle(shuffled)
    assert fold(table_from(LOAN), shuffled) == fold(table_from(LOAN), acts)


@given(ACTS)
def test_no_act_is_lost(acts: list[StateChange]):
    course = fold(table_from(LOAN), acts)
    assert {*course.applied, *course.refused} == set(acts)


def test_of_two_acts_at_once_the_earlier_counts_and_the_later_is_kept():
    lent, refused = StateChange(1, b"a", "lend"), StateChange(2, b"b", "refuse")
    course = fold(table_from(LOAN), [refused, lent])
    assert (course.state, course.applied, course.refused) == ("lent", (lent,), (refused,))


def test_a_state_is_overdue_after_its_hours_and_only_then():
    table = table_from(LOAN.replace('es = "Prestado"', 'due_hours = 2, es = "Prestado"'))
    course = fold(table, [StateChange((10 * HOUR_MILLIS) << 16, b"a", "lend")])
    assert overdue_since(table, course, 12 * HOUR_MILLIS) is None
    assert overdue_since(table, course, 12 * HOUR_MILLIS + 1) == 12 * HOUR_MILLIS
    assert overdue_since(table, fold(table, []), 99 * HOUR_MILLIS) is None
