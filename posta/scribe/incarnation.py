"""Start of a node: a computer that was restored or copied continues in a new incarnation of its feed, never in the old
one.

A backup holds the state of an earlier moment. A computer that writes on from it signs a second entry at a place of
the feed that others may already hold: a fork. So before its first act a node compares what its database knows of
itself with what is known outside: the side file (the head of its last commit, kept beside the database and never
backed up) and, through `receive`, what relays and other posts carry of its feed. All entries ahead of the database
are the lost tail. The node then takes a new incarnation, whose first entry names the last that is known of the old
one, and its tail comes back from the others as any other entries do.

    node = ensure_incarnation(node, side, restored=False)     at every start
    node = ensure_incarnation(node, side, restored=True)      after a restore, whatever the side file says
"""

from dataclasses import replace
from itertools import count

from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import AdminPayload
from posta.catalog.structural_acts import Act, NewIncarnation
from posta.feed.entry import GENESIS, LAST_INCARNATION, Head
from posta.ledger import frontier, store
from posta.scribe.context.node_context import NodeContext
from posta.scribe.context.transactions import durable_transaction
from posta.scribe.write import EntryDraft, PartDraft, write_within

_STEP_BYTES = 2


def ensure_incarnation(node: NodeContext, side: Head | None, *, restored: bool) -> NodeContext:
    """Return the context to use from a start on.

    `side` is the head kept outside the database, `restored` a known restore.
    """
    with durable_transaction(node):
        cause = _incarnation_cause(node, side, restored=restored)
        head = start_incarnation(node, side, cause) if cause else find_own_head(node)
    if head is not None:
        node.remember(head)
    return replace(node, incarnation=frontier.own_incarnation(node.cursor))


def start_incarnation(node: NodeContext, known: Head | None, cause: str) -> Head | None:
    """Take a new incarnation inside an open transaction and say so in its first entry.

    A device that was never given the mission's key wrote nothing that could be forked: it only takes the number.
    """
    last = _latest_head(known, find_own_head(node))
    incarnation = _next_incarnation(node, known)
    store.put_own_incarnation(node.cursor, incarnation)
    if (int(Compartment.ADMIN), "") not in node.keyring.newest:
        return None
    place = (last.incarnation, last.sequence, last.hash) if last else (0, -1, GENESIS)
    act = NewIncarnation(incarnation=place[0], sequence=place[1], hash=place[2], cause=cause)
    return write_within(node, [device_entry_draft(node, kinds.INCARNATION, act)])[0]


def find_own_head(node: NodeContext) -> Head | None:
    """Return how far this device is held here in the incarnation in which it writes."""
    feed, incarnation = node.device.feed, frontier.own_incarnation(node.cursor)
    tips = frontier.list_tips_of(node.cursor, feed, incarnation)
    tip = next((tip for tip in tips if tip.branch == store.MAIN), None)
    return Head(feed, incarnation, tip.sequence, tip.hash) if tip else None


def device_entry_draft(node: NodeContext, kind: int, act: Act) -> EntryDraft:
    """Return what a device says of itself to the whole mission; no person is its author."""
    content = AdminPayload(kind, kinds.KINDS[kind].version, None, node.clock.millis(), None, act)
    return EntryDraft((PartDraft(Compartment.ADMIN, "", content),), held=False)


def _incarnation_cause(node: NodeContext, side: Head | None, *, restored: bool) -> str:
    """Return the cause for a new incarnation, empty for none."""
    if restored:
        return "restore"
    if side is not None and side.hash not in frontier.find_hashes(
        node.cursor, node.device.feed, side.incarnation, side.sequence
    ):
        return "side file ahead"
    present = frontier.own_incarnation(node.cursor)
    return "fork" if len(frontier.list_tips_of(node.cursor, node.device.feed, present)) > 1 else ""


def _latest_head(known: Head | None, held: Head | None) -> Head | None:
    if known is None or held is None:
        return known or held
    return max(known, held, key=lambda head: (head.incarnation, head.sequence))


def _next_incarnation(node: NodeContext, known: Head | None) -> int:
    """Return a number above all that are known, by a step of random length; else a free one below.

    The latter is needed where a thief signed the last number there is. A computer that is restored twice from one
    backup does not know of its first new incarnation; counting by one, it would sign another first entry there.
    """
    present, step = frontier.own_incarnation(node.cursor), 1 + int.from_bytes(node.random(_STEP_BYTES), "big")
    used = frontier.list_incarnations(node.cursor, node.device.feed) | {present}
    used |= {known.incarnation} if known is not None else set()
    if max(used) + step <= LAST_INCARNATION:
        return max(used) + step
    free = (number % (LAST_INCARNATION + 1) for number in count(present + step))
    return next(number for number in free if number not in used)
