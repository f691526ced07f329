"""Writing own acts: encode, seal, chain, sign, append, project; one transaction, one durable commit.

"Saved" may be shown once `write` has returned, and not before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.encoding.codec import (
    AdminPayload,
    ClinicalPayload,
    FactsPayload,
    Payload,
    check_readable,
    encode_part,
)
from posta.feed import hlc
from posta.feed.canonical import PREFIX_SIZE, decode_header, pack_part, pack_prefix
from posta.feed.chain import validate_first, validate_next
from posta.feed.entry import ALGORITHM, WIRE_VERSION, Head
from posta.feed.sign import head_message
from posta.ids import EntryId
from posta.ledger import frontier, store
from posta.ledger.frontier import WritePosition
from posta.ledger.row_types import DecodedEntry
from posta.scribe.context.gc_pause import gc_disabled
from posta.scribe.context.node_context import UNDO_MILLIS, NodeContext
from posta.scribe.context.transactions import durable_transaction
from posta.scribe.projections import PROJECTIONS
from posta.scribe.retroactive_effects import apply_retroactive_effects
from posta.scribe.revoked_device import check_not_revoked
from posta.seal.dictionaries import CLINICAL, NO_DICTIONARY
from posta.seal.envelope import MAX_PLAIN, seal_part, seal_to_public_key
from posta.seal.epochs import header_epoch_id
from posta.seal.errors import NoKey
from posta.wire.address import MAX_COMMIT, MAX_ENTRIES, WireEntry, WirePart
from posta.wire.errors import TooLongToSend


@dataclass(frozen=True, slots=True, repr=False)
class PartDraft:
    """One part of an entry to be written: its compartment, the care network whose key seals it, and its content."""

    compartment: Compartment
    network: str
    content: Payload


@dataclass(frozen=True, slots=True, repr=False)
class EntryDraft:
    """One entry to be written. With `held` it can be undone for 30 seconds and is not sent before."""

    parts: tuple[PartDraft, ...]
    held: bool = True


def write(node: NodeContext, drafts: Sequence[EntryDraft]) -> tuple[EntryId, ...]:
    """Write acts as entries of this device's feed and project them. Returns their ids once they are durable.

    Raises NoKey when a compartment can neither be sealed nor deposited, TooLongToSend when an act fits no segment,
    StorageError when storage fails, ThisDeviceRevoked on a computer that was declared lost; then nothing was written.
    """
    signed: list[tuple[Head, list[EntryId]]] = []
    with gc_disabled(), durable_transaction(node):
        check_not_revoked(node)
        for start in range(0, len(drafts), MAX_ENTRIES):
            signed += _write_signed(node, drafts[start : start + MAX_ENTRIES])
    node.remember(signed[-1][0])
    return tuple(entry for _, written in signed for entry in written)


def _write_signed(node: NodeContext, drafts: Sequence[EntryDraft]) -> Iterator[tuple[Head, list[EntryId]]]:
    """Write entries under one signature, or under several where they are too long for one segment."""
    try:
        yield write_within(node, drafts)
    except TooLongToSend:
        half = len(drafts) // 2
        if not half:
            raise
        yield from _write_signed(node, drafts[:half])
        yield from _write_signed(node, drafts[half:])


def write_within(node: NodeContext, drafts: Sequence[EntryDraft]) -> tuple[Head, list[EntryId]]:
    """Write up to 256 entries under one signature inside a transaction that is already open. Raises TooLongToSend."""
    now = node.clock.millis()
    pen = frontier.find_write_position(node.cursor, node.device.feed, hlc.max_accepted(now))
    if not pen.number:
        pen = pen._replace(number=store.get_feed_number(node.cursor, node.device.feed, node.device.verify_key))
    last = pen.clock
    entries: list[WireEntry] = []
    fresh: list[DecodedEntry] = []
    states: list[list[int]] = []
    for i, draft in enumerate(drafts):
        last = hlc.tick(last, now)
        carried = _build_entry(node, draft, pen, entries, last)
        entries.append(carried)
        fresh.append(_as_projected(node, draft, carried, pen.row + i))
        states.append([store.NOT_READ if part.compartment in PERSON_HELD else store.PROJECTED for part in draft.parts])
    _check_sendable(entries)
    _check_own(pen, entries)
    head = _append(node, pen, entries, now, states, held=any(s.held for s in drafts))
    for projection in PROJECTIONS:
        refused = projection.project(node.cursor, fresh)
        if refused:
            raise NoKey(refused[0].reason.code, **refused[0].reason.params)
    apply_retroactive_effects(node, fresh)
    return head, [EntryId(entry.hash[:16]) for entry in entries]


def _build_entry(
    node: NodeContext, draft: EntryDraft, pen: WritePosition, before: Sequence[WireEntry], clock: int
) -> WireEntry:
    """Return the entry of a draft, in its place after the last written entry and `before`."""
    sequence, previous = pen.sequence + 1 + len(before), before[-1].hash if before else pen.hash
    prefix = pack_prefix(WIRE_VERSION, ALGORITHM, node.device.feed, pen.incarnation, sequence, previous, clock)
    parts = tuple(_seal(node, part, prefix, index, clock) for index, part in enumerate(draft.parts))
    refs = b"".join(pack_part(part.epoch, part.digest, part.size) for part in parts)
    header = prefix + bytes((len(parts),)) + refs
    return WireEntry(header, sha256(previous + header).digest(), clock, parts)


def _seal(node: NodeContext, part: PartDraft, prefix: bytes, index: int, clock: int) -> WirePart:
    """Seal with the epoch's key where it is held; deposit with its public key otherwise, where a person holds it.

    No device looks for deposits in a compartment that devices hold: what was put there would be read by no one. Our
    own entries are checked as those of another device: what others would set aside is not signed.
    """
    plain = encode_part(part.content)
    if len(plain) >= MAX_PLAIN:
        raise TooLongToSend
    check_readable(part.compartment, plain, clock)
    dictionary = NO_DICTIONARY if part.compartment is Compartment.ADMIN else CLINICAL
    place = (int(part.compartment), part.network)
    try:
        epoch = node.keyring.current(*place)
    except NoKey:
        if place not in node.keyring.publics or part.compartment not in PERSON_HELD:
            raise
        named = node.random(8)
        aad = prefix + bytes((index,)) + named
        sealed = seal_to_public_key(
            plain, node.keyring.publics[place], aad=aad, random=node.random, dictionary=dictionary
        )
    else:
        named = header_epoch_id(epoch, prefix, index)
        aad = prefix + bytes((index,)) + named
        sealed = seal_part(plain, epoch, aad=aad, random=node.random, dictionary=dictionary)
    return WirePart(named, sha256(sealed).digest(), len(sealed), sealed)


def _as_projected(node: NodeContext, draft: EntryDraft, carried: WireEntry, row: int) -> DecodedEntry:
    clinical: ClinicalPayload | None = None
    facts: FactsPayload | None = None
    admin: AdminPayload | None = None
    network = ""
    for part in draft.parts:
        if isinstance(part.content, FactsPayload):
            facts = part.content
        elif isinstance(part.content, AdminPayload):
            admin = part.content
        elif part.compartment is Compartment.CARE:
            clinical, network = part.content, part.network
    return DecodedEntry(row, EntryId(carried.hash[:16]), carried.hlc, node.device.feed, network, clinical, facts, admin)


def _check_sendable(entries: list[WireEntry]) -> None:
    """Check that a commit fits one segment.

    What is signed together travels together: a longer one would block its feed for ever.
    """
    if sum(len(entry.header) + sum(part.size for part in entry.parts) for entry in entries) > MAX_COMMIT:
        raise TooLongToSend


def _check_own(pen: WritePosition, entries: list[WireEntry]) -> None:
    """Check our own entries as those of another device: first link and order of the whole commit."""
    headers = [decode_header(entry.header) for entry in entries]
    if pen.sequence < 0:
        validate_first(headers[0])
    for (one, carried), other in zip(zip(headers, entries, strict=True), headers[1:], strict=False):
        validate_next(one, Head(one.feed, one.incarnation, one.sequence, carried.hash), other)


def _append(
    node: NodeContext, pen: WritePosition, entries: list[WireEntry], now: int, states: list[list[int]], *, held: bool
) -> Head:
    """Append and sign the entries. A later head covers earlier commits, so it travels no sooner than they may."""
    start = Head(node.device.feed, pen.incarnation, pen.sequence + 1, entries[0].hash)
    store.append_entries(node.cursor, pen.number, start, entries, pen.row, now, states)
    head = Head(node.device.feed, pen.incarnation, pen.sequence + len(entries), entries[-1].hash)
    signature = node.device.sign(head_message(head))
    released = max(now + UNDO_MILLIS if held else now, min(pen.released, now + UNDO_MILLIS))
    store.put_head(node.cursor, pen.number, pen.incarnation, head.sequence, head.hash, signature, released)
    store.put_tip(node.cursor, pen.number, pen.incarnation, store.MAIN, head.sequence, head.hash, entries[-1].hlc)
    return head


assert PREFIX_SIZE == 70  # `prefix` above is the first 70 bytes; ledger.read slices headers by the same layout
