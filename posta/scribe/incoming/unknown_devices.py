"""Unknown devices: not enrolled, or their enrolment has not come yet. What they wrote waits, up to a limit.

Anybody who can make a key can sign segments, and the road to a post is open to many. So what waits is bounded, and
what is over the limit is not kept: it comes again, because a post that does not hold it does not say that it does.
The same holds for the names of segments that are broken.
"""

from hashlib import sha256

from posta.errors import InvalidData, Reason
from posta.ledger import store
from posta.scribe.context.node_context import NodeContext
from posta.wire.address import Segment, verify_segment

STRANGER = "stranger"
MOST, MOST_OF_ONE = 32 << 20, 2 << 20  # bytes that wait, in all and of one feed: a post's first months
ROW = 512  # what a segment takes beside its own bytes, so that many small ones count too
MAX_LOGGED = 1000  # broken segments that are named, of each rule
WAITS, NO_ROOM = Reason("device_not_enrolled"), Reason("device_not_enrolled_no_room")


def hold_unknown(node: NodeContext, segment: Segment, data: bytes) -> Reason:
    """Keep the segment of an unknown device whole while there is room, to be tried again; return which. Raises
    BadSignature."""
    verify_segment(segment)
    digest = sha256(data).digest()
    if store.is_quarantined(node.cursor, digest):
        return WAITS
    if not _has_room(node, segment.verify_key, len(data)):
        return NO_ROOM
    store.quarantine(node.cursor, STRANGER, WAITS, digest, node.clock.millis(), segment=data)
    return WAITS


def log_malformed(node: NodeContext, data: bytes, error: InvalidData) -> None:
    """Keep that a broken segment came, and nothing of it; after so many of a kind another adds nothing."""
    rule = type(error).__name__
    if store.held_bytes(node.cursor, rule)[0] < MAX_LOGGED:
        store.quarantine(node.cursor, rule, error.reason, sha256(data).digest(), node.clock.millis())


def _has_room(node: NodeContext, sender: bytes, size: int) -> bool:
    for most, whose in ((MOST_OF_ONE, sender), (MOST, None)):
        count, held = store.held_bytes(node.cursor, STRANGER, whose)
        if held + size + ROW * (count + 1) > most:
            return False
    return True
