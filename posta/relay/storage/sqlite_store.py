"""The relay's store in one SQLite file: the default, enough for a mission of a few hundred feeds.

Uses the SQLite that comes with sqlcipher3, without a key: the relay holds only sealed bytes, and Python's own sqlite3
may be linked to a version before 3.51.3 that can lose data when the write-ahead log is reset. An append moves the tip
where sequence and hash still match and inserts the segment in one IMMEDIATE transaction, durable (FULL) on return.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from posta.ids import FeedId
from posta.relay.errors import FeedFull, StoreBroken, TooManyFeeds
from posta.relay.storage.branch_placement import Fit, Placement, list_line, place_segment
from posta.relay.storage.segment_edit import (
    begins_whole,
    count_epochs,
    count_parts,
    list_hashes,
    replace_parts,
    slice_from,
)
from posta.relay.storage.store_protocol import AppendOutcome, AppendResult, PartPlace, Quota, StoredSegment, StoredTip
from posta.wire.address import Segment, decode_segment, encode_segment

OLDEST_SAFE = (3, 51, 3)
_PRAGMAS = """
    PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF;
    PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;
"""
_TABLES = """
CREATE TABLE IF NOT EXISTS feed (feed BLOB PRIMARY KEY, bytes INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS branch (
    id INTEGER PRIMARY KEY, feed BLOB NOT NULL, incarnation INTEGER NOT NULL, number INTEGER NOT NULL, parent INTEGER,
    first INTEGER NOT NULL, sequence INTEGER NOT NULL, hash BLOB NOT NULL, UNIQUE (feed, incarnation, number));
CREATE TABLE IF NOT EXISTS segment (
    id INTEGER PRIMARY KEY, branch INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, hash BLOB NOT NULL,
    parts INTEGER NOT NULL, absent INTEGER NOT NULL, day INTEGER NOT NULL, size INTEGER NOT NULL, data BLOB NOT NULL,
    UNIQUE (branch, first));
CREATE TABLE IF NOT EXISTS erased (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS revoked (device BLOB PRIMARY KEY, signed BLOB NOT NULL);
"""
_TIPS = "SELECT feed, incarnation, number, parent, first, sequence, hash FROM branch"
_TIPS_OF = _TIPS + " WHERE feed=? AND incarnation=? ORDER BY number"
_BRANCH = "SELECT id FROM branch WHERE feed=? AND incarnation=? AND number=?"
_MOVE = "UPDATE branch SET sequence=?, hash=? WHERE feed=? AND incarnation=? AND number=? AND sequence=? AND hash=?"
_NEW_BRANCH = "INSERT INTO branch (feed, incarnation, number, parent, first, sequence, hash) VALUES (?,?,?,?,?,?,?)"
_NEW_SEGMENT = (
    "INSERT INTO segment (branch, first, last, hash, parts, absent, day, size, data) VALUES (?,?,?,?,?,?,?,?,?)"
)
_RANGE = """
    FROM segment WHERE branch=:branch AND first < :upper
    AND first >= coalesce((SELECT max(first) FROM segment WHERE branch=:branch AND first <= :first), 0) ORDER BY first
"""
_CHANGE = "UPDATE segment SET data=?, size=?, absent=? WHERE id=?"
_AROUND = """
    SELECT s.id, s.data FROM segment s JOIN branch b ON b.id = s.branch
    WHERE b.feed=? AND b.incarnation=? AND s.first <= ? AND s.last >= ?
"""
_DESCRIBE = """
    SELECT b.feed, b.incarnation, b.number, s.first, s.last, s.size, s.day, s.parts, s.absent, s.data
    FROM segment s JOIN branch b ON b.id = s.branch ORDER BY b.feed, b.incarnation, b.number, s.first
"""


class SqliteStore:
    """A relay store in one file; one connection per thread, one writer at a time."""

    def __init__(self, path: Path | str, quota: Quota | None = None) -> None:
        if sqlite.sqlite_version_info < OLDEST_SAFE:
            raise StoreBroken("store_on_unsafe_sqlite")
        self._path = str(path)
        self._quota = quota or Quota()
        self._local = threading.local()
        self._writer = threading.Lock()
        self._open: list[Any] = []
        self._erased: set[bytes] = set()
        self._erased_to = 0
        self._db.executescript(_TABLES)

    def append(self, segment: Segment, data: bytes, *, day: int) -> AppendResult:
        """Keep what is new of a verified segment. Raises FeedFull, TooManyFeeds, StoreBroken."""
        with self._writing() as db:
            tips = _tips_of(db, segment.feed, segment.incarnation)
            placement = place_segment(segment, tips, self.hashes)
            if placement.fit is Fit.HELD:
                self._fill(db, segment)
            if placement.fit in (Fit.HELD, Fit.GAP):
                return AppendResult(AppendOutcome[placement.fit.name], tuple(tips))
            if placement.fit is Fit.FORK and len(tips) >= self._quota.branches:
                raise FeedFull("feed_forked_too_often")
            self._insert(db, slice_from(segment, placement.first), data, placement, len(tips), day)
            outcome = AppendOutcome.FORKED if placement.fit is Fit.FORK else AppendOutcome.STORED
            return AppendResult(outcome, tuple(_tips_of(db, segment.feed, segment.incarnation)))

    def list_tips(self) -> list[StoredTip]:
        """Return the tips of all branches."""
        return [StoredTip(*row) for row in self._db.execute(_TIPS)]

    def hashes(self, tip: StoredTip, first: int, last: int) -> dict[int, bytes]:
        """Return the entry hashes first..last on the line that leads to this tip."""
        found: dict[int, bytes] = {}
        rows = self._line(tip.feed, tip.incarnation, tip.branch, first, "id, first, last, hash")
        for upper, (row_id, low, high, head) in rows:
            if low > last:
                break
            if first == last == high < upper:
                return {high: head}
            hashes = enumerate(list_hashes(self._load(row_id)), low)
            found |= {sequence: h for sequence, h in hashes if first <= sequence <= last and sequence < upper}
        return found

    def read(self, feed: bytes, incarnation: int, *, branch: int, first: int, max_bytes: int) -> list[bytes]:
        """Return segments of a branch's line from the one holding `first`, at least one if there is any."""
        found: list[bytes] = []
        room = max_bytes
        for _, (last, size, row_id) in self._line(FeedId(feed), incarnation, branch, first, "last, size, id"):
            if last < first:
                continue
            room -= size + 4
            if found and room < 0:
                break
            found.append(self._load(row_id))
        return found

    def erase(self, places: Sequence[PartPlace]) -> int:
        """Drop these parts, now and each time they come again; return the number dropped now."""
        with self._writing() as db:
            db.executemany("INSERT OR IGNORE INTO erased (digest) VALUES (?)", [(place.digest,) for place in places])
            self._refresh_erased(db)
            touched = {
                row_id: data
                for spot in {place[:3] for place in places}
                for row_id, data in db.execute(_AROUND, (*spot, spot[2]))
            }
            dropped = sum(self._change(db, row_id, data, {}) for row_id, data in touched.items())
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the dropped bytes must not live on in the log
        return dropped

    def revoke(self, devices: Iterable[bytes], order: bytes) -> None:
        """Serve these devices no more, and keep the order for them."""
        with self._writing() as db:
            db.executemany("INSERT OR IGNORE INTO revoked VALUES (?, ?)", [(device, order) for device in devices])

    def find_order(self, device: bytes) -> bytes | None:
        """Return the order against a device, None if it is served."""
        row = self._db.execute("SELECT signed FROM revoked WHERE device = ?", (device,)).fetchone()
        return row[0] if row else None

    def list_revoked(self) -> frozenset[bytes]:
        """Return the verify keys of devices not to be served."""
        return frozenset(device for (device,) in self._db.execute("SELECT device FROM revoked"))

    def describe(self) -> Iterator[StoredSegment]:
        """Return everything held, for `disclose`."""
        for *row, data in self._db.execute(_DESCRIBE):
            yield StoredSegment._make([*row, count_epochs(data)])

    def count_erased(self) -> int:
        """Return how many parts were erased by order."""
        return int(self._db.execute("SELECT count(*) FROM erased").fetchone()[0])

    def close(self) -> None:
        """Let go of the disk."""
        for db in self._open:
            db.close()
        self._open.clear()
        self._local = threading.local()

    @property
    def _db(self) -> Any:
        if not hasattr(self._local, "db"):
            self._local.db = sqlite.connect(self._path, timeout=20, isolation_level=None, check_same_thread=False)
            self._local.db.executescript(_PRAGMAS)
            self._open.append(self._local.db)
        return self._local.db

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        """Open one IMMEDIATE transaction; the lock spares threads of this process SQLite's polling."""
        with self._writer:
            db = self._db
            try:
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.execute("COMMIT")
            except sqlite.DatabaseError as fault:
                raise StoreBroken("store_disk_fails") from fault
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")

    def _line(self, feed: FeedId, incarnation: int, branch: int, first: int, columns: str) -> Iterator[tuple[int, Any]]:
        """Yield segments of a branch's line from the one holding `first`, oldest first, and where each stops to count."""
        line = list(list_line(branch, _tips_of(self._db, feed, incarnation)))
        for tip, upper in reversed(line):
            if upper <= first:
                continue
            (row_id,) = self._db.execute(_BRANCH, (feed, incarnation, tip.branch)).fetchone()
            named = {"branch": row_id, "upper": upper, "first": first}
            for row in self._db.execute(f"SELECT {columns} {_RANGE}", named).fetchall():  # noqa: S608 (own columns)
                yield upper, row

    def _load(self, row_id: int) -> bytes:
        return bytes(self._db.execute("SELECT data FROM segment WHERE id=?", (row_id,)).fetchone()[0])

    def _insert(self, db: Any, segment: Segment, data: bytes, placement: Placement, branches: int, day: int) -> None:
        self._refresh_erased(db)
        kept = replace_parts(segment, {}, self._erased)
        data = data if kept is segment and begins_whole(segment, data) else encode_segment(kept)
        self._charge(db, segment.feed, len(data))
        number = _move_tip(db, segment, placement, branches)
        (branch,) = db.execute(_BRANCH, (segment.feed, segment.incarnation, number)).fetchone()
        parts, absent = count_parts(kept)
        row = (branch, kept.first, kept.last, kept.head.hash, parts, absent, day, len(data), data)
        db.execute(_NEW_SEGMENT, row)

    def _charge(self, db: Any, feed: bytes, size: int) -> None:
        if db.execute("UPDATE feed SET bytes = bytes + ? WHERE feed=?", (size, feed)).rowcount == 0:
            if db.execute("SELECT count(*) FROM feed").fetchone()[0] >= self._quota.feeds:
                raise TooManyFeeds
            db.execute("INSERT INTO feed VALUES (?,?)", (feed, size))
        (used,) = db.execute("SELECT bytes FROM feed WHERE feed=?", (feed,)).fetchone()
        if used > self._quota.bytes_per_feed:
            raise FeedFull("feed_full")

    def _fill(self, db: Any, segment: Segment) -> None:
        """Take parts that were absent here, from a later sender who has them."""
        offered = {p.digest: p.sealed for e in segment.entries for p in e.parts if p.sealed is not None}
        self._refresh_erased(db)
        around = (segment.feed, segment.incarnation, segment.last, segment.first)
        for row_id, data in db.execute(_AROUND + " AND s.absent > 0", around).fetchall():
            self._change(db, row_id, data, offered)

    def _change(self, db: Any, row_id: int, data: bytes, offered: dict[bytes, bytes]) -> int:
        """Rewrite a segment with parts filled in and erased ones dropped; return the number dropped."""
        segment = decode_segment(data)
        kept = replace_parts(segment, offered, self._erased)
        if kept is segment:
            return 0
        fresh = encode_segment(kept)
        _, absent = count_parts(kept)
        self._charge(db, segment.feed, len(fresh) - len(data))
        db.execute(_CHANGE, (fresh, len(fresh), absent, row_id))
        return max(0, absent - count_parts(segment)[1])

    def _refresh_erased(self, db: Any) -> None:
        rows = db.execute("SELECT id, digest FROM erased WHERE id > ?", (self._erased_to,)).fetchall()
        self._erased.update(digest for _, digest in rows)
        self._erased_to = rows[-1][0] if rows else self._erased_to


def _tips_of(db: Any, feed: bytes, incarnation: int) -> list[StoredTip]:
    return [StoredTip(*row) for row in db.execute(_TIPS_OF, (feed, incarnation))]


def _move_tip(db: Any, segment: Segment, placement: Placement, branches: int) -> int:
    """Move the tip to the segment's end, or begin a branch there; return the branch's number."""
    s, tip = segment, placement.tip
    if placement.fit is Fit.EXTEND and tip is not None:
        where = (s.feed, s.incarnation, tip.branch, tip.sequence, tip.hash)
        if db.execute(_MOVE, (s.last, s.head.hash, *where)).rowcount != 1:
            raise StoreBroken("store_changed_by_another")
        return tip.branch
    parent = tip.branch if tip is not None else None
    db.execute(_NEW_BRANCH, (s.feed, s.incarnation, branches, parent, s.first, s.last, s.head.hash))
    return branches
