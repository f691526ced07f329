"""Reading the ledger: entries by id, parts by row, segments to send, what was set aside."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from posta.errors import Reason, read_reason
from posta.ids import EntryId, FeedId
from posta.ledger.frontier import SENDABLE
from posta.ledger.row_types import Cursor, StoredPart
from posta.wire.address import MAX_BYTES, MAX_ENTRIES, Segment, WireEntry, WirePart

_PART_COLUMNS = "p.id, p.id >> 4, p.id & 15, p.epoch, p.sealed, e.header, e.hash, e.hlc, e.feed"
_JOIN = f"SELECT {_PART_COLUMNS} FROM ledger_part p JOIN ledger_entry e ON e.id = p.id >> 4"
# Entries first, then the range of ids that their parts have: without CROSS, SQLite reads every part there is.
_OF_ENTRIES = (
    f"SELECT {_PART_COLUMNS} FROM ledger_entry e CROSS JOIN ledger_part p ON p.id BETWEEN e.id << 4 AND e.id << 4 | 15"
)


# For a join: the entry `e` that an id (the first 16 bytes of its hash) names, found by the index of hashes.
NAMES_HASH = "e.hash >= {id} AND e.hash <= CAST({id} || x'ffffffffffffffffffffffffffffffff' AS BLOB)"


def find_row(cursor: Cursor, entry: EntryId) -> int | None:
    """Return the row of an entry named by the first 16 bytes of its hash."""
    row = cursor.execute(
        "SELECT id FROM ledger_entry WHERE hash >= ? AND hash <= ?", (entry, entry + b"\xff" * 16)
    ).fetchone()
    return row[0] if row else None


def find_device(cursor: Cursor, row: int) -> FeedId | None:
    """Return the device that wrote the entry of a row."""
    found = cursor.execute("SELECT device FROM ledger_origin WHERE id = ?", (row,)).fetchone()
    return FeedId(found[0]) if found else None


def list_feeds(cursor: Cursor) -> dict[int, FeedId]:
    """Return every feed that is held, by its row."""
    return {row: FeedId(feed) for row, feed in cursor.execute("SELECT id, feed FROM ledger_feed").fetchall()}


def list_feeds_of(cursor: Cursor, entries: Sequence[bytes]) -> set[FeedId]:
    """Return the feeds in which these entries stand, as far as they are held."""
    ids = ",".join("(?)" for _ in entries)
    if not entries:
        return set()
    found = cursor.execute(
        f"WITH named (id) AS (VALUES {ids}) SELECT DISTINCT f.feed FROM named n JOIN ledger_entry e ON"
        f" {NAMES_HASH.format(id='n.id')} JOIN ledger_feed f ON f.id = e.feed",
        tuple(entries),
    )
    return {FeedId(row[0]) for row in found.fetchall()}


def list_hashes(cursor: Cursor, rows: Sequence[int]) -> dict[int, bytes]:
    """Return the hashes of entries by row."""
    marks = ",".join("?" * len(rows))
    return dict(cursor.execute(f"SELECT id, hash FROM ledger_entry WHERE id IN ({marks})", rows).fetchall())


class Witness(NamedTuple):
    """A signed head (sequence, hash, signature) and the headers from an earlier entry of its line to it."""

    sequence: int
    hash: bytes
    signature: bytes
    links: tuple[bytes, ...]


def list_clocks(cursor: Cursor, rows: Sequence[int]) -> dict[int, int]:
    """Return the hybrid clocks of entries by row."""
    marks = ",".join("?" * len(rows))
    return dict(cursor.execute(f"SELECT id, hlc FROM ledger_entry WHERE id IN ({marks})", rows).fetchall())


def find_witness(cursor: Cursor, feed: FeedId, incarnation: int, sequence: int, hash_: bytes) -> Witness | None:
    """Return the first signed head of the line that goes through this entry; None if none is held."""
    found = cursor.execute(
        "SELECT h.sequence, h.hash, h.signature FROM ledger_head h JOIN ledger_feed f ON f.id = h.feed"
        " WHERE f.feed = ? AND h.incarnation = ? AND h.sequence >= ? ORDER BY h.sequence",
        (feed, incarnation, sequence),
    ).fetchall()
    for last, head, signature in found:
        line = _list_line(cursor, feed, incarnation, (last, head), sequence)
        if line and line[0][0] == hash_:
            return Witness(last, head, signature, tuple(header for _, header in line[1:]))
    return None


def find_ancestor(
    cursor: Cursor, feed: FeedId, incarnation: int, head: tuple[int, bytes], sequence: int
) -> bytes | None:
    """Return the hash at `sequence` on the line that ends in `head` (sequence and hash)."""
    line = _list_line(cursor, feed, incarnation, head, sequence)
    return line[0][0] if line else None


def _list_line(
    cursor: Cursor, feed: FeedId, incarnation: int, head: tuple[int, bytes], sequence: int
) -> list[tuple[bytes, bytes]]:
    """Return the hashes and headers of the line that ends in a head, from `sequence` on.

    The list is empty if the line does not reach back so far.
    """
    wanted, line = head[1], []
    for at, hash_, header in cursor.execute(
        "SELECT e.sequence, e.hash, e.header FROM ledger_entry e JOIN ledger_feed f ON f.id = e.feed"
        " WHERE f.feed = ? AND e.incarnation = ? AND e.sequence BETWEEN ? AND ? ORDER BY e.sequence DESC",
        (feed, incarnation, sequence, head[0]),
    ):
        if hash_ == wanted:
            line.append((hash_, header))
            if at == sequence:
                return line[::-1]
            wanted = header[30:62]
    return []


def list_rules(cursor: Cursor, feed: FeedId) -> list[tuple[int, str | None]]:
    """Return (row, rule under which it is set aside or None) of every entry of a feed."""
    return cursor.execute(
        "SELECT e.id, a.rule FROM ledger_entry e JOIN ledger_feed f ON f.id = e.feed"
        " LEFT JOIN ledger_aside a ON a.entry = e.id WHERE f.feed = ? ORDER BY e.id",
        (feed,),
    ).fetchall()


def list_sealed_by(cursor: Cursor, epochs: Sequence[bytes]) -> list[int]:
    """Return the rows of entries with a part under one of these epochs."""
    marks = ",".join("?" * len(epochs))
    found = cursor.execute(f"SELECT DISTINCT id >> 4 FROM ledger_part WHERE epoch IN ({marks}) ORDER BY 1", epochs)
    return [row[0] for row in found]


def list_parts(cursor: Cursor, rows: Sequence[int]) -> list[StoredPart]:
    """Return the parts of entries, in order of row and index; nothing is asked for no entry."""
    if not rows:
        return []
    marks = ",".join("?" * len(rows))
    found = cursor.execute(f"{_OF_ENTRIES} WHERE e.id IN ({marks}) ORDER BY p.id", rows)
    return [StoredPart(*row) for row in found]


def iterate_parts(cursor: Cursor, after: int = 0, batch: int = 4096) -> Iterator[list[StoredPart]]:
    """Yield all parts present, by row, in batches that never split an entry's parts."""
    while True:
        span = after << 4 | 15, after + batch << 4 | 15
        rows = cursor.execute(f"{_JOIN} WHERE p.id > ? AND p.id <= ? ORDER BY p.id", span).fetchall()
        if not rows and after >= count_entries(cursor):
            return
        yield [StoredPart(*row) for row in rows]
        after += batch


