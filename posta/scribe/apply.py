"""Applying entries: open what can be opened, check whether the device may have written it, call the projections.

Used alike for what arrives, what becomes readable later, and what is replayed.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from posta.catalog import kinds
from posta.catalog.compartments import PERSON_HELD
from posta.catalog.encoding.codec import AdminPayload, FactsPayload, check_moment, decode_part, is_known
from posta.errors import PostaError, Reason
from posta.feed.canonical import PREFIX_SIZE
from posta.ids import EntryId, FeedId
from posta.ledger import queries, store
from posta.ledger.row_types import DecodedEntry, Rejection, StoredPart
from posta.mission.posts import Device
from posta.scribe.context.node_context import NodeContext
from posta.scribe.context.transactions import is_storage_error
from posta.scribe.errors import NOT_APPLIED
from posta.scribe.projections import PROJECTIONS
from posta.seal.envelope import open_part

_BATCH = 500
REVOKED, NOT_A_POST = "revoked", "not_a_post"


class ReopenedEntry(NamedTuple):
    """An entry of the ledger opened again: its row, what projections see of it, its parts and their states."""

    row: int
    feed: FeedId
    fresh: DecodedEntry | None
    parts: list[int]
    states: list[int]
    refusal: Rejection | None

    def __repr__(self) -> str:
        return object.__repr__(self)


def open_entry(
    node: NodeContext,
    feed: FeedId,
    row: int,
    hash_: bytes,
    clock: int,
    prefix: bytes,
    parts: Sequence[tuple[bytes, bytes | None]],
) -> tuple[DecodedEntry, list[int]]:
    """Return what projections see of an entry, and the state of each part. Raises SealError, CatalogError."""
    clinical = facts = admin = None
    network = ""
    states = [store.PROJECTED] * len(parts)
    epochs = node.keyring.by_id
    for index, (named, sealed) in enumerate(parts):
        if sealed is None:
            states[index] = store.MISSING
            continue
        epoch = epochs.get(named)
        if epoch is None:
            states[index] = store.NOT_READ
            continue
        value = decode_part(epoch.compartment, open_part(sealed, epoch, aad=prefix + bytes((index,)) + named))
        check_moment(value, clock)
        if not is_known(value):
            states[index] = store.NOT_READ
        elif isinstance(value, FactsPayload):
            facts = value
        elif isinstance(value, AdminPayload):
            admin = value
        elif epoch.compartment not in PERSON_HELD:
            clinical, network = value, epoch.network
    return DecodedEntry(row, EntryId(hash_[:16]), clock, feed, network, clinical, facts, admin), states


def check_authority(device: Device, fallen: bool, fresh: DecodedEntry) -> Rejection | None:
    """Return whether this device may have written this.

    It may not where its revocation does not let the entry stand; care is written only at a post. A revocation stands
    even where its author was revoked too: which of two came first must not decide.
    """
    revokes = fresh.admin is not None and fresh.admin.kind == kinds.REVOCATION
    if fallen and not revokes:
        return Rejection(fresh.row, REVOKED, Reason("revoked_device_entry"))
    if fresh.clinical is not None and device.post is None:
        return Rejection(fresh.row, NOT_A_POST, Reason("care_without_post"))
    return None


def to_rejection(row: int, error: Exception) -> Rejection:
    """Return what is wrong with an entry that raised an error. An error of the disk is no fault of the entry, and is
    raised again.

    Of an error that nobody foresaw the type is kept and the text is not: it may quote what was written.
    """
    if is_storage_error(error):
        raise error
    reason = error.reason if isinstance(error, PostaError) and error.code else NOT_APPLIED
    return Rejection(row, type(error).__name__, reason)


def project_all(node: NodeContext, batch: Sequence[DecodedEntry]) -> list[Rejection]:
    """Call every projection; where one raises, go entry by entry, so that only the bad one is set aside."""
    try:
        with node.savepoint():
            return [refusal for projection in PROJECTIONS for refusal in projection.project(node.cursor, batch)]
    except Exception as error:  # noqa: BLE001  one of the four doors: an entry may hold anything
        if is_storage_error(error):  # a full disk is no fault of the entry
            raise
        return [refusal for fresh in batch for refusal in _project_one(node, fresh)]


def open_rows(node: NodeContext, rows: Sequence[int]) -> list["ReopenedEntry"]:
    """Open held entries again, by row, with what is wrong with those that do not open as they should."""
    found = []
    for start in range(0, len(rows), _BATCH):
        found += reopen_entries(node, queries.list_parts(node.cursor, rows[start : start + _BATCH]))
    return found


def reopen_entries(node: NodeContext, parts: Sequence[StoredPart]) -> list["ReopenedEntry"]:
    """Return the entries that these parts make up."""
    feeds = queries.list_feeds(node.cursor)
    return [_reopen(node, feeds, list(entry)) for _, entry in groupby(parts, key=lambda part: part.entry)]


def quarantine(node: NodeContext, entries: Mapping[int, Sequence[int]], refused: Iterable[Rejection], now: int) -> None:
    """Name entries that are kept and not applied; `entries` gives the part ids of each row."""
    ids = queries.list_hashes(node.cursor, list(entries))
    for refusal in refused:
        store.quarantine(node.cursor, refusal.rule, refusal.reason, ids[refusal.row], now, entry=refusal.row)
        store.mark_parts(node.cursor, entries[refusal.row], store.ASIDE)


def _reopen(node: NodeContext, feeds: Mapping[int, FeedId], parts: list[StoredPart]) -> "ReopenedEntry":
    first = parts[0]
    feed, header = feeds[first.feed], first.header
    ids = [part.id for part in parts]
    pairs = [(part.epoch, part.sealed) for part in parts]
    try:
        fresh, states = open_entry(node, feed, first.entry, first.hash, first.hlc, header[:PREFIX_SIZE], pairs)
    except Exception as error:  # noqa: BLE001  the same door: an entry may hold anything
        return ReopenedEntry(first.entry, feed, None, ids, [store.ASIDE] * len(ids), to_rejection(first.entry, error))
    return ReopenedEntry(first.entry, feed, fresh, ids, states, None)


def _project_one(node: NodeContext, fresh: DecodedEntry) -> list[Rejection]:
    try:
        with node.savepoint():
            return [refusal for projection in PROJECTIONS for refusal in projection.project(node.cursor, [fresh])]
    except Exception as error:  # noqa: BLE001  the same door
        return [to_rejection(fresh.row, error)]
