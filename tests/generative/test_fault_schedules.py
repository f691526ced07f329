"""The storm in every test run: a thousand signed schedules, and the proof that the storm would notice.

A schedule that breaks a promise is named by its seed; `python -m tests.faults --seed N --schedules 1 --trace` shows
its history. A seed that ever broke one is kept in `ONCE_BROKEN`.
"""

from collections import Counter

import pytest

from tests.faults.planted_bugs import PLANTED, planted
from tests.faults.schedule import run

pytestmark = [pytest.mark.unreplayed, pytest.mark.slow]
SHARDS, EACH = 8, 128
FURTHER = 100_000
"""Where the seeds begin that are played besides, for a fault that none of the consecutive ones drew."""
ONCE_BROKEN = (
    31,
    33,
    66,
    68,
    77,
    93,
    125,
    148,
    194,
    210,
    216,
    299,
    1013,
    1105,
    1336,
    1676,
    1882,
    2127,
    2389,
    2401,
    3248,
    20083,
    30072,
    4711190,
    5522027,
    5522112,
    8800095,
)
SOMETIMES = (
    "amended by a clock behind", "answer to a push lost", "backup", "bit flipped", "bundle carried", "bundle cut short", "clock jumped",
    "computer copied", "contents came after all", "contents left out", "crash after fsync", "crash before fsync", "device enrolled", "device revoked", "epoch rotated",
    "exchange", "exchange cut off", "file put back", "file put back, side file lost", "forged", "hostile: fork",
    "hostile: a newer kind", "hostile: clock years ahead", "hostile: sealed with a wrong key",
    "http lie: heads that do not exist", "http lie: lacks everything", "http lie: lacks what is before",
    "http lie: repeated in another order", "http lie: says that it had it", "http lie: says that it took it", "http: another page",
    "http: cut", "http: drips", "http: never", "http: no connection", "http: of another length", "http: of another status",
    "http: slowly", "http: turns away", "http: without end", "lost with the only disk",
    "offers in another order", "other side lies", "pages looked at", "partition", "poisoned in every compartment", "pushed segment doubled", "pushed segment dropped", "read late, after a grant",
    "receipt: aside", "receipt: doubled", "receipt: enrolled", "receipt: forks", "receipt: gaps", "relay put back",
    "relay wiped", "replayed", "sealed before a rotation", "restore by command", "road cut while fetching", "road cut while pushing",
    "segment doubled", "segment dropped", "segment truncated", "segments in another order", "stick out of order",
    "stick read", "too late to undo", "travelled over HTTP", "undone in time",
)  # fmt: skip
ENOUGH = 400
CAUGHT_SOON_FROM = {
    "previous hash ignored": 90,
    "last write wins": 40,
    "revocation for the future only": 155,
    "one branch of a fork offered": 45,
    "outbox emptied on the word of another end": 14,
}


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_schedule_breaks_a_promise(shard: int) -> None:
    """Consecutive seeds, and some more until each fault and branch did occur among them, or the run proves nothing."""
    sometimes: Counter[str] = Counter()
    for seed in range(shard * EACH, (shard + 1) * EACH):
        run(seed, sometimes)
    for seed in range(FURTHER + shard * EACH, FURTHER + (shard + 1) * EACH):
        if all(sometimes[what] for what in SOMETIMES):
            break
        run(seed, sometimes)
    assert [what for what in SOMETIMES if not sometimes[what]] == []


@pytest.mark.parametrize("seed", [seed for seed in ONCE_BROKEN if seed >= SHARDS * EACH])
def test_a_schedule_that_once_broke_a_promise_keeps_it(seed: int) -> None:
    run(seed)


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_bug_is_caught(name: str) -> None:
    """Whatever it is that goes up - a demand of the oracle, a check of the engine itself - it must not stay quiet."""
    first = CAUGHT_SOON_FROM.get(name, 0)
    with planted(name):
        for seed in range(first, first + ENOUGH):
            try:
                run(seed)
            except Exception:  # noqa: BLE001
                return
    pytest.fail(f"{ENOUGH} schedules did not notice: {name}")


def test_one_seed_gives_one_history() -> None:
    one, other = run(11), run(11)
    assert one.trace == other.trace
    assert one.oracle.written == other.oracle.written
