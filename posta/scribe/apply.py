"""Applying entries: open what can be opened, judge whether the device may have written it, tell the projections.

Used alike for what arrives, what becomes readable later, and what is folded again.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from posta.catalog import kinds
from posta.catalog.codec import Counted, Ordered, check_moment, decode_part, is_known
from posta.catalog.compartments import PERSON_HELD
from posta.errors import PostaError
from posta.feed.canonical import PREFIX_SIZE
from posta.ids import EntryId, FeedId
from posta.ledger import read, store
from posta.ledger.rows import Fresh, Refusal, StoredPart
from posta.mission.posts import Device
from posta.scribe.desk import Desk
from posta.scribe.durable import is_of_the_disk
from posta.scribe.projections import PROJECTIONS
from posta.seal.envelope import open_part

_BATCH = 500
REVOKED, NOT_A_POST = "revoked", "not_a_post"
NOT_APPLIED = "An entry could not be applied; it is kept and tried again later."


class Reopened(NamedTuple):
    """An entry of the ledger opened again: its row, what projections see of it, its parts and their states."""

    row: int
    feed: FeedId
    fresh: Fresh | None
    parts: list[int]
    states: list[int]
    refusal: Refusal | None


def open_entry(
    desk: Desk,
    feed: FeedId,
    row: int,
    hash_: bytes,
    clock: int,
    prefix: bytes,
    parts: Sequence[tuple[bytes, bytes | None]],
) -> tuple[Fresh, list[int]]:
    """What projections see of an entry, and the state of each part. Raises SealError, CatalogError."""
    said = counted = ordered = None
    network = ""
    states = [store.PROJECTED] * len(parts)
    epochs = desk.keyring.by_id
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
        elif isinstance(value, Counted):
            counted = value
        elif isinstance(value, Ordered):
            ordered = value
        elif epoch.compartment not in PERSON_HELD:
            said, network = value, epoch.network
    return Fresh(row, EntryId(hash_[:16]), clock, feed, network, said, counted, ordered), states


def judge(device: Device, fallen: bool, fresh: Fresh) -> Refusal | None:
    """Whether this device may have written this: nothing that its revocation does not let stand, care only at a post.

    A revocation stands even where its author was revoked too: which of two came first must not decide.
    """
    revokes = fresh.ordered is not None and fresh.ordered.kind == kinds.REVOCATION
    if fallen and not revokes:
        return Refusal(fresh.row, REVOKED, "Written by a device after it was declared lost; a person must look at it.")
    if fresh.said is not None and device.post is None:
        return Refusal(fresh.row, NOT_A_POST, "Care was written by a device that serves no post.")
    return None


def refuse(row: int, error: Exception) -> Refusal:
    """What is wrong with an entry that stumbled. A disk that fails is no fault of the entry, and is raised again.

    Of what nobody foresaw the type is kept and the text is not: it may quote what was written.
    """
    if is_of_the_disk(error):
        raise error
    foreseen = str(error) if isinstance(error, PostaError) else ""
    return Refusal(row, type(error).__name__, foreseen or NOT_APPLIED)


def project_all(desk: Desk, batch: Sequence[Fresh]) -> list[Refusal]:
    """Tell every projection; where one stumbles, entry by entry, so that only the bad one is set aside."""
    try:
        with desk.savepoint():
            return [refusal for projection in PROJECTIONS for refusal in projection.project(desk.cursor, batch)]
    except Exception as error:  # noqa: BLE001  one of the four doors: an entry may hold anything
        if is_of_the_disk(error):  # a full disk is no fault of the entry
            raise
        return [refusal for fresh in batch for refusal in _project_one(desk, fresh)]


def open_rows(desk: Desk, rows: Sequence[int]) -> list["Reopened"]:
    """Held entries opened again, by row, with what is wrong with those that do not open as they should."""
    found = []
    for start in range(0, len(rows), _BATCH):
        found += reopen(desk, read.list_parts(desk.cursor, rows[start : start + _BATCH]))
    return found


def reopen(desk: Desk, parts: Sequence[StoredPart]) -> list["Reopened"]:
    """The entries that these parts make up."""
    feeds = dict(desk.cursor.execute("SELECT id, feed FROM ledger_feed").fetchall())
    return [_reopen(desk, feeds, list(entry)) for _, entry in groupby(parts, key=lambda part: part.entry)]


def set_aside(desk: Desk, entries: Mapping[int, Sequence[int]], refused: Iterable[Refusal], now: int) -> None:
    """Name entries that are kept and not applied; `entries` gives the part ids of each row."""
    ids = read.list_hashes(desk.cursor, list(entries))
    for refusal in refused:
        store.put_aside(desk.cursor, refusal.rule, refusal.reason, ids[refusal.row], now, entry=refusal.row)
        store.mark_parts(desk.cursor, entries[refusal.row], store.ASIDE)


def _reopen(desk: Desk, feeds: Mapping[int, FeedId], parts: list[StoredPart]) -> "Reopened":
    first = parts[0]
    feed, header = feeds[first.feed], first.header
    ids = [part.id for part in parts]
    pairs = [(part.epoch, part.sealed) for part in parts]
    try:
        fresh, states = open_entry(desk, feed, first.entry, first.hash, first.hlc, header[:PREFIX_SIZE], pairs)
    except Exception as error:  # noqa: BLE001  the same door: an entry may hold anything
        return Reopened(first.entry, feed, None, ids, [store.ASIDE] * len(ids), refuse(first.entry, error))
    return Reopened(first.entry, feed, fresh, ids, states, None)


def _project_one(desk: Desk, fresh: Fresh) -> list[Refusal]:
    try:
        with desk.savepoint():
            return [refusal for projection in PROJECTIONS for refusal in projection.project(desk.cursor, [fresh])]
    except Exception as error:  # noqa: BLE001  the same door
        return [refuse(fresh.row, error)]
