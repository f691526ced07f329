"""Roads with weather: whatever a real road does to segments, and a relay reached without HTTP."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from posta.errors import PostaError
from posta.feed.entry import Head
from posta.relay.storage.sqlite_store import SqliteStore
from posta.sync.transport import Transport, TransportError
from posta.wire.address import decode_segment, encode_segment, verify_segment
from posta.wire.compare import ClaimedHead, Offer, Want, compare_heads
from tests.faults.fake_disks import PowerCut

MAX_BYTES = 1 << 20


def emptied(segment: bytes, chosen: Callable[[int], bool] = lambda index: True) -> bytes:
    """The segment without its parts, or without those at the places `chosen`; chain and signature still fit."""
    whole = decode_segment(segment)
    entries = tuple(
        entry._replace(parts=tuple(p._replace(sealed=None) if chosen(k) else p for k, p in enumerate(entry.parts)))
        for entry in whole.entries
    )
    return encode_segment(replace(whole, entries=entries))


@dataclass(eq=False)
class RelayTransport:
    """The relay's store behind the same steps as its paths: check, append; compare; read."""

    store: SqliteStore

    def diff(self, heads: Sequence[Head]) -> tuple[list[Offer], list[Want]]:
        claims = [ClaimedHead(h.feed, h.incarnation, h.sequence, h.hash) for h in heads]
        answer = compare_heads(claims, self.store.list_tips(), self.store.hashes)
        return [Offer(*row) for row in answer["have"]], [Want(*row) for row in answer["want"]]

    def fetch(self, offer: Offer) -> Iterator[bytes]:
        start = offer.start
        while start <= offer.sequence:
            segments = self.store.read(
                offer.feed, offer.incarnation, branch=offer.branch, first=start, max_bytes=MAX_BYTES
            )
            if not segments:
                return
            yield from segments
            start = decode_segment(segments[-1]).last + 1

    def push(self, segment: bytes) -> None:
        try:
            decoded = decode_segment(segment)
            verify_segment(decoded)
        except PostaError:
            raise TransportError("The relay refused a segment.") from None
        self.store.append(decoded, segment, day=0)


@dataclass(eq=False)
class TransportFaults:
    """How bad a road is today: the chance of harm to each segment, and what is told of it."""

    dice: random.Random
    harm: float
    note: Callable[[str], None]
    tricks: random.Random  # what somebody does on purpose, drawn apart, so that a seed keeps its accidents

    def strikes(self, what: str, odds: float = 1.0) -> bool:
        """Whether this harm happens now; said aloud if so."""
        if self.harm == 0 or self.dice.random() >= self.harm * odds:
            return False
        self.note(what)
        return True

    def damage(self, segment: bytes) -> bytes:
        """The segment as it arrives: whole, cut short, with one bit turned, or emptied by somebody on the way."""
        if self.strikes("segment truncated", 0.3):
            return segment[: self.dice.randrange(len(segment))]
        if self.strikes("bit flipped", 0.3):
            at = self.dice.randrange(len(segment))
            return segment[:at] + bytes([segment[at] ^ 1 << self.dice.randrange(8)]) + segment[at + 1 :]
        if self.tricks.random() < self.harm * 0.3:
            self.note("contents left out")
            share = self.tricks.choice([0.3, 1])
            return emptied(segment, lambda index: self.tricks.random() < share)
        return segment


@dataclass(eq=False)
class FaultyTransport:
    """A road on which segments are lost, doubled, put in another order or damaged, and which may end at any point.

    The power may fail at the other end: `revive` starts that computer again, and the road is closed for today.
    """

    inner: Transport
    weather: TransportFaults
    revive: Callable[[PowerCut], None]

    def diff(self, heads: Sequence[Head]) -> tuple[list[Offer], list[Want]]:
        if self.weather.strikes("partition", 0.3):
            raise TransportError("no road")
        offers, wants = self._lies(*self.inner.diff(heads))
        if self.weather.strikes("offers in another order", 0.5):
            self.weather.dice.shuffle(offers)
        return offers, wants

    def _lies(self, offers: list[Offer], wants: list[Want]) -> tuple[list[Offer], list[Want]]:
        """What the other side has and lacks, or what it says to keep a computer busy."""
        tricks = self.weather.tricks
        if tricks.random() >= self.weather.harm * 0.3:
            return offers, wants
        self.weather.note("other side lies")
        unknown = [Want(tricks.randbytes(16), 0, 0, tricks.randrange(1 << 40), b"") for _ in range(20)]
        beyond = [want._replace(sequence=want.sequence + 1_000) for want in wants]
        return offers * 30, [*unknown, *beyond, *(wants * 30)]

    def fetch(self, offer: Offer) -> Iterator[bytes]:
        for segment in self._out_of_order(self.inner.fetch(offer)):
            if self.weather.strikes("segment dropped", 0.3):
                continue
            yield self.weather.damage(segment)
            if self.weather.strikes("segment doubled", 0.5):
                yield segment
            if self.weather.strikes("road cut while fetching", 0.3):
                raise TransportError("cut")

    def push(self, segment: bytes) -> None:
        if self.weather.strikes("road cut while pushing", 0.3):
            raise TransportError("cut")
        if self.weather.strikes("pushed segment dropped", 0.3):
            return
        for _ in range(2 if self.weather.strikes("pushed segment doubled", 0.5) else 1):
            try:
                self.inner.push(self.weather.damage(segment))
            except PowerCut as cut:
                self.revive(cut)
                raise TransportError("the other end went dark") from None
        if self.weather.strikes("answer to a push lost", 0.3):
            raise TransportError("cut after delivery")

    def _out_of_order(self, segments: Iterator[bytes]) -> Iterator[bytes]:
        held = list(segments)
        if len(held) > 1 and self.weather.strikes("segments in another order"):
            self.weather.dice.shuffle(held)
        yield from held
