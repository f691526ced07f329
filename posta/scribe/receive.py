"""Receiving segments: validate, append or set aside, project. Idempotent, in any order, one savepoint per segment.

    caps and chain (`parcel.address`) → device enrolled? → place against the frontier → signature → open what can be
    opened → append → project

What cannot be applied is named and kept; it never blocks what comes after it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from posta.catalog import kinds
from posta.catalog.codec import Counted, Ordered, Said, decode_part, is_known
from posta.catalog.compartments import PERSON_HELD
from posta.catalog.errors import CatalogError
from posta.errors import PostaError, WrongData
from posta.feed.canonical import PREFIX_SIZE
from posta.feed.entry import GENESIS, Head
from posta.ids import EntryId, FeedId
from posta.ledger import frontier, store
from posta.ledger.rows import Fresh, Refusal
from posta.mission.posts import Device, find_device
from posta.parcel.address import Carried, Segment, decode_segment, verify_segment
from posta.scribe.desk import Desk
from posta.scribe.projections import PROJECTIONS
from posta.seal.errors import SealError

STRANGER = "stranger"


@dataclass(slots=True)
class Receipt:
    """What became of what was received: entries new, already had, set aside; and each reason once."""

    new: int = 0
    had: int = 0
    aside: int = 0
    gaps: int = 0
    forks: list[FeedId] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    enrolled: bool = False

    def note(self, reason: str) -> None:
        if reason not in self.reasons:
            self.reasons.append(reason)


def receive(desk: Desk, segments: Iterable[bytes]) -> Receipt:
    """Take in segments from any road, in one durable transaction. Never raises on wrong data; the receipt says why."""
    receipt = Receipt()
    with desk.transaction():
        for data in segments:
            _receive_segment(desk, data, receipt)
        if receipt.enrolled:
            _retry_strangers(desk, receipt)
    return receipt


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
    states = []
    by_id = desk.keyring.by_id
    for index, (named, sealed) in enumerate(parts):
        state = store.PROJECTED
        if sealed is not None:
            opened = desk.keyring.open(named, sealed, prefix=prefix, index=index) if named in by_id else None
            if opened is None:
                state = store.NOT_READ
            else:
                epoch, plain = opened
                value = decode_part(epoch.compartment, plain)
                if not is_known(value):
                    state = store.NOT_READ
                elif isinstance(value, Said):
                    if epoch.compartment not in PERSON_HELD:
                        said, network = value, epoch.network
                elif isinstance(value, Counted):
                    counted = value
                elif isinstance(value, Ordered):
                    ordered = value
        states.append(state)
    return Fresh(row, EntryId(hash_[:16]), clock, feed, network, said, counted, ordered), states


def project_all(desk: Desk, batch: Sequence[Fresh]) -> list[Refusal]:
    """Tell every projection; where one stumbles, entry by entry, so that only the bad one is set aside."""
    try:
        with desk.savepoint():
            return [refusal for projection in PROJECTIONS for refusal in projection.project(desk.cursor, batch)]
    except Exception:  # noqa: BLE001  one of the four doors: an entry may hold anything
        return [refusal for fresh in batch for refusal in _project_one(desk, fresh)]


def judge(device: Device, incarnation: int, sequence: int, fresh: Fresh) -> Refusal | None:
    """Whether this device may have written this: not after its revocation, care only at a post."""
    if device.revoked is not None and (incarnation, sequence) > device.revoked:
        return Refusal(
            fresh.row, "revoked", "Written by a device after it was declared lost; a person must look at it."
        )
    if fresh.said is not None and device.post is None:
        return Refusal(fresh.row, "not_a_post", "Care was written by a device that serves no post.")
    return None


def _project_one(desk: Desk, fresh: Fresh) -> list[Refusal]:
    try:
        with desk.savepoint():
            return [refusal for projection in PROJECTIONS for refusal in projection.project(desk.cursor, [fresh])]
    except PostaError as error:
        return [Refusal(fresh.row, type(error).__name__, str(error))]
    except Exception as error:  # noqa: BLE001  the type is kept, its text is not: it may quote what was written
        return [
            Refusal(fresh.row, type(error).__name__, "An entry could not be applied; it is kept and tried again later.")
        ]


def _receive_segment(desk: Desk, data: bytes, receipt: Receipt) -> None:
    try:
        segment = decode_segment(data)
        device = find_device(desk.cursor, segment.feed)
        if device is None:
            _hold_stranger(desk, segment, data, receipt)
            return
        with desk.savepoint():
            _place(desk, device, segment, receipt)
    except WrongData as error:
        receipt.aside += 1
        receipt.note(str(error))
        store.put_aside(desk.cursor, type(error).__name__, str(error), sha256(data).digest(), desk.clock.millis())


def _hold_stranger(desk: Desk, segment: Segment, data: bytes, receipt: Receipt) -> None:
    """A device nobody enrolled, or whose enrolment has not come yet: kept whole, tried again when it does."""
    verify_segment(segment)
    reason = "From a device this mission has not enrolled; kept until its enrolment arrives."
    store.put_aside(desk.cursor, STRANGER, reason, sha256(data).digest(), desk.clock.millis(), segment=data)
    receipt.aside += len(segment.entries)
    receipt.note(reason)


def retry_strangers(desk: Desk) -> Receipt:
    """Try again what came from devices that nobody had enrolled then."""
    receipt = Receipt()
    with desk.transaction():
        _retry_strangers(desk, receipt)
    return receipt


def _retry_strangers(desk: Desk, receipt: Receipt) -> None:
    for _, _, segment in store.take_aside(desk.cursor, STRANGER):
        if segment is not None:
            _receive_segment(desk, segment, receipt)


def _place(desk: Desk, device: Device, segment: Segment, receipt: Receipt) -> None:
    """Find where the segment belongs: already held, the next piece, after a gap, or another branch."""
    held = frontier.find_hash(desk.cursor, segment.feed, segment.incarnation, segment.last)
    if segment.entries[-1].hash in held:
        receipt.had += len(segment.entries)
        return
    known = _count_known(desk, segment)
    if known == 0 and not _follows(desk, segment):
        receipt.gaps += 1
        receipt.note("A part of a feed is missing before what arrived; it will be asked for again.")
        return
    verify_segment(segment)
    receipt.had += known
    _append(desk, device, segment, known, receipt)


def _count_known(desk: Desk, segment: Segment) -> int:
    """How many leading entries are held with the same hash."""
    for i, entry in enumerate(segment.entries):
        if entry.hash not in frontier.find_hash(desk.cursor, segment.feed, segment.incarnation, segment.first + i):
            return i
    return len(segment.entries)


def _follows(desk: Desk, segment: Segment) -> bool:
    if segment.first == 0:
        return segment.before == GENESIS
    return segment.before in frontier.find_hash(desk.cursor, segment.feed, segment.incarnation, segment.first - 1)


def _append(desk: Desk, device: Device, segment: Segment, known: int, receipt: Receipt) -> None:
    entries = segment.entries[known:]
    first = segment.first + known
    before = segment.entries[known - 1].hash if known else segment.before
    row = store.next_row(desk.cursor)
    fresh, states, refused = _open_all(desk, device, segment, entries, first, row)
    number = store.get_feed_number(desk.cursor, segment.feed, segment.verify_key)
    start = Head(segment.feed, segment.incarnation, first, entries[0].hash)
    now = desk.clock.millis()
    store.append_entries(desk.cursor, number, start, entries, row, now, states)
    branch = _branch_of(desk, segment, first, before, receipt)
    head = segment.head
    store.put_head(desk.cursor, number, head.incarnation, head.sequence, head.hash, segment.signature, now)
    store.put_tip(desk.cursor, number, head.incarnation, branch, head.sequence, head.hash, entries[-1].hlc)
    refused += project_all(desk, fresh)
    _set_aside(desk, entries, row, refused, receipt)
    receipt.new += len(entries)
    receipt.enrolled |= any(f.ordered is not None and f.ordered.kind == kinds.ENROLMENT for f in fresh)


def _open_all(
    desk: Desk, device: Device, segment: Segment, entries: Sequence[Carried], first: int, row: int
) -> tuple[list[Fresh], list[list[int]], list[Refusal]]:
    fresh, states, refused = [], [], []
    for i, entry in enumerate(entries):
        pairs = [(part.epoch, part.sealed) for part in entry.parts]
        try:
            one, state = open_entry(
                desk, segment.feed, row + i, entry.hash, entry.hlc, entry.header[:PREFIX_SIZE], pairs
            )
            refusal = judge(device, segment.incarnation, first + i, one)
        except (SealError, CatalogError) as error:
            one, state = None, [store.ASIDE] * len(entry.parts)
            refusal = Refusal(row + i, type(error).__name__, str(error))
        states.append(state)
        if refusal is not None:
            refused.append(refusal)
        elif one is not None:
            fresh.append(one)
    return fresh, states, refused


def _branch_of(desk: Desk, segment: Segment, first: int, before: bytes, receipt: Receipt) -> bytes:
    """The branch these entries continue; a new one where the device signed two entries at one place."""
    tips = frontier.list_tips_of(desk.cursor, segment.feed, segment.incarnation)
    for tip in tips:
        if tip.hash == before and tip.sequence == first - 1:
            return tip.branch
    if not tips:
        return store.MAIN
    receipt.forks.append(segment.feed)
    receipt.note("A device signed two entries at one place (restored or copied); both are kept.")
    return segment.entries[first - segment.first].hash[:16]


def _set_aside(desk: Desk, entries: Sequence[Carried], row: int, refused: Sequence[Refusal], receipt: Receipt) -> None:
    for refusal in refused:
        entry = entries[refusal.row - row]
        store.put_aside(desk.cursor, refusal.rule, refusal.reason, entry.hash, desk.clock.millis(), entry=refusal.row)
        store.mark_parts(desk.cursor, [refusal.row << 4 | k for k in range(len(entry.parts))], store.ASIDE)
        receipt.note(refusal.reason)
    receipt.aside += len(refused)
