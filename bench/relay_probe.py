"""How fast a relay takes and gives 20,000 entries over loopback HTTP: one JSON line.

python -m bench.relay_probe
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from posta.relay.server_process import running_relay
from tests.conformance.feedmaker import Device
from tests.conformance.relay_client import ROOT, Member, cut_apart

ENTRIES = 20_000
SIZE = 256
FEEDS = 300
GOALS = {"accepted_per_s": 15_000, "served_per_s": 30_000, "no_change_ms": 100}


def main() -> int:
    writer = Device(1).write(ENTRIES)
    segments = [writer.segment(first, first + SIZE) for first in range(0, ENTRIES, SIZE)]
    others = [Device(number).write(3) for number in range(2, FEEDS + 1)]
    with tempfile.TemporaryDirectory() as home, running_relay(Path(home), ROOT.verify_key) as url:
        member = Member(url, writer)
        member.relay_time()
        figures = {"entries": ENTRIES, **measure(member, segments, others)}
    met = (
        figures["accepted_per_s"] > GOALS["accepted_per_s"]
        and figures["served_per_s"] > GOALS["served_per_s"]
        and figures["no_change_ms"] < GOALS["no_change_ms"]
    )
    sys.stdout.write(json.dumps({"bench": "relay", "posta": figures, "goals": GOALS, "met": met}) + "\n")
    return 0 if met else 1


def measure(member: Member, segments: list, others: list[Device]) -> dict[str, float]:
    """Entries per second taken and given, bytes on the wire, and the time of a comparison without news."""
    took = timed(lambda: [must(201, member.put(segment)) for segment in segments])
    again = timed(lambda: [must(200, member.put(segment)) for segment in segments])
    for other in others:
        must(201, member.put(other.segment()))
    feed = member.device.feed.hex()
    fetched: list[bytes] = []
    gave = timed(lambda: fetch_all(member, feed, fetched))
    heads = [[d.feed, 0, len(d.entries) - 1, d.entries[-1].hash] for d in [member.device, *others]]
    vector = msgspec.msgpack.encode(heads)
    quiet = min(timed(lambda: must(200, member.ask("POST", "/v1/diff", vector))) for _ in range(5))
    return {
        "accepted_per_s": round(ENTRIES / took),
        "again_per_s": round(ENTRIES / again),
        "served_per_s": round(ENTRIES / gave),
        "bytes": sum(map(len, fetched)),
        "no_change_ms": round(quiet * 1000, 1),
    }


def fetch_all(member: Member, feed: str, fetched: list[bytes]) -> None:
    first = 0
    while found := cut_apart(must(200, member.ask("GET", f"/v1/feeds/{feed}/0?from={first}&max_bytes=4194304"))):
        fetched += found
        first = int.from_bytes(found[-1][40:48], "big") + SIZE


def must(status: int, reply) -> bytes:
    if reply.status != status:
        raise SystemExit(f"expected {status}, got {reply.status}: {reply.body!r}")
    return reply.body


def timed(act) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
