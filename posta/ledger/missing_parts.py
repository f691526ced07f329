"""Missing parts: entries that came here without a part, where nothing known here says why.

A header covers the hash of each part, not its presence. So a device that carries a segment can leave parts out, and
the chain still fits; undone acts travel that way, and an attacker on the way could empty other entries.
"""

from typing import NamedTuple

from posta.ids import EntryId, FeedId
from posta.ledger.row_types import Cursor
from posta.wire.address import Segment

STEP = 256  # what is missing within so many entries of each other is asked for together


class Gap(NamedTuple):
    """A stretch of a feed, first and last sequence, in which contents are missing."""

    feed: FeedId
    incarnation: int
    first: int
    last: int


def list_missing_compartments(cursor: Cursor, segment: Segment) -> list[tuple[int, bytes]]:
    """Return (part id, hash of its entry) of what is missing here at the places of a segment.

    Nothing is looked up if nothing is missing.
    """
    return cursor.execute(
        "SELECT p.id, e.hash FROM ledger_feed f CROSS JOIN ledger_entry e ON e.feed = f.id CROSS JOIN ledger_part p"
        " ON p.id BETWEEN e.id << 4 AND e.id << 4 | 15 WHERE EXISTS (SELECT 1 FROM ledger_part WHERE read = 3)"
        " AND f.feed = ? AND e.incarnation = ? AND e.sequence BETWEEN ? AND ? AND p.read = 3",
        (segment.feed, segment.incarnation, segment.first, segment.last),
    ).fetchall()


def list_missing_parts(cursor: Cursor) -> list[EntryId]:
    """Return the entries with a part missing."""
    found = cursor.execute("SELECT hash FROM ledger_entry WHERE id IN (SELECT id >> 4 FROM ledger_part WHERE read = 3)")
    return [EntryId(row[0][:16]) for row in found]


def count_missing_parts(cursor: Cursor) -> tuple[int, int, int]:
    """Return how many parts are missing, and the rows of the first and the last entry they belong to."""
    row = cursor.execute("SELECT COUNT(*), MIN(id) >> 4, MAX(id) >> 4 FROM ledger_part WHERE read = 3").fetchone()
    return (row[0], row[1] or 0, row[2] or 0) if row else (0, 0, 0)


def list_gaps(cursor: Cursor, start: int, most: int) -> list[Gap]:
    """Return the stretches of feeds that hold the first `most` entries with missing parts from row `start` on."""
    found = cursor.execute(
        "SELECT f.feed, e.incarnation, e.sequence FROM (SELECT DISTINCT id >> 4 AS entry FROM ledger_part"
        " WHERE read = 3 AND id >= ? ORDER BY 1 LIMIT ?) m JOIN ledger_entry e ON e.id = m.entry"
        " JOIN ledger_feed f ON f.id = e.feed ORDER BY 1, 2, 3",
        (start << 4, most),
    ).fetchall()
    gaps: list[Gap] = []
    for feed, incarnation, sequence in found:
        if gaps and gaps[-1][:2] == (feed, incarnation) and sequence - gaps[-1].first < STEP:
            gaps[-1] = gaps[-1]._replace(last=sequence)
        else:
            gaps.append(Gap(FeedId(feed), incarnation, sequence, sequence))
    return gaps
