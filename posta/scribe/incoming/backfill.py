"""What is read later than it came, because a key, a newer program, or the bytes themselves were missing."""

from collections.abc import Sequence

from posta.catalog import kinds
from posta.figures.facts import list_withdrawals
from posta.ids import FeedId
from posta.ledger import missing_parts, store
from posta.ledger.row_types import DecodedEntry, Rejection
from posta.scribe.apply import ReopenedEntry, check_authority, open_rows, project_all, quarantine
from posta.scribe.context.node_context import NodeContext
from posta.scribe.projections import PROJECTIONS
from posta.scribe.retroactive_effects import apply_retroactive_effects
from posta.scribe.revocation import DeviceStanding, list_standings
from posta.wire.address import Segment


def backfill_parts(node: NodeContext, segment: Segment) -> tuple[int, list[DecodedEntry]]:
    """Take parts that are missing here from a segment that has them; return how many entries, and those that stand.

    It is for entries held under the same hash: what they name by digest needs no signature. What a valid undo names
    is dropped again; what was dropped here is not missing, and is never filled.
    """
    carried = {entry.hash: entry.parts for entry in segment.entries}
    found = [
        (part, carried[hash_])
        for part, hash_ in missing_parts.list_missing_compartments(node.cursor, segment)
        if hash_ in carried
    ]
    offered = [(sealed, part) for part, parts in found if (sealed := parts[part & 15].sealed) is not None]
    if not offered:
        return 0, []
    store.fill_parts(node.cursor, offered)
    rows = sorted({part >> 4 for _, part in offered})
    store.release_from_quarantine(node.cursor, rows)
    standing = reproject(node, rows)
    undoings = list_withdrawals(node.cursor, [fresh.id for fresh in standing]).values()
    apply_retroactive_effects(
        node, [entry.fresh for entry in open_rows(node, sorted(undoings)) if entry.fresh is not None]
    )
    return len(rows), standing


def reproject(node: NodeContext, rows: Sequence[int]) -> list[DecodedEntry]:
    """Project entries that can be read, or read in full, only now; return those that stand."""
    for projection in PROJECTIONS:
        projection.forget(node.cursor, rows)
    entries = open_rows(node, rows)
    standing, refused = split_by_authority(entries, list_standings(node.cursor, {entry.feed for entry in entries}))
    refused += project_all(node, standing)
    mark_entries(node, entries, {refusal.row for refusal in refused}, set(rows), set())
    if refused:
        quarantine(node, {e.row: e.parts for e in entries}, refused, node.clock.millis())
    apply_retroactive_effects(node, standing)
    return standing


def is_enrolment(fresh: DecodedEntry) -> bool:
    """Return whether the entries of an unknown device may have to be tried again after this."""
    return fresh.admin is not None and fresh.admin.kind == kinds.ENROLMENT


def split_by_authority(
    entries: Sequence[ReopenedEntry], standings: dict[FeedId, DeviceStanding]
) -> tuple[list[DecodedEntry], list[Rejection]]:
    """Return what of these entries stands, and what is refused before any projection sees it."""
    standing, refused = [], []
    for entry in entries:
        refusal, one = entry.refusal, standings.get(entry.feed)
        if entry.fresh is not None and one is not None:
            refusal = check_authority(one.device, entry.row in one.fallen, entry.fresh)
        if refusal is not None:
            refused.append(refusal)
        elif entry.fresh is not None:
            standing.append(entry.fresh)
    return standing, refused


def mark_entries(
    node: NodeContext, entries: Sequence[ReopenedEntry], refused: set[int], aside: set[int], unread: set[int]
) -> None:
    """Note parts that are read only now: set aside before, or of a kind that this program has learned."""
    for entry in entries:
        if entry.row in refused:
            continue
        for part, state in zip(entry.parts, entry.states, strict=True):
            if entry.row in aside or (state == store.PROJECTED and part in unread):
                store.mark_parts(node.cursor, [part], state)
