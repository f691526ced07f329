"""The relay's small rules, each by itself."""

import asyncio
import io
import json
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from posta.clock import FixedClock
from posta.relay import server
from posta.relay.app import Relay
from posta.relay.change_notifier import ChangeNotifier
from posta.relay.disclose import disclose_json, disclose_text
from posta.relay.errors import FORK, GAP, REFUSALS, MalformedBody, TooManySegments, UnknownPath, to_refusal
from posta.relay.handlers import SignedRequest, wait
from posta.relay.rate_limit import RateLimit
from posta.relay.storage import open_store
from posta.relay.storage.branch_placement import Fit, list_line, place_segment
from posta.relay.storage.sqlite_store import SqliteStore
from posta.relay.storage.store_protocol import PartPlace, StoredTip
from posta.wire.address import encode_segment
from posta.wire.compare import ClaimedHead, compare_heads
from tests.conformance.feedmaker import Device, without_parts
from tests.conformance.relay_client import ROOT

GOLDEN = Path(__file__).parent / "golden"
DOCS = Path(__file__).parents[3] / "docs"


def run(scene: Coroutine[Any, Any, None]) -> None:
    """Play a scene in a loop of its own thread: a browser test in this process may have left one running in ours."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, scene).result()


@pytest.fixture
def store(tmp_path):
    store = SqliteStore(tmp_path / "relay.db")
    yield store
    store.close()


def fill(store):
    """Two feeds, a fork, absent and erased parts, a revoked device, over three days."""
    one, two = Device(1).write(40), Device(2, incarnation=3).write(5)
    fork = one.twin(15).write(3)
    sent = [(one.segment(0, 20), 17860), (one.segment(20), 17861), (without_parts(two.segment()), 17861)]
    for segment, day in [*sent, (fork.segment(10), 17863)]:
        store.append(segment, encode_segment(segment), day=day)
    store.erase([PartPlace(one.feed, 0, 3, one.entries[3].parts[0].digest)])
    store.revoke([two.verify_key], b"order")


@pytest.mark.parametrize(("write", "name"), [(disclose_text, "disclose.txt"), (disclose_json, "disclose.json")])
def test_disclose_then_exactly_what_was_agreed(store, write, name):
    fill(store)
    out = io.StringIO()
    write(store, out)
    assert out.getvalue() == (GOLDEN / name).read_text()


def test_disclose_when_empty_then_says_so(store):
    out = io.StringIO()
    disclose_text(store, out)
    assert "0 feeds, 0 entries, 0 bytes" in out.getvalue()


def test_disclose_then_no_time_of_day_and_no_address(store):
    fill(store)
    out = io.StringIO()
    disclose_json(store, out)
    keys = {key for branch in json.loads(out.getvalue())["branches"] for key in branch}
    assert keys == {
        *("feed", "incarnation", "branch", "first", "last", "entries", "bytes"),
        *("parts", "parts_absent", "parts_by_epoch", "days"),
    }
    assert not re.search(r"\d\d:\d\d", out.getvalue())


def test_refusals_then_each_is_in_the_reference_page():
    page = (DOCS / "reference" / "relay.md").read_text()
    rows = {(r.status, r.error) for r in [*REFUSALS.values(), GAP, FORK]}
    documented = {(int(s), e) for s, e in re.findall(r"^\| (\d{3}) \| `(\w+)` \|", page, re.M)}
    assert documented == rows


def test_error_without_a_row_then_malformed():
    class Strange(MalformedBody):
        pass

    assert to_refusal(Strange()) == REFUSALS[MalformedBody]


def test_pace_when_too_many_in_an_hour_then_refused_until_the_next():
    clock = FixedClock(datetime(2018, 11, 25, tzinfo=UTC))
    pace = RateLimit(clock, per_hour=2)
    pace.count(b"a")
    pace.count(b"a")
    pace.count(b"b")
    with pytest.raises(TooManySegments):
        pace.count(b"a")
    clock.advance(hours=1)
    pace.count(b"a")


def test_bell_when_rung_then_waiters_wake_and_a_stale_token_returns_at_once():
    async def scene():
        bell = ChangeNotifier()
        token = bell.token
        assert await bell.wait(token, 0) == token
        waiter = asyncio.create_task(bell.wait(token, 60))
        await asyncio.sleep(0)
        bell.ring()
        assert await waiter == bell.token != token
        assert await bell.wait("before-the-restart", 60) == bell.token
        assert await bell.wait(token, 60) == bell.token

    run(scene())


def claim(device, sequence):
    return ClaimedHead(device.feed, device.incarnation, sequence, device.hash_at(sequence))


def test_compare_when_nothing_is_new_then_both_lists_are_empty(store):
    device = Device(1).write(10)
    store.append(device.segment(), device.bytes(), day=1)
    assert compare_heads([claim(device, 9)], store.list_tips(), store.hashes) == {"have": [], "want": []}


def test_compare_when_forked_then_offers_the_other_branch_and_asks_for_ours(store):
    one = Device(1).write(10)
    other = one.twin(5).write(9)
    store.append(one.segment(), one.bytes(), day=1)
    told = compare_heads([claim(other, 13)], store.list_tips(), store.hashes)
    assert told["have"] == [[one.feed, 0, 0, 0, 9, one.hash_at(9)]]
    assert told["want"] == [[one.feed, 0, 10, 13, one.hash_at(9)]]
    store.append(other.segment(), other.bytes(), day=1)
    told = compare_heads([claim(one, 9)], store.list_tips(), store.hashes)
    assert told == {"have": [[one.feed, 0, 1, 0, 13, other.hash_at(13)]], "want": []}


def test_compare_when_the_claim_is_unknown_then_wanted_from_the_start(store):
    device = Device(1).write(4)
    told = compare_heads([claim(device, 3), ClaimedHead(device.feed, 1, -5, b"")], [], store.hashes)
    assert told["want"] == [[device.feed, 0, 0, 3, b""], [device.feed, 1, 0, -5, b""]]


def test_place_when_the_first_segment_links_to_something_then_a_gap():
    device = Device(1).write(3)
    segment = device.segment()
    object.__setattr__(segment, "before", b"\1" * 32)
    tip = StoredTip(device.feed, 0, 0, None, 0, 7, b"\2" * 32)
    assert place_segment(segment, [], lambda *_: {}).fit is Fit.GAP
    assert place_segment(segment, [tip], lambda *_: {}).fit is Fit.GAP


def test_line_of_an_unknown_branch_then_empty():
    assert list(list_line(3, [])) == []


@pytest.mark.parametrize("where", ["jetstream:nats://localhost", "sqlite:"])
def test_open_store_when_unknown_then_said_so(where):
    with pytest.raises(open_store.NotAStore, match="sqlite:PATH"):
        open_store.open_store(where)


def test_open_store_by_path_then_sqlite(tmp_path):
    for where in (str(tmp_path / "new" / "a.db"), f"sqlite:{tmp_path / 'b.db'}"):
        store = open_store.open_store(where)
        assert store.list_tips() == []
        store.close()


def test_serve_on_a_port_then_configured_without_logs(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(server.uvicorn.Server, "run", lambda self, **_: seen.append(self.config))
    server.serve(str(tmp_path / "a.db"), port=1, root_key=ROOT.verify_key)
    assert (seen[0].access_log, seen[0].proxy_headers, seen[0].server_header, seen[0].port) == (False, False, False, 1)
    run(close(seen[0].app))


async def close(app: Relay) -> None:
    async def receive():
        return {"type": "lifespan"}

    async def send(message):
        pass

    await app({"type": "lifespan"}, receive, send)


def test_other_protocols_then_ignored(store):
    async def never():
        raise AssertionError

    run(Relay(store, root_key=ROOT.verify_key)({"type": "websocket"}, never, never))


def test_wait_at_the_desk_then_refused():
    with pytest.raises(UnknownPath):
        wait(None, None, SignedRequest())
