"""What people chose: a register for each matter, folded from all choices of a person that their writers may write.

A state stands while no later choice that saw it answers the same matter. Of two that were written apart both stand and
are shown, and the more careful one counts: of consents a refusal, of wishes the wish. What the registration says of a
consent is where it begins. A request is open until its first answer by the clock.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from posta.catalog import choice_acts as c
from posta.catalog import kinds
from posta.catalog.encoding.codec import ClinicalPayload
from posta.chart.sql_placeholders import placeholders
from posta.ids import ID_SIZE, EntryId, PersonId
from posta.ledger.row_types import Cursor, DecodedEntry
from posta.mission.roles import role_at
from posta.mission.rules.choice_rule import LED_STATES, may_choose
from posta.mission.rules.withdrawal_rule import list_roles

INSERT = "INSERT INTO chart_choice VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_COLUMNS = "entry, id, person, matter, state, text, language, said_by, note, replaces, refers, author, post, at, hlc"
_DECIDED = "(matter = 'restricted' OR state IN ('done', 'declined'))"  # as in the index chart_choice_decided
_CAREFUL = {c.REFUSED: 0, c.WITHDRAWN: 0, c.NOT_ASKED: 1, c.GIVEN: 2}
FIRST_ANSWERS = {"care": "consent_care", "share": "consent_record", "pass": "consent_pass"}
NO_CARE, NO_SHARE, NO_PASS, NO_LINK = "no_care", "no_share", "no_pass", "no_link"
_OF_CONSENTS = {"care": NO_CARE, "share": NO_SHARE, "pass": NO_PASS}
_FIRST = (*c.CONSENTS, c.ANONYMOUS, c.LINK)
HIDDEN = frozenset({c.ANONYMOUS, c.RESTRICTED})
"""Wishes under which a person is found by their code alone."""
UNLINKED = HIDDEN | {NO_LINK}
"""Wishes under which a person is proposed as the same as nobody."""


class ChoiceRow(NamedTuple):
    """One answer of a choice, as it was written."""

    entry: int
    id: EntryId
    person: PersonId
    matter: str
    state: str
    text: str
    language: str
    said_by: str
    note: str
    replaces: bytes
    refers: bytes | None
    author: bytes | None
    post: int
    at: int
    hlc: int

    def __repr__(self) -> str:
        return object.__repr__(self)


@dataclass(frozen=True, slots=True, repr=False)
class PersonRequest:
    """What a person asked for, and its answer, if somebody answered."""

    asked: ChoiceRow
    answer: ChoiceRow | None = None
    dropped: int = 0

    @property
    def state(self) -> str:
        return self.answer.state if self.answer else c.OPEN


@dataclass(frozen=True, slots=True, repr=False)
class PersonChoices:
    """What stands of a person's choices: for each matter its answers, the one that counts first, and the requests."""

    standing: Mapping[str, tuple[ChoiceRow, ...]]
    requests: tuple[PersonRequest, ...]

    def state(self, matter: str) -> str:
        """Return the state that counts; empty if nobody wrote one."""
        rows = self.standing.get(matter)
        return rows[0].state if rows else ""


def choice_rows(fresh: DecodedEntry, payload: ClinicalPayload, act: c.PersonChoice) -> list[tuple]:
    """Return a row for each answer of a choice."""
    about = (act.text, act.language, act.said_by, act.note, b"".join(act.replaces))
    written = (payload.refers, payload.author, payload.post, payload.occurred, fresh.hlc)
    return [
        (fresh.row, fresh.id, payload.person, matter, state, *about, *written)
        for matter, state in act.answers
        if matter in c.STATES
    ]


def list_choices(cursor: Cursor, person: PersonId) -> PersonChoices:
    """Return what stands of a person's choices."""
    return fold_choices(_list_rows(cursor, [person]).get(person, ()))


def list_wishes(cursor: Cursor, people: Sequence[bytes]) -> dict[bytes, dict[str, str]]:
    """Return for each of these people who chose something the state that counts of each matter."""
    found = {}
    for person, rows in _list_rows(cursor, people).items():
        folded = fold_choices(rows)
        found[person] = {matter: standing[0].state for matter, standing in sorted(folded.standing.items())}
    return found


def name_wishes(states: Mapping[str, str], answers: Mapping[str, object]) -> frozenset[str]:
    """Return what must be respected, in words of code; consents begin with what the registration says.

    >>> sorted(name_wishes({"link": "n"}, {"consent_record": "n", "consent_care": "y"}))
    ['no_link', 'no_share']
    """
    refused = {c.REFUSED, c.WITHDRAWN}
    found = {
        wish
        for matter, wish in _OF_CONSENTS.items()
        if (states.get(matter) or answers.get(FIRST_ANSWERS[matter])) in refused
    }
    found |= {wish for wish in (c.ANONYMOUS, c.RESTRICTED) if states.get(wish) == c.GIVEN}
    return frozenset(found | ({NO_LINK} if states.get(c.LINK) == c.REFUSED else set()))


def list_open_requests(cursor: Cursor, posts: Iterable[int]) -> list[ChoiceRow]:
    """Return the requests that were made at these posts and that nobody answered, oldest first."""
    there = tuple(posts)
    rows = cursor.execute(
        f"SELECT {_COLUMNS} FROM chart_choice WHERE state = '{c.OPEN}' AND post IN ({placeholders(there)}) ORDER BY at",
        there,
    ).fetchall()
    people = sorted({row[2] for row in rows})
    folded = {person: fold_choices(theirs) for person, theirs in _list_rows(cursor, people).items()}
    still = {one.asked.entry for known in folded.values() for one in known.requests if one.state == c.OPEN}
    return [ChoiceRow(*row) for row in rows if row[0] in still]


