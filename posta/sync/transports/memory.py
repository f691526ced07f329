"""The shortest road: another node context in the same process. For tests, the simulator, and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from posta.feed.entry import Head
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incoming.receive import receive
from posta.sync.exchange import offers_and_wants, segments_offered
from posta.wire.compare import ClaimedHead, Offer, Want


@dataclass(frozen=True, slots=True)
class MemoryTransport:
    """The other side's context, asked as if it were far away."""

    other: NodeContext

    def diff(self, heads: Sequence[Head]) -> tuple[list[Offer], list[Want]]:
        return offers_and_wants(self.other, [ClaimedHead(h.feed, h.incarnation, h.sequence, h.hash) for h in heads])

    def fetch(self, offer: Offer) -> Iterator[bytes]:
        return segments_offered(self.other, offer)

    def push(self, segment: bytes) -> None:
        receive(self.other, [segment])
