"""Who travels with whom: a party is a random id; people join it and leave it, and the last word by the clock counts.

Who joins another party has left the first. A parting that was signed by a colleague whose trade gives no care counts for
nothing. All of it is worked out from the rows of a party and of its people, so the order of arrival does not matter.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.structural_acts import TravelGroupLeft, TravelGroupMember
from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.chart.sql_placeholders import placeholders
from posta.ids import PersonId
from posta.ledger.row_types import Cursor, DecodedEntry
from posta.mission.roles import ROLES, role_at
from posta.mission.rules.withdrawal_rule import list_roles

ELSEWHERE = "elsewhere"  # why somebody left who joined another party


class _Step(NamedTuple):
    """Somebody joins or leaves a party, as written."""

    person: bytes
    party: bytes
    joined: int
    relation: str
    other: bytes | None
    reason: str
    post: int
    author: bytes | None
    at: int
    hlc: int
    id: bytes

    def __repr__(self) -> str:
        return object.__repr__(self)


class _Course(NamedTuple):
    """A person's way through parties: the step by which they belong to one now, and how they left each of the others."""

    now: _Step | None
    left: Mapping[bytes, _Step]
    first: Mapping[bytes, tuple[int, bytes]]
    steps: Sequence[_Step]

    def __repr__(self) -> str:
        return object.__repr__(self)


@dataclass(frozen=True, slots=True, repr=False)
class Member:
    """Somebody who travels with a party, and what they are to another member (`of`)."""

    person: Person
    relation: str
    of: PersonId | None


@dataclass(frozen=True, slots=True, repr=False)
class FormerMember:
    """Somebody who travelled with a party until `at` (ms), why not any more, and at which post that was said."""

    person: Person
    reason: str
    at: int
    post: int


@dataclass(frozen=True, slots=True, repr=False)
class GroupEvent:
    """Somebody joined or left a party, why, when (ms) and at which post that was said."""

    person: Person
    joined: bool
    reason: str
    at: int
    post: int


@dataclass(frozen=True, slots=True, repr=False)
class TravelGroupMembers:
    """A family or group on the road: who belongs to it now, in the order in which they joined, and who did.

    `history` is everything that was said of it, by the clock.
    """

    id: bytes
    travelling: tuple[Member, ...]
    former: tuple[FormerMember, ...] = ()
    history: tuple[GroupEvent, ...] = ()

    @property
    def members(self) -> tuple[Person, ...]:
        """Return the people who belong to it now."""
        return tuple(one.person for one in self.travelling)


@dataclass(frozen=True, slots=True, repr=False)
class TravelState:
    """The party with which a person travels, or the one that they left last (`parted_from`) and why."""

    party: bytes | None = None
    parted_from: bytes | None = None
    reason: str = ""


def step_row(fresh: DecodedEntry, payload: ClinicalPayload, act: TravelGroupMember | TravelGroupLeft) -> tuple:
    """Return the row of somebody who joins or leaves a party."""
    joins = isinstance(act, TravelGroupMember)
    relation, other = (act.relation, act.of) if isinstance(act, TravelGroupMember) else ("", None)
    reason = act.reason if isinstance(act, TravelGroupLeft) else ""
    about = (fresh.row, fresh.id, payload.person, act.party, joins, relation, other, reason)
    return (*about, payload.post, payload.author, payload.occurred, fresh.hlc)


def find_travel_group(cursor: Cursor, person: PersonId) -> bytes | None:
    """Return the party a person travels with now."""
    return find_travel_groups(cursor, [person]).get(person)


def find_travel_groups(cursor: Cursor, people: Sequence[PersonId]) -> dict[PersonId, bytes]:
    """Return the party with which each of these people travels now, if any; one query by the index of people."""
    courses = _courses(cursor, _steps_of(cursor, people))
    return {PersonId(person): one.now.party for person, one in courses.items() if one.now is not None}


def find_travel_state(cursor: Cursor, person: PersonId) -> TravelState:
    """Return with which party a person travels now, else which they left last and why."""
    course = _courses(cursor, _steps_of(cursor, [person])).get(person)
    if course is None:
        return TravelState()
    if course.now is not None:
        return TravelState(course.now.party)
    last = max(course.left.values(), key=lambda one: (one.hlc, one.id), default=None)
    return TravelState(None, last.party, last.reason) if last else TravelState()


