"""Bringing orders to the relay in each exchange: which devices to refuse, and which parts to erase.

A relay cannot read the log and may have lost its memory, so orders are brought again. One that it refuses keeps nothing else
from being exchanged. When it has obeyed an order to erase, this computer says so in the log, for the page of requests at
every post.
"""

from dataclasses import replace

from posta.clock import DAY_MILLIS
from posta.errors import InvalidData, gettext_noop
from posta.node.settings import get_setting
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incoming.erasure_receipts import record_relay_receipts
from posta.scribe.relay_orders import RelayErasure, load_relay_erasures, load_signed_order, put_relay_erasures
from posta.sync.transport import PeerRefused, SyncRequestRefused
from posta.sync.transports.http import HttpTransport

AGAIN = DAY_MILLIS  # after so long (ms) an order to erase is brought once more, in case the relay was replaced
REVOKED = "served_no_more"


class RelayOrderRefused(InvalidData):
    """The relay was reached and did not obey an order to erase."""

    sentences = {
        "order_not_accepted": gettext_noop(
            "The relay did not accept the signatures: the certificate of the administrator who signed, or the card of "
            "this computer, has run out. Renew them and sign again."
        ),
        "order_refused": gettext_noop(
            "The relay answered %(status)s and did not obey. Sign again; if it refuses once more, tell who keeps it."
        ),
    }


def bring_orders(node: NodeContext, transport: HttpTransport) -> None:
    """Bring a relay every order that it may not know.

    Raises TransportError if it is not reached or refuses this computer.
    """
    for order in get_setting("order.revoke", []):
        _try(transport, "revoke", bytes.fromhex(str(order)))
    kept, now = load_relay_erasures(), node.clock.millis()
    changed = {}
    for order, one in kept.items():
        if one.url == transport.url and 0 <= now - one.taken < AGAIN:
            continue
        refused = _try(transport, "erase", load_signed_order(order))
        changed[order] = _note(one, transport.url, now, refused)
    if changed:
        put_relay_erasures(changed)
    record_relay_receipts(node, [order for order, one in {**kept, **changed}.items() if one.taken and one.is_whole])


def _note(one: RelayErasure, url: str, now: int, refused: RelayOrderRefused | None) -> RelayErasure:
    """Return what is kept of an order after it was brought; a relay that obeyed it once may refuse it later."""
    if refused is None or one.url == url:
        return replace(one, taken=now, url=url, trouble="")
    return replace(one, trouble=refused.reason.to_json())


def _try(transport: HttpTransport, what: str, order: bytes) -> RelayOrderRefused | None:
    """Bring an order, and return the refusal where the relay did not obey it."""
    try:
        _bring(transport, what, order)
    except RelayOrderRefused as refused:
        return refused
    return None


def _bring(transport: HttpTransport, what: str, order: bytes) -> None:
    """Bring an order. Raises RelayOrderRefused, and TransportError if the relay is not reached or refuses this computer."""
    try:
        transport.bring(what, order)
    except SyncRequestRefused as refused:
        raise RelayOrderRefused("order_refused", status=refused.params["status"]) from refused
    except PeerRefused as refused:  # if it was not the order but this computer, the comparison says so next
        if refused.code == REVOKED:
            raise
        raise RelayOrderRefused("order_not_accepted") from refused
