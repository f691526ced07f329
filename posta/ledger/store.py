"""Appending to the ledger. Only the scribe imports this module.

Everything is bulk: rows are prepared by the caller's loop and written with one `executemany` per table, because a
receive of thousands of entries passes here.
"""

from collections.abc import Iterable, Sequence

from posta.errors import Reason
from posta.feed.entry import Head
from posta.ids import EntryId, FeedId
from posta.ledger.row_types import Cursor
from posta.wire.address import WireEntry

_SUM_BYTES = "SELECT COUNT(*), COALESCE(SUM(length(segment)), 0) FROM ledger_aside WHERE entry IS NULL AND rule = ?"
_SUM_BYTES_OF_FEED = f"{_SUM_BYTES} AND substr(segment, 5, 32) = ?"
NOT_READ, PROJECTED, ASIDE, MISSING = 0, 1, 2, 3
MAIN = b""


def get_feed_number(cursor: Cursor, feed: FeedId, verify_key: bytes) -> int:
    """Return the local number of a feed, given at first sight."""
    row = cursor.execute("SELECT id FROM ledger_feed WHERE feed = ?", (feed,)).fetchone()
    if row:
        return row[0]
    return cursor.execute("INSERT INTO ledger_feed (feed, verify_key) VALUES (?, ?)", (feed, verify_key)).lastrowid


def next_row(cursor: Cursor) -> int:
    """Return the row id the next entry will have."""
    row = cursor.execute("SELECT MAX(id) FROM ledger_entry").fetchone()
    return (row[0] or 0) + 1 if row else 1


def append_entries(
    cursor: Cursor,
    feed: int,
    first: Head,
    entries: Sequence[WireEntry],
    row: int,
    received: int,
    states: Sequence[Sequence[int]],
) -> None:
    """Write entries and their parts at consecutive rows from `row`.

    `first` says incarnation and sequence of the first entry; `states` what became of each part of each entry here.
    """
    cursor.executemany(
        "INSERT INTO ledger_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (row + i, feed, first.incarnation, first.sequence + i, e.hash, e.hlc, e.header, received)
            for i, e in enumerate(entries)
        ],
    )
    cursor.executemany(
        "INSERT INTO ledger_part VALUES (?, ?, ?, ?, ?)",
        [
            ((row + i) << 4 | k, part.epoch, part.size, part.sealed, states[i][k])
            for i, e in enumerate(entries)
            for k, part in enumerate(e.parts)
        ],
    )


def mark_parts(cursor: Cursor, parts: Iterable[int], state: int) -> None:
    """Say what became of parts here; one without its bytes stays missing, or dropped."""
    sql = "UPDATE ledger_part SET read = ? WHERE id = ? AND sealed IS NOT NULL"
    cursor.executemany(sql, [(state, part) for part in parts])


def fill_parts(cursor: Cursor, parts: Iterable[tuple[bytes, int]]) -> None:
    """Give missing parts (sealed bytes, part id) what the header names by its digest; they are not opened yet."""
    sql = f"UPDATE ledger_part SET sealed = ?, read = {NOT_READ} WHERE id = ? AND read = {MISSING}"
    cursor.executemany(sql, parts)


def put_head(
    cursor: Cursor, feed: int, incarnation: int, sequence: int, hash_: bytes, signature: bytes, released: int
) -> None:
    """Keep the signature over a head; it may travel from `released` (ms) on."""
    cursor.execute(
        "INSERT OR IGNORE INTO ledger_head VALUES (?, ?, ?, ?, ?, ?)",
        (feed, incarnation, sequence, hash_, signature, released),
    )


def put_own_incarnation(cursor: Cursor, incarnation: int) -> None:
    """Set the incarnation of its feed in which this node writes from now on."""
    cursor.execute("INSERT OR REPLACE INTO ledger_self VALUES (1, ?)", (incarnation,))


def put_tip(cursor: Cursor, feed: int, incarnation: int, branch: bytes, sequence: int, hash_: bytes, hlc: int) -> None:
    """Move the tip of a branch forward."""
    cursor.execute(
        "INSERT INTO ledger_tip VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " sequence = excluded.sequence, hash = excluded.hash, hlc = excluded.hlc",
        (feed, incarnation, branch, sequence, hash_, hlc),
    )


