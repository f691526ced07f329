"""What is read later than it came: for want of a key, of a newer program, or of the bytes themselves."""

from collections.abc import Sequence

from posta.catalog import kinds
from posta.figures.facts import list_withdrawals
from posta.ids import FeedId
from posta.ledger import missing, store
from posta.ledger.rows import Fresh, Refusal
from posta.scribe.apply import Reopened, judge, open_rows, project_all, set_aside
from posta.scribe.desk import Desk
from posta.scribe.projections import PROJECTIONS
from posta.scribe.settle import settle
from posta.scribe.standing import Standing, list_standings
from posta.wire.address import Segment


def fill_missing(desk: Desk, segment: Segment) -> tuple[int, list[Fresh]]:
    """Take parts that are missing here from a segment that has them: how many entries, and those that stand.

    It is for entries held under the same hash: what they name by digest needs no signature. Whatever an undoing that
    stands here names is dropped again; what was dropped here is not missing, and is never filled.
    """
    carried = {entry.hash: entry.parts for entry in segment.entries}
    found = [
        (part, carried[hash_]) for part, hash_ in missing.list_missing_of(desk.cursor, segment) if hash_ in carried
    ]
    offered = [(sealed, part) for part, parts in found if (sealed := parts[part & 15].sealed) is not None]
    if not offered:
        return 0, []
    store.fill_parts(desk.cursor, offered)
    rows = sorted({part >> 4 for _, part in offered})
    store.forget_aside(desk.cursor, rows)
    standing = apply_late(desk, rows)
    undoings = list_withdrawals(desk.cursor, [fresh.id for fresh in standing]).values()
    settle(desk, [entry.fresh for entry in open_rows(desk, sorted(undoings)) if entry.fresh is not None])
    return len(rows), standing


def apply_late(desk: Desk, rows: Sequence[int]) -> list[Fresh]:
    """Project entries that can be read, or read in full, only now; those that stand."""
    for projection in PROJECTIONS:
        projection.forget(desk.cursor, rows)
    entries = open_rows(desk, rows)
    standing, refused = judged(entries, list_standings(desk.cursor, {entry.feed for entry in entries}))
    refused += project_all(desk, standing)
    mark(desk, entries, {refusal.row for refusal in refused}, set(rows), set())
    if refused:
        set_aside(desk, {e.row: e.parts for e in entries}, refused, desk.clock.millis())
    settle(desk, standing)
    return standing


def is_enrolment(fresh: Fresh) -> bool:
    """Whether what a stranger wrote may have to be tried again after this."""
    return fresh.ordered is not None and fresh.ordered.kind == kinds.ENROLMENT


def judged(entries: Sequence[Reopened], standings: dict[FeedId, Standing]) -> tuple[list[Fresh], list[Refusal]]:
    """What of these entries stands, and what is refused before any projection sees it."""
    standing, refused = [], []
    for entry in entries:
        refusal, one = entry.refusal, standings.get(entry.feed)
        if entry.fresh is not None and one is not None:
            refusal = judge(one.device, entry.row in one.fallen, entry.fresh)
        if refusal is not None:
            refused.append(refusal)
        elif entry.fresh is not None:
            standing.append(entry.fresh)
    return standing, refused


def mark(desk: Desk, entries: Sequence[Reopened], refused: set[int], aside: set[int], unread: set[int]) -> None:
    """Note parts that are read only now: set aside before, or of a kind that this program has learned."""
    for entry in entries:
        if entry.row in refused:
            continue
        for part, state in zip(entry.parts, entry.states, strict=True):
            if entry.row in aside or (state == store.PROJECTED and part in unread):
                store.mark_parts(desk.cursor, [part], state)
