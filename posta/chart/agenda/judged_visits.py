"""Planned visits judged: which are open, kept or closed, and on which day they are due now.

A visit is kept by a later contact with its form, at any post, from the first day of its window on; that is a fact, and
stands above whatever was said of a miss. Otherwise the last word by the clock decides: moved to another day, moved on,
refused, cancelled, kept by a contact that only some can read. What was withdrawn does not count, and with a contact the
visits that were planned in it are gone. All of it follows from what is held, so the order of arrival does not matter.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from posta.catalog import kinds
from posta.chart.agenda.planned_rows import ANY_FORM
from posta.chart.before_care import DOOR, FIRST
from posta.chart.sql_placeholders import placeholders
from posta.clock import DAY_MILLIS, HOUR_MILLIS
from posta.ledger.row_types import Cursor

OPEN, KEPT, GONE, MOVED = "open", "kept", "gone", "moved"
ARRIVED, REPLACED = "arrived", "replaced"
NOTES = frozenset({"called", "found"})
# Days are compared with moments as if each began at midnight of central Mexico: a post's zone may change, and what is
# judged here must not change with it.
MIDNIGHT = 6 * HOUR_MILLIS
_BATCH = 500
_ANYTHING = (
    "SELECT 1 FROM chart_planned WHERE person IN ({marks}) UNION ALL"
    " SELECT 1 FROM chart_expected WHERE person IN ({marks}) LIMIT 1"
)


class PlannedVisitRow(NamedTuple):
    """A planned visit as it was written."""

    entry: int
    id: bytes
    person: bytes
    day: int
    first: int
    form: int
    reserved: int
    refers: bytes | None
    at: int

    def __repr__(self) -> str:
        return object.__repr__(self)


class OutcomeRow(NamedTuple):
    """What somebody said of a planned visit."""

    id: bytes
    planned: bytes
    state: str
    day: int | None
    by: bytes | None
    at: int
    hlc: int

    def __repr__(self) -> str:
        return object.__repr__(self)


class VisitRow(NamedTuple):
    """A contact of the person that holds: its forms, one bit per number, when (ms) and at which post."""

    id: bytes
    forms: int
    occurred: int
    kind: int
    post: int

    def __repr__(self) -> str:
        return object.__repr__(self)


class Judged(NamedTuple):
    """What became of a planned visit: its state, the day it is due now, the last note of a miss, and what kept it."""

    state: str
    due: int
    note: str
    noted: int
    kept: bytes | None

    def __repr__(self) -> str:
        return object.__repr__(self)


def judge_visit(
    planned: PlannedVisitRow, outcomes: Sequence[OutcomeRow], visits: Sequence[VisitRow], gone: set[bytes]
) -> Judged:
    """Return what became of a planned visit; `gone` are the entries that were withdrawn or, of a contact, corrected."""
    ordered = sorted((one for one in outcomes if not {one.id, one.by} & gone), key=lambda one: (one.hlc, one.id))
    closing = [one for one in ordered if one.state not in NOTES]
    days = [one.day for one in closing if one.day is not None]
    due = days[-1] if days else planned.day
    note, noted = next(((one.state, one.at) for one in reversed(ordered) if one.state in NOTES), ("", 0))
    if planned.id in gone or planned.refers in gone:
        return Judged(GONE, due, note, noted, None)
    since = max(planned.at + 1, (due - (planned.day - planned.first)) * DAY_MILLIS + MIDNIGHT)
    kept = min(((one.occurred, one.id) for one in visits if _keeps(one, planned, since)), default=None)
    if kept is not None:
        return Judged(KEPT, due, note, noted, kept[1])
    last = closing[-1] if closing else None
    if last is None or last.state == MOVED:
        return Judged(OPEN, due, note, noted, None)
    return Judged(last.state, due, note, noted, last.by)


def _keeps(visit: VisitRow, planned: PlannedVisitRow, since: int) -> bool:
    """Return whether a contact keeps a planned visit; a triage or vital signs alone are no care."""
    if planned.reserved or visit.occurred < since or visit.id == planned.refers or visit.kind not in _CONTACTS:
        return False
    if planned.form == ANY_FORM:
        return not visit.forms & FIRST or bool(visit.forms & ~DOOR)
    return planned.form > 0 and bool(visit.forms >> planned.form & 1)


_CONTACTS = frozenset({kinds.ENCOUNTER, kinds.CORRECTION})


def judge_agenda(cursor: Cursor, people: Iterable[bytes]) -> None:
    """Judge the planned visits of these people again, and where they are expected."""
    wanted = sorted(people)
    for start in range(0, len(wanted), _BATCH):
        _judge_batch(cursor, wanted[start : start + _BATCH])


def _judge_batch(cursor: Cursor, people: Sequence[bytes]) -> None:
    marks = placeholders(people)
    if cursor.execute(_ANYTHING.format(marks=marks), (*people, *people)).fetchone() is None:
        return  # one question, because every act that is saved asks it
    planned = cursor.execute(
        "SELECT entry, id, person, day, first, form, reserved, refers, at, state, due, note, noted, kept"
        f" FROM chart_planned WHERE person IN ({marks})",
        people,
    ).fetchall()
    expected = cursor.execute(
        "SELECT x.entry, x.id, x.person, x.post, x.at, x.state, i.refers FROM chart_expected x"
        f" JOIN chart_item i ON i.entry = x.entry WHERE x.person IN ({marks})",
        people,
    ).fetchall()
    concerned = sorted({row[2] for row in (*planned, *expected)})
    visits, withdrawn, replaced = _read_items(cursor, concerned)
    outcomes = _read_outcomes(cursor, concerned)
    changed = []
    for row in planned:
        one, before = PlannedVisitRow(*row[:9]), Judged(*row[9:])
        gone = withdrawn | replaced if one.refers == one.id else withdrawn
        after = judge_visit(one, outcomes.get((one.person, one.id), ()), visits.get(one.person, ()), gone)
        changed += [(*after, one.entry)] if after != before else []
    cursor.executemany(
        "UPDATE chart_planned SET state = ?, due = ?, note = ?, noted = ?, kept = ? WHERE entry = ?", changed
    )
    _judge_expected(cursor, expected, visits, withdrawn)


def _read_items(
    cursor: Cursor, people: Sequence[bytes]
) -> tuple[Mapping[bytes, list[VisitRow]], set[bytes], set[bytes]]:
    """Return the arrivals and contacts that hold by person, what was withdrawn, and what a correction replaced.

    A correction that was refused counts as replaced.
    """
    rows = cursor.execute(
        "SELECT id, person, kind, forms, occurred, post, refers, holds FROM chart_item WHERE kind IN"
        f" ({kinds.ENCOUNTER}, {kinds.CORRECTION}, {kinds.WITHDRAWAL}, {kinds.ARRIVAL})"
        f" AND person IN ({placeholders(people)})",
        people,
    ).fetchall()
    refused = {row[0] for row in rows if row[2] == kinds.CORRECTION and not row[7]}
    withdrawn = {row[6] for row in rows if row[2] == kinds.WITHDRAWAL and row[7]}
    replaced = {row[6] for row in rows if row[2] == kinds.CORRECTION and row[0] not in withdrawn | refused} | refused
    visits: dict[bytes, list[VisitRow]] = defaultdict(list)
    for id_, person, kind, forms, occurred, post, _refers, _holds in rows:
        if kind != kinds.WITHDRAWAL and id_ not in withdrawn and id_ not in replaced:
            visits[person].append(VisitRow(id_, forms, occurred, kind, post))
    return visits, withdrawn, replaced


def _read_outcomes(cursor: Cursor, people: Sequence[bytes]) -> Mapping[tuple[bytes, bytes], list[OutcomeRow]]:
    """Return what was said of planned visits, by person and visit: of another person's visit nobody says anything."""
    rows = cursor.execute(
        "SELECT id, planned, state, day, visit, at, hlc, person FROM chart_outcome"
        f" WHERE person IN ({placeholders(people)})",
        people,
    ).fetchall()
    found: dict[tuple[bytes, bytes], list[OutcomeRow]] = defaultdict(list)
    for row in rows:
        found[row[7], row[1]].append(OutcomeRow(*row[:7]))
    return found


def _judge_expected(
    cursor: Cursor, expected: Sequence[tuple], visits: Mapping[bytes, Sequence[VisitRow]], gone: set[bytes]
) -> None:
    """Close the expectation of people who came to that post since, and of those who are expected elsewhere since.

    With the contact in which somebody said where they go next, it is gone.
    """
    latest: dict[bytes, tuple[int, bytes]] = {}
    for _entry, id_, person, _post, at, _state, refers in expected:
        if not {id_, refers} & gone:
            latest[person] = max(latest.get(person, (0, b"")), (at, id_))
    changed = []
    for entry, id_, person, post, at, state, refers in expected:
        came = any(one.post == post and one.occurred >= at for one in visits.get(person, ()))
        now = GONE if {id_, refers} & gone else ARRIVED if came else OPEN if latest[person] == (at, id_) else REPLACED
        changed += [(now, entry)] if now != state else []
    cursor.executemany("UPDATE chart_expected SET state = ? WHERE entry = ?", changed)