def list_readable(cursor: Cursor, epochs: Iterable[bytes]) -> list[int]:
    """Return the rows of entries with an unread part that is sealed under one of these epochs."""
    ids = list(epochs)
    marks = ",".join("?" * len(ids))
    found = cursor.execute(
        f"SELECT DISTINCT id >> 4 FROM ledger_part WHERE read = 0 AND epoch IN ({marks}) AND sealed IS NOT NULL"
        " ORDER BY 1",
        ids,
    )
    return [row[0] for row in found]


def list_unread_ids(cursor: Cursor) -> set[int]:
    """Return the ids of the parts that are not opened here."""
    return {row[0] for row in cursor.execute("SELECT id FROM ledger_part WHERE read = 0")}


def count_entries(cursor: Cursor) -> int:
    """Return how many entries are held."""
    row = cursor.execute("SELECT MAX(id) FROM ledger_entry").fetchone()
    return int(row[0] or 0) if row else 0


class QuarantineCount(NamedTuple):
    """How many entries of a feed (None: not stated) were set aside under a rule, and since when (ms)."""

    rule: str
    reason: Reason
    feed: FeedId | None
    entries: int
    since: int


def count_quarantined(cursor: Cursor) -> list[QuarantineCount]:
    """Return what was set aside, by rule, reason and feed, newest first."""
    found = cursor.execute(
        "SELECT a.rule, a.reason, f.feed, COUNT(*), MIN(a.since) FROM ledger_aside a"
        " LEFT JOIN ledger_entry e ON e.id = a.entry LEFT JOIN ledger_feed f ON f.id = e.feed"
        " GROUP BY 1, 2, 3 ORDER BY 5 DESC, 1"
    )
    return [QuarantineCount(rule, read_reason(reason), *more) for rule, reason, *more in found]