def quarantine(
    cursor: Cursor,
    rule: str,
    reason: Reason,
    digest: bytes,
    since: int,
    *,
    entry: int | None = None,
    segment: bytes | None = None,
) -> None:
    """Keep something that could not be applied, with its reason, for a person to see and for a later try."""
    cursor.execute(
        "INSERT OR IGNORE INTO ledger_aside (rule, reason, entry, segment, digest, since) VALUES (?, ?, ?, ?, ?, ?)",
        (rule, reason.to_json(), entry, segment, digest, since),
    )


def is_quarantined(cursor: Cursor, digest: bytes) -> bool:
    """Return whether exactly this was set aside before."""
    return cursor.execute("SELECT 1 FROM ledger_aside WHERE digest = ?", (digest,)).fetchone() is not None


def held_bytes(cursor: Cursor, rule: str, sender: bytes | None = None) -> tuple[int, int]:
    """Return how many things are set aside whole under a rule, and their bytes.

    They are those of one sender (verify key) or of all.
    """
    found = (
        cursor.execute(_SUM_BYTES, (rule,)) if sender is None else cursor.execute(_SUM_BYTES_OF_FEED, (rule, sender))
    )
    return found.fetchone() or (0, 0)


def list_held(cursor: Cursor, rule: str, sender: bytes) -> list[int]:
    """Return the ids of a sender's segments set aside under a rule, oldest first."""
    sql = "SELECT id FROM ledger_aside WHERE entry IS NULL AND rule = ? AND substr(segment, 5, 32) = ? ORDER BY id"
    return [row[0] for row in cursor.execute(sql, (rule, sender)).fetchall()]


def pop_held(cursor: Cursor, id_: int) -> bytes:
    """Return a segment set aside, which is about to be tried again and is held no more."""
    row = cursor.execute("SELECT segment FROM ledger_aside WHERE id = ?", (id_,)).fetchone()
    assert row is not None
    cursor.execute("DELETE FROM ledger_aside WHERE id = ?", (id_,))
    return row[0]


def pop_quarantined_entries(cursor: Cursor) -> set[int]:
    """Remove the names of all entries set aside, before they are judged again; return their rows."""
    rows = {row[0] for row in cursor.execute("SELECT entry FROM ledger_aside WHERE entry IS NOT NULL")}
    cursor.execute("DELETE FROM ledger_aside WHERE entry IS NOT NULL")
    return rows


def release_from_quarantine(cursor: Cursor, entries: Iterable[int]) -> None:
    """Remove from quarantine the entries that stand again."""
    cursor.executemany("DELETE FROM ledger_aside WHERE entry = ?", [(entry,) for entry in entries])


def drop_parts(cursor: Cursor, entry: int) -> None:
    """Erase the sealed bytes of an entry's parts; header and hashes stay and the chain still verifies."""
    cursor.execute(
        "UPDATE ledger_part SET sealed = NULL, read = ? WHERE id BETWEEN ? AND ?",
        (PROJECTED, entry << 4, entry << 4 | 15),
    )


def put_erasure(
    cursor: Cursor, row: int, order: EntryId, subject: bytes, entries: Sequence[bytes], hlc: int, *, valid: bool
) -> None:
    """Keep an order to forget; once its signature was checked, what it names is dropped whenever it comes."""
    cursor.execute(
        "INSERT INTO ledger_erasure VALUES (?, ?, ?, ?, ?) ON CONFLICT (entry) DO UPDATE SET valid = excluded.valid",
        (row, order, subject, hlc, valid),
    )
    if valid:
        cursor.executemany("INSERT OR IGNORE INTO ledger_erased VALUES (?)", [(entry,) for entry in entries])


def put_receipt(cursor: Cursor, order: EntryId, device: FeedId, hlc: int) -> None:
    """Keep that a computer dropped what an order names."""
    cursor.execute("INSERT OR IGNORE INTO ledger_receipt VALUES (?, ?, ?)", (order, device, hlc))


def put_relay_receipt(cursor: Cursor, order: EntryId, device: FeedId, hlc: int) -> None:
    """Keep that a computer brought an order to forget to the relay, which dropped what it names."""
    cursor.execute("INSERT OR IGNORE INTO ledger_relay_receipt VALUES (?, ?, ?)", (order, device, hlc))
