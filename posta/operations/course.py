"""The course of one aggregate: its acts folded over its state table, in any order of arrival."""

from collections.abc import Iterable
from dataclasses import dataclass

from posta.clock import HOUR_MILLIS
from posta.operations.state_table import StateTable


@dataclass(frozen=True, slots=True, order=True, repr=False)
class StateChange:
    """One act on an aggregate; `hlc` and `entry` order acts in the same way at every post."""

    hlc: int
    entry: bytes
    act: str


@dataclass(frozen=True, slots=True, repr=False)
class Course:
    """What became of an aggregate: its state, since when (hlc), and the acts that could not apply.

    `began` is when the aggregate was recorded (hlc), 0 where its first act begins it.
    """

    state: str
    since: int
    applied: tuple[StateChange, ...]
    refused: tuple[StateChange, ...]
    began: int = 0


def fold(table: StateTable, acts: Iterable[StateChange], began: int = 0) -> Course:
    """Fold acts over a table. The same acts give the same course, however often and in whatever order they arrive.

    Two posts may act at the same time without knowing of one another. The earlier act counts; a later one that is not
    possible any more is kept in `refused`, so that a screen can show it.
    """
    state, since = table.initial, began
    applied: list[StateChange] = []
    refused: list[StateChange] = []
    for act in sorted(set(acts)):
        target = table.next_state(state, act.act)
        if target is None:
            refused.append(act)
            continue
        state, since = target, act.hlc
        applied.append(act)
    return Course(state, since, tuple(applied), tuple(refused), began)


def due_at(table: StateTable, course: Course, by: str = "") -> int | None:
    """Return until when (ms) the present state is in time, or None. `by` is a code that gives other hours."""
    state = table.states[course.state]
    hours, since = state.hours(by), course.began if state.due_from_start else course.since
    return None if hours is None or not since else (since >> 16) + hours * HOUR_MILLIS


def overdue_since(table: StateTable, course: Course, millis: int, by: str = "") -> int | None:
    """Return since when (ms) the present state is overdue at a moment (ms), or None. The hlc holds ms in its upper 48 bits."""
    due = due_at(table, course, by)
    return due if due is not None and millis > due else None
