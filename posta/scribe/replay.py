"""Replay: drop every projection and fold the log again. The proof that the log is the record and all else a view."""

from collections.abc import Callable, Iterator
from hashlib import blake2b

from posta.ids import FeedId
from posta.ledger import queries, store
from posta.ledger.row_types import StoredPart
from posta.mission.keys.granted_keys import load_keyring
from posta.scribe.apply import project_all, quarantine, reopen_entries
from posta.scribe.context.gc_pause import gc_disabled
from posta.scribe.context.node_context import NodeContext
from posta.scribe.context.transactions import durable_transaction
from posta.scribe.incoming.backfill import is_enrolment, mark_entries, reproject, split_by_authority
from posta.scribe.incoming.receive import ReceiveReport, retry_unknown_devices
from posta.scribe.projections import PROJECTIONS
from posta.scribe.revocation import DeviceStanding, list_standings

_BATCH = 500
_MOST_FOLDS = 3


def replay(node: NodeContext, progress: Callable[[int], None] = lambda done: None) -> int:
    """Drop the projections and fold the whole log again, in one transaction. Returns the number of entries folded.

    Whether an entry stands depends on who is enrolled and revoked, which the log itself says. So the fold goes by
    what the tables said before, and is done again in the rare case that it says otherwise.
    """
    with durable_transaction(node):
        for _ in range(_MOST_FOLDS):
            standings = list_standings(node.cursor)
            done = _replay_log(node, standings, progress)
            if list_standings(node.cursor) == standings:
                break
    return done


def apply_unapplied(node: NodeContext) -> int:
    """Project entries whose parts have become readable: after a grant or an upgrade. Returns how many opened.

    Those of a kind that only a newer program knows stay as they are and are not counted.
    """
    with durable_transaction(node):
        node = node.holding(load_keyring(node.cursor, node.device))
        rows = queries.list_readable(node.cursor, node.keyring.by_id)
        for start in range(0, len(rows), _BATCH):
            standing = reproject(node, rows[start : start + _BATCH])
            if any(is_enrolment(fresh) for fresh in standing):
                retry_unknown_devices(node, ReceiveReport())
        return len(rows) - len(set(rows).intersection(queries.list_readable(node.cursor, node.keyring.by_id)))


def decrypt_with_new_keys(node: NodeContext) -> NodeContext:
    """Open everything that keys received since open, and what becomes readable by that; return the context with all its
    keys.

    An order may bring the key of the next one, so this goes on until nothing more opens.
    """
    while apply_unapplied(node):
        pass
    return node.holding(load_keyring(node.cursor, node.device))


def state_hash(node: NodeContext) -> str:
    """Return one hash over all projections, without local row numbers: equal on every node that holds the same
    entries.
    """
    digest = blake2b(digest_size=16)
    for row in dump_projections(node):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def dump_projections(node: NodeContext) -> Iterator[tuple]:
    """Yield every projected row in a stable order."""
    for projection in PROJECTIONS:
        yield from projection.dump(node.cursor)


def _replay_log(node: NodeContext, standings: dict[FeedId, DeviceStanding], progress: Callable[[int], None]) -> int:
    for projection in PROJECTIONS:
        projection.reset(node.cursor)
    aside, unread, done = store.pop_quarantined_entries(node.cursor), queries.list_unread_ids(node.cursor), 0
    for parts in queries.iterate_parts(node.cursor):
        with gc_disabled():
            done += _replay_batch(node, standings, parts, aside, unread)
        progress(done)
    return done


def _replay_batch(
    node: NodeContext,
    standings: dict[FeedId, DeviceStanding],
    parts: list[StoredPart],
    aside: set[int],
    unread: set[int],
) -> int:
    entries = reopen_entries(node, parts)
    standing, refused = split_by_authority(entries, standings)
    refused += project_all(node, standing)
    mark_entries(node, entries, {refusal.row for refusal in refused}, aside, unread)
    if refused:
        quarantine(node, {e.row: e.parts for e in entries}, refused, node.clock.millis())
    return len(entries)
