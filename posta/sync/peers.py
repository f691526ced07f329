"""The roads of this node: which relay and peers it knows, an exchange over one of them, and what became of it.

What is kept of a round is local and never synced: when each road last worked, and how far others hold our own feed.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from posta.clock import DAY_MILLIS, HOUR_MILLIS, MINUTE_MILLIS, days_until, from_millis, unfinished_day
from posta.errors import InvalidData, Reason, gettext_noop
from posta.node.settings import drop_setting, get_setting, get_settings, put_setting
from posta.scribe.context.clocks import RIGHT, read_clock
from posta.scribe.context.local_node import STATED
from posta.scribe.context.node_context import NodeContext
from posta.sync.exchange import Progress, SyncResult, exchange
from posta.sync.late_keys import open_with_late_keys
from posta.sync.outbox import Heads, list_heads
from posta.sync.own_membership import (
    CARD_EXPIRED,
    DEVICE_REVOKED,
    accept_revocation_order,
    count_days_left,
    find_own_card,
)
from posta.sync.relay_orders import bring_orders
from posta.sync.transport import PeerRefused, TransportError
from posta.sync.transports.http import HttpTransport
from posta.wire.cards import peek_card
from posta.wire.membership import WINDOW

MAX_ADDRESS_LENGTH = 80
PATIENCE = HOUR_MILLIS  # after so long (ms) a road that lacked what is missing here is asked for it again
MAX_PEERS = 16
OTHER_CLOCK = "other_clock_ahead"
_ADDRESSES = ("relay.url", "peers")


class NotAnAddress(InvalidData):
    """An address has a host and perhaps a port, nothing more."""

    sentence = gettext_noop("This is not the address of a post; it looks like 192.168.1.20:8470.")


class TooManyPeers(InvalidData):
    """A post exchanges with so many others over its Wi-Fi."""

    sentence = gettext_noop("This post exchanges with 16 others already; remove one first.")


def list_sync_addresses() -> list[str]:
    """Return the addresses this node exchanges with: the relay, then peers on the same Wi-Fi."""
    return _addresses_in(get_settings(*_ADDRESSES))


def _addresses_in(kept: Mapping[str, Any]) -> list[str]:
    return [str(url) for url in (kept.get("relay.url", ""), *_as_addresses(kept.get("peers"))) if url]


def sync_with(node: NodeContext, url: str, progress: Progress = lambda done, total: None) -> SyncResult:
    """Exchange with a relay or post over HTTP, and note when and how far. Raises TransportError.

    What came before an error of the road is kept: what new keys open is opened all the same.
    """
    card = find_own_card(node)
    if not card:
        raise TransportError("no_membership_card")
    transport = HttpTransport(url, card, node.device.sign, node.clock)
    try:
        if url == get_setting("relay.url"):
            bring_orders(node, transport)
        outcome = exchange(node, transport, progress, mending=can_repair(node, url))
        record_stated_time(node, url, transport.offset)
    except PeerRefused as turned:
        record_stated_time(node, url, transport.offset)
        raise TransportError(_why(node, turned, transport.offset)) from turned
    finally:
        transport.close()
        open_with_late_keys(node)
    record_success(node, url, outcome)
    return outcome


def record_stated_time(node: NodeContext, road: str, offset: int) -> None:
    """Keep the time the relay states, by how far it is from the clock here (ms).

    It is written only where it changed. A post on the same Wi-Fi is not kept: what it states, its entries say
    already, and it would count twice.
    """
    now, kept = node.clock.millis(), get_setting(STATED)
    if road != get_setting("relay.url"):
        return
    if not kept or abs(kept[0] - kept[1] - offset) > MINUTE_MILLIS or not 0 <= now - kept[1] < HOUR_MILLIS // 2:
        put_setting(STATED, [now + offset, now])


def _why(node: NodeContext, turned: PeerRefused, offset: int) -> str:
    """Return the code of why the other side refused this computer."""
    if accept_revocation_order(node, turned.answer):
        return DEVICE_REVOKED
    if (count_days_left(node) or 0) < 0:
        return CARD_EXPIRED
    if _is_over_there(node, offset) and read_clock(node).state == RIGHT:
        return OTHER_CLOCK
    return turned.code


def _is_over_there(node: NodeContext, offset: int) -> bool:
    """Return whether our card has expired by the time that the other side states, or its signer's may have."""
    card, there = find_own_card(node), from_millis(node.clock.millis() + offset)
    ends = peek_card(card).until if card else 0
    return offset > WINDOW and (days_until(ends, unfinished_day(there)) < 0 or offset > DAY_MILLIS)