def count_unknown_versions(cursor: Cursor, epochs: Sequence[bytes]) -> int:
    """Count the parts under keys held here that could not be read: a newer version of the program wrote them."""
    marks = ",".join("?" * len(epochs))
    sql = f"SELECT COUNT(*) FROM ledger_part WHERE read = 0 AND sealed IS NOT NULL AND epoch IN ({marks})"
    row = cursor.execute(sql, epochs).fetchone()
    return int(row[0]) if row else 0


def find_moment(cursor: Cursor, feed: FeedId, incarnation: int, sequence: int) -> int | None:
    """Return when the entry at this place was written or came here (ms)."""
    row = cursor.execute(
        "SELECT MIN(e.received) FROM ledger_entry e JOIN ledger_feed f ON f.id = e.feed"
        " WHERE f.feed = ? AND e.incarnation = ? AND e.sequence = ?",
        (feed, incarnation, sequence),
    ).fetchone()
    return row[0] if row else None


def find_verify_key(cursor: Cursor, feed: FeedId) -> bytes | None:
    """Return the verify key of a feed that has been seen."""
    row = cursor.execute("SELECT verify_key FROM ledger_feed WHERE feed = ?", (feed,)).fetchone()
    return row[0] if row else None


def iterate_segments(
    cursor: Cursor, feed: FeedId, incarnation: int, start: int, *, end: bytes, now: int
) -> Iterator[Segment]:
    """Yield segments of one branch from sequence `start`, cut at signed heads released by `now` (ms).

    `end` is the hash of the branch's tip. Entries of other branches at the same sequences are left out by following
    the backlinks, so that a fork sends each branch whole.
    """
    row = cursor.execute("SELECT id, verify_key FROM ledger_feed WHERE feed = ?", (feed,)).fetchone()
    if row is None:
        return
    number, verify_key = row
    rows = _branch_rows(cursor, number, incarnation, start, end)
    heads = _released_heads(cursor, number, incarnation, start, now)
    while rows:
        count = _cut_segments(rows, heads)
        if count == 0:
            return
        chosen, rows = rows[:count], rows[count:]
        entries = _wire_entries(cursor, chosen)
        signature = heads[chosen[-1][2]]
        yield Segment(verify_key, feed, incarnation, chosen[0][1], chosen[0][3][30:62], entries, signature)


def _branch_rows(cursor: Cursor, feed: int, incarnation: int, start: int, end: bytes) -> list[tuple]:
    """Return (row, sequence, hash, header, hlc) of one branch, ascending."""
    found = cursor.execute(
        "SELECT id, sequence, hash, header, hlc FROM ledger_entry WHERE feed = ? AND incarnation = ? AND sequence >= ?"
        " ORDER BY sequence DESC",
        (feed, incarnation, start),
    )
    rows, wanted = [], end
    for row in found:
        if row[2] == wanted:
            rows.append(row)
            wanted = row[3][30:62]
    return rows[::-1]


def _released_heads(cursor: Cursor, feed: int, incarnation: int, start: int, now: int) -> dict[bytes, bytes]:
    found = cursor.execute(
        "SELECT h.hash, h.signature FROM ledger_head h WHERE h.feed = :feed AND h.incarnation = :incarnation"
        f" AND h.sequence >= :start AND {SENDABLE}",
        {"feed": feed, "incarnation": incarnation, "start": start, "now": now},
    )
    return dict(found)


def _cut_segments(rows: list[tuple], heads: dict[bytes, bytes]) -> int:
    """Return how many rows make the next segment: as many as fit, ending at a signed head."""
    size = count = 0
    for i, row in enumerate(rows[:MAX_ENTRIES]):
        size += len(row[3]) + sum(
            int.from_bytes(row[3][71 + 44 * k + 40 : 115 + 44 * k], "big") for k in range(row[3][70])
        )
        if size > MAX_BYTES and count:
            break
        if row[2] in heads:
            count = i + 1
    return count


def _wire_entries(cursor: Cursor, rows: list[tuple]) -> tuple[WireEntry, ...]:
    first, last = min(r[0] for r in rows), max(r[0] for r in rows)
    sealed: dict[int, bytes | None] = dict(
        cursor.execute("SELECT id, sealed FROM ledger_part WHERE id BETWEEN ? AND ?", (first << 4, last << 4 | 15))
    )
    return tuple(WireEntry(header, hash_, hlc, _wire_parts(row, header, sealed)) for row, _, hash_, header, hlc in rows)


def _wire_parts(row: int, header: bytes, sealed: dict[int, bytes | None]) -> tuple[WirePart, ...]:
    parts = []
    for k in range(header[70]):
        at = 71 + 44 * k
        size = int.from_bytes(header[at + 40 : at + 44], "big")
        parts.append(WirePart(header[at : at + 8], header[at + 8 : at + 40], size, sealed.get(row << 4 | k)))
    return tuple(parts)
