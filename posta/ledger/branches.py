"""Branches (lines): which entries of a feed lead to which. A feed has several where its device was restored, copied or
stolen."""

from typing import NamedTuple

from posta.ids import FeedId
from posta.ledger.frontier import find_hashes, list_tips
from posta.ledger.queries import find_ancestor
from posta.ledger.row_types import Cursor, Tip

BranchHeads = tuple[tuple[int, int, bytes], ...]  # incarnation, sequence, hash
_MAX_BRANCHES = 256  # no honest device has so many lines; a thief must not make a declaration too long to be sent


class ChainLink(NamedTuple):
    """An entry in its line: its row here, its place, its hash and the hash of the entry before it."""

    row: int
    incarnation: int
    sequence: int
    hash: bytes
    previous: bytes


def list_links(cursor: Cursor, feed: FeedId) -> list[ChainLink]:
    """Return every entry of a feed, in the order in which they came."""
    found = cursor.execute(
        "SELECT e.id, e.incarnation, e.sequence, e.hash, substr(e.header, 31, 32) FROM ledger_entry e"
        " JOIN ledger_feed f ON f.id = e.feed WHERE f.feed = ? ORDER BY e.id",
        (feed,),
    )
    return [ChainLink(*row) for row in found.fetchall()]


def find_first_row(cursor: Cursor, feed: FeedId, incarnation: int, sequence: int) -> int | None:
    """Return the row of the entry that came first at this place of a feed."""
    row = cursor.execute(
        "SELECT MIN(e.id) FROM ledger_entry e JOIN ledger_feed f ON f.id = e.feed"
        " WHERE f.feed = ? AND e.incarnation = ? AND e.sequence = ?",
        (feed, incarnation, sequence),
    ).fetchone()
    return row[0] if row else None


def list_branch_heads_until(cursor: Cursor, feed: FeedId, millis: int) -> tuple[tuple[int, int, bytes], ...]:
    """Return the end of each line held of a feed, cut at a moment (ms).

    The moment is compared with the clock of the entries; of very many lines the oldest are returned.
    """
    ends: dict[tuple[int, int, bytes], None] = {}
    for tip in sorted(
        (one for one in list_tips(cursor) if one.feed == feed), key=lambda one: (one.incarnation, one.branch)
    ):
        end = _find_branch_head(cursor, tip, millis)
        if end is not None:
            ends[end] = None
    return tuple(sorted(list(ends)[:_MAX_BRANCHES]))


def _find_branch_head(cursor: Cursor, tip: Tip, millis: int) -> tuple[int, int, bytes] | None:
    """Return the last entry of the line that leads to a tip which was written by a moment."""
    wanted = tip.hash
    for sequence, hash_, header, hlc in cursor.execute(
        "SELECT e.sequence, e.hash, e.header, e.hlc FROM ledger_entry e JOIN ledger_feed f ON f.id = e.feed"
        " WHERE f.feed = ? AND e.incarnation = ? AND e.sequence <= ? ORDER BY e.sequence DESC",
        (tip.feed, tip.incarnation, tip.sequence),
    ).fetchall():
        if hash_ == wanted:
            if hlc >> 16 <= millis:
                return tip.incarnation, sequence, hash_
            wanted = header[30:62]
    return None


def list_branch_heads(cursor: Cursor, feed: FeedId, upto: tuple[int, int]) -> tuple[tuple[int, int, bytes], ...]:
    """Return the end of each line held of a feed, cut at a place (incarnation, sequence).

    Returns none where that place is not held; of very many lines the oldest.
    """
    if not find_hashes(cursor, feed, *upto):
        return ()
    tips = [tip for tip in list_tips(cursor) if tip.feed == feed and tip.incarnation <= upto[0]]
    began = {i: find_first_row(cursor, feed, i, 0) or 0 for i in {tip.incarnation for tip in tips}}
    ends: dict[tuple[int, int, bytes], None] = {}
    for tip in sorted(tips, key=lambda tip: (began[tip.incarnation], tip.branch)):
        sequence = min(tip.sequence, upto[1]) if tip.incarnation == upto[0] else tip.sequence
        hash_ = find_ancestor(cursor, feed, tip.incarnation, (tip.sequence, tip.hash), sequence)
        if hash_ is not None:
            ends[tip.incarnation, sequence, hash_] = None
    return tuple(sorted(list(ends)[:_MAX_BRANCHES]))
