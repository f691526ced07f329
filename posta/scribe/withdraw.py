"""Undo: within 30 seconds an act of ours is withdrawn and its parts dropped before anybody received them."""

from posta.chart.record.dependent_entries import find_dependent
from posta.errors import NotAllowed, TemporarilyUnavailable, gettext_noop
from posta.figures.unlinked_queue import drop_pending
from posta.ids import EntryId
from posta.ledger import queries, store
from posta.ledger.frontier import may_be_sent
from posta.scribe.context.node_context import NodeContext
from posta.scribe.context.transactions import durable_transaction
from posta.scribe.projections import PROJECTIONS
from posta.scribe.revoked_device import check_not_revoked
from posta.scribe.write import EntryDraft, write_within


class TooLateToUndo(TemporarilyUnavailable):
    """The act may have travelled; it can be corrected, not undone."""

    sentence = gettext_noop("More than 30 seconds have passed; correct the entry instead.")


class AlreadyUsed(TooLateToUndo):
    """Something was written that rests on the act; the message says what, and what to do instead."""

    sentences = {
        "used_registration": gettext_noop(
            "Something was already recorded of this person. Mark the registration as entered in error instead."
        ),
        "used_arrival": gettext_noop(
            "This person was already called or seen since. Say on the board what became of the visit instead."
        ),
        "used_corrected": gettext_noop(
            "This was already corrected. Undo the correction, or mark the entry as entered in error."
        ),
        "used_group": gettext_noop("Others already joined this group. Correct the group instead."),
    }


class NotOwnEntry(NotAllowed):
    """Only the device that wrote an entry can undo it."""

    sentence = gettext_noop("Only the post that wrote this can undo it; correct it instead.")


def withdraw(node: NodeContext, entry: EntryId, draft: EntryDraft) -> EntryId:
    """Drop all that an own entry gave, and write the entry `draft`, which says so.

    What waits to be counted is dropped too. Raises TooLateToUndo, AlreadyUsed, NotOwnEntry.
    """
    check_not_revoked(node)
    row = queries.find_row(node.cursor, entry)
    if row is None or queries.find_device(node.cursor, row) != node.device.feed:
        raise NotOwnEntry
    if may_be_sent(node.cursor, row, node.clock.millis()):
        raise TooLateToUndo
    with durable_transaction(node):
        dependent = find_dependent(node.cursor, row)
        if dependent:
            raise AlreadyUsed(dependent)
        for projection in PROJECTIONS:
            projection.forget(node.cursor, [row])
        drop_pending(node.cursor, row)
        store.drop_parts(node.cursor, row)
        head, written = write_within(node, [draft])
    node.remember(head)
    return written[0]
