"""What became of one referral: its form with corrections, its acts, and what was taken back, folded over its table.

A naive reading of these rules is in the tests. All of it follows from what is held and from nothing else: the same
rows give the same referral in any order of arrival.

- Withdrawn is what a withdrawal names that was its writer's to make (`mission.rules.withdrawal_rule`) and that no
  reinstatement lifts.
- A correction of the form counts if its writer may correct at the post of the form; the newest one counts whole.
- An act counts if the role of its author may do it, and if it is done at its side: what the receiver does to a
  referral to a post is done at that post; what the sender does at the post that sent it, or by who wrote it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from posta.catalog import kinds
from posta.mission.roles import role_at
from posta.mission.rules.correction_rule import find_correction_refusal
from posta.mission.rules.withdrawal_rule import EntryAuthorship, find_withdrawal_refusal
from posta.operations.course import Course, StateChange, due_at, fold
from posta.operations.referrals.opening import ACTS_OF_STATUS, AGGREGATE, OpeningAnswers, find_post_number
from posta.operations.tables import list_tables

Roles = Mapping[bytes, list[tuple[int, str]]]
Posts = Mapping[bytes, int | None]
RESERVED = "reserved"
"""The act that the open part of an act on a sealed referral names."""
RECEIVER, SENDER = "receiver", "sender"
EMPLOYMENT, CHECKED_AFTER, CHECKED_STATES = "employ", "rout", frozenset({"done", "feedback"})


class Opening(NamedTuple):
    """An entry that opens a referral, or a correction of one, by its local row."""

    entry: int
    id: bytes
    refers: bytes | None
    kind: int
    person: bytes | None
    post: int
    author: bytes | None
    feed: bytes
    hlc: int
    occurred: int
    network: str
    forms: int
    filled: bool
    answers: OpeningAnswers

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


class Step(NamedTuple):
    """An act on a referral."""

    entry: int
    id: bytes
    referral: bytes
    act: str
    reason: str
    note: str
    post: int
    author: bytes | None
    feed: bytes
    hlc: int
    occurred: int

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


class Withdrawing(NamedTuple):
    """A withdrawal, or a reinstatement, of what it targets."""

    id: bytes
    target: bytes
    kind: int
    author: bytes | None
    feed: bytes
    hlc: int

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


class ReferralLog(NamedTuple):
    """Everything that is held of one referral, in any order: `root` opens it."""

    root: Opening
    corrections: Sequence[Opening]
    steps: Sequence[Step]
    withdrawals: Sequence[Withdrawing]

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


@dataclass(frozen=True, slots=True, repr=False)
class JudgedReferral:
    """A referral as it stands: the form that counts, its course, until when (ms) its state is in time, acts that count."""

    root: Opening
    latest: Opening
    course: Course
    due: int | None
    is_open: bool
    steps: tuple[Step, ...]

    @property
    def to_post(self) -> int | None:
        """Return the number of the post that receives the person, if it is one of the mission."""
        return find_post_number(self.latest.answers.to_code)


def judge_referral(log: ReferralLog, gone: set[bytes], roles: Roles, posts: Posts) -> JudgedReferral | None:
    """Return a referral as it stands without the entries that are gone, or None if it was taken back itself."""
    latest = _find_latest(log, gone, roles, posts)
    if log.root.id in gone or not latest.filled:
        return None
    return fold_referral(log.root, latest, [one for one in log.steps if one.id not in gone], roles)


def fold_referral(root: Opening, latest: Opening, steps: Iterable[Step], roles: Roles) -> JudgedReferral:
    """Return a referral from the form that counts and the acts on it that nobody took back."""
    table = list_tables()[AGGREGATE]
    ordered = sorted(steps, key=lambda one: (one.hlc, one.id))
    standing = tuple(one for one in ordered if _may_count(one, root, latest, roles))
    changes = [StateChange(one.hlc, one.id, one.act) for one in standing]
    course = fold(table, [*_acts_of_form(root, latest), *changes])
    applied = {change.entry for change in course.applied}
    is_open = not table.states[course.state].final
    due = due_at(table, course, _hours_code(course.state, latest)) if is_open else None
    return JudgedReferral(root, latest, course, due, is_open, tuple(one for one in standing if one.id in applied))


def list_gone(log: ReferralLog, roles: Roles, posts: Posts) -> set[bytes]:
    """Return the entries of a referral that a withdrawal which holds takes back."""
    found, written = list(log.withdrawals), _list_written(log)
    named = {one.id: one.target for one in found if one.kind == kinds.WITHDRAWAL}
    allowed = [one for one in found if _may_withdraw(one, named.get(one.target, one.target), written, roles, posts)]
    lifted = {one.target for one in allowed if one.kind == kinds.REINSTATEMENT}
    return {one.target for one in allowed if one.kind == kinds.WITHDRAWAL and one.id not in lifted}


def _may_withdraw(
    one: Withdrawing, target: bytes, written: Mapping[bytes, tuple[EntryAuthorship, bytes]], roles: Roles, posts: Posts
) -> bool:
    if target not in written:
        return False
    authorship, feed = written[target]
    post = authorship.post if one.feed == feed else posts.get(one.feed)
    role = role_at(roles.get(one.author or b"", []), one.hlc)
    return not find_withdrawal_refusal(authorship, one.author, role, post)


def _list_written(log: ReferralLog) -> dict[bytes, tuple[EntryAuthorship, bytes]]:
    openings = {
        one.id: (EntryAuthorship(one.kind, one.forms, one.author, one.post), one.feed)
        for one in (log.root, *log.corrections)
    }
    return openings | {
        one.id: (EntryAuthorship(kinds.REFERRAL_STEP, 0, one.author, one.post), one.feed) for one in log.steps
    }


def _hours_code(state: str, latest: Opening) -> str:
    """Return the urgency by which a state is due; whether a person still works is asked a month after the answer."""
    answers = latest.answers
    return CHECKED_AFTER if answers.to_type == EMPLOYMENT and state in CHECKED_STATES else answers.urgency


def _find_latest(log: ReferralLog, gone: set[bytes], roles: Roles, posts: Posts) -> Opening:
    """Return the form that counts: the newest correction that may stand, else the first one."""
    root = log.root
    written = EntryAuthorship(root.kind, root.forms, root.author, root.post)
    standing = [root]
    for one in log.corrections:
        post = root.post if one.feed == root.feed else posts.get(one.feed)
        role = role_at(roles.get(one.author or b"", []), one.hlc)
        refused = find_correction_refusal(written, one.forms, one.author, role, post, received=False)
        if one.id not in gone and not refused:
            standing.append(one)
    return max(standing, key=lambda one: (one.refers is not None, one.hlc, one.id))


def _acts_of_form(root: Opening, latest: Opening) -> list[StateChange]:
    """Return the acts that the form says by its status: it was sent when it was first written."""
    acts = ACTS_OF_STATUS.get(latest.answers.status, ("send",))
    return [
        StateChange(root.hlc if act == "send" else latest.hlc + place, latest.id, act) for place, act in enumerate(acts)
    ]


def _may_count(one: Step, root: Opening, latest: Opening, roles: Roles) -> bool:
    """Return whether an act is one of the table, by a role that does it, at its side."""
    table = list_tables()[AGGREGATE]
    doing = [each for each in table.transitions if each.act == one.act]
    if not doing:
        return False
    role = role_at(roles.get(one.author, []), one.hlc) if one.author is not None else None
    if one.author is not None and not any(role in each.roles for each in doing):
        return False
    return is_at_side(table.side_of(one.act), one.post, one.author, root, latest)


def is_at_side(side: str, post: int, author: bytes | None, root: Opening, latest: Opening) -> bool:
    """Return whether a post, or the colleague who wrote the referral, stands at a side of it."""
    to_post = find_post_number(latest.answers.to_code)
    if side == RECEIVER:
        return to_post is None or post == to_post
    return post == root.post or (author is not None and author == root.author)
