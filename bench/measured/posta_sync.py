"""Posta's side of `sync`: a post writes, pushes to a relay over HTTP, and another post receives, checks and projects.

Three processes as in a mission: the sending post, the blind relay, the receiving post; both posts on SQLCipher with
synchronous=FULL. The rate is that of the receiving post: from the first byte asked for until every entry has been
checked, opened, projected into mission, chart and figures, and committed. People are registered and received before.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from bench.measured.benchmark_mission import Mission, Post, running_mission
from bench.records import Record

SENDER, RECEIVER = "tenosique_la72", "coatzacoalcos_casa"
VISITS_A_PERSON = 5
SEED = 1
NOOPS = 7


class StatesDiffer(RuntimeError):
    """What arrived is not what was sent; the figures mean nothing."""


def measure_posta(all_records: Sequence[Record]) -> dict[str, Any]:
    """Carry all records but the last, then nothing, then the last; return the figures."""
    with running_mission((SENDER, RECEIVER)) as mission:
        sender, receiver = mission.posts[SENDER], mission.posts[RECEIVER]
        many = len(all_records) - 1
        _begin(mission, many // VISITS_A_PERSON)
        figures = _carry_many(sender, receiver, many)
        figures["noop_seconds"] = median(_quiet(receiver) for _ in range(NOOPS))
        figures["one_record_seconds"] = _carry_one(sender, receiver, many)
        if sender.ask("state") != receiver.ask("state"):
            raise StatesDiffer("After the exchange both posts must show the same; nothing of this run counts.")
        return figures


def _begin(mission: Mission, people: int) -> None:
    sender, receiver = mission.posts[SENDER], mission.posts[RECEIVER]
    sender.ask("register", people=people, seed=SEED)
    sender.ask("exchange")
    received = receiver.ask("exchange")
    if received["new"] != people:
        raise StatesDiffer(f"{people} people were registered and {received['new']} arrived: {received['reasons']}")


def _carry_many(sender: Post, receiver: Post, number: int) -> dict[str, Any]:
    """The records are those of `bench.records` with seed 1, made again in the sending process."""
    written = sender.ask("consult", first=0, last=number, seed=SEED)
    pushed = sender.ask("exchange")
    received = receiver.ask("exchange")
    if received["new"] != number or received["aside"]:
        raise StatesDiffer(f"{number} entries were sent and {received['new']} arrived: {received['reasons']}")
    return {
        "records": number,
        "records_per_second": number / received["wall_seconds"],
        "wall_seconds": received["wall_seconds"],
        "cpu_seconds": received["cpu_seconds"],
        "write_seconds": written["wall_seconds"],
        "push_seconds": pushed["wall_seconds"],
        "end_to_end_seconds": written["wall_seconds"] + pushed["wall_seconds"] + received["wall_seconds"],
        "wire_bytes": received["wire_bytes"],
        "sender_peak_rss_bytes": pushed["peak_rss_bytes"],
        "receiver_peak_rss_bytes": received["peak_rss_bytes"],
    }


def _quiet(receiver: Post) -> float:
    """An exchange with nothing to carry."""
    return float(receiver.ask("exchange")["wall_seconds"])


def _carry_one(sender: Post, receiver: Post, number: int) -> float:
    """One more consultation, from pushing it to having it at the other post."""
    sender.ask("consult", first=number, last=number + 1, seed=SEED)
    pushed, received = sender.ask("exchange"), receiver.ask("exchange")
    if received["new"] != 1:
        raise StatesDiffer("One entry was sent and did not arrive.")
    return float(pushed["wall_seconds"] + received["wall_seconds"])
