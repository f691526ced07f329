"""Receipts: each computer that dropped what an order to forget names says so, for everybody to see which are missing."""

from collections.abc import Sequence

from posta.catalog import choice_acts as c
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import FactsPayload
from posta.catalog.kinds import CHOICE, KINDS
from posta.clock import DAY_MILLIS
from posta.feed.entry import Head
from posta.ids import EntryId
from posta.ledger import erasures
from posta.mission.posts import find_device
from posta.scribe.context.node_context import NodeContext
from posta.scribe.write import EntryDraft, PartDraft, write, write_within

MOST = 100  # receipts of one round; the rest follow with the next


def confirm_erasures(node: NodeContext) -> Head | None:
    """Write a receipt for each order that was followed here and not confirmed yet; inside an open transaction."""
    orders = erasures.list_unconfirmed(node.cursor, node.device.feed)[:MOST]
    device = find_device(node.cursor, node.device.feed) if orders else None
    if device is None or device.revoked is not None or (Compartment.FACTS, "") not in node.keyring.newest:
        return None
    drafts = [_receipt(node, order, device.post or 0) for order in orders]
    head, _ = write_within(node, drafts)
    return head


def record_relay_receipts(node: NodeContext, orders: Sequence[EntryId]) -> None:
    """Write a receipt for each of these orders to forget that the relay obeyed, unless this computer wrote it before."""
    known = erasures.list_relayed(node.cursor, [node.device.feed]) if orders else {}
    fresh = [order for order in orders if order not in known][:MOST]
    device = find_device(node.cursor, node.device.feed) if fresh else None
    if device is not None and device.revoked is None and (Compartment.FACTS, "") in node.keyring.newest:
        write(node, [_receipt(node, order, device.post or 0, c.RELAY) for order in fresh])


def _receipt(node: NodeContext, order: EntryId, post: int, matter: str = c.FORGETTING) -> EntryDraft:
    """Return the receipt of an order, in what is counted: every computer reads it, coordination writes it too."""
    act, day = c.PersonChoice(answers=((matter, c.DROPPED),)), node.clock.millis() // DAY_MILLIS
    counted = FactsPayload(CHOICE, KINDS[CHOICE].version, post, day, None, "", "", "", "", order, act)
    return EntryDraft((PartDraft(Compartment.FACTS, "", counted),), held=False)