def record_success(node: NodeContext, road: str, outcome: SyncResult) -> None:
    """Keep when this road worked and that its other end holds our feed this far."""
    now = node.clock.millis()
    record_contact(node)
    put_setting("sync.trouble", "")
    held = {str(incarnation): last for incarnation, last in list_heads(node.device.feed, outcome.heads).items()}
    unfilled_gaps = now if outcome.unfilled_gaps else find_peer_state(road).get("in_vain", 0)
    put_setting(f"road.{road}", {"at": now, "held": held, "tried": now, "trouble": "", "in_vain": unfilled_gaps})


def record_contact(node: NodeContext) -> None:
    """Keep when others were last met, be it by a stick."""
    put_setting("sync.last", node.clock.millis())


def can_repair(node: NodeContext, road: str) -> bool:
    """Return whether a peer is asked for what is missing; one that had nothing is left alone for an hour."""
    return not 0 <= node.clock.millis() - find_peer_state(road).get("in_vain", 0) < PATIENCE


def record_failure(node: NodeContext, road: str, trouble: Reason) -> None:
    """Keep why a road could not be taken, beside when it last was."""
    put_setting("sync.trouble", trouble.code)
    kept = {"tried": node.clock.millis(), "trouble": trouble.to_json()}
    put_setting(f"road.{road}", {**find_peer_state(road), **kept})


def find_peer_state(road: str) -> dict[str, Any]:
    """Return what is kept of a road.

    That is `at` and `held` of its last success, `tried` and `trouble` of the last attempt, and when it was last asked
    for what is missing and had none.
    """
    return _as_state(get_setting(f"road.{road}"))


def _as_state(note: object) -> dict[str, Any]:
    return note if isinstance(note, dict) else {}


def add_peer(url: str) -> None:
    """Exchange with another post on the same Wi-Fi from now on. Raises NotAnAddress, TooManyPeers."""
    peers = list_peers()
    address = normalise_address(url)
    if address in peers:
        return
    if len(peers) >= MAX_PEERS:
        raise TooManyPeers
    put_setting("peers", [*peers, address])


def set_relay(url: str) -> None:
    """Exchange with this relay from now on. Raises NotAnAddress."""
    put_setting("relay.url", normalise_address(url))


def remove_peer(url: str) -> None:
    """Exchange with it no more; what is known of it is forgotten."""
    put_setting("peers", [peer for peer in list_peers() if peer != url])
    drop_setting(f"road.{url}")


def list_peers() -> list[str]:
    """Return the addresses of other posts on the same Wi-Fi."""
    return _as_addresses(get_setting("peers"))


def _as_addresses(kept: object) -> list[str]:
    return [str(peer) for peer in kept] if isinstance(kept, list) else []


def normalise_address(url: str) -> str:
    """Return an address as it is kept: scheme, host and port, nothing else. Raises NotAnAddress.

    >>> normalise_address(" 192.168.1.20:8470/ ")
    'http://192.168.1.20:8470'
    """
    text = url.strip().rstrip("/")
    try:
        where = urlsplit(text if "://" in text else f"http://{text}")
        host, port = where.hostname, where.port
    except ValueError:
        host, port = None, None
    odd = not host or where.scheme not in ("http", "https") or where.path or where.query or where.username
    if odd or len(text) > MAX_ADDRESS_LENGTH or any(letter.isspace() for letter in text):
        raise NotAnAddress
    named = f"[{host}]" if ":" in str(host) else host
    return f"{where.scheme}://{named}" + (f":{port}" if port else "")


def list_confirmed_heads() -> list[Heads]:
    """Return for each relay or post the last sequence of our own feed that it holds, by incarnation.

    It is what the other side was last seen to hold.
    """
    return find_last_exchange()[1]


def find_last_exchange() -> tuple[int | None, list[Heads]]:
    """Return when somebody was last met (ms; None for never), and what each holds of our feed.

    Every page asks it: one query, and one more where there is somebody to exchange with.
    """
    kept = get_settings("sync.last", *_ADDRESSES)
    roads = get_settings(*(f"road.{road}" for road in _addresses_in(kept)))
    notes = (_as_state(note).get("held") for note in roads.values())
    held: list[Heads] = [{int(key): int(seq) for key, seq in one.items()} for one in notes if isinstance(one, dict)]
    last = kept.get("sync.last")
    return last if isinstance(last, int) else None, held
