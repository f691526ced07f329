"""The order to erase at the relay: what a team leader forgot, named to the relay under an administrator's signature.

The relay is blind and obeys only an administrator whom the mission's root certified. The team leader's own order was checked
when it came; the administrator names to the relay the parts of the entries that it names, and no others.
"""

from collections.abc import Mapping, Sequence

import msgspec

from posta.acts.mission.enrolled_devices import check_certified
from posta.acts.mission.founding import get_admin_certificate
from posta.catalog.choice_acts import PersonChoice
from posta.catalog.encoding.codec import read_act
from posta.catalog.errors import CatalogError
from posta.feed.canonical import decode_header
from posta.ids import EntryId
from posta.ledger.erasures import list_headers, list_relayed, list_valid_orders
from posta.mission.posts import list_devices
from posta.scribe.apply import open_rows
from posta.scribe.context.node_context import NodeContext
from posta.scribe.relay_orders import RelayErasure, load_relay_erasures, put_relay_erasures, put_signed_order
from posta.seal.keys import PersonKeys
from posta.wire.membership import OrderKind, issue_order

PartPlaceRow = tuple[bytes, int, int, bytes]
"""Where a part stands, as an order names it: feed, incarnation, sequence, hash of its sealed bytes."""


def list_erased_at_relay(node: NodeContext) -> dict[EntryId, int]:
    """Return the orders to forget that the relay obeyed, with the clock of the receipt; a post's word is not counted."""
    return list_relayed(node.cursor, [one.feed for one in list_devices(node.cursor) if one.administers])


def list_signed() -> dict[EntryId, RelayErasure]:
    """Return the orders to the relay that were signed at this computer, by the order to forget that each follows."""
    return load_relay_erasures()


def list_to_sign(node: NodeContext) -> dict[EntryId, tuple[bytes, ...]]:
    """Return the orders to forget that still need an administrator's order to the relay, with their entries.

    One that was signed is to be signed again if the relay refused it, or if more of what it names has come since.
    """
    done, signed = list_erased_at_relay(node), load_relay_erasures()
    rows = {
        order: row
        for order, row in list_valid_orders(node.cursor).items()
        if order not in done and (order not in signed or signed[order].trouble or not signed[order].is_whole)
    }
    named = _list_named(node, rows)
    held = list_headers(node.cursor, [entry for entries in named.values() for entry in entries])
    return {order: entries for order, entries in named.items() if _is_to_sign(signed.get(order), entries, held)}


def sign_relay_erasures(node: NodeContext, person: PersonKeys) -> int:
    """Sign an order to the relay for each forgetting that lacks one; the next exchange brings them. Return how many.

    Raises AdminNotCertified, AdministratorExpired.
    """
    check_certified(node, person)
    wanted, administrator = list_to_sign(node), get_admin_certificate(node, person.verify_key)
    headers = list_headers(node.cursor, [entry for entries in wanted.values() for entry in entries])
    signed = {}
    with node.transaction():
        for order, entries in wanted.items():
            held = [headers[entry] for entry in entries if entry in headers]
            payload = msgspec.msgpack.encode(_list_places(held))
            put_signed_order(
                order, issue_order(person.sign, kind=OrderKind.ERASE, administrator=administrator, payload=payload)
            )
            signed[order] = RelayErasure(len(entries), len(held))
        put_relay_erasures(signed)
    return len(signed)


def _is_to_sign(signed: RelayErasure | None, entries: Sequence[bytes], held: Mapping[bytes, bytes]) -> bool:
    return signed is None or bool(signed.trouble) or sum(entry in held for entry in entries) > signed.held


def _list_named(node: NodeContext, orders: Mapping[EntryId, int]) -> dict[EntryId, tuple[bytes, ...]]:
    """Return the entries that each of these orders names; an order is kept in what every computer reads."""
    opened = {one.row: one.fresh for one in open_rows(node, list(orders.values()))} if orders else {}
    named = {}
    for order, row in orders.items():
        fresh = opened.get(row)
        body = (fresh.facts or fresh.clinical) if fresh is not None else None
        act = _read(body) if body is not None else None
        if act is not None and act.erasure is not None:
            named[order] = act.erasure.entries
    return named


def _read(body: object) -> PersonChoice | None:
    try:
        act = read_act(body)  # type: ignore[arg-type]
    except CatalogError:
        return None
    return act if isinstance(act, PersonChoice) else None


def _list_places(headers: Sequence[bytes]) -> list[PartPlaceRow]:
    """Return where each part stands: at most 1,000 entries of 15 parts, which is less than the relay takes at once."""
    return [
        (header.feed, header.incarnation, header.sequence, part.digest)
        for header in map(decode_header, headers)
        for part in header.parts
    ]
