"""`sync` and `sync_noop`: consultations carried from one post to another, beside Morango and PouchDB.

Each side is given the same records in the same run: N of them at once, then nothing new, then one more; and the same
with few records, where fixed costs show. The sides run one after another, never at the same time. Each side has three rounds
with the many records and its fastest counts, with its rate in every round beside it: a machine shared with others is twice
as fast in one minute as in the next.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from bench.peers.cache import PeerUnavailable
from bench.peers.morango import RECORDED as MORANGO_RECORDED
from bench.peers.morango import measure_morango
from bench.peers.pouchdb import RECORDED as POUCHDB_RECORDED
from bench.peers.pouchdb import measure_pouchdb
from bench.records import Record, records
from bench.report import Goal, Line, Ratio, build, unavailable

MANY = 20_000
FEW = 500
SEED = 1
ROUNDS = 3

Measure = Callable[[Sequence[Record]], dict[str, Any]]

PEERS: dict[str, tuple[Measure, Mapping[str, float]]] = {
    "morango": (measure_morango, MORANGO_RECORDED),
    "pouchdb": (measure_pouchdb, POUCHDB_RECORDED),
}

SYNC_RATIOS = tuple(Ratio(peer, "records_per_second") for peer in PEERS)
SYNC_GOALS = (
    Goal("posta.records_per_second", at_least=10_000),
    Goal("ratio.morango.records_per_second", at_least=30),
    Goal("ratio.pouchdb.records_per_second", at_least=5),
)
NOOP_FIGURES = ("noop_seconds", "one_record_seconds")
NOOP_RATIOS = tuple(Ratio(peer, figure, better="less") for peer in PEERS for figure in NOOP_FIGURES)
NOOP_GOALS = (Goal("posta.noop_seconds", at_most=0.1),)


def sync() -> Line:
    """20,000 consultations, end to end over HTTP into the encrypted store with projections."""
    posta, peers = measure_sync(MANY)
    return build("sync", posta, peers, ratios=SYNC_RATIOS, goals=SYNC_GOALS)


def sync_noop() -> Line:
    """A round of sync with nothing to carry, and one with a single entry, after the 20,000."""
    posta, peers = measure_sync(MANY)
    return build("sync_noop", _noop_of(posta), {name: _noop_of(peer) for name, peer in peers.items()},
                 ratios=NOOP_RATIOS, goals=NOOP_GOALS)  # fmt: skip


@cache
def measure_sync(n: int = MANY) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Measure Posta and each peer on the same `n` records and one more, and on few; once per run."""
    many, few = records(n + 1, SEED), records(FEW + 1, SEED)
    posta = _measured("posta", _measure_posta, {}, many, few)
    peers = {name: _measured(name, measure, recorded, many, few) for name, (measure, recorded) in PEERS.items()}
    return posta, peers


def _measured(
    name: str, measure: Measure, recorded: Mapping[str, float], many: list[Record], few: list[Record]
) -> dict[str, Any]:
    """Measure one side on many records and on few, or say why it cannot be."""
    try:
        print(f"sync: {name}, {len(many) - 1} and {len(few) - 1} records ...", file=sys.stderr, flush=True)
        rounds = [measure(many) for _ in range(ROUNDS)]
        rates = [figures["records_per_second"] for figures in rounds]
        fastest = rounds[rates.index(max(rates))]
        return {
            **fastest,
            "records_per_second_by_round": {str(n): rate for n, rate in enumerate(rates, 1)},
            "few": measure(few),
        }
    except PeerUnavailable as reason:
        print(f"sync: {name} is unavailable: {reason}", file=sys.stderr)
        return unavailable(str(reason), recorded)


def _measure_posta(all_records: Sequence[Record]) -> dict[str, Any]:
    """Posta's side, `bench.measured.posta_sync.measure_posta(all_records)`: carry all but the last, then nothing, then the last.

    It returns the peers' figures under the same names: records, records_per_second, wall_seconds, cpu_seconds,
    wire_bytes, sender_peak_rss_bytes, receiver_peak_rss_bytes, noop_seconds, one_record_seconds.
    """
    try:
        module = importlib.import_module("bench.measured.posta_sync")
    except ModuleNotFoundError:
        raise PeerUnavailable("bench.measured.posta_sync is not written yet") from None
    return dict(module.measure_posta(all_records))


def _noop_of(side: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of one side only what a round without, or with one, record takes."""
    kept = ("version", "unavailable", "recorded", *NOOP_FIGURES)
    return {key: side[key] for key in kept if key in side}
