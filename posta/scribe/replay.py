"""Replay: drop every projection and fold the log again. The proof that the log is the record and all else a view."""

from collections.abc import Callable, Iterator
from hashlib import blake2b

from posta.ids import FeedId
from posta.ledger import read, store
from posta.ledger.rows import StoredPart
from posta.mission.keyring import load_keyring
from posta.scribe.apply import project_all, reopen, set_aside
from posta.scribe.collecting import without_collecting
from posta.scribe.desk import Desk
from posta.scribe.durable import durable
from posta.scribe.late import apply_late, is_enrolment, judged, mark
from posta.scribe.projections import PROJECTIONS
from posta.scribe.receive import Receipt, retry_strangers
from posta.scribe.standing import Standing, list_standings

_BATCH = 500
_MOST_FOLDS = 3


def replay(desk: Desk, progress: Callable[[int], None] = lambda done: None) -> int:
    """Drop the projections and fold the whole log again, in one transaction. Returns the number of entries folded.

    Whether an entry stands depends on who is enrolled and revoked, which the log itself says. So the fold goes by
    what the tables said before, and is done again in the rare case that it says otherwise.
    """
    with durable(desk):
        for _ in range(_MOST_FOLDS):
            standings = list_standings(desk.cursor)
            done = _fold(desk, standings, progress)
            if list_standings(desk.cursor) == standings:
                break
    return done


def catch_up(desk: Desk) -> int:
    """Project entries whose parts have become readable: after a grant or an upgrade. Returns how many opened.

    Those of a kind that only a newer program knows stay as they are and are not counted.
    """
    with durable(desk):
        desk = desk.holding(load_keyring(desk.cursor, desk.device))
        rows = read.list_readable(desk.cursor, desk.keyring.by_id)
        for start in range(0, len(rows), _BATCH):
            standing = apply_late(desk, rows[start : start + _BATCH])
            if any(is_enrolment(fresh) for fresh in standing):
                retry_strangers(desk, Receipt())
        return len(rows) - len(set(rows).intersection(read.list_readable(desk.cursor, desk.keyring.by_id)))


def use_new_keys(desk: Desk) -> Desk:
    """Open everything that keys received since open, and what comes to light by that; the desk with all its keys.

    An order may bring the key of the next one, so this goes on until nothing more opens.
    """
    while catch_up(desk):
        pass
    return desk.holding(load_keyring(desk.cursor, desk.device))


def state_hash(desk: Desk) -> str:
    """One hash over all projections, without local row numbers: equal on every node that holds the same entries."""
    digest = blake2b(digest_size=16)
    for row in dump(desk):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def dump(desk: Desk) -> Iterator[tuple]:
    """Every projected row in a stable order."""
    for projection in PROJECTIONS:
        yield from projection.dump(desk.cursor)


def _fold(desk: Desk, standings: dict[FeedId, Standing], progress: Callable[[int], None]) -> int:
    for projection in PROJECTIONS:
        projection.reset(desk.cursor)
    aside, unread, done = store.take_entries_aside(desk.cursor), read.list_unread_ids(desk.cursor), 0
    for parts in read.iterate_parts(desk.cursor):
        with without_collecting():
            done += _fold_batch(desk, standings, parts, aside, unread)
        progress(done)
    return done


def _fold_batch(
    desk: Desk, standings: dict[FeedId, Standing], parts: list[StoredPart], aside: set[int], unread: set[int]
) -> int:
    entries = reopen(desk, parts)
    standing, refused = judged(entries, standings)
    refused += project_all(desk, standing)
    mark(desk, entries, {refusal.row for refusal in refused}, aside, unread)
    if refused:
        set_aside(desk, {e.row: e.parts for e in entries}, refused, desk.clock.millis())
    return len(entries)
