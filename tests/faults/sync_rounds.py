"""Rounds of the courier over HTTP: the real client, rounds and state of the exchange, over wires to invented ends.

`touring` puts a computer's own roads in place of the process's: its settings lie in its own database (`homes`), its threads
take turns (`hands`), its connections are `wires`. After each round the oracle looks at what the computer says of its roads.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from posta.feed.entry import Head
from posta.ledger.frontier import list_tips
from posta.node import settings
from posta.node.ongoing_syncs import OngoingSyncs
from posta.node.process_state import PROCESS
from posta.relay.card_check import CardCheck
from posta.scribe.context.node_context import NodeContext
from posta.sync import attempts, peer_api, sync_report
from posta.sync.attempts import FAILED, ROUND_SECONDS, SyncAttempts
from posta.sync.exchange import SyncResult
from posta.sync.outbox import count_after, list_heads
from posta.sync.peers import find_peer_state, sync_with
from posta.sync.transports import http
from posta.sync.transports.time_limits import LARGEST_HEAD
from tests.faults.fake_connections import PATIENCE, Request, fake_connections
from tests.faults.fake_disks import PowerCut
from tests.faults.fake_homes import RELAY, ROOT, Homes, prepare
from tests.faults.fake_threads import FakeExecutor, FakeThreading, Scheduler
from tests.faults.faulty_transports import RelayTransport
from tests.faults.oracle import BrokenPromise
from tests.faults.remote_ends import RemoteEnd, serve_as_post, serve_as_relay
from tests.faults.world import Machine, World

PEERS = ("http://10.0.0.2:8470", "http://10.0.0.3:8470")
LONGEST = PATIENCE.road + 2 * (3 * PATIENCE.grace + (http.MAX_ANSWER + LARGEST_HEAD) / PATIENCE.rate)


@dataclass(eq=False)
class SyncRun:
    """A computer, its roads and their other ends; `since` says which are under way, `complaints` what was not kept."""

    world: World
    machine: Machine
    peers: list[Machine]
    hands: Scheduler
    ends: dict[str, RemoteEnd] = field(default_factory=dict)
    ongoing: OngoingSyncs = field(default_factory=OngoingSyncs)
    since: dict[str, float] = field(default_factory=dict)
    ended: dict[str, SyncResult | None] = field(default_factory=dict)
    took: dict[str, float] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    began: float = 0.0

    def node(self) -> NodeContext:
        """A node with a cursor of its own, as each thread of a program has one."""
        return replace(self.machine.node, cursor=self.machine.disk.connection.cursor())

    def take(self) -> None:
        """Take a round and look at it. The power may fail: then nothing is under way any more."""
        prepare(self.world, self.machine, self.ends)
        for peer in self.peers:
            prepare(self.world, peer)
        _store_of(self.world)
        self.began = self.hands.now
        begun = [url for url in self.ends if url not in self.since]
        for url in begun:
            self.ends[url].begin()
            self.ended.pop(url, None)
        before = {url: _held(url) for url in self.ends}
        with self._power():
            told = SyncAttempts(self.ongoing).take(self.node)
        if self.hands.now - self.began > ROUND_SECONDS + 0.01:
            raise BrokenPromise("H5: a round waited longer than rounds do")
        self._look(before)
        named = {one.road for one in told}
        if named != {url for url in begun if url in self.ended}:
            raise BrokenPromise("H5: a round does not say which roads ended")

    def let_end(self) -> None:
        """Wait until every road has ended, as each must."""
        before, until = {url: _held(url) for url in self.ends}, self.hands.now + LONGEST
        while self.since and self.hands.now < until:
            self.wait(60)
        if self.since:
            raise BrokenPromise("H5: a road is still under way after all that is allowed")
        self._look(before)

    def wait(self, seconds: float) -> None:
        """Let time pass, in which roads go on. The power may fail."""
        with self._power():
            self.hands.wait(seconds)

    def switch_off(self) -> None:
        """The computer has lost power: nothing of it is under way any more."""
        self.hands.stop()
        self.ongoing = PROCESS.ongoing_syncs = OngoingSyncs()
        self.since.clear()
        self.ended.clear()

    def excuse_stalled(self) -> None:
        """An act may let the computer's clock run on, such as an undo: to a road under way its end seems late by as much."""
        for url in self.since:
            self.ends[url].is_odd = True

    def timed(self, node: NodeContext, url: str) -> SyncResult:
        """Take one road, and see that nothing but its own other end takes time."""
        end, began = self.ends[url], self.hands.now
        self.since[url], waited = began, end.waited
        if began - self.began > 0.01:
            self.complaints.append("a road was begun only after another")
        outcome = None
        try:
            outcome = sync_with(node, url)
            return outcome
        finally:
            took = self.hands.now - began
            if took > end.waited - waited + 0.01:
                self.complaints.append("a road waited for another")
            if took > LONGEST:
                self.complaints.append("a road took longer than roads do")
            self.since.pop(url, None)
            self.ended[url], self.took[url] = outcome, took

    def _look(self, before: dict[str, dict]) -> None:
        """The state of the exchange says of each road how it stands."""
        complaints = [*self.complaints, *(f"{type(error).__name__}: {error}" for error in self.hands.uncaught)]
        if complaints:
            raise BrokenPromise(f"H5: {self.machine.name}: {complaints[0]}")
        for road in sync_report.make_report(self.node()).roads:
            end, outcome = self.ends[road.url], self.ended.get(road.url)
            if (road.since is not None) != (road.url in self.since):
                raise BrokenPromise(
                    f"H5: the state of the exchange is wrong about which road is stalled ({self.machine.name})"
                )
            if road.url in self.since or road.url not in self.ended:
                continue
            if (road.trouble is None) != (outcome is not None) or road.trouble == FAILED:
                raise BrokenPromise(f"H5: the state of the exchange is wrong about a road that ended: {road.trouble}")
            if outcome is None and not (end.is_odd or end.refuses or self.took[road.url] > PATIENCE.road):
                raise BrokenPromise(f"H5: a road with an honest other end was given up: {road.trouble}")
            held = _held(road.url)
            if outcome is None and held != before[road.url]:
                raise BrokenPromise("H5: a road that broke off counts as one that was taken")
            if outcome is not None and any(last > end.confirmed.get(int(inc), -1) for inc, last in held.items()):
                raise BrokenPromise("H5: more counts as sent than the other side has confirmed")

    @contextmanager
    def _power(self) -> Iterator[None]:
        try:
            yield
        except PowerCut:
            self.switch_off()
            raise


