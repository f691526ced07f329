"""Receiving segments: validate, append or set aside, project. Idempotent, in any order, one savepoint per segment.

    caps and chain (`wire.address`) → device enrolled? → place against the frontier → signature → open what can be
    opened → append → project

What cannot be applied is named and kept; it never blocks what comes after it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from posta.errors import InvalidData, Reason, gettext_noop
from posta.feed.canonical import PREFIX_SIZE
from posta.feed.entry import GENESIS, Head
from posta.ids import ID_SIZE, FeedId
from posta.ledger import frontier, store
from posta.ledger.row_types import DecodedEntry, Rejection
from posta.mission.posts import Device, find_device, list_devices, list_readmitted_entries
from posta.scribe.apply import check_authority, open_entry, project_all, quarantine, to_rejection
from posta.scribe.context.gc_pause import gc_disabled
from posta.scribe.context.node_context import NodeContext
from posta.scribe.context.transactions import durable_transaction
from posta.scribe.incarnation import start_incarnation
from posta.scribe.incoming.backfill import backfill_parts, is_enrolment
from posta.scribe.incoming.erasure_receipts import confirm_erasures
from posta.scribe.incoming.fork_evidence import ForkPlace, write_evidence_within
from posta.scribe.incoming.unknown_devices import STRANGER, hold_unknown, log_malformed
from posta.scribe.retroactive_effects import apply_retroactive_effects
from posta.scribe.revocation import find_accepted_range, is_named_end
from posta.wire.address import Segment, WireEntry, decode_segment, verify_segment


class TooManyBranches(InvalidData):
    """A device signed so many lines of one incarnation that further ones are not kept, unless a declaration names them."""

    sentence = gettext_noop(
        "A device signed more lines of its feed than are kept; ask the administration about this computer."
    )


@dataclass(slots=True)
class ReceiveReport:
    """What became of what was received: entries new, already had, set aside; and each reason once.

    `filled`: of those already had, entries whose contents were missing here and came now.
    `unread`: of those aside, pieces of a file that nobody could read, so that nothing of them is kept.
    `doubled`: entries of our own came in that we lack, in the incarnation in which we write. So this computer was
    restored or copied, and has begun a new incarnation.
    """

    new: int = 0
    had: int = 0
    filled: int = 0
    aside: int = 0
    unread: int = 0
    gaps: int = 0
    forks: list[ForkPlace] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    enrolled: bool = False
    doubled: bool = False

    def note(self, reason: Reason) -> None:
        if reason not in self.reasons:
            self.reasons.append(reason)


def receive(node: NodeContext, segments: Iterable[bytes]) -> ReceiveReport:
    """Take in segments from any road, in one durable transaction. Never raises on wrong data; the receipt says why."""
    receipt = ReceiveReport()
    with gc_disabled(), durable_transaction(node):
        for data in segments:
            _receive_segment(node, data, receipt)
        if receipt.enrolled:
            retry_unknown_devices(node, receipt)
        head = _write_own_findings(node, receipt)
    if head is not None:
        node.remember(head)
    return receipt


def retry_unknown_devices(node: NodeContext, receipt: ReceiveReport) -> None:
    """Take in what waited for an enrolment; repeat until nothing changes, as one feed may enrol the next device."""
    moved = True
    while moved:
        moved = False
        for device in list_devices(node.cursor):
            for id_ in store.list_held(node.cursor, STRANGER, device.verify_key):
                _receive_segment(node, store.pop_held(node.cursor, id_), receipt)
                moved = True


def _write_own_findings(node: NodeContext, receipt: ReceiveReport) -> Head | None:
    """Write this node's own entries that a receive makes necessary: a new incarnation, evidence of a fork, receipts."""
    head = None
    if receipt.doubled:
        head = start_incarnation(node, None, "doubled")
    if receipt.forks:
        head = write_evidence_within(node, receipt.forks) or head
    return confirm_erasures(node) or head


def _receive_segment(node: NodeContext, data: bytes, receipt: ReceiveReport) -> None:
    try:
        segment = decode_segment(data)
        device = find_device(node.cursor, segment.feed)
        if device is None:
            receipt.note(hold_unknown(node, segment, data))
            receipt.aside += len(segment.entries)
            return
        with node.savepoint():
            _locate_segment(node, device, segment, receipt)
    except InvalidData as error:
        receipt.aside += 1
        receipt.note(error.reason)
        log_malformed(node, data, error)


def _locate_segment(node: NodeContext, device: Device, segment: Segment, receipt: ReceiveReport) -> None:
    """Find where the segment belongs: already held, the next piece, after a gap, or another branch."""
    hashes = frontier.find_hashes(node.cursor, segment.feed, segment.incarnation, segment.last)
    if segment.entries[-1].hash in hashes:
        receipt.had += len(segment.entries)
        _backfill_segment(node, segment, receipt)
        return
    known = _count_known(node, segment)
    if known == 0 and not _follows(node, segment):
        receipt.gaps += 1
        receipt.note(Reason("feed_gap"))
        return
    verify_segment(segment)
    receipt.had += known
    if known:
        _backfill_segment(node, segment, receipt)
    _append(node, device, segment, known, receipt)


