"""The roads of this node: which relay and peers it knows, an exchange over one of them, and what became of it.

What is kept of a round is local and never synced: when each road last worked, and how far others hold our own feed.
"""

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from posta.clock import DAY_MILLIS, HOUR_MILLIS, MINUTE_MILLIS, days_until, moment_of, unfinished_day
from posta.courier.card import OVER, WITHDRAWN, days_left, heed_order, own_card
from posta.courier.exchange import Outcome, Progress, exchange
from posta.courier.late import open_late
from posta.courier.outbox import heads_of
from posta.courier.road import Refused, RoadClosed, TurnedAway
from posta.courier.transports.http import HttpTransport
from posta.errors import WrongData
from posta.node.settings import drop_setting, get_setting, put_setting
from posta.scribe.clocks import RIGHT, read_clock
from posta.scribe.desk import Desk
from posta.scribe.here import STATED
from posta.wire.cards import peek_card
from posta.wire.membership import WINDOW

LONGEST_ADDRESS = 80
PATIENCE = HOUR_MILLIS  # after so long (ms) a road that lacked what is missing here is asked for it again
MOST_PEERS = 16
OTHER_CLOCK = (
    "The clock of the other side is ahead, so it takes membership cards for over; the one of this computer is right. Tell who"
    " keeps the other side."
)


class NotAnAddress(WrongData):
    """An address has a host and perhaps a port, nothing more."""


class TooManyPeers(WrongData):
    """A post exchanges with so many others over its Wi-Fi."""


def list_roads() -> list[str]:
    """The addresses this node exchanges with: the relay, then peers on the same Wi-Fi."""
    return [str(url) for url in (get_setting("relay.url", ""), *list_peers()) if url]


def take_road(desk: Desk, url: str, progress: Progress = lambda done, total: None) -> Outcome:
    """Exchange with a relay or post over HTTP, and note when and how far. Raises RoadClosed.

    What came before the road broke off has come: what new keys open is opened all the same.
    """
    card = own_card(desk)
    if not card:
        raise RoadClosed("This computer has no membership card yet; ask an administrator to enrol it.")
    transport = HttpTransport(url, card, desk.device.sign, desk.clock)
    try:
        if url == get_setting("relay.url"):
            _bring_orders(transport)
        outcome = exchange(desk, transport, progress, mending=may_mend(desk, url))
        note_stated(desk, url, transport.offset)
    except TurnedAway as turned:
        note_stated(desk, url, transport.offset)
        raise RoadClosed(_why(desk, turned, transport.offset)) from turned
    finally:
        transport.close()
        open_late(desk)
    note_round(desk, url, outcome)
    return outcome


def note_stated(desk: Desk, road: str, offset: int) -> None:
    """Keep what time the relay states, by how far that is from the clock here (ms); not each time, if that is the same.

    A post on the same Wi-Fi is not kept: what it states, its entries say already, and it would count twice.
    """
    now, kept = desk.clock.millis(), get_setting(STATED)
    if road != get_setting("relay.url"):
        return
    if not kept or abs(kept[0] - kept[1] - offset) > MINUTE_MILLIS or not 0 <= now - kept[1] < HOUR_MILLIS // 2:
        put_setting(STATED, [now + offset, now])


def _why(desk: Desk, turned: TurnedAway, offset: int) -> str:
    if heed_order(desk, turned.answer):
        return WITHDRAWN
    if (days_left(desk) or 0) < 0:
        return OVER
    if _is_over_there(desk, offset) and read_clock(desk).state == RIGHT:
        return OTHER_CLOCK
    return str(turned)


def _is_over_there(desk: Desk, offset: int) -> bool:
    """Whether our card has run out by the time that the other side states, or who signed it may have by then."""
    card, there = own_card(desk), moment_of(desk.clock.millis() + offset)
    ends = peek_card(card).until if card else 0
    return offset > WINDOW and (days_until(ends, unfinished_day(there)) < 0 or offset > DAY_MILLIS)


