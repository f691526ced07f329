"""Where an entry stands in its line, and the entries before it."""

from collections.abc import Iterator
from typing import NamedTuple

from posta.feed.canonical import decode_header
from posta.ledger.row_types import Cursor


class LogPosition(NamedTuple):
    """An entry in its line: its row, feed, incarnation and place, its clock (ms) and the hash of the one before."""

    row: int
    feed: int
    incarnation: int
    sequence: int
    millis: int
    previous: bytes


def find_position(cursor: Cursor, row: int) -> LogPosition | None:
    """Return where the entry of a row stands."""
    return _find(cursor, "id = ?", (row,))


def list_positions_before(cursor: Cursor, place: LogPosition) -> Iterator[LogPosition]:
    """Yield the entries before one in its own line, newest first; one query each, so take few."""
    found: LogPosition | None = place
    while found is not None and found.sequence:
        where = "feed = ? AND incarnation = ? AND sequence = ? AND hash = ?"
        found = _find(cursor, where, (found.feed, found.incarnation, found.sequence - 1, found.previous))
        if found is not None:
            yield found


def _find(cursor: Cursor, where: str, params: tuple[object, ...]) -> LogPosition | None:
    found = cursor.execute(
        f"SELECT id, feed, incarnation, sequence, hlc >> 16, header FROM ledger_entry WHERE {where}", params
    ).fetchone()
    if found is None:
        return None
    row, feed, incarnation, sequence, millis, header = found
    return LogPosition(row, feed, incarnation, sequence, millis, decode_header(header).previous)
