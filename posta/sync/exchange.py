"""The exchange: compare head vectors, fetch what is missing here, push what is missing there. Resumes anywhere.

Sans-I/O: the node context brings storage, clock and randomness, the transport the road. An exchange that is cut off
keeps what it has done; the next one goes on from there. Feeds of administering devices come first, because they say
who else is enrolled and bring the keys.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from posta.errors import PostaError
from posta.feed.entry import Head
from posta.ids import FeedId
from posta.ledger.frontier import find_hashes, list_sendable_heads
from posta.ledger.queries import iterate_segments
from posta.mission.posts import list_devices
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incoming.receive import ReceiveReport, receive
from posta.sync.gap_repair import fetch_gaps, find_gaps
from posta.sync.transport import SegmentRejected, SyncRequestRefused, Transport
from posta.wire.address import encode_segment
from posta.wire.compare import ClaimedHead, Offer, Want, compare_heads

BATCH_SEGMENTS = 16  # about 4,000 entries or 2 MB in one durable transaction
MAX_BRANCHES = 4_096  # offers and wants that are followed in one exchange; the rest is offered again at the next
MAX_SENT = 200_000  # entries pushed in one exchange: the cost of a peer that asks for everything again and again
MAX_USELESS = 8  # useless offers or refused lines before the other side is left until the next round
Progress = Callable[[int, int], None]
_End = tuple[bytes, int, int]  # feed, incarnation, sequence


def _no_progress(done: int, total: int) -> None:
    """Show nothing."""


@dataclass(slots=True)
class SyncResult:
    """What an exchange did: entries sent, and the receipt of what came.

    `heads`: of those offered, what the other side said it holds, or took; what it did not take still waits.
    `unfilled_gaps`: contents missing here were asked for once more, and this road had none of them.
    """

    sent: int = 0
    received: ReceiveReport = field(default_factory=ReceiveReport)
    heads: tuple[Head, ...] = ()
    unfilled_gaps: bool = False


def exchange(
    node: NodeContext, transport: Transport, progress: Progress = _no_progress, *, mending: bool = True
) -> SyncResult:
    """Bring both sides to the union of what they hold.

    Contents that are missing here are asked for too if `mending`. Raises TransportError.
    """
    outcome = SyncResult()
    heads = list_sendable_heads(node.cursor, node.clock.millis())
    answer = transport.diff(heads)
    offers, wants = _followed(answer, heads)
    offers = [offer for offer in offers if not _is_held(node, offer)]
    total = sum(o.sequence - o.start + 1 for o in offers) + sum(w.sequence - w.start + 1 for w in wants)
    _fetch(node, transport, offers, outcome, lambda: progress(outcome.received.new + outcome.sent, total))
    taken, refusal = _push(
        node, transport, wants, heads, outcome, lambda: progress(outcome.received.new + outcome.sent, total)
    )
    lacking = {_end_of(want) for want in answer[1]} - taken
    outcome.heads = tuple(head for head in heads if _end_of(head) not in lacking)
    if mending:
        _fetch_gaps(node, transport, heads, outcome)
    if refusal is not None:
        raise refusal
    return outcome


def _followed(answer: tuple[list[Offer], list[Want]], heads: Sequence[Head]) -> tuple[list[Offer], list[Want]]:
    """Return each line once, wants of heads that were claimed only, and no more than one exchange follows."""
    offers = {(offer.feed, offer.incarnation, offer.branch): offer for offer in answer[0]}
    claimed = {_end_of(head) for head in heads}
    wants = {_end_of(want): want for want in answer[1]}
    return list(offers.values())[:MAX_BRANCHES], [want for line, want in wants.items() if line in claimed][
        :MAX_BRANCHES
    ]


def _fetch(
    node: NodeContext, transport: Transport, offers: Sequence[Offer], outcome: SyncResult, notify: Callable[[], None]
) -> None:
    """Take in what is offered; ask for no more of a line that gave nothing usable."""
    useless = 0
    for offer in _administrators_first(node, offers):
        for segments in split_batches(transport.fetch(offer), BATCH_SEGMENTS):
            receipt = receive(node, segments)
            add_to_report(outcome.received, receipt)
            notify()
            if not (receipt.new or receipt.had or receipt.filled):
                useless += 1
                break
        if useless == MAX_USELESS:
            break


def _push(
    node: NodeContext, transport: Transport, wants: Sequence[Want], heads: Sequence[Head], outcome: SyncResult,
    notify: Callable[[], None],
) -> tuple[set[_End], SyncRequestRefused | None]:  # fmt: skip
    """Send what the other side lacks, up to what one exchange sends.

    Return the ends of the lines that it took wholly, and its first refusal: a line that it refuses is left, and the others
    are brought all the same.
    """
    taken: set[_End] = set()
    refusals: list[SyncRequestRefused] = []
    for want in wants:
        if outcome.sent >= MAX_SENT or len(refusals) == MAX_USELESS:
            break
        try:
            if _push_line(node, transport, want, heads, outcome, notify):
                taken.add(_end_of(want))
        except SyncRequestRefused as refused:
            refusals.append(refused)
    return taken, refusals[0] if refusals else None


def _push_line(
    node: NodeContext,
    transport: Transport,
    want: Want,
    heads: Sequence[Head],
    outcome: SyncResult,
    notify: Callable[[], None],
) -> bool:
    """Send one line; return whether the other side took it to the end. Raises SyncRequestRefused, TransportError."""
    kept, reached = [], -1
    for data, count in segments_wanted(node, want, heads):
        if outcome.sent >= MAX_SENT:
            return False
        kept.append(_is_taken(transport, data))
        reached = int.from_bytes(data[40:48], "big") + count - 1
        outcome.sent += count
        notify()
    return all(kept) and reached == want.sequence  # an end that may not travel yet stays behind


def _is_taken(transport: Transport, segment: bytes) -> bool:
    try:
        transport.push(segment)
    except SegmentRejected:
        return False
    return True


def _end_of(line: Head | Want) -> _End:
    return line.feed, line.incarnation, line.sequence


def _fetch_gaps(node: NodeContext, transport: Transport, heads: Sequence[Head], outcome: SyncResult) -> None:
    gaps = find_gaps(node)
    if not gaps:
        return
    filled = outcome.received.filled
    for segments in split_batches(fetch_gaps(transport, gaps, heads), BATCH_SEGMENTS):
        add_to_report(outcome.received, receive(node, segments))
    outcome.unfilled_gaps = outcome.received.filled == filled


def _is_held(node: NodeContext, offer: Offer) -> bool:
    """Return whether the end of an offered line is held.

    Then our head is further on, where the other side cannot see it. Without this question every push would begin with
    fetching one's own feed back.
    """
    return offer.hash in find_hashes(node.cursor, FeedId(offer.feed), offer.incarnation, offer.sequence)


def segments_wanted(node: NodeContext, want: Want, heads: Sequence[Head]) -> Iterator[tuple[bytes, int]]:
    """Yield the segments that fill a want, of each line that ends there.

    A line is sent whole if it continues none that the other side holds. Two lines of a fork can end at the same
    number: which of them is wanted is not said.
    """
    now = node.clock.millis()
    for head in heads:
        if _end_of(head) == _end_of(want):
            yield from _segments_of_line(node, want, head, now)


def _segments_of_line(node: NodeContext, want: Want, head: Head, now: int) -> Iterator[tuple[bytes, int]]:
    for segment in iterate_segments(
        node.cursor, FeedId(want.feed), want.incarnation, want.start, end=head.hash, now=now
    ):
        if segment.first == want.start and want.before and segment.before != want.before:
            yield from _whole_branch(node, head, now)
            return
        yield encode_segment(segment), len(segment.entries)


def offers_and_wants(node: NodeContext, claims: Sequence[ClaimedHead]) -> tuple[list[Offer], list[Want]]:
    """Return what this node answers to a head vector: as a relay would."""
    heads = list_sendable_heads(node.cursor, node.clock.millis())
    tips = [_BranchHead(h.feed, h.incarnation, i, h.sequence, h.hash) for i, h in enumerate(heads)]
    answer = compare_heads(claims, tips, lambda tip, first, last: _hashes(node, tip, first))
    return [Offer(*row) for row in answer["have"]], [Want(*row) for row in answer["want"]]


def segments_offered(node: NodeContext, offer: Offer) -> Iterator[bytes]:
    """Yield the segments of an offer this node made."""
    now = node.clock.millis()
    for segment in iterate_segments(
        node.cursor, FeedId(offer.feed), offer.incarnation, offer.start, end=offer.hash, now=now
    ):
        yield encode_segment(segment)


@dataclass(frozen=True, slots=True)
class _BranchHead:
    feed: bytes
    incarnation: int
    branch: int
    sequence: int
    hash: bytes


def _hashes(node: NodeContext, tip: _BranchHead, sequence: int) -> dict[int, bytes]:
    found = find_hashes(node.cursor, FeedId(tip.feed), tip.incarnation, sequence)
    return {sequence: next(iter(found))} if len(found) == 1 else {}


def _whole_branch(node: NodeContext, head: Head, now: int) -> Iterator[tuple[bytes, int]]:
    for segment in iterate_segments(node.cursor, head.feed, head.incarnation, 0, end=head.hash, now=now):
        yield encode_segment(segment), len(segment.entries)


def _administrators_first(node: NodeContext, offers: Iterable[Offer]) -> list[Offer]:
    administrators = {device.feed for device in list_devices(node.cursor) if device.administers}
    return sorted(offers, key=lambda offer: (offer.feed not in administrators, offer.feed, offer.incarnation))


def split_batches(segments: Iterator[bytes], size: int) -> Iterator[list[bytes]]:
    """Yield segments in lists of at most `size`.

    What came before an error of the road is handed on before the error.
    """
    batch: list[bytes] = []
    try:
        for segment in segments:
            batch.append(segment)
            if len(batch) == size:
                yield batch
                batch = []
    except (PostaError, OSError):
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def add_to_report(total: ReceiveReport, part: ReceiveReport) -> None:
    """Add what one transaction took in to the total."""
    total.new += part.new
    total.had += part.had
    total.filled += part.filled
    total.aside += part.aside
    total.unread += part.unread
    total.gaps += part.gaps
    total.forks += part.forks
    total.enrolled |= part.enrolled
    total.doubled |= part.doubled
    for reason in part.reasons:
        total.note(reason)
