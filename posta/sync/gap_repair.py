"""Mending: asking again for contents that were missing from what came, so that an honest road makes good what another lost.

Two sides that compare heads find nothing to fetch, for the entries are there. So the heads of the feeds that lack contents
are left out of one comparison more, and of what is then offered only the stretches with gaps are fetched.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from posta.feed.entry import Head
from posta.ledger.missing_parts import Gap, count_missing_parts, list_gaps
from posta.scribe.context.node_context import NodeContext
from posta.sync.transport import Transport
from posta.wire.compare import Offer

MOST_ENTRIES, MOST_GAPS = 256, 32  # what is asked for in one exchange


def find_gaps(node: NodeContext) -> list[Gap]:
    """Return the gaps to ask for now; of many, some, from a random start.

    So contents that nobody has do not keep the rest from coming.
    """
    count, first, last = count_missing_parts(node.cursor)
    if not count:
        return []
    start = first + _random_index(node, last - first + 1) if count > MOST_ENTRIES else 0
    gaps = list_gaps(node.cursor, start, MOST_ENTRIES)
    turn = _random_index(node, len(gaps)) if len(gaps) > MOST_GAPS else 0
    return (gaps[turn:] + gaps[:turn])[:MOST_GAPS]


def fetch_gaps(transport: Transport, gaps: Sequence[Gap], heads: Sequence[Head]) -> Iterator[bytes]:
    """Yield the segments of these gaps that the other side has. Raises TransportError."""
    lines = {gap[:2] for gap in gaps}
    offers, _ = transport.diff([head for head in heads if (head.feed, head.incarnation) not in lines])
    for gap in gaps:
        for offer in offers:
            if (offer.feed, offer.incarnation) == gap[:2] and offer.start <= gap.first <= offer.sequence:
                yield from _segments_for_gap(transport, offer, gap)


def _segments_for_gap(transport: Transport, offer: Offer, gap: Gap) -> Iterator[bytes]:
    wanted = offer._replace(start=gap.first, sequence=min(gap.last, offer.sequence))
    return takewhile(lambda segment: int.from_bytes(segment[40:48], "big") <= gap.last, transport.fetch(wanted))


def _random_index(node: NodeContext, sides: int) -> int:
    return int.from_bytes(node.random(8), "big") % sides
