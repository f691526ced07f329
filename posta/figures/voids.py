"""What no longer counts: corrected entries, and those whose withdrawal holds.

Counting knows no author: it asks only that the computer which withdraws serves the post of the entry, or administers.
Whether the author may is judged in the chart, by those who can read it. A reinstatement lifts the withdrawal it names.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from posta.catalog import kinds
from posta.ids import FeedId
from posta.ledger.read import NAMES_HASH
from posta.ledger.rows import Cursor
from posta.mission.posts import Device, list_devices

_VOIDS = (
    "SELECT v.entry, v.id, v.target, v.kind, v.holds, f.feed FROM figures_void v"
    " JOIN ledger_entry e ON e.id = v.entry JOIN ledger_feed f ON f.id = e.feed"
)
_MOST = 500


def are_named(cursor: Cursor, ids: Sequence[bytes]) -> bool:
    """Return whether something that is held voids one of these; every act that is saved asks it."""
    if not ids:
        return False
    sql = f"SELECT 1 FROM figures_void WHERE target IN ({','.join('?' * len(ids))}) LIMIT 1"
    return cursor.execute(sql, ids).fetchone() is not None


def judge_voids(cursor: Cursor, ids: Collection[bytes]) -> None:
    """Judge again what these entries void, and what voids them."""
    some = list(ids)
    for start in range(0, len(some), _MOST):
        _judge(cursor, _list_targets(cursor, some[start : start + _MOST]))


def judge_all_voids(cursor: Cursor) -> None:
    """Judge everything again: a computer may have come to serve another post."""
    judge_voids(cursor, [row[0] for row in cursor.execute("SELECT DISTINCT target FROM figures_void").fetchall()])


def _list_targets(cursor: Cursor, ids: Collection[bytes]) -> set[bytes]:
    """The entries of visits and work that are voided by these or are these; of a reinstatement what was withdrawn."""
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
    devices = {device.feed: device for device in list_devices(cursor)}
    voids = cursor.execute(f"{_VOIDS} WHERE v.target IN ({','.join('?' * len(wanted))})", wanted).fetchall()
    named = [row[1] for row in voids]
    lifts = cursor.execute(f"{_VOIDS} WHERE v.target IN ({','.join('?' * len(named))})", named).fetchall()
    written = _list_written(cursor, wanted)
    about = {row[1]: row[2] for row in voids}
    lifted = {
        row[2] for row in lifts if row[3] == kinds.REINSTATEMENT and _may(row[5], written.get(about[row[2]]), devices)
    }
    changed = []
    for entry, id_, target, kind, held, feed in voids:
        holds = kind == kinds.CORRECTION or (id_ not in lifted and _may(feed, written.get(target), devices))
        if holds != bool(held):
            changed.append((holds, entry))
    cursor.executemany("UPDATE figures_void SET holds = ? WHERE entry = ?", changed)


def _list_written(cursor: Cursor, targets: Sequence[bytes]) -> dict[bytes, tuple[bytes, int]]:
    """The feed and the post of what is voided, where it is known here."""
    found = cursor.execute(
        "SELECT DISTINCT v.target, f.feed, r.post FROM figures_void v JOIN ledger_entry e ON"
        f" {NAMES_HASH.format(id='v.target')} JOIN figures_row r ON r.entry = e.id JOIN ledger_feed f ON f.id = e.feed"
        f" WHERE v.target IN ({','.join('?' * len(targets))})",
        targets,
    )
    return {target: (feed, post) for target, feed, post in found.fetchall()}


def _may(feed: bytes, written: tuple[bytes, int] | None, devices: Mapping[FeedId, Device]) -> bool:
    device = devices.get(FeedId(feed))
    if written is None or device is None:
        return False
    return feed == written[0] or device.post == written[1] or device.administers
