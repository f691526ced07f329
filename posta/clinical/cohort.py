"""The chronic cohort: who is due, overdue, controlled, or without contact, judged from their last control.

The days stand in `cohort.toml`, an example for the medical coordinator: they have no source.

>>> from datetime import date
>>> today = date(2018, 11, 25)
>>> judge({"ncd_exit": "active", "bp_ctrl": False}, date(2018, 11, 20), date(2018, 11, 24), today).states
('overdue', 'uncontrolled')
>>> judge({"ncd_exit": "moved"}, None, None, today).states
()
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from posta.clinical.data_files import read_table

FORM, ILLNESSES = "ncd", "ncd_dx"  # the form of a control, and its question and list of long illnesses
OVERDUE, DUE, WITHOUT_CONTACT, CONTROLLED, UNCONTROLLED = (
    "overdue", "due", "without_contact", "controlled", "uncontrolled",
)  # fmt: skip
ACTIVE = frozenset({"", "active", "default"})


@dataclass(frozen=True, slots=True, repr=False)
class CohortState:
    """The states of one person of the cohort, and the day on which they are due next; none of who left it."""

    states: tuple[str, ...]
    due: date | None


def judge(answers: Mapping[str, object], due: date | None, seen: date | None, today: date) -> CohortState:
    """Return the states of somebody whose last control said this; `due` is a planned visit, `seen` the last contact."""
    if str(answers.get("ncd_exit") or "") not in ACTIVE:
        return CohortState((), None)
    ends = answers.get("run_out")
    days = [one for one in (due, ends if isinstance(ends, date) else None) if one is not None]
    next_day = min(days, default=None)
    states = [*_due_states(next_day, today), *_contact_states(seen, today), *_control_states(answers)]
    return CohortState(tuple(states), next_day)


def looked_back_days() -> int:
    """Return for how many days a control counts in the cohort."""
    return _number("looked_back_days")


def due_days() -> int:
    """Return how many days ahead count as due."""
    return _number("due_days")


def _due_states(day: date | None, today: date) -> list[str]:
    if day is None or (day - today).days > due_days():
        return []
    return [OVERDUE if day < today else DUE]


def _contact_states(seen: date | None, today: date) -> list[str]:
    late = seen is not None and (today - seen).days > _number("without_contact_days")
    return [WITHOUT_CONTACT] if late else []


def _control_states(answers: Mapping[str, object]) -> list[str]:
    """Return whether pressure and diabetes are at target: controlled if every one that was measured is."""
    measured = [answers[name] for name in ("bp_ctrl", "dm_ctrl") if isinstance(answers.get(name), bool)]
    return ([CONTROLLED] if all(measured) else [UNCONTROLLED]) if measured else []


def _number(name: str) -> int:
    found: int = read_table("cohort")[name]
    return found
