"""What the relay does for a member, one function per path; each takes the relay's services, the card and the request."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from typing import TypeVar
from urllib.parse import parse_qs

import msgspec

from posta.clock import to_epoch_day, today_in
from posta.relay.card_check import CardCheck, check_permission
from posta.relay.errors import FORK, GAP, MalformedBody, UnknownPath, WrongAddress
from posta.relay.rate_limit import RateLimit
from posta.relay.responses import RelayResponse, json_answer, msgpack_answer, present_heads, refusal_answer
from posta.relay.storage.store_protocol import AppendOutcome, PartPlace, Store
from posta.wire.address import decode_segment, verify_segment
from posta.wire.compare import compare_heads, decode_claims
from posta.wire.membership import Card, OrderKind, Permission, verify_order

DEFAULT_BYTES = 1 << 20
MAX_BYTES = 8 << 20
MAX_SECONDS = 55
_FEED = r"/v1/feeds/([0-9a-f]{32})/(\d{1,10})"
_LARGEST = {"from": 1 << 62, "branch": 1 << 31, "max_bytes": MAX_BYTES, "seconds": MAX_SECONDS}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request whose signature holds."""

    feed: bytes = b""
    incarnation: int = 0
    first: int = 0
    query: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def number(self, name: str, default: int) -> int:
        """Return a number in the query, at most its largest. Raises MalformedBody."""
        text = self.query.get(name, str(default))
        if not (text.isascii() and text.isdigit() and len(text) < 20):
            raise MalformedBody("query_not_a_number")
        return min(int(text), _LARGEST[name])


@dataclass(frozen=True, slots=True)
class RelayServices:
    """What a handler needs: the store, the card check (root key and clock) and the rate limit."""

    store: Store
    gate: CardCheck
    pace: RateLimit


Handler = Callable[[RelayServices, Card, SignedRequest], RelayResponse]


def put_segment(node: RelayServices, card: Card, request: SignedRequest) -> RelayResponse:
    """Keep a segment of the device's own feed, or of another's that it carries.

    Raises WrongAddress and what the card, the segment and the store raise.
    """
    check_permission(card, Permission.WRITE if request.feed == card.feed else Permission.CARRY)
    # incarnation and first stand at 36..48 of a segment: compared before anything is computed from them
    if request.body[36:48] != request.incarnation.to_bytes(4, "big") + request.first.to_bytes(8, "big"):
        raise WrongAddress("path_of_another_place")
    segment = decode_segment(request.body)
    if segment.feed != request.feed:
        raise WrongAddress("path_of_another_feed")
    verify_segment(segment)
    node.pace.count(card.device)
    receipt = node.store.append(segment, request.body, day=to_epoch_day(today_in(node.gate.clock, UTC)))
    heads = present_heads(receipt.tips)
    if receipt.outcome is AppendOutcome.GAP:
        return refusal_answer(GAP, heads=heads)
    if receipt.outcome is AppendOutcome.FORKED:
        return refusal_answer(FORK, heads=heads, is_news=True)
    stored = receipt.outcome is AppendOutcome.STORED
    return json_answer(201 if stored else 200, {"heads": heads}, is_news=stored)


def get_segments(node: RelayServices, card: Card, request: SignedRequest) -> RelayResponse:
    """Return segments of one line, each after its length in four bytes; empty when nothing follows."""
    check_permission(card, Permission.READ)
    segments = node.store.read(
        request.feed,
        request.incarnation,
        branch=request.number("branch", 0),
        first=request.number("from", 0),
        max_bytes=request.number("max_bytes", DEFAULT_BYTES),
    )
    return RelayResponse(200, b"".join([part for s in segments for part in (len(s).to_bytes(4, "big"), s)]))


def answer_diff(node: RelayServices, card: Card, request: SignedRequest) -> RelayResponse:
    """Return what each side lacks."""
    check_permission(card, Permission.READ)
    return msgpack_answer(compare_heads(decode_claims(request.body), node.store.list_tips(), node.store.hashes))


def erase(node: RelayServices, card: Card, request: SignedRequest) -> RelayResponse:
    """Obey an order to drop parts; any member may bring it."""
    payload = verify_order(request.body, node.gate.root_key, node.gate.today(), kind=OrderKind.ERASE)
    return json_answer(200, {"dropped": node.store.erase(decode_part_places(payload))})


def revoke(node: RelayServices, card: Card, request: SignedRequest) -> RelayResponse:
    """Obey an order to serve devices no more; any member may bring it."""
    payload = verify_order(request.body, node.gate.root_key, node.gate.today(), kind=OrderKind.REVOKE)
    devices = _decode(payload, list[bytes])
    node.store.revoke(devices, request.body)
    return json_answer(200, {"revoked": len(devices)})


def wait(node: RelayServices, card: Card, request: SignedRequest) -> RelayResponse:
    """Leave the answer to the application itself: waiting must not hold a thread. Raises UnknownPath."""
    raise UnknownPath("waiting_at_the_desk")


def read_wait(card: Card, request: SignedRequest) -> tuple[str, int]:
    """Return the token and seconds of a long poll."""
    check_permission(card, Permission.READ)
    return request.query.get("since", ""), request.number("seconds", MAX_SECONDS)


def route_request(method: str, path: str) -> tuple[Handler, tuple[bytes, int, int]]:
    """Return the handler of a method and path, with what the path names.

    The path names feed, incarnation and first sequence (or nothing).

    Raises UnknownPath.
    """
    for wanted, pattern, act in _PATHS:
        if method == wanted and (match := pattern.fullmatch(path)):
            return act, _read_place(match.groups()) if match.groups() else (b"", 0, 0)
    raise UnknownPath("unknown_path")


def read_query(query: str) -> dict[str, str]:
    """Return the first value of each name in a query. Raises MalformedBody."""
    try:
        return {name: values[0] for name, values in parse_qs(query, max_num_fields=8).items()}
    except ValueError:
        raise MalformedBody("query_too_long") from None


def decode_part_places(payload: bytes) -> list[PartPlace]:
    """Return the parts an order to erase names. Raises MalformedBody."""
    places = [PartPlace(*row) for row in _decode(payload, list[tuple[bytes, int, int, bytes]])]
    if any(not (0 <= p.incarnation < 1 << 32 and 0 <= p.sequence < 1 << 62) for p in places):
        raise MalformedBody("order_out_of_range")
    return places


def _read_place(groups: tuple[str, ...]) -> tuple[bytes, int, int]:
    feed, incarnation, first = bytes.fromhex(groups[0]), int(groups[1]), int(groups[2] if groups[2:] else 0)
    if incarnation >> 32:
        raise UnknownPath("incarnation_out_of_range")
    return feed, incarnation, first


def _decode(payload: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.msgpack.decode(payload, type=kind)
    except msgspec.MsgspecError:
        raise MalformedBody("order_incomplete") from None


_PATHS: list[tuple[str, re.Pattern[str], Handler]] = [
    ("PUT", re.compile(_FEED + r"/(\d{1,18})", re.ASCII), put_segment),
    ("GET", re.compile(_FEED, re.ASCII), get_segments),
    ("POST", re.compile("/v1/diff"), answer_diff),
    ("GET", re.compile("/v1/wait"), wait),
    ("POST", re.compile("/v1/erase"), erase),
    ("POST", re.compile("/v1/revoke"), revoke),
]
