"""What became of one signal: its form with corrections, its acts, and what was taken back, folded over its table.

A naive reading of these rules is in the tests. All of it follows from what is held and from nothing else: the same
rows give the same signal in any order of arrival.

- A correction of the form counts if it comes from the computer that recorded the signal, from one that serves its
  post, or from one that administers; the newest one counts whole. A withdrawal counts by the same rule.
- An act counts if its author held a role that may do it, wherever they work. An act without an author counts for nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from posta.catalog import kinds
from posta.mission.roles import role_at
from posta.operations.course import Course, StateChange, due_at, fold
from posta.operations.signals.report import AGGREGATE, ReportAnswers
from posta.operations.tables import list_tables

Roles = Mapping[bytes, list[tuple[int, str]]]
RECORD = "record"
VERIFY, ASSESS, ANSWER, CLOSE, DISCARD = (one.act for one in list_tables()[AGGREGATE].transitions)
"""The acts of the table in its order; the first one stands beside the form that records a signal."""


class Report(NamedTuple):
    """An entry that records a signal, or a correction of one, by its local row; `note` is in words."""

    entry: int
    id: bytes
    refers: bytes | None
    post: int
    day: int
    author: bytes | None
    feed: bytes
    hlc: int
    note: str
    answers: ReportAnswers

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


class SignalAct(NamedTuple):
    """An act on a signal; `response` are codes, separated by spaces."""

    entry: int
    id: bytes
    signal: bytes
    act: str
    risk: str
    response: str
    reason: str
    note: str
    author: bytes | None
    feed: bytes
    hlc: int

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


class SignalVoid(NamedTuple):
    """A withdrawal, or a reinstatement, of what it targets."""

    id: bytes
    target: bytes
    kind: int
    feed: bytes

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


class Computers(NamedTuple):
    """The places that each computer serves, and the computers that administer."""

    served: Mapping[bytes, frozenset[int]]
    administering: frozenset[bytes]

    def may_change(self, feed: bytes, written: Report) -> bool:
        """Return whether a computer may correct or take back what was written of a signal."""
        return feed == written.feed or feed in self.administering or written.post in self.served.get(feed, ())


class SignalLog(NamedTuple):
    """Everything that is held of one signal, in any order: `root` records it."""

    root: Report
    corrections: Sequence[Report]
    acts: Sequence[SignalAct]
    voids: Sequence[SignalVoid]

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


@dataclass(frozen=True, slots=True, repr=False)
class JudgedSignal:
    """A signal as it stands: the form that counts, its course, until when (ms) its state is in time, acts that count."""

    root: Report
    latest: Report
    course: Course
    due: int | None
    is_open: bool
    risk: str
    acts: tuple[SignalAct, ...]


def judge_signal(log: SignalLog, roles: Roles, computers: Computers) -> JudgedSignal | None:
    """Return a signal as it stands, or None if it was taken back."""
    gone = _list_gone(log, computers)
    if log.root.id in gone:
        return None
    standing = [one for one in log.corrections if one.id not in gone and computers.may_change(one.feed, log.root)]
    latest = max(standing, key=lambda one: (one.hlc, one.id), default=log.root)
    return _fold_signal(log.root, latest, [one for one in log.acts if one.id not in gone and _may_count(one, roles)])


def _fold_signal(root: Report, latest: Report, acts: Sequence[SignalAct]) -> JudgedSignal:
    table = list_tables()[AGGREGATE]
    ordered = sorted(acts, key=lambda one: (one.hlc, one.id))
    course = fold(table, [StateChange(one.hlc, one.id, one.act) for one in ordered], root.hlc)
    applied = {change.entry for change in course.applied}
    counting = tuple(one for one in ordered if one.id in applied)
    is_open = not table.states[course.state].final
    risk = next((one.risk for one in reversed(counting) if one.act == ASSESS), "")
    return JudgedSignal(root, latest, course, due_at(table, course) if is_open else None, is_open, risk, counting)


def _may_count(one: SignalAct, roles: Roles) -> bool:
    """Return whether the author of an act held a role that does it."""
    role = role_at(roles.get(one.author, []), one.hlc) if one.author is not None else None
    return any(each.act == one.act and role in each.roles for each in list_tables()[AGGREGATE].transitions)


def _list_gone(log: SignalLog, computers: Computers) -> set[bytes]:
    """Return the entries of a signal that a withdrawal which holds takes back."""
    reports = {one.id: one for one in (log.root, *log.corrections)}
    feeds = {one.id: one.feed for one in log.acts}
    named = {one.id: one.target for one in log.voids if one.kind == kinds.WITHDRAWAL}

    def holds(one: SignalVoid) -> bool:
        target = named.get(one.target, one.target)
        written = reports.get(target)
        return computers.may_change(one.feed, written) if written is not None else feeds.get(target) == one.feed

    lifted = {one.target for one in log.voids if one.kind == kinds.REINSTATEMENT and holds(one)}
    return {one.target for one in log.voids if one.kind == kinds.WITHDRAWAL and holds(one) and one.id not in lifted}