def list_decided(cursor: Cursor, staff: Iterable[bytes] | None = None) -> set[bytes]:
    """Return the people about whose record these colleagues decided something, or anybody did."""
    authors = tuple(staff) if staff is not None else ()
    by = f" AND author IN ({placeholders(authors)})" if staff is not None else ""
    found = cursor.execute(f"SELECT DISTINCT person FROM chart_choice WHERE {_DECIDED}{by}", authors)
    return {row[0] for row in found.fetchall()}


def find_request_person(cursor: Cursor, request: EntryId) -> PersonId | None:
    """Return whom a request is about, by its entry."""
    row = cursor.execute(
        "SELECT person FROM chart_choice WHERE state = ? AND entry ="
        " (SELECT id FROM ledger_origin WHERE hash >= ? AND hash <= ?)",
        (c.OPEN, request, request + b"\xff" * ID_SIZE),
    ).fetchone()
    return PersonId(row[0]) if row else None


def list_chosen_in(cursor: Cursor, person: PersonId, registration: EntryId) -> list[EntryId]:
    """Return the choices that were written with a registration."""
    sql = f"SELECT DISTINCT id FROM chart_choice WHERE person = ? AND refers = ? AND matter IN ({placeholders(_FIRST)})"
    return [EntryId(row[0]) for row in cursor.execute(sql, (person, registration, *_FIRST)).fetchall()]


def was_opened(cursor: Cursor, person: PersonId, post: int, since: int) -> bool:
    """Return whether the closed record of a person was opened at a post since a moment (ms)."""
    sql = "SELECT 1 FROM chart_choice WHERE person = ? AND matter = ? AND post = ? AND at >= ?"
    return cursor.execute(sql, (person, c.OPENED, post, since)).fetchone() is not None


def list_seen_at(cursor: Cursor, people: Sequence[bytes], posts: Iterable[int]) -> set[bytes]:
    """Return those of these people who were received or registered at one of these posts."""
    places = tuple(posts)
    found = cursor.execute(
        f"SELECT DISTINCT person FROM chart_item WHERE person IN ({placeholders(people)})"
        f" AND post IN ({placeholders(places)}) AND kind <> {kinds.CHOICE}",
        (*people, *places),
    )
    return {row[0] for row in found.fetchall()}


def fold_choices(rows: Iterable[ChoiceRow]) -> PersonChoices:
    """Return what stands of these answers; each was its writer's to write, and none was withdrawn."""
    latest_first = sorted(rows, key=lambda row: (row.hlc, row.id), reverse=True)
    seen = {(one, row.matter) for row in latest_first for one in _split(row.replaces)}
    standing: dict[str, list[ChoiceRow]] = defaultdict(list)
    requests: list[ChoiceRow] = []
    answers: dict[tuple[bytes, str], list[ChoiceRow]] = defaultdict(list)
    for row in latest_first:
        if row.matter in c.REQUESTS:
            if row.state == c.OPEN:
                requests.append(row)
            elif row.refers is not None:
                answers[row.refers, row.matter].append(row)
        elif (row.id, row.matter) not in seen:
            standing[row.matter].append(row)
    for matter, theirs in standing.items():
        theirs.sort(key=lambda row: _care_of(matter, row.state))
    asked = tuple(_answered(one, answers.get((one.id, one.matter), ())) for one in requests)
    return PersonChoices({matter: tuple(theirs) for matter, theirs in standing.items()}, asked)


def _care_of(matter: str, state: str) -> int:
    """Return how careful a state is, the most careful first: of what is hidden or closed, the wish itself."""
    return -_CAREFUL.get(state, 3) if matter in HIDDEN else _CAREFUL.get(state, 3)


def _answered(asked: ChoiceRow, answers: Sequence[ChoiceRow]) -> PersonRequest:
    final = [one for one in answers if one.state in (c.DONE, c.DECLINED)]
    first = min(final, key=lambda row: (row.hlc, row.id), default=None)
    return PersonRequest(asked, first, sum(one.state == c.DROPPED for one in answers))


def _split(packed: bytes) -> list[bytes]:
    return [packed[i : i + ID_SIZE] for i in range(0, len(packed), ID_SIZE)]


def _list_rows(cursor: Cursor, people: Sequence[bytes]) -> dict[bytes, list[ChoiceRow]]:
    """Return the answers of these people that were their writers' to write and were not withdrawn."""
    marks = placeholders(people)
    rows = cursor.execute(f"SELECT {_COLUMNS} FROM chart_choice WHERE person IN ({marks})", tuple(people)).fetchall()
    if not rows:
        return {}
    gone = {
        row[0]
        for row in cursor.execute(
            f"SELECT refers FROM chart_item WHERE kind = {kinds.WITHDRAWAL} AND holds AND person IN ({marks})",
            tuple(people),
        ).fetchall()
    }
    written = [ChoiceRow(*row) for row in rows]
    roles = list_roles(cursor, {one.author for one in written if one.author is not None})
    found: dict[bytes, list[ChoiceRow]] = defaultdict(list)
    for one in written:
        role = role_at(roles.get(one.author or b"", []), one.hlc)
        if one.id not in gone and may_choose(one.matter, one.state, one.author, role):
            found[one.person].append(one)
    return found


assert set(LED_STATES) <= set(c.STATES)