@contextmanager
def running_sync(world: World, machine: Machine, peers: list[Machine], harm: Callable[[], float]) -> Iterator[SyncRun]:
    """A computer with a relay and these posts on its Wi-Fi, whose answers come to harm so often."""
    asked = Homes()

    def pass_time(seconds: float) -> None:
        world.house.clock.advance(seconds=seconds)
        world.pass_time(seconds=seconds)

    tour = SyncRun(world, machine, peers, Scheduler(pass_time))
    serves = {
        RELAY: serve_as_relay(
            CardCheck(ROOT.verify_key, world.house.clock, lambda device: world.relay.find_order(device)),
            partial(_store_of, world),
        )
    }
    for url, other in zip(PEERS, peers, strict=False):
        serves[url] = partial(_serve_of, world, asked, other)
    for url, serve in serves.items():
        tour.ends[url] = RemoteEnd(
            serve,
            tour.hands,
            world.ends,
            harm(),
            world.note,
            tour.complaints.append,
            machine.feed,
            partial(_segments, world),
        )
    by_host = {urlsplit(url).hostname: end for url, end in tour.ends.items()}
    with ExitStack() as stack:
        for owner, name, value in (
            (settings, "connection", asked),
            (attempts, "connection", asked),
            (attempts, "threading", FakeThreading(tour.hands)),
            (attempts, "time", tour.hands),
            (attempts, "sync_with", tour.timed),
            (PROCESS, "ongoing_syncs", tour.ongoing),
            (http, "HTTPConnection", fake_connections(lambda host: by_host[host])),
            (http, "ThreadPoolExecutor", lambda most, thread_name_prefix: FakeExecutor(tour.hands)),
        ):
            stack.enter_context(patch.object(owner, name, value))
        stack.enter_context(asked.of(machine))
        try:
            yield tour
        finally:
            tour.hands.close()
    for one in (machine, *peers):
        world.alive(one, partial(world.refresh, one))


def check_delivered(tour: SyncRun) -> None:
    """After an honest round the relay lacks nothing of what could travel, and the computer says so."""
    outcome, machine = tour.ended[RELAY], tour.machine
    if outcome is None:
        raise BrokenPromise(
            f"H5: {machine.name} could not deliver on a good day: {find_peer_state(RELAY).get('trouble')}"
        )
    lacks = RelayTransport(tour.world.relay).diff(outcome.heads)[1]
    if lacks:
        raise BrokenPromise(f"H5: after an honest round the relay lacks {len(lacks)} lines of {machine.name}")
    own = list_heads(
        machine.feed, [Head(t.feed, t.incarnation, t.sequence, t.hash) for t in list_tips(machine.node.cursor)]
    )
    since, waits = (
        count_after(own, [list_heads(machine.feed, outcome.heads)]),
        sync_report.make_report(tour.node()).to_send,
    )
    if waits != since:
        raise BrokenPromise(f"H5: {machine.name} says that {waits} entries wait, and {since} do")


def _held(url: str) -> dict[str, Any]:
    return dict(find_peer_state(url).get("held") or {})


def _serve_of(world: World, asked: Homes, other: Machine, request: Request) -> Any:
    """A post answers at its door. The power may fail there: it is started again, and the connection breaks."""
    try:
        with asked.of(other), patch.object(peer_api, "open_local_context", lambda: other.node):
            return serve_as_post(request)
    except PowerCut as cut:
        world.restart(cut)
        prepare(world, other)
        raise ConnectionResetError from None


def _store_of(world: World) -> Any:
    """The relay's store, whose one database in memory every thread uses: they take turns."""
    if not isinstance(world.relay._local, SimpleNamespace):
        world.relay._local = SimpleNamespace(db=world.relay._db)  # type: ignore[assignment]
    return world.relay


def _segments(world: World) -> list[bytes]:
    store = world.relay
    return [
        data
        for tip in store.list_tips()
        for data in store.read(tip.feed, tip.incarnation, branch=tip.branch, first=0, max_bytes=1 << 16)
    ]
