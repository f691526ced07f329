"""What no longer counts: entries whose correction or withdrawal holds; and corrections that do not hold.

Counting knows no author: it checks only that the computer which withdraws or corrects serves the post of the entry,
or administers. Care that continues elsewhere corrects too, so a correction from another post holds if it takes
nothing out of the counts: the same person, counted at the same post, as everything that the entry counted as. Whether
the author may is judged in the chart, by those who can read it. A reinstatement lifts the withdrawal it names.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from posta.catalog import kinds
from posta.ids import FeedId
from posta.ledger.queries import NAMES_HASH
from posta.ledger.row_types import Cursor
from posta.mission.places.place_tables import list_all_served
from posta.mission.posts import Device, list_devices

_VOIDS = (
    "SELECT v.entry, v.id, v.target, v.kind, v.holds, e.device FROM figures_void v"
    " JOIN ledger_origin e ON e.id = v.entry"
)
_MOST = 500
_IS_LIVE = (
    "NOT EXISTS (SELECT 1 FROM figures_void v WHERE v.target = figures_row.id AND v.holds AND NOT EXISTS"
    f" (SELECT 1 FROM figures_void w WHERE w.target = v.id AND w.holds AND w.kind = {kinds.WITHDRAWAL}))"
    f" AND (kind <> {kinds.CORRECTION} OR EXISTS"
    " (SELECT 1 FROM figures_void o WHERE o.entry = figures_row.entry AND o.holds))"
)
"""Whether a row counts: what voids it was itself withdrawn (a correction marked as an error leaves what it corrected), and
a correction that was refused counts as little as it replaces."""


class _CountedEntry(NamedTuple):
    """An entry as it counts: its computer, kind, post, pseudonym, and one bit for each thing it counts as."""

    feed: bytes
    kind: int
    post: int
    person: bytes | None
    counts: int


class _Computers(NamedTuple):
    """The computers of the mission, and the places that each serves."""

    devices: Mapping[FeedId, Device]
    served: Mapping[bytes, frozenset[int]]

    def know(self, feed: bytes) -> bool:
        return FeedId(feed) in self.devices

    def serve(self, feed: bytes, post: int) -> bool:
        """Return whether a computer serves the post of an entry, or administers."""
        device = self.devices.get(FeedId(feed))
        return device is not None and (post in self.served.get(feed, ()) or device.administers)


def are_targets(cursor: Cursor, ids: Sequence[bytes]) -> bool:
    """Return whether something that is held voids one of these; every saved act needs the answer."""
    if not ids:
        return False
    sql = f"SELECT 1 FROM figures_void WHERE target IN ({','.join('?' * len(ids))}) LIMIT 1"
    return cursor.execute(sql, ids).fetchone() is not None


def judge_voids(cursor: Cursor, ids: Collection[bytes]) -> None:
    """Judge again what these entries void, and what voids them."""
    some = list(ids)
    for start in range(0, len(some), _MOST):
        batch = some[start : start + _MOST]
        targets = _list_targets(cursor, batch)
        _judge(cursor, targets)
        _mark_live(cursor, targets.union(batch))


def judge_all_voids(cursor: Cursor) -> None:
    """Judge everything again: a computer may have come to serve another post."""
    judge_voids(cursor, [row[0] for row in cursor.execute("SELECT DISTINCT target FROM figures_void").fetchall()])


def _list_targets(cursor: Cursor, ids: Collection[bytes]) -> set[bytes]:
    """Return the entries of visits and work that are voided by these or are these.

    For a reinstatement they are what was withdrawn.
    """
    marks = ",".join("?" * len(ids))
    found = cursor.execute(
        f"SELECT target, kind FROM figures_void WHERE target IN ({marks}) UNION"
        f" SELECT target, kind FROM figures_void WHERE id IN ({marks})",
        (*ids, *ids),
    ).fetchall()
    direct = {target for target, kind in found if kind != kinds.REINSTATEMENT}
    lifted = [target for target, kind in found if kind == kinds.REINSTATEMENT]
    if not lifted:
        return direct
    rows = cursor.execute(f"SELECT target FROM figures_void WHERE id IN ({','.join('?' * len(lifted))})", lifted)
    return direct | {row[0] for row in rows.fetchall()}


def _judge(cursor: Cursor, targets: Iterable[bytes]) -> None:
    wanted = sorted(targets)
    if not wanted:
        return
    devices = _Computers({one.feed: one for one in list_devices(cursor)}, list_all_served(cursor))
    voids = cursor.execute(f"{_VOIDS} WHERE v.target IN ({','.join('?' * len(wanted))})", wanted).fetchall()
    named = [row[1] for row in voids]
    lifts = cursor.execute(f"{_VOIDS} WHERE v.target IN ({','.join('?' * len(named))})", named).fetchall()
    written = _list_written(cursor, [*wanted, *(row[1] for row in voids if row[3] == kinds.CORRECTION)])
    about = {row[1]: row[2] for row in voids}
    lifted = {
        row[2]
        for row in lifts
        if row[3] == kinds.REINSTATEMENT and _is_authorised(row[5], written.get(about[row[2]]), devices)
    }
    changed = []
    for entry, id_, target, kind, held, feed in voids:
        before = written.get(target)
        if kind == kinds.REINSTATEMENT:
            continue  # it lifts a withdrawal, and voids nothing
        if kind == kinds.CORRECTION:
            holds = before is None or _corrects(feed, before, written.get(id_), devices)
        else:
            holds = id_ not in lifted and _is_authorised(feed, before, devices)
        if holds != bool(held):
            changed.append((holds, entry))
    cursor.executemany("UPDATE figures_void SET holds = ? WHERE entry = ?", changed)


def _mark_live(cursor: Cursor, ids: Collection[bytes]) -> None:
    """Mark whether these entries count, with those that they void and those that void them."""
    marks = ",".join("?" * len(ids))
    found = cursor.execute(
        f"SELECT target FROM figures_void WHERE id IN ({marks}) UNION SELECT id FROM figures_void WHERE target IN ({marks})",
        (*ids, *ids),
    )
    wanted = sorted({*ids, *(row[0] for row in found.fetchall())})
    for start in range(0, len(wanted), _MOST):
        some = wanted[start : start + _MOST]
        cursor.execute(
            f"WITH named (id) AS (VALUES {','.join(['(?)'] * len(some))}) UPDATE figures_row SET live = {_IS_LIVE}"
            f" WHERE entry IN (SELECT e.id FROM named n JOIN ledger_origin e ON {NAMES_HASH.format(id='n.id')})",
            some,
        )


def _list_written(cursor: Cursor, ids: Sequence[bytes]) -> dict[bytes, _CountedEntry]:
    """Return how these entries count, where they are known here."""
    found: dict[bytes, _CountedEntry] = {}
    for start in range(0, len(ids), _MOST):
        some = ids[start : start + _MOST]
        rows = cursor.execute(
            f"WITH named (id) AS (VALUES {','.join(['(?)'] * len(some))}) SELECT n.id, e.device, r.kind, r.post, r.person,"
            f" r.counts FROM named n JOIN ledger_origin e ON {NAMES_HASH.format(id='n.id')} JOIN figures_row r ON r.entry = e.id",
            some,
        )
        found |= {row[0]: _CountedEntry(*row[1:]) for row in rows.fetchall()}
    return found


def _is_authorised(feed: bytes, written: _CountedEntry | None, devices: _Computers) -> bool:
    return written is not None and devices.know(feed) and (feed == written.feed or devices.serve(feed, written.post))


def _corrects(feed: bytes, before: _CountedEntry, after: _CountedEntry | None, devices: _Computers) -> bool:
    """Return whether a correction takes the entry's place in the counts.

    It is from the entry's post, or counts where the entry did, for the same person, and as no less.
    """
    if before.kind != kinds.CORRECTION and _is_authorised(feed, before, devices):
        return True
    if devices.serve(feed, before.post):
        return True  # a computer has no version of its own of what another post wrote
    if after is None or after.person is None:
        return False
    return (before.post, before.person) == (after.post, after.person) and not before.counts & ~after.counts
