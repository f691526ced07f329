"""A day of a post as its board left it: who came, when they were first called, how it ended, who was seen unannounced.

A day has the arrivals that came in it; who arrived before midnight and was seen after it belongs to the day of arrival.
"""

from dataclasses import dataclass
from typing import Any

from posta.catalog import kinds
from posta.chart.before_care import DOOR, FIRST
from posta.chart.board import NEWEST, STEP_STANDS
from posta.ids import EntryId, PersonId
from posta.ledger.row_types import Cursor


@dataclass(frozen=True, slots=True, repr=False)
class DayArrival:
    """An arrival (ms): when first `called` and when `done`, None for never; `state` is how it stands, empty: waits.

    Of a reserved one nothing is known but that it was.
    """

    id: EntryId
    person: PersonId
    at: int
    reason: str
    reserved: bool
    colour: str
    called: int | None
    done: int | None
    state: str


_ARRIVALS = f"""
    SELECT a.id, a.person, a.at, a.reason, a.reserved, a.colour,
        (SELECT MIN(s.at) FROM chart_step s WHERE s.arrival = a.id AND s.state = 'called'),
        (SELECT MIN(s.at) FROM chart_step s WHERE s.arrival = a.id AND s.state = 'done' AND {STEP_STANDS}),
        COALESCE((SELECT s.state FROM chart_step s WHERE s.arrival = a.id AND {STEP_STANDS}
            ORDER BY s.state = 'done' DESC, s.hlc DESC LIMIT 1), '')
    FROM chart_arrival a WHERE a.post = :post AND a.at >= :since AND a.at < :until
    AND NOT EXISTS (SELECT 1 FROM chart_item w WHERE w.refers = a.id AND w.kind = {kinds.WITHDRAWAL} AND w.holds)
    ORDER BY a.at"""
# Where the rows of a day begin, by the index of arrivals; from there a walk along the key, as far as a board looks back,
# so that a day of long ago costs what today costs. NOT INDEXED: SQLite would rather go through the index of people.
_ROW_BEFORE = "SELECT entry FROM chart_arrival WHERE post = ? AND at < ? ORDER BY at DESC LIMIT 1"
_ROW_AFTER = "SELECT entry FROM chart_arrival WHERE post = ? AND at >= ? ORDER BY at LIMIT 1"
_CONTACTS = f"""
    SELECT i.person, MIN(i.occurred) FROM chart_item i NOT INDEXED
    WHERE i.entry > :row AND i.entry <= :row + {NEWEST} AND i.post = :post AND i.occurred >= :since AND i.occurred < :until
    AND i.kind = {kinds.ENCOUNTER} AND i.person IS NOT NULL AND (i.forms & :first = 0 OR i.forms & ~:door <> 0)
    AND NOT EXISTS (SELECT 1 FROM chart_item w WHERE w.refers = i.id AND w.kind = {kinds.WITHDRAWAL} AND w.holds)
    GROUP BY i.person"""
_WRITTEN = f"""
    SELECT i.entry FROM chart_item i NOT INDEXED
    WHERE i.entry > :row AND i.entry <= :row + {NEWEST} AND i.post = :post AND i.occurred >= :since AND i.occurred < :until
    AND i.kind = {kinds.ENCOUNTER} AND i.person IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM chart_item w WHERE w.refers = i.id AND w.kind = {kinds.WITHDRAWAL} AND w.holds)
    ORDER BY i.entry"""


def list_written_between(cursor: Cursor, post: int, since: int, until: int) -> list[int]:
    """Return the log rows of contacts at a post between two moments (ms), without withdrawn ones."""
    begin = _row(cursor, _ROW_BEFORE, post, since)
    params = {"post": post, "since": since, "until": until, "row": begin}
    return [row for (row,) in cursor.execute(_WRITTEN, params).fetchall()]


def list_arrivals_between(cursor: Cursor, post: int, since: int, until: int) -> list[DayArrival]:
    """Return the arrivals at a post from one moment (ms) to another, oldest first, with how they ended."""
    rows = cursor.execute(_ARRIVALS, {"post": post, "since": since, "until": until}).fetchall()
    return [_arrival(*row) for row in rows]


def list_contacts_between(cursor: Cursor, post: int, since: int, until: int) -> dict[PersonId, int]:
    """Return who was given care at a post from one moment (ms) to another, and when first.

    A triage alone is no care.
    """
    begin = _row(cursor, _ROW_BEFORE, post, since)
    if not _row(cursor, _ROW_AFTER, post, until):  # the last day that this computer knows of
        begin = max(begin, _row(cursor, "SELECT MAX(entry) FROM chart_item") - NEWEST)
    params = {"post": post, "since": since, "until": until, "row": begin, "first": FIRST, "door": DOOR}
    return {PersonId(person): at for person, at in cursor.execute(_CONTACTS, params).fetchall()}


def _arrival(id_: bytes, person: bytes, at: int, reason: str, reserved: int, colour: str, *course: Any) -> DayArrival:
    called, done, state = course
    return DayArrival(EntryId(id_), PersonId(person), at, reason, bool(reserved), colour, called, done, state)


def _row(cursor: Cursor, sql: str, *params: int) -> int:
    """Return the number of the row that is found, or zero."""
    found = cursor.execute(sql, params).fetchone()
    return int(found[0] or 0) if found else 0