def _backfill_segment(node: NodeContext, segment: Segment, receipt: ReceiveReport) -> None:
    """Take the contents of held entries from a segment that has them.

    A device on the way may have left them out of the segment before.
    """
    filled, standing = backfill_parts(node, segment)
    receipt.filled += filled
    receipt.enrolled |= any(is_enrolment(fresh) for fresh in standing)


def _count_known(node: NodeContext, segment: Segment) -> int:
    """Return how many leading entries are held with the same hash."""
    for i, entry in enumerate(segment.entries):
        if entry.hash not in frontier.find_hashes(node.cursor, segment.feed, segment.incarnation, segment.first + i):
            return i
    return len(segment.entries)


def _follows(node: NodeContext, segment: Segment) -> bool:
    if segment.first == 0:
        return segment.before == GENESIS
    return segment.before in frontier.find_hashes(node.cursor, segment.feed, segment.incarnation, segment.first - 1)


def _append(node: NodeContext, device: Device, segment: Segment, known: int, receipt: ReceiveReport) -> None:
    entries = segment.entries[known:]
    first = segment.first + known
    before = segment.entries[known - 1].hash if known else segment.before
    branch = _branch_of(node, segment, first, before, receipt)
    reach = find_accepted_range(node.cursor, device, segment, first, branch)
    row = store.next_row(node.cursor)
    fresh, states, refused = _open_all(node, device, segment.feed, entries, row, reach.upto - first)
    number = store.get_feed_number(node.cursor, segment.feed, segment.verify_key)
    start = Head(segment.feed, segment.incarnation, first, entries[0].hash)
    now = node.clock.millis()
    store.append_entries(node.cursor, number, start, entries, row, now, states)
    head = segment.head
    store.put_head(node.cursor, number, head.incarnation, head.sequence, head.hash, segment.signature, now)
    store.put_tip(node.cursor, number, head.incarnation, branch, head.sequence, head.hash, entries[-1].hlc)
    refused += project_all(node, fresh)
    _quarantine(node, entries, row, refused, receipt)
    named = {refusal.row for refusal in refused}
    apply_retroactive_effects(
        node, [one for one in fresh if one.row not in named], [segment.feed] if reach.proves else []
    )
    receipt.new += len(entries)
    receipt.enrolled |= reach.proves or any(is_enrolment(f) for f in fresh)
    if segment.feed == node.device.feed and segment.incarnation == frontier.own_incarnation(node.cursor):
        receipt.doubled = True
        receipt.note(Reason("own_entries_lacking"))


def _open_all(
    node: NodeContext, device: Device, feed: FeedId, entries: Sequence[WireEntry], row: int, last: int
) -> tuple[list[DecodedEntry], list[list[int]], list[Rejection]]:
    """Open and check entries; those after `last` do not stand, unless they were readmitted."""
    fresh, states, refused = [], [], []
    readmitted = list_readmitted_entries(node.cursor) if device.revoked is not None else frozenset()
    for i, entry in enumerate(entries):
        header, hash_, clock, parts = entry
        pairs = [(epoch, sealed) for epoch, _, _, sealed in parts]
        try:
            one, state = open_entry(node, feed, row + i, hash_, clock, header[:PREFIX_SIZE], pairs)
            refusal = check_authority(device, i > last and hash_[:ID_SIZE] not in readmitted, one)
        except Exception as error:  # noqa: BLE001  one of the four doors: an entry may hold anything
            one, refusal = None, to_rejection(row + i, error)
            state = [store.MISSING if sealed is None else store.ASIDE for _, sealed in pairs]
        states.append(state)
        if refusal is not None:
            refused.append(refusal)
        elif one is not None:
            fresh.append(one)
    return fresh, states, refused


def _branch_of(node: NodeContext, segment: Segment, first: int, before: bytes, receipt: ReceiveReport) -> bytes:
    """Return the branch these entries continue; a new one where the device signed two entries at one place.

    Raises TooManyBranches.
    """
    tips = frontier.list_tips_of(node.cursor, segment.feed, segment.incarnation)
    for tip in tips:
        if tip.hash == before and tip.sequence == first - 1:
            return tip.branch
    if not tips:
        return store.MAIN
    if len(tips) >= frontier.MAX_BRANCHES and not is_named_end(node.cursor, segment):
        raise TooManyBranches
    receipt.forks.append(ForkPlace(segment.feed, segment.incarnation, first))
    receipt.note(Reason("feed_forked"))
    return segment.entries[first - segment.first].hash[:16]


def _quarantine(
    node: NodeContext, entries: Sequence[WireEntry], row: int, refused: Sequence[Rejection], receipt: ReceiveReport
) -> None:
    if not refused:
        return
    parts = {row + i: [(row + i) << 4 | k for k in range(len(e.parts))] for i, e in enumerate(entries)}
    quarantine(node, parts, refused, node.clock.millis())
    for refusal in refused:
        receipt.note(refusal.reason)
    receipt.aside += len({refusal.row for refusal in refused})
