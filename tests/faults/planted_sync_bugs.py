"""Bugs planted on the road over HTTP: each is a way in which one other end could harm more than the road it sits on."""

import collections
import json
from collections.abc import Callable
from typing import Any

from posta.ledger import frontier
from posta.sync import attempts, exchange, peers
from posta.sync.transports import http, time_limits

Patches = list[tuple[Any, str, Any]]


def _deadline_begins_again() -> Patches:
    """Grants the seconds of an answer again with every byte that comes."""
    real = time_limits.LimitedResponse.read

    def read(answer: Any, raw: Any, into: Any) -> int | None:
        answer._began = answer._clock.monotonic()
        return real(answer, raw, into)

    return [(time_limits.LimitedResponse, "read", read)]


def _read_without_bound() -> Patches:
    """Reads as much as there is."""
    return [(time_limits, "LARGEST_HEAD", 1 << 60), (http, "_read", lambda response, largest: response.read())]


def _outbox_emptied_on_a_word() -> Patches:
    """Sends nobody what some other end has said it holds."""
    real = exchange._push

    def push(node: Any, transport: Any, wants: Any, *more: Any) -> Any:
        held = _confirmed(node.cursor)
        lacking = [
            want for want in wants if want.feed != node.device.feed or want.sequence > held.get(want.incarnation, -1)
        ]
        return real(node, transport, lacking, *more)

    return [(exchange, "_push", push)]


def _confirmed(cursor: Any) -> dict[int, int]:
    if not cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'node_setting'").fetchone():
        return {}
    notes = [
        json.loads(row[0])
        for row in cursor.execute("SELECT value FROM node_setting WHERE name LIKE 'road.%'").fetchall()
    ]
    return {int(inc): last for note in notes for inc, last in note.get("held", {}).items()}


def _everything_offered_is_sent() -> Patches:
    """Counts as sent what was offered, whatever became of it on the way."""
    real = exchange.exchange

    def trusting(node: Any, transport: Any, *more: Any, **named: Any) -> Any:
        outcome = real(node, transport, *more, **named)
        outcome.heads = tuple(frontier.list_sendable_heads(node.cursor, node.clock.millis()))
        return outcome

    return [(peers, "exchange", trusting)]


def _road_after_road() -> Patches:
    """Takes one road when the one before it has ended."""
    begin = attempts.SyncAttempts._begin

    def one_by_one(self: Any, *arguments: Any) -> Any:
        thread = begin(self, *arguments)
        if thread is not None:
            thread.join(attempts.ROUND_SECONDS)
        return thread

    return [(attempts.SyncAttempts, "_begin", one_by_one)]


def _stalled_unnamed() -> Patches:
    """Forgets a road when its round is over, though it is still under way."""
    take = attempts.SyncAttempts.take

    def forgetful(self: Any, *arguments: Any) -> Any:
        try:
            return take(self, *arguments)
        finally:
            self._ongoing._since = collections.defaultdict(int)

    return [(attempts.SyncAttempts, "take", forgetful)]


ON_ROADS: dict[str, Callable[[], Patches]] = {
    "deadline that begins again with every byte": _deadline_begins_again,
    "answer read without bound": _read_without_bound,
    "outbox emptied on the word of another end": _outbox_emptied_on_a_word,
    "everything offered counts as sent": _everything_offered_is_sent,
    "road after road": _road_after_road,
    "stalled road unnamed": _stalled_unnamed,
}
