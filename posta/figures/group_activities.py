"""Entries about no person (a talk, water, a signal, the store): the lists of them, and one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from posta.catalog import kinds
from posta.catalog.language.form import COUNTED, Form
from posta.clock import from_epoch_day, to_epoch_day
from posta.figures.facts.columns import tables_of
from posta.ids import EntryId
from posta.ledger.row_types import Cursor


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """An entry that holds facts alone: its row in the log, its kind, when it was recorded (ms), and its post."""

    row: int
    kind: int
    recorded: int
    post: int


ACTIVITIES = ("session", "survey", "signal", "movement")
_BITS = {name: 1 << COUNTED.index(name) for name in ACTIVITIES}
_FIRST_BIT = min(_BITS.values())  # what counts as less belongs to a visit
_IS_ANY_ACTIVITY = f"r.counts >= {_FIRST_BIT} AND r.person IS NULL"
_IS_ACTIVITY = f"{_IS_ANY_ACTIVITY} AND r.live = 1"
_SELECT = "SELECT r.entry, r.id, r.counts, r.post, r.day, r.heads, r.kind FROM figures_row r"


@dataclass(frozen=True, slots=True)
class RecordedActivity:
    """An activity of a list: its row and id, as what it counts, where and when, for how many heads, whether corrected."""

    row: int
    id: EntryId
    name: str
    post: int
    day: date
    heads: int
    corrected: bool


def list_activities(
    cursor: Cursor,
    post: int,
    *,
    name: str = "",
    first: date | None = None,
    last: date | None = None,
    limit: int,
    offset: int = 0,
) -> list[RecordedActivity]:
    """Return what a post recorded about no person, the newest first: of one kind, or between two days.

    The index of activities serves it.
    """
    days = (to_epoch_day(first) if first else 0, to_epoch_day(last) if last else 1 << 40)
    bits = _BITS.get(name, sum(_BITS.values()))
    found = cursor.execute(
        f"{_SELECT} WHERE r.post = ? AND r.day BETWEEN ? AND ? AND {_IS_ACTIVITY} AND r.counts & ?"
        " ORDER BY r.day DESC, r.entry DESC LIMIT ? OFFSET ?",
        (post, *days, bits, limit, offset),
    )
    return [_recorded(row) for row in found.fetchall()]


def list_activities_of_same(
    cursor: Cursor, form: Form, asked: Mapping[str, Sequence[str]], *, limit: int
) -> list[RecordedActivity]:
    """Return what any post recorded with a form about one of these answers to each question, the newest first.

    The table of the form's facts is read: it has a row for each survey, and no post makes more than a few a week.
    """
    where: list[str] = []
    codes: list[str] = []
    for name, values in asked.items():
        where.append(f'f."{name}" IN ({",".join("?" * len(values))})')
        codes += values
    found = cursor.execute(
        f"{_SELECT.replace('FROM figures_row r', f'FROM {tables_of(form)[0].name} f CROSS JOIN figures_row r')}"
        f" ON r.entry = f.entry WHERE {' AND '.join(where)} AND {_IS_ACTIVITY}"
        " ORDER BY r.day DESC, r.entry DESC LIMIT ?",
        (*codes, limit),
    )
    return [_recorded(row) for row in found.fetchall()]


def list_earlier_answers(
    cursor: Cursor, form: Form, question: str, *, post: int | None = None, limit: int
) -> list[str]:
    """Return the different answers to a question of a form about no person, the newest first: of a post, or of all.

    The table of the form's facts is read, as for `list_activities_of_same`.
    """
    where, asked = (" AND r.post = ?", (post,)) if post is not None else ("", ())
    found = cursor.execute(
        f'SELECT f."{question}" FROM {tables_of(form)[0].name} f CROSS JOIN figures_row r ON r.entry = f.entry'
        f" WHERE f.\"{question}\" <> '' AND {_IS_ACTIVITY}{where}"
        f' GROUP BY f."{question}" ORDER BY MAX(r.day) DESC, MAX(r.entry) DESC LIMIT ?',
        (*asked, limit),
    )
    return [row[0] for row in found.fetchall()]


def find_recorded(cursor: Cursor, entry: EntryId, *, corrected: bool = False) -> RecordedActivity | None:
    """Return one activity, if it is about no person and still stands; with `corrected` one that was replaced too."""
    condition = _IS_ANY_ACTIVITY if corrected else _IS_ACTIVITY
    row = cursor.execute(
        f"{_SELECT} JOIN ledger_origin e ON e.id = r.entry WHERE e.hash >= ? AND e.hash <= ? AND {condition}",
        (entry, entry + b"\xff" * 16),
    ).fetchone()
    return _recorded(row) if row else None


def _recorded(row: tuple) -> RecordedActivity:
    number, id_, counts, post, day, heads, kind = row
    corrected = kind == kinds.CORRECTION
    return RecordedActivity(number, EntryId(id_), _name_of(counts), post, from_epoch_day(day), heads, corrected)


def _name_of(counts: int) -> str:
    return next(name for name, bit in _BITS.items() if counts & bit)


def find_activity_entry(cursor: Cursor, entry: EntryId) -> ActivityEntry | None:
    """Return the entry, if it is about no person and still stands."""
    row = cursor.execute(
        "SELECT r.entry, r.kind, e.hlc, r.post FROM figures_row r JOIN ledger_origin e ON e.id = r.entry"
        " WHERE e.hash >= ? AND e.hash <= ? AND r.person IS NULL AND r.live",
        (entry, entry + b"\xff" * 16),
    ).fetchone()
    return ActivityEntry(row[0], row[1], row[2] >> 16, row[3]) if row else None
