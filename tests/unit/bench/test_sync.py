"""The sync benchmark's two lines, with stand-in peers."""

import pytest

from bench import sync
from bench.peers.cache import PeerUnavailable

FIGURES = {"version": "1", "records_per_second": 300.0, "noop_seconds": 3.5, "one_record_seconds": 3.6}


@pytest.fixture
def calls(monkeypatch):
    asked = []

    def measured(all_records):
        asked.append([record["id"] for record in all_records])
        return FIGURES

    def refused(all_records):
        raise PeerUnavailable("npm was not found")

    def ours(all_records):
        asked.append([record["id"] for record in all_records])
        return {**FIGURES, "records_per_second": 12_000.0, "noop_seconds": 0.05}

    monkeypatch.setattr(sync, "PEERS", {"morango": (measured, {}), "pouchdb": (refused, {"records_per_second": 2_000})})
    monkeypatch.setattr(sync, "_measure_posta", ours)
    monkeypatch.setattr(sync, "MANY", 40)
    monkeypatch.setattr(sync, "FEW", 5)
    sync.measure_sync.cache_clear()
    yield asked
    sync.measure_sync.cache_clear()


def test_sync_when_run_then_both_sides_get_the_same_records_in_each_round_and_few_once(calls):
    sync.sync()
    sync.sync_noop()
    ours, theirs = calls[: sync.ROUNDS + 1], calls[sync.ROUNDS + 1 :]
    assert ours == theirs
    assert ours[:-1] == [ours[0]] * sync.ROUNDS
    assert ours[-1] == ours[0][: len(ours[-1])]


def test_sync_when_rounds_differ_then_the_fastest_counts_and_all_are_told(calls, monkeypatch):
    rates = iter((5_000.0, 11_000.0, 7_000.0, 9_000.0))
    monkeypatch.setattr(sync, "_measure_posta", lambda records: {**FIGURES, "records_per_second": next(rates)})
    posta = sync.sync()["posta"]
    assert posta["records_per_second"] == 11_000
    assert posta["records_per_second_by_round"] == {"1": 5_000, "2": 11_000, "3": 7_000}


def test_sync_when_a_peer_cannot_be_installed_then_the_ratio_says_recorded(calls):
    line = sync.sync()
    assert line["ratio"]["morango"]["records_per_second"] == {"value": 40.0, "against": "measured"}
    assert line["ratio"]["pouchdb"]["records_per_second"] == {"value": 6.0, "against": "recorded"}
    assert line["peers"]["pouchdb"]["unavailable"] == "npm was not found"
    assert line["met"] is True


def test_sync_noop_when_run_then_it_keeps_only_the_small_rounds(calls):
    line = sync.sync_noop()
    assert line["posta"] == {"version": "1", "noop_seconds": 0.05, "one_record_seconds": 3.6}
    assert line["ratio"]["morango"]["noop_seconds"]["value"] == 70.0
    assert line["met"] is True
