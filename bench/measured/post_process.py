"""A real post in a process of its own, told what to do line by line: the far end of `bench.measured.benchmark_mission`.

    python -m bench.measured.post_process HOME          then one JSON object a line on standard input, one answer a line on output

It is the node as it runs at a shelter: Django's SQLCipher database with synchronous=FULL, the scribe, the courier over
HTTP. It ends when its standard input closes.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from bench.records import records
from posta.node.storage.database_keys import hold_database_key
from posta.seal.keys import DeviceKeys

CommandResult = dict[str, Any]
MASTER = bytes(range(32))  # one invented key: what is measured is the cipher, not the secret


def main() -> None:
    """Answer until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    os.environ["POSTA_HOME"] = sys.argv[1]
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    for line in sys.stdin:
        told = json.loads(line)
        print(json.dumps(COMMANDS[told.pop("do")](**told)), file=answers, flush=True)


def begin() -> CommandResult:
    """New keys and an empty encrypted database; the request to join."""
    from posta.acts.mission.join_requests import create_join_request
    from posta.node.identity.device_keys_holder import hold_device
    from posta.node.storage.database import migrate_database

    device = DeviceKeys.generate(os.urandom)
    hold_database_key("default", MASTER)
    hold_device(device)
    migrate_database()
    return {"request": create_join_request(device).hex()}


def join(invitation: str, relay: str) -> CommandResult:
    """Read an invitation and become a member."""
    from posta.acts.mission import join_requests
    from posta.node.settings import put_setting
    from posta.scribe.context.local_node import open_local_context

    _, told = join_requests.accept_invitation(open_local_context(), bytes.fromhex(invitation))
    put_setting("device.card", told.card.hex())
    put_setting("relay.url", relay)
    return {}


def work(post: str, staff: str) -> CommandResult:
    """A colleague begins a shift."""
    from posta.acts.actor import Actor
    from posta.ids import StaffId
    from posta.mission.posts import find_post_by_code
    from posta.mission.staff import find_staff
    from posta.scribe.context.clocks import read_clock
    from posta.scribe.context.local_node import open_local_context

    node = open_local_context()
    colleague, place = find_staff(node.cursor, StaffId(bytes.fromhex(staff))), find_post_by_code(node.cursor, post)
    assert colleague is not None
    assert place is not None
    _at_work.actor = Actor(node, colleague, place, read_clock(node))
    return {}


def register(people: int, seed: int) -> CommandResult:
    """Register invented people, whom `consult` will treat."""
    from bench.measured import consultations
    from posta.scribe.write import write

    _at_work.people, sheets = consultations.register(_at_work.actor, people, seed)
    write(_at_work.actor.node, sheets)
    return {}


def fill(people: int, entries: int, seed: int, under_way: int = 0) -> CommandResult:
    """A long log of so many entries, `people` of them registrations, with so many referrals and visits under way."""
    from bench.measured import long_log

    began = time.perf_counter()
    _at_work.people = long_log.fill(_at_work.actor, people, entries, seed, under_way)
    return {"wall_seconds": time.perf_counter() - began, "stored_bytes": _size_of_store()}


def append(single: int, bulk: int, seed: int) -> CommandResult:
    """Durable acts one by one, a commit each, then 256 to a commit; entries a second."""
    from bench.measured.consultations import consultations
    from posta.scribe.write import write

    node = _at_work.actor.node
    sheets = consultations(_at_work.actor, _at_work.people, records(single + bulk, seed))
    times, spent = [], time.process_time()
    for sheet in sheets[:single]:
        began = time.perf_counter()
        write(node, [sheet])
        times.append(time.perf_counter() - began)
    busy = (time.process_time() - spent) / single
    began = time.perf_counter()
    for start in range(single, single + bulk, 256):
        write(node, sheets[start : start + 256])
    lasted = time.perf_counter() - began
    p95 = sorted(times)[int(0.95 * single)]
    return {
        "single_per_second": single / sum(times), "single_p95_ms": p95 * 1000, "single_processor_ms": busy * 1000,
        "bulk_per_second": bulk / lasted,
    }  # fmt: skip


def save(staff: str, keys: str) -> CommandResult:
    """The consultation's form sent to the application, and saved."""
    from bench.measured.post_screens import client_of, time_saving

    return time_saving(client_of(bytes.fromhex(staff), bytes.fromhex(keys)), _at_work.people)


def screens(staff: str, keys: str) -> CommandResult:
    """The screens of a morning."""
    from bench.measured.post_screens import client_of, time_screens

    return time_screens(client_of(bytes.fromhex(staff), bytes.fromhex(keys)), _at_work.actor, _at_work.people)


