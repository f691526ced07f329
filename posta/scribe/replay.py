"""Replay: drop every projection and fold the log again. The proof that the log is the record and all else a view."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b

from posta.catalog import kinds
from posta.ids import FeedId
from posta.ledger import read, store
from posta.ledger.rows import Fresh, Refusal, StoredPart
from posta.mission.keyring import load_keyring
from posta.mission.posts import Device, list_devices
from posta.scribe.apply import Reopened, judge, open_rows, project_all, reopen, set_aside
from posta.scribe.collecting import without_collecting
from posta.scribe.desk import Desk
from posta.scribe.durable import durable
from posta.scribe.projections import PROJECTIONS
from posta.scribe.receive import Receipt, retry_strangers
from posta.scribe.settle import settle

_BATCH = 500
_MOST_FOLDS = 3


def replay(desk: Desk, progress: Callable[[int], None] = lambda done: None) -> int:
    """Drop the projections and fold the whole log again, in one transaction. Returns the number of entries folded.

    Whether an entry stands depends on who is enrolled and revoked, which the log itself says. So the fold goes by
    what the tables said before, and is done again in the rare case that it says otherwise.
    """
    with durable(desk):
        for _ in range(_MOST_FOLDS):
            devices = _devices(desk)
            done = _fold(desk, devices, progress)
            if _devices(desk) == devices:
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
            _apply_late(desk, rows[start : start + _BATCH])
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


def _devices(desk: Desk) -> dict[FeedId, Device]:
    return {device.feed: device for device in list_devices(desk.cursor)}


def _fold(desk: Desk, devices: dict[FeedId, Device], progress: Callable[[int], None]) -> int:
    for projection in PROJECTIONS:
        projection.reset(desk.cursor)
    aside, unread, done = store.take_entries_aside(desk.cursor), read.list_unread_ids(desk.cursor), 0
    for parts in read.iterate_parts(desk.cursor):
        with without_collecting():
            done += _fold_batch(desk, devices, parts, aside, unread)
        progress(done)
    return done


def _fold_batch(
    desk: Desk, devices: dict[FeedId, Device], parts: list[StoredPart], aside: set[int], unread: set[int]
) -> int:
    entries = reopen(desk, parts)
    standing, refused = _judged(entries, devices)
    refused += project_all(desk, standing)
    _mark(desk, entries, {refusal.row for refusal in refused}, aside, unread)
    if refused:
        set_aside(desk, {e.row: e.parts for e in entries}, refused, desk.clock.millis())
    return len(entries)


def _judged(entries: Sequence[Reopened], devices: dict[FeedId, Device]) -> tuple[list[Fresh], list[Refusal]]:
    """What of these entries stands, and what is refused before any projection sees it."""
    standing, refused = [], []
    for entry in entries:
        refusal, device = entry.refusal, devices.get(entry.feed)
        if entry.fresh is not None and device is not None:
            refusal = judge(device, *entry.place, entry.fresh)
        if refusal is not None:
            refused.append(refusal)
        elif entry.fresh is not None:
            standing.append(entry.fresh)
    return standing, refused


def _mark(desk: Desk, entries: Sequence[Reopened], refused: set[int], aside: set[int], unread: set[int]) -> None:
    """Note parts that are read only now: set aside before, or of a kind that this program has learned."""
    for entry in entries:
        if entry.row in refused:
            continue
        for part, state in zip(entry.parts, entry.states, strict=True):
            if entry.row in aside or (state == store.PROJECTED and part in unread):
                store.mark_parts(desk.cursor, [part], state)


def _apply_late(desk: Desk, rows: list[int]) -> None:
    for projection in PROJECTIONS:
        projection.forget(desk.cursor, rows)
    entries = open_rows(desk, rows)
    standing, refused = _judged(entries, _devices(desk))
    refused += project_all(desk, standing)
    _mark(desk, entries, {refusal.row for refusal in refused}, set(rows), set())
    if refused:
        set_aside(desk, {e.row: e.parts for e in entries}, refused, desk.clock.millis())
    settle(desk, standing)
    if any(f.ordered is not None and f.ordered.kind == kinds.ENROLMENT for f in standing):
        retry_strangers(desk, Receipt())
