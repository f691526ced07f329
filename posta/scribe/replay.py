"""Replay: drop every projection and fold the log again. The proof that the log is the record and all else a view."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby

from posta.catalog.errors import CatalogError
from posta.feed.canonical import PREFIX_SIZE
from posta.ids import FeedId
from posta.ledger import read, store
from posta.ledger.rows import Fresh, StoredPart
from posta.mission.keyring import load_keyring
from posta.mission.posts import find_device
from posta.scribe.desk import Desk
from posta.scribe.projections import PROJECTIONS
from posta.scribe.receive import judge, open_entry, project_all, retry_strangers
from posta.seal.errors import SealError


def replay(desk: Desk, progress: Callable[[int], None] = lambda done: None) -> int:
    """Drop the projections and fold the whole log again, in one transaction. Returns the number of entries folded."""
    done = 0
    with desk.transaction():
        for projection in PROJECTIONS:
            projection.reset(desk.cursor)
        feeds = _feeds(desk)
        for parts in read.iterate_parts(desk.cursor):
            entries = _entries(desk, feeds, parts)
            project_all(desk, [fresh for fresh, _ in entries])
            done += len(entries)
            progress(done)
    return done


def catch_up(desk: Desk) -> int:
    """Project entries whose parts have become readable: after a grant or an upgrade. Returns how many."""
    with desk.transaction():
        feeds = _feeds(desk)
        ready = []
        for part in read.list_unread(desk.cursor):
            if part.epoch in desk.keyring.by_id:
                ready.append(part.entry)
        rows = sorted(set(ready))
        for start in range(0, len(rows), 500):
            chosen = rows[start : start + 500]
            for projection in PROJECTIONS:
                projection.forget(desk.cursor, chosen)
            entries = _entries(desk, feeds, read.list_parts(desk.cursor, chosen))
            project_all(desk, [fresh for fresh, _ in entries])
            store.mark_parts(desk.cursor, [part for _, parts in entries for part in parts], store.PROJECTED)
    return len(rows)


def settle(desk: Desk) -> Desk:
    """Open everything that keys received since open, and what comes to light by that; the desk with all its keys.

    An order may bring the key of the next one, so this goes on until no new key is found.
    """
    known: set[bytes] | None = None
    desk = desk.holding(load_keyring(desk.cursor, desk.device))
    while known != set(desk.keyring.by_id):
        known = set(desk.keyring.by_id)
        if catch_up(desk):
            retry_strangers(desk)
        desk = desk.holding(load_keyring(desk.cursor, desk.device))
    return desk


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


def _feeds(desk: Desk) -> dict[int, FeedId]:
    return dict(desk.cursor.execute("SELECT id, feed FROM ledger_feed").fetchall())


def _entries(desk: Desk, feeds: dict[int, FeedId], parts: Sequence[StoredPart]) -> list[tuple[Fresh, list[int]]]:
    """The entries that these parts make up, with the parts that could be read; what is set aside stays aside."""
    found = []
    for _, group in groupby(parts, key=lambda part: part.entry):
        entry = list(group)
        first = entry[0]
        feed = feeds[first.feed]
        pairs = [(part.epoch, part.sealed) for part in entry]
        try:
            fresh, states = open_entry(
                desk, feed, first.entry, first.hash, first.hlc, first.header[:PREFIX_SIZE], pairs
            )
        except (SealError, CatalogError):
            continue
        device = find_device(desk.cursor, feed)
        place = int.from_bytes(first.header[18:22], "big"), int.from_bytes(first.header[22:30], "big")
        if device is None or judge(device, *place, fresh) is None:
            found.append((fresh, [p.id for p, s in zip(entry, states, strict=True) if s == store.PROJECTED]))
    return found