def replay(facts: bool = True) -> CommandResult:
    """Drop every projection and fold the whole log again; on request without the typed tables of facts."""
    from posta.scribe.context.local_node import open_local_context
    from posta.scribe.replay import replay as fold

    wall, cpu = time.perf_counter(), time.process_time()
    with nullcontext() if facts else _without_facts():
        folded = fold(open_local_context(), lambda done: print(f"\rreplay: {done} entries", end="", file=sys.stderr))
    print(file=sys.stderr)
    lasted, busy = time.perf_counter() - wall, time.process_time() - cpu
    return {
        "entries": folded, "fact_rows": _count_facts(), "wall_seconds": lasted, "cpu_seconds": busy,
        "peak_rss_bytes": _peak_rss(),
    }  # fmt: skip


def consult(first: int, last: int, seed: int) -> CommandResult:
    """Write the records from `first` up to `last` as consultations, 256 to a commit; forms are filled off the clock."""
    from bench.measured.consultations import consultations
    from posta.scribe.context.local_node import open_local_context
    from posta.scribe.write import write

    actor = replace(_at_work.actor, node=open_local_context())
    sheets = consultations(actor, _at_work.people, records(last, seed)[first:])
    began = time.perf_counter()
    for start in range(0, len(sheets), 256):
        write(actor.node, sheets[start : start + 256])
    return {"wall_seconds": time.perf_counter() - began}


def exchange(facts: bool = True) -> CommandResult:
    """One exchange with the relay, timed whole: connecting, comparing, carrying, checking, projecting, committing.

    On request the typed tables of facts stay empty, to measure what they cost.
    """
    from posta.sync.transports.http import HttpTransport

    carried = _count_bytes(HttpTransport)
    wall, cpu = time.perf_counter(), time.process_time()
    with nullcontext() if facts else _without_facts():
        outcome = _sync_once()
    figures = {"wall_seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu}
    got = outcome.received
    return {
        **figures, "sent": outcome.sent, "new": got.new, "aside": got.aside, "reasons": got.reasons,
        "fact_rows": _count_facts(), "wire_bytes": carried(), "peak_rss_bytes": _peak_rss(),
    }  # fmt: skip


def state() -> CommandResult:
    """One hash over everything projected here, and how many contacts can be counted."""
    from posta.scribe.context.local_node import open_local_context
    from posta.scribe.replay import state_hash

    node = open_local_context()
    counted = node.cursor.execute("SELECT COUNT(*) FROM figures_row WHERE kind = 2").fetchone()[0]
    return {"hash": state_hash(node), "contacts": counted}


class _OnDuty:
    actor: Any
    people: Any


_at_work = _OnDuty()


def _sync_once() -> Any:
    from posta.node.settings import get_setting
    from posta.scribe.context.local_node import open_local_context
    from posta.sync.peers import sync_with

    if os.environ.get("POSTA_BENCH_PROFILE"):
        return _profiled(lambda: sync_with(open_local_context(), str(get_setting("relay.url"))))
    return sync_with(open_local_context(), str(get_setting("relay.url")))


def _profiled(act: Callable[[], Any]) -> Any:
    import cProfile
    import pstats

    profile = cProfile.Profile()
    outcome = profile.runcall(act)
    pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(30)
    return outcome


@contextmanager
def _without_facts() -> Iterator[None]:
    """Let no entry give rows to the typed tables of facts."""
    project = sys.modules["posta.figures.facts.project"]  # the package gives its function under the same name
    with mock.patch.object(project, "add_rows"):
        yield


def _count_facts() -> int:
    from posta.figures.facts.columns import list_tables
    from posta.scribe.context.local_node import open_local_context

    cursor = open_local_context().cursor
    return sum(cursor.execute(f"SELECT COUNT(*) FROM {table.name}").fetchone()[0] for table in list_tables())


def _count_bytes(transport: Any) -> Callable[[], int]:
    """Count what the transports closed from now on have carried, both ways."""
    carried = [0]
    close = transport.close

    def closing(self: Any) -> None:
        carried[0] += self.sent_bytes + self.received_bytes
        close(self)

    transport.close = closing

    def read() -> int:
        transport.close = close
        return carried[0]

    return read


def _peak_rss() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _size_of_store() -> int:
    return sum(path.stat().st_size for path in Path(os.environ["POSTA_HOME"]).iterdir() if path.is_file())


COMMANDS: dict[str, Callable[..., CommandResult]] = {
    doing.__name__: doing
    for doing in (begin, join, work, register, fill, consult, exchange, append, save, screens, replay, state)
}


if __name__ == "__main__":
    main()