def list_travel_group(cursor: Cursor, party: bytes) -> TravelGroupMembers:
    """Return a party with its members who are known here, and those who left it."""
    return list_travel_groups(cursor, [party])[party]


def list_travel_groups(cursor: Cursor, parties: Sequence[bytes]) -> dict[bytes, TravelGroupMembers]:
    """Return parties with their members; the number of queries does not grow with them."""
    sql = f"SELECT DISTINCT person FROM chart_party WHERE party IN ({placeholders(parties)})"
    ever = [PersonId(row[0]) for row in cursor.execute(sql, tuple(parties)).fetchall()] if parties else []
    courses = _courses(cursor, _steps_of(cursor, ever))
    people = list_people(cursor, ever)
    return {party: _group(party, courses, people) for party in parties}


def list_groups_at(cursor: Cursor, post: int, since: int, *, most: int) -> list[bytes]:
    """Return the parties with somebody who came to a post since a moment (ms), the last first.

    By the indexes of arrivals at a post and of people in parties. Who left since is not asked here.
    """
    sql = (
        "SELECT p.party FROM chart_arrival a JOIN chart_party p ON p.person = a.person WHERE a.post = ? AND a.at >= ?"
        f" GROUP BY p.party ORDER BY MAX(a.at) DESC, p.party LIMIT {most:d}"
    )
    return [row[0] for row in cursor.execute(sql, (post, since)).fetchall()]


def _group(party: bytes, courses: Mapping[bytes, _Course], people: Mapping[bytes, Person]) -> TravelGroupMembers:
    inside = [(one.first[party], one.now) for one in courses.values() if one.now and one.now.party == party]
    travelling = tuple(
        Member(people[step.person], step.relation, PersonId(step.other) if step.other else None)
        for _first, step in sorted(inside)
        if step.person in people
    )
    gone = sorted((one.left[party] for one in courses.values() if party in one.left), key=lambda one: (one.hlc, one.id))
    former = tuple(
        FormerMember(people[one.person], ELSEWHERE if one.joined else one.reason, one.at, one.post)
        for one in gone
        if one.person in people
    )
    steps = sorted(
        (step for one in courses.values() for step in one.steps if step.party == party and step.person in people),
        key=lambda step: (step.hlc, step.id),
    )
    history = tuple(GroupEvent(people[one.person], bool(one.joined), one.reason, one.at, one.post) for one in steps)
    return TravelGroupMembers(party, travelling, former, history)


def _steps_of(cursor: Cursor, people: Sequence[PersonId]) -> list[_Step]:
    sql = (
        "SELECT person, party, joined, relation, other, reason, post, author, at, hlc, id FROM chart_party"
        f" WHERE person IN ({placeholders(people)})"
    )
    return [_Step(*row) for row in cursor.execute(sql, tuple(people)).fetchall()] if people else []


def _courses(cursor: Cursor, steps: Sequence[_Step]) -> dict[bytes, _Course]:
    """Return the way of each person, with only those partings that somebody may say."""
    authors = {one.author for one in steps if not one.joined and one.author is not None}
    roles = list_roles(cursor, authors) if authors else {}
    by_person: dict[bytes, list[_Step]] = defaultdict(list)
    for one in sorted(steps, key=lambda step: (step.hlc, step.id)):
        if one.joined or _may_part(role_at(roles.get(one.author or b"", []), one.hlc)):
            by_person[one.person].append(one)
    return {person: _course(found) for person, found in by_person.items()}


def _may_part(role: str | None) -> bool:
    """Return whether a role may say that somebody left; one that is not known here yet may, as who registers may."""
    trade = ROLES.get(role or "")
    return trade is None or trade.gives_care


def _course(steps: Sequence[_Step]) -> _Course:
    now: _Step | None = None
    left: dict[bytes, _Step] = {}
    first: dict[bytes, tuple[int, bytes]] = {}
    for one in steps:
        if one.joined:
            if now is not None and now.party != one.party:
                left[now.party] = one
            first.setdefault(one.party, (one.hlc, one.id))
            left.pop(one.party, None)
            now = one
        elif now is not None and now.party == one.party:
            left[one.party], now = one, None
    return _Course(now, left, first, steps)
