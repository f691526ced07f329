"""What the relay answers: sealed bytes, msgpack or JSON; one shape for every refusal."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from posta.relay.errors import Refusal
from posta.relay.storage.store_protocol import StoredTip


class RelayResponse(NamedTuple):
    """An answer; `is_news` wakes those who wait."""

    status: int
    body: bytes
    content_type: bytes = b"application/octet-stream"
    is_news: bool = False


def json_answer(status: int, value: dict[str, Any], *, is_news: bool = False) -> RelayResponse:
    """Return a JSON answer."""
    return RelayResponse(status, json.dumps(value).encode() + b"\n", b"application/json", is_news)


def msgpack_answer(value: dict[str, Any]) -> RelayResponse:
    """Return a msgpack answer."""
    return RelayResponse(200, msgspec.msgpack.encode(value), b"application/msgpack")


def refusal_answer(refusal: Refusal, *, is_news: bool = False, **more: object) -> RelayResponse:
    """Return a refusal in the one shape, with what else helps."""
    status, error, rule, do = refusal
    return json_answer(status, {"error": error, "rule": rule, "do": do, **more}, is_news=is_news)


def present_heads(tips: Iterable[StoredTip]) -> list[dict[str, Any]]:
    """Return heads as JSON."""
    return [{"branch": tip.branch, "sequence": tip.sequence, "hash": tip.hash.hex()} for tip in tips]