def note_round(desk: Desk, road: str, outcome: Outcome) -> None:
    """Keep when this road worked and that its other end holds our feed this far."""
    now = desk.clock.millis()
    note_met(desk)
    put_setting("sync.trouble", "")
    held = {str(incarnation): last for incarnation, last in heads_of(desk.device.feed, outcome.heads).items()}
    in_vain = now if outcome.in_vain else find_note(road).get("in_vain", 0)
    put_setting(f"road.{road}", {"at": now, "held": held, "tried": now, "trouble": "", "in_vain": in_vain})


def note_met(desk: Desk) -> None:
    """Keep when others were last met, be it by a stick."""
    put_setting("sync.last", desk.clock.millis())


def may_mend(desk: Desk, road: str) -> bool:
    """A road that had nothing of what is missing here is left alone with it for an hour."""
    return not 0 <= desk.clock.millis() - find_note(road).get("in_vain", 0) < PATIENCE


def note_trouble(desk: Desk, road: str, trouble: str) -> None:
    """Keep why a road could not be taken, beside when it last was."""
    put_setting("sync.trouble", trouble)
    put_setting(f"road.{road}", {**find_note(road), "tried": desk.clock.millis(), "trouble": trouble})


def find_note(road: str) -> dict[str, Any]:
    """What is kept of a road: `at` and `held` of its last success, `tried` and `trouble` of the last attempt, and when it was last
    asked in vain for what is missing."""
    note = get_setting(f"road.{road}")
    return note if isinstance(note, dict) else {}


def add_peer(url: str) -> None:
    """Exchange with another post on the same Wi-Fi from now on. Raises NotAnAddress, TooManyPeers."""
    peers = list_peers()
    address = clean_address(url)
    if address in peers:
        return
    if len(peers) >= MOST_PEERS:
        raise TooManyPeers("This post exchanges with 16 others already; remove one first.")
    put_setting("peers", [*peers, address])


def keep_relay(url: str) -> None:
    """Exchange with this relay from now on. Raises NotAnAddress."""
    put_setting("relay.url", clean_address(url))


def drop_peer(url: str) -> None:
    """Exchange with it no more; what is known of it is forgotten."""
    put_setting("peers", [peer for peer in list_peers() if peer != url])
    drop_setting(f"road.{url}")


def list_peers() -> list[str]:
    """The addresses of other posts on the same Wi-Fi."""
    peers = get_setting("peers", [])
    return [str(peer) for peer in peers] if isinstance(peers, list) else []


def clean_address(url: str) -> str:
    """An address as it is kept: scheme, host and port, nothing else. Raises NotAnAddress.

    >>> clean_address(" 192.168.1.20:8470/ ")
    'http://192.168.1.20:8470'
    """
    text = url.strip().rstrip("/")
    try:
        where = urlsplit(text if "://" in text else f"http://{text}")
        host, port = where.hostname, where.port
    except ValueError:
        host, port = None, None
    odd = not host or where.scheme not in ("http", "https") or where.path or where.query or where.username
    if odd or len(text) > LONGEST_ADDRESS or any(letter.isspace() for letter in text):
        raise NotAnAddress("This is not the address of a post; it looks like 192.168.1.20:8470.")
    named = f"[{host}]" if ":" in str(host) else host
    return f"{where.scheme}://{named}" + (f":{port}" if port else "")


def list_held() -> list[dict[int, int]]:
    """For each relay or post, the last sequence of our own feed that it was seen to hold, by incarnation."""
    notes = (find_note(road).get("held") for road in list_roads())
    return [{int(key): int(last) for key, last in held.items()} for held in notes if isinstance(held, dict)]


def _bring_orders(transport: HttpTransport) -> None:
    """A relay cannot read the log, and may have lost its memory since: it is told each time whom to turn away."""
    for order in get_setting("order.revoke", []):
        with suppress(Refused):  # an order that the relay refuses keeps nothing else from being exchanged
            transport.bring(bytes.fromhex(str(order)))
