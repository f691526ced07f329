"""A real post in a process of its own, told what to do line by line: the far end of `bench.posts`.

    python -m bench.post HOME          then one JSON object a line on standard input, one answer a line on output

It is the node as it runs at a shelter: Django's SQLCipher database with synchronous=FULL, the scribe, the courier over
HTTP. It ends when its standard input closes.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.records import records
from posta.node.keyring import hold
from posta.seal.keys import DeviceKeys

Told = dict[str, Any]
MASTER = bytes(range(32))  # one invented key: what is measured is the cipher, not the secret


def main() -> None:
    """Answer until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    os.environ["POSTA_HOME"] = sys.argv[1]
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    for line in sys.stdin:
        told = json.loads(line)
        print(json.dumps(DOINGS[told.pop("do")](**told)), file=answers, flush=True)


def begin() -> Told:
    """New keys and an empty encrypted database; the request to join."""
    from posta.acts.joining import ask_to_join
    from posta.node.database import bring_up_to_date
    from posta.node.identity import hold_device

    device = DeviceKeys.generate(os.urandom)
    hold("default", MASTER)
    hold_device(device)
    bring_up_to_date()
    return {"request": ask_to_join(device).hex()}


def join(invitation: str, relay: str) -> Told:
    """Read an invitation and become a member."""
    from posta.acts import joining
    from posta.node.settings import put_setting
    from posta.scribe.here import open_desk

    _, told = joining.join(open_desk(), bytes.fromhex(invitation))
    put_setting("device.card", told.card.hex())
    put_setting("relay.url", relay)
    return {}


def work(post: str, staff: str) -> Told:
    """A colleague begins a shift."""
    from posta.acts.duty import Duty
    from posta.ids import StaffId
    from posta.mission.posts import find_post_named
    from posta.mission.staff import find_staff
    from posta.scribe.clocks import read_clock
    from posta.scribe.here import open_desk

    desk = open_desk()
    colleague, place = find_staff(desk.cursor, StaffId(bytes.fromhex(staff))), find_post_named(desk.cursor, post)
    assert colleague is not None
    assert place is not None
    _at_work.duty = Duty(desk, colleague, place, read_clock(desk))
    return {}


def register(people: int, seed: int) -> Told:
    """Register invented people, whom `consult` will treat."""
    from bench import consultations
    from posta.scribe.write import write

    _at_work.people, sheets = consultations.register(_at_work.duty, people, seed)
    write(_at_work.duty.desk, sheets)
    return {}


def fill(people: int, entries: int, seed: int) -> Told:
    """A long log of so many entries, `people` of them registrations."""
    from bench import long_log

    began = time.perf_counter()
    _at_work.people = long_log.fill(_at_work.duty, people, entries, seed)
    return {"wall_seconds": time.perf_counter() - began, "stored_bytes": _size_of_store()}


def append(single: int, bulk: int, seed: int) -> Told:
    """Durable acts one by one, a commit each, then 256 to a commit; entries a second."""
    from bench.consultations import consultations
    from posta.scribe.write import write

    desk = _at_work.duty.desk
    sheets = consultations(_at_work.duty, _at_work.people, records(single + bulk, seed))
    times = []
    for sheet in sheets[:single]:
        began = time.perf_counter()
        write(desk, [sheet])
        times.append(time.perf_counter() - began)
    began = time.perf_counter()
    for start in range(single, single + bulk, 256):
        write(desk, sheets[start : start + 256])
    lasted = time.perf_counter() - began
    p95 = sorted(times)[int(0.95 * single)]
    return {"single_per_second": single / sum(times), "single_p95_ms": p95 * 1000, "bulk_per_second": bulk / lasted}


def save(staff: str, keys: str) -> Told:
    """The consultation's form sent to the application, and saved."""
    from bench.post_screens import client_of, time_saving

    return time_saving(client_of(bytes.fromhex(staff), bytes.fromhex(keys)), _at_work.people)


def screens(staff: str, keys: str) -> Told:
    """The screens of a morning."""
    from bench.post_screens import client_of, time_screens

    return time_screens(client_of(bytes.fromhex(staff), bytes.fromhex(keys)), _at_work.duty, _at_work.people)


def replay() -> Told:
    """Drop every projection and fold the whole log again."""
    from posta.scribe.here import open_desk
    from posta.scribe.replay import replay as fold

    wall, cpu = time.perf_counter(), time.process_time()
    folded = fold(open_desk(), lambda done: print(f"\rreplay: {done} entries", end="", file=sys.stderr))
    print(file=sys.stderr)
    lasted, busy = time.perf_counter() - wall, time.process_time() - cpu
    return {"entries": folded, "wall_seconds": lasted, "cpu_seconds": busy, "peak_rss_bytes": _peak_rss()}


def consult(first: int, last: int, seed: int) -> Told:
    """Write the records from `first` up to `last` as consultations, 256 to a commit; forms are filled off the clock."""
    from bench.consultations import consultations
    from posta.scribe.here import open_desk
    from posta.scribe.write import write

    duty = replace(_at_work.duty, desk=open_desk())
    sheets = consultations(duty, _at_work.people, records(last, seed)[first:])
    began = time.perf_counter()
    for start in range(0, len(sheets), 256):
        write(duty.desk, sheets[start : start + 256])
    return {"wall_seconds": time.perf_counter() - began}


def exchange() -> Told:
    """One exchange with the relay, timed whole: connecting, comparing, carrying, checking, projecting, committing."""
    from posta.courier.transports.http import HttpTransport

    carried = _count_bytes(HttpTransport)
    wall, cpu = time.perf_counter(), time.process_time()
    outcome = _take_road()
    figures = {"wall_seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu}
    got = outcome.received
    return {
        **figures, "sent": outcome.sent, "new": got.new, "aside": got.aside, "reasons": got.reasons,
        "wire_bytes": carried(), "peak_rss_bytes": _peak_rss(),
    }  # fmt: skip


def state() -> Told:
    """One hash over everything projected here, and how many contacts can be counted."""
    from posta.scribe.here import open_desk
    from posta.scribe.replay import state_hash

    desk = open_desk()
    counted = desk.cursor.execute("SELECT COUNT(*) FROM figures_row WHERE kind = 2").fetchone()[0]
    return {"hash": state_hash(desk), "contacts": counted}


class _AtWork:
    duty: Any
    people: Any


_at_work = _AtWork()


def _take_road() -> Any:
    from posta.courier.roads import take_road
    from posta.node.settings import get_setting
    from posta.scribe.here import open_desk

    if os.environ.get("POSTA_BENCH_PROFILE"):
        return _profiled(lambda: take_road(open_desk(), str(get_setting("relay.url"))))
    return take_road(open_desk(), str(get_setting("relay.url")))


def _profiled(act: Callable[[], Any]) -> Any:
    import cProfile
    import pstats

    profile = cProfile.Profile()
    outcome = profile.runcall(act)
    pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(30)
    return outcome


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


DOINGS: dict[str, Callable[..., Told]] = {
    doing.__name__: doing
    for doing in (begin, join, work, register, fill, consult, exchange, append, save, screens, replay, state)
}


if __name__ == "__main__":
    main()
