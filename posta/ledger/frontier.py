"""The frontier: how far each branch of each feed is held here. Two devices compare frontiers and send what is missing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from posta.feed.entry import GENESIS, Head
from posta.feed.hlc import join_stamp, split_stamp
from posta.ids import FeedId
from posta.ledger.row_types import Cursor, Tip

MAX_BRANCHES = (
    16  # of one incarnation: no honest device has so many; those of a stolen device would slow every exchange for ever
)
_BATCH = 500
UNDO_WINDOW_MILLIS = 30_000  # an own act is durable at once and may travel after so long

# A head may travel from `released` on. One that seems held for longer than any is held was signed while the clock ran
# ahead; it travels too, or it would wait for years.
SENDABLE = f"(h.released <= :now OR h.released > :now + {UNDO_WINDOW_MILLIS})"

_SELECT = (
    "SELECT f.feed, t.incarnation, t.branch, t.sequence, t.hash, t.hlc"
    " FROM ledger_tip t JOIN ledger_feed f ON f.id = t.feed"
)


def list_tips(cursor: Cursor) -> list[Tip]:
    """Return every branch held, ordered by feed, incarnation and branch."""
    return [Tip(*row) for row in cursor.execute(f"{_SELECT} ORDER BY f.feed, t.incarnation, t.branch")]


def list_tips_of(cursor: Cursor, feed: FeedId, incarnation: int) -> list[Tip]:
    """Return the branches of one incarnation; more than one is a fork."""
    found = cursor.execute(f"{_SELECT} WHERE f.feed = ? AND t.incarnation = ? ORDER BY t.branch", (feed, incarnation))
    return [Tip(*row) for row in found]


def list_incarnations(cursor: Cursor, feed: FeedId) -> set[int]:
    """Return every incarnation of a feed that has entries here."""
    found = cursor.execute(
        "SELECT DISTINCT t.incarnation FROM ledger_tip t JOIN ledger_feed f ON f.id = t.feed WHERE f.feed = ?", (feed,)
    )
    return {row[0] for row in found.fetchall()}


def own_incarnation(cursor: Cursor) -> int:
    """Return the incarnation of its feed in which this node writes."""
    row = cursor.execute("SELECT incarnation FROM ledger_self").fetchone()
    return row[0] if row else 0


def list_contacts(cursor: Cursor) -> dict[FeedId, tuple[int, int]]:
    """Return for each feed when its newest entry came here.

    With it comes when that entry was written by its own clock (both ms).
    """
    found = cursor.execute(
        "SELECT f.feed, MAX(e.received), MAX(t.hlc >> 16) FROM ledger_tip t JOIN ledger_feed f ON f.id = t.feed"
        " JOIN ledger_entry e ON e.feed = t.feed AND e.incarnation = t.incarnation AND e.sequence = t.sequence"
        " AND e.hash = t.hash GROUP BY f.feed"
    )
    return {FeedId(feed): (received, written) for feed, received, written in found}


def list_clocks(cursor: Cursor) -> dict[FeedId, int]:
    """List when the newest entry of each feed was written, by the clock of its device (ms)."""
    found = cursor.execute(
        "SELECT f.feed, MAX(t.hlc >> 16) FROM ledger_tip t JOIN ledger_feed f ON f.id = t.feed GROUP BY t.feed"
    )
    return {FeedId(feed): written for feed, written in found}


def iterate_written(cursor: Cursor, feed: FeedId, since: int, step: int) -> Iterator[int]:
    """Yield moments (ms) at which a feed was written, each the last one within `step` after the one before.

    The clock of a line never goes back, so each is searched for along the line: a page costs the same after ten years.
    """
    while (latest := _last_written(cursor, feed, since + step)) > since:
        yield latest
        since = latest


def _last_written(cursor: Cursor, feed: FeedId, upto: int) -> int:
    """Return the last moment (ms) not after `upto` at which a feed was written; 0 for never."""
    ends = cursor.execute(
        "SELECT t.feed, t.incarnation, MAX(t.sequence) FROM ledger_tip t JOIN ledger_feed f ON f.id = t.feed"
        " WHERE f.feed = ? GROUP BY 1, 2",
        (feed,),
    ).fetchall()
    most = join_stamp(upto + 1, 0) - 1
    return max((split_stamp(_last_of_branch(cursor, (n, i), last, most))[0] for n, i, last in ends), default=0)


def _last_of_branch(cursor: Cursor, line: tuple[int, int], last: int, most: int) -> int:
    """Return the highest hybrid clock not beyond `most` of a line (feed, incarnation) that ends at `last`; 0 for
    none.
    """
    latest, low, high = 0, 0, last
    while low <= high:
        middle = (low + high) // 2
        row = cursor.execute(
            "SELECT MAX(hlc) FROM ledger_entry WHERE feed = ? AND incarnation = ? AND sequence = ?",
            (*line, middle),
        ).fetchone()
        if row is not None and row[0] is not None and row[0] <= most:
            latest, low = max(latest, row[0]), middle + 1
        else:
            high = middle - 1
    return latest


def find_hashes(cursor: Cursor, feed: FeedId, incarnation: int, sequence: int) -> set[bytes]:
    """Return the hashes held at one place of a feed; more than one is a fork."""
    found = cursor.execute(
        "SELECT e.hash FROM ledger_entry e JOIN ledger_feed f ON f.id = e.feed"
        " WHERE f.feed = ? AND e.incarnation = ? AND e.sequence = ?",
        (feed, incarnation, sequence),
    )
    return {row[0] for row in found}


def list_sendable_heads(cursor: Cursor, now: int) -> list[Head]:
    """Return the newest head of each branch that may travel at `now` (ms): what is offered to others.

    A commit is held back for the 30 seconds in which it can be undone. Of an incarnation that has as many lines as are
    kept, only the first one travels: the others are frozen, and the evidence of the fork travels for them.
    """
    heads = []
    tips = list_tips(cursor)
    branches = Counter((tip.feed, tip.incarnation) for tip in tips)
    for tip in tips:
        if branches[tip.feed, tip.incarnation] >= MAX_BRANCHES and tip.branch:
            continue
        released = cursor.execute(
            "SELECT h.sequence, h.hash FROM ledger_head h JOIN ledger_feed f ON f.id = h.feed WHERE f.feed = :feed"
            f" AND h.incarnation = :incarnation AND h.sequence <= :sequence AND {SENDABLE} ORDER BY h.sequence DESC"
            f" {'LIMIT 1' if branches[tip.feed, tip.incarnation] == 1 else ''}",
            {"feed": tip.feed, "incarnation": tip.incarnation, "sequence": tip.sequence, "now": now},
        ).fetchall()
        if branches[tip.feed, tip.incarnation] > 1:
            released = _on_branch(cursor, tip, released)
        if released:
            heads.append(Head(tip.feed, tip.incarnation, *released[0]))
    return heads


def may_be_sent(cursor: Cursor, row: int, now: int) -> bool:
    """Return whether a signed head that covers this entry may have been sent by `now` (ms)."""
    return bool(list_sendable(cursor, [row], now))


def list_sendable(cursor: Cursor, rows: Sequence[int], now: int) -> list[int]:
    """Return those of these entries (their rows) that a signed head covers which may have been sent by `now` (ms)."""
    found: list[int] = []
    for start in range(0, len(rows), _BATCH):
        some = rows[start : start + _BATCH]
        marks = ",".join(f":row{number}" for number in range(len(some)))
        named = {f"row{number}": row for number, row in enumerate(some)}
        found += [
            row[0]
            for row in cursor.execute(
                f"SELECT e.id FROM ledger_entry e WHERE e.id IN ({marks}) AND EXISTS (SELECT 1 FROM ledger_head h WHERE"
                f" h.feed = e.feed AND h.incarnation = e.incarnation AND h.sequence >= e.sequence AND {SENDABLE})",
                {**named, "now": now},
            ).fetchall()
        ]
    return found


def _on_branch(cursor: Cursor, tip: Tip, heads: list[tuple]) -> list[tuple]:
    """Return those of these heads (newest first) that lie on the line to a branch's tip.

    A fork has several lines.
    """
    line = {tip.hash}
    wanted = tip.hash
    for hash_, header in cursor.execute(
        "SELECT e.hash, e.header FROM ledger_entry e JOIN ledger_feed f ON f.id = e.feed"
        " WHERE f.feed = ? AND e.incarnation = ? AND e.sequence <= ? ORDER BY e.sequence DESC",
        (tip.feed, tip.incarnation, tip.sequence),
    ):
        if hash_ == wanted:
            wanted = header[30:62]
            line.add(wanted)
    return [head for head in heads if head[1] in line]


class WritePosition(NamedTuple):
    """Where this node writes next: its feed's local number, what it wrote last, and the next free row.

    `number` is 0 before the feed is known here, `sequence` -1 and `hash` the genesis before the first entry;
    `released` until when (ms) the last commit is held back; `clock` the highest hybrid clock to go on from.
    """

    number: int
    incarnation: int
    sequence: int
    hash: bytes
    released: int
    clock: int
    row: int


def find_write_position(cursor: Cursor, feed: FeedId, most: int) -> WritePosition:
    """Return where this node writes next in this feed; clocks of others beyond `most` are not believed.

    One statement, because every act that is saved asks it; more only where the clock of another computer is far
    ahead.
    """
    row = cursor.execute(_WRITE_POSITION, {"feed": feed, "most": most}).fetchone()
    assert row is not None
    number, incarnation, sequence, hash_, released, clock, last, beyond = row
    if hash_ is None:
        sequence, hash_ = -1, GENESIS
    if beyond:  # of a computer whose clock ran ahead, what it wrote before is believed
        lines = cursor.execute(_BEYOND, {"own": number or 0, "most": most}).fetchall()
        clock = max(clock or 0, *(_last_of_branch(cursor, (n, i), last, most) for n, i, last in lines))
    return WritePosition(number or 0, incarnation, sequence, hash_, released or 0, clock or 0, (last or 0) + 1)


_WRITE_POSITION = """SELECT f.id, s.incarnation, t.sequence, t.hash,
    (SELECT released FROM ledger_head WHERE feed = f.id AND incarnation = s.incarnation ORDER BY sequence DESC LIMIT 1),
    (SELECT MAX(hlc) FROM ledger_tip WHERE hlc <= :most OR feed = f.id),
    (SELECT MAX(id) FROM ledger_entry),
    (SELECT COUNT(*) FROM ledger_tip WHERE hlc > :most AND feed IS NOT f.id)
    FROM (SELECT COALESCE((SELECT incarnation FROM ledger_self), 0) AS incarnation) s
    LEFT JOIN ledger_feed f ON f.feed = :feed
    LEFT JOIN ledger_tip t ON t.feed = f.id AND t.incarnation = s.incarnation AND t.branch = x''"""
_BEYOND = (
    "SELECT feed, incarnation, MAX(sequence) FROM ledger_tip WHERE hlc > :most AND feed <> :own GROUP BY feed, incarnation"
    f" LIMIT {MAX_BRANCHES}"  # a thief may sign any number, and each act asks
)
