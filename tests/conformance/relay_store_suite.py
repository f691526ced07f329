"""What every relay store must do. A store's test class inherits this one and says how to open it and how to lose it."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections import Counter
from pathlib import Path

import pytest

from posta.relay.errors import FeedFull, TooManyFeeds
from posta.relay.storage.store_protocol import AppendOutcome, AppendResult, PartPlace, Quota, Store
from posta.wire.address import decode_segment, encode_segment
from tests.conformance.feedmaker import Device, without_parts

DAY = 17_860
RACED_FEEDS = 100
HANDS = 12


def put(store: Store, device: Device, first: int = 0, stop: int | None = None) -> AppendResult:
    segment = device.segment(first, stop)
    return store.append(segment, encode_segment(segment), day=DAY)


def entries_of(store: Store, device: Device, *, branch: int = 0, first: int = 0) -> dict[int, bytes]:
    """Sequence and hash of everything the store gives of a line."""
    found: dict[int, bytes] = {}
    for data in store.read(device.feed, device.incarnation, branch=branch, first=first, max_bytes=1 << 30):
        segment = decode_segment(data)
        found |= {segment.first + i: entry.hash for i, entry in enumerate(segment.entries)}
    return found


class RelayStoreSuite:
    """Inherit, and provide `open_store`, `wipe`, `keep_copy`, `bring_back` and `child_code`."""

    def open_store(self, home: Path, quota: Quota | None = None) -> Store:
        raise NotImplementedError

    def wipe(self, home: Path) -> None:
        raise NotImplementedError

    def keep_copy(self, home: Path) -> None:
        raise NotImplementedError

    def bring_back(self, home: Path) -> None:
        raise NotImplementedError

    def child_code(self, home: Path) -> str:
        """Python source that binds `store` to a store on `home`, for another process."""
        raise NotImplementedError

    @pytest.fixture
    def store(self, tmp_path):
        store = self.open_store(tmp_path)
        yield store
        store.close()

    def test_append_when_it_follows_then_all_is_held(self, store):
        device = Device(1).write(600)
        for first in range(0, 600, 256):
            assert put(store, device, first, first + 256).outcome is AppendOutcome.STORED
        assert entries_of(store, device) == {i: e.hash for i, e in enumerate(device.entries)}
        (tip,) = store.list_tips()
        assert (tip.sequence, tip.hash, tip.parent) == (599, device.entries[-1].hash, None)

    def test_append_when_untouched_then_the_bytes_are_given_back_as_shipped(self, store):
        device = Device(1).write(20)
        put(store, device)
        assert store.read(device.feed, 0, branch=0, first=0, max_bytes=1) == [device.bytes()]

    def test_append_again_then_held_and_nothing_changes(self, store):
        device = Device(1).write(30)
        put(store, device)
        for first, stop in [(0, 30), (0, 10), (5, 12), (29, 30), (0, 29)]:
            assert put(store, device, first, stop).outcome is AppendOutcome.HELD
        assert len(list(store.describe())) == 1

    def test_append_after_a_gap_then_refused_with_the_tip(self, store):
        device = Device(1).write(30)
        assert put(store, device, 5).outcome is AppendOutcome.GAP
        assert store.list_tips() == []
        put(store, device, 0, 10)
        receipt = put(store, device, 11)
        assert receipt.outcome is AppendOutcome.GAP
        assert [tip.sequence for tip in receipt.tips] == [9]
        assert put(store, device, 10).outcome is AppendOutcome.STORED

    def test_append_overlapping_then_only_the_new_end_is_kept(self, store):
        device = Device(1).write(40)
        put(store, device, 0, 10)
        put(store, device, 10, 20)
        assert put(store, device, 3, 35).outcome is AppendOutcome.STORED
        assert [(held.first, held.last) for held in store.describe()] == [(0, 9), (10, 19), (20, 34)]
        assert entries_of(store, device) == {i: e.hash for i, e in enumerate(device.entries[:35])}

    def test_feeds_and_incarnations_are_apart(self, store):
        devices = [Device(1).write(3), Device(1, incarnation=1).write(4), Device(2).write(5)]
        for device in devices:
            assert put(store, device).outcome is AppendOutcome.STORED
        assert [entries_of(store, device) for device in devices] == [
            {i: e.hash for i, e in enumerate(device.entries)} for device in devices
        ]

    def test_read_from_the_middle_then_begins_with_the_segment_that_holds_it(self, store):
        device = Device(1).write(100)
        for first in range(0, 100, 10):
            put(store, device, first, first + 10)
        assert min(entries_of(store, device, first=47)) == 40
        assert entries_of(store, device, first=100) == {}
        assert len(store.read(device.feed, 0, branch=0, first=0, max_bytes=1)) == 1
        assert store.read(device.feed, 0, branch=7, first=0, max_bytes=1) == []

    def test_fork_then_both_branches_are_kept_and_go_on(self, store):
        one = Device(1).write(20)
        other = one.twin(12).write(20)
        put(store, one, 0, 10)
        put(store, one, 10)
        receipt = put(store, other, 8)
        assert receipt.outcome is AppendOutcome.FORKED
        assert [(t.branch, t.parent, t.first, t.sequence) for t in receipt.tips] == [(0, None, 0, 19), (1, 0, 12, 31)]
        assert entries_of(store, other, branch=1) == {i: e.hash for i, e in enumerate(other.entries)}
        assert entries_of(store, one) == {i: e.hash for i, e in enumerate(one.entries)}
        assert put(store, other, 8).outcome is AppendOutcome.HELD
        assert put(store, other.write(3), 32).outcome is AppendOutcome.STORED
        assert put(store, one.write(3), 20).outcome is AppendOutcome.STORED
        assert {t.branch: t.hash for t in store.list_tips()} == {0: one.hash_at(22), 1: other.hash_at(34)}

    def test_fork_of_a_fork_then_the_line_goes_through_all_three(self, store):
        one = Device(1).write(30)
        other = one.twin(10).write(20)
        third, early = other.twin(20).write(5), one.twin(5).write(2)
        put(store, one)
        put(store, other)
        assert put(store, third).outcome is AppendOutcome.FORKED
        assert put(store, early).outcome is AppendOutcome.FORKED
        for device in (one, other, third, early):
            branch = next(t.branch for t in store.list_tips() if t.hash == device.entries[-1].hash)
            held = entries_of(store, device, branch=branch)
            assert {i: held[i] for i in range(len(device.entries))} == {i: e.hash for i, e in enumerate(device.entries)}
            for tip in store.list_tips():
                if tip.branch == branch:
                    assert store.hashes(tip, 3, tip.sequence) == {
                        i: device.hash_at(i) for i in range(3, len(device.entries))
                    }

    def test_fork_at_the_first_entry_then_kept(self, store):
        one, other = Device(1).write(5), Device(1).twin(0).write(5)
        put(store, one)
        assert put(store, other).outcome is AppendOutcome.FORKED
        assert entries_of(store, other, branch=1) == {i: e.hash for i, e in enumerate(other.entries)}

    def test_fork_whose_root_is_not_shown_then_asks_for_more(self, store):
        one = Device(1).write(20)
        other = one.twin(5).write(20)
        put(store, one)
        assert put(store, other, 10).outcome is AppendOutcome.GAP
        assert put(store, other, 4).outcome is AppendOutcome.FORKED

    def test_race_of_one_segment_then_exactly_one_stores_it(self, tmp_path, store):
        devices = [Device(number).write(2) for number in range(RACED_FEEDS)]
        for device in devices:
            put(store, device, 0, 1)
        results = self._race(tmp_path, devices, lambda device, hand: device.segment(1, 2))
        for device in devices:
            assert results[device.number] == Counter({AppendOutcome.STORED: 1, AppendOutcome.HELD: HANDS - 1})
        assert sum(1 for _ in store.describe()) == 2 * RACED_FEEDS

    def test_race_of_twelve_twins_then_one_wins_and_none_is_lost(self, tmp_path, store):
        devices = [Device(number).write(1) for number in range(RACED_FEEDS // 10)]
        for device in devices:
            put(store, device)
        twins = {d.number: [self._differing(d, hand) for hand in range(HANDS)] for d in devices}
        results = self._race(tmp_path, devices, lambda device, hand: twins[device.number][hand].segment(1, 2))
        for device in devices:
            assert results[device.number] == Counter({AppendOutcome.STORED: 1, AppendOutcome.FORKED: HANDS - 1})
            tips = {tip.hash for tip in store.list_tips() if tip.feed == device.feed}
            assert tips == {twin.hash_at(1) for twin in twins[device.number]}

    def test_wiped_then_refilled_by_the_posts(self, tmp_path):
        store = self.open_store(tmp_path)
        device = Device(1).write(50)
        put(store, device)
        store.close()
        self.wipe(tmp_path)
        store = self.open_store(tmp_path)
        assert store.list_tips() == []
        assert put(store, device, 20).outcome is AppendOutcome.GAP
        assert put(store, device).outcome is AppendOutcome.STORED
        store.close()

    def test_restored_from_yesterday_then_the_rest_is_pushed_again(self, tmp_path):
        store = self.open_store(tmp_path)
        device = Device(1).write(50)
        put(store, device, 0, 30)
        store.close()
        self.keep_copy(tmp_path)
        store = self.open_store(tmp_path)
        put(store, device, 30)
        store.close()
        self.bring_back(tmp_path)
        store = self.open_store(tmp_path)
        assert [tip.sequence for tip in store.list_tips()] == [29]
        assert put(store, device, 25).outcome is AppendOutcome.STORED
        assert entries_of(store, device) == {i: e.hash for i, e in enumerate(device.entries)}
        store.close()

    def test_killed_while_writing_then_everything_acknowledged_is_whole(self, tmp_path):
        for attempt in range(3):
            acknowledged = self._write_until_killed(tmp_path, device := Device(50 + attempt), after=5 + 7 * attempt)
            device.write(acknowledged + 40)
            store = self.open_store(tmp_path)
            held = entries_of(store, device)
            assert acknowledged >= 5 + 7 * attempt
            assert len(held) >= acknowledged
            assert held == {i: device.entries[i].hash for i in range(len(held))}
            assert put(store, device, len(held)).outcome is AppendOutcome.STORED
            store.close()

    def test_erase_then_the_part_is_gone_and_the_chain_still_holds(self, tmp_path, store):
        device = Device(1).write(20)
        put(store, device, 0, 10)
        put(store, device, 10)
        doomed = [device.entries[4].parts[1], device.entries[13].parts[0]]
        places = [PartPlace(device.feed, 0, 4, doomed[0].digest), PartPlace(device.feed, 0, 13, doomed[1].digest)]
        assert store.erase(places) == 2
        assert store.erase(places) == 0
        assert entries_of(store, device) == {i: e.hash for i, e in enumerate(device.entries)}
        assert self._absent(store, device) == {part.digest for part in doomed}
        assert sum(held.absent for held in store.describe()) == 2
        assert all(part.sealed not in self.raw_bytes(tmp_path) for part in doomed)

    def test_erase_before_it_comes_then_it_is_never_kept(self, tmp_path, store):
        device = Device(1).write(3)
        part = device.entries[1].parts[1]
        assert store.erase([PartPlace(device.feed, 0, 1, part.digest)]) == 0
        put(store, device)
        put(store, device)
        assert self._absent(store, device) == {part.digest}
        assert part.sealed not in self.raw_bytes(tmp_path)
        assert store.count_erased() == 1

    def test_erase_on_a_branch_then_every_branch_loses_it(self, store):
        one = Device(1).write(10)
        other = one.twin(5).write(5)
        put(store, one)
        put(store, other)
        for device in (one, other):
            part = device.entries[7].parts[0]
            assert store.erase([PartPlace(device.feed, 0, 7, part.digest)]) == 1

    def test_headers_alone_then_parts_are_filled_in_later(self, store):
        device = Device(1).write(10)
        bare = without_parts(device.segment())
        store.append(bare, encode_segment(bare), day=DAY)
        assert put(store, device, 2, 9).outcome is AppendOutcome.HELD
        assert sum(held.absent for held in store.describe()) == 2 * 3
        put(store, device)
        assert self._absent(store, device) == set()

    def test_quota_then_a_full_feed_is_refused_and_others_are_not(self, tmp_path):
        store = self.open_store(tmp_path, Quota(bytes_per_feed=20_000, feeds=2))
        device = Device(1).write(100)
        put(store, device, 0, 30)
        with pytest.raises(FeedFull):
            put(store, device, 30)
        assert [tip.sequence for tip in store.list_tips()] == [29]
        assert put(store, Device(2).write(5)).outcome is AppendOutcome.STORED
        with pytest.raises(TooManyFeeds):
            put(store, Device(3).write(5))
        assert put(store, device, 30, 40).outcome is AppendOutcome.STORED
        store.close()

    def test_quota_of_branches_then_a_feed_that_keeps_forking_is_stopped(self, tmp_path):
        store = self.open_store(tmp_path, Quota(branches=3))
        device = Device(1).write(1)
        put(store, device)
        twins = [self._differing(device, hand) for hand in range(4)]
        outcomes = [put(store, twin).outcome for twin in twins[:3]]
        assert outcomes == [AppendOutcome.STORED, AppendOutcome.FORKED, AppendOutcome.FORKED]
        with pytest.raises(FeedFull):
            put(store, twins[3])
        store.close()

    def test_revoked_then_remembered(self, tmp_path, store):
        store.revoke([b"a" * 32, b"b" * 32], b"first order")
        store.revoke([b"a" * 32], b"second order")
        assert store.find_order(b"a" * 32) == b"first order"
        assert store.find_order(b"c" * 32) is None
        assert store.list_revoked() == {b"a" * 32, b"b" * 32}

    def raw_bytes(self, home: Path) -> bytes:
        """Everything on the store's disk."""
        return b"".join(path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file())

    def _absent(self, store: Store, device: Device) -> set[bytes]:
        data = store.read(device.feed, 0, branch=0, first=0, max_bytes=1 << 30)
        parts = [part for d in data for entry in decode_segment(d).entries for part in entry.parts]
        return {part.digest for part in parts if part.sealed is None}

    def _differing(self, device: Device, hand: int) -> Device:
        twin = device.twin(1)
        twin.append((bytes([hand]) * 40,))
        return twin

    def _race(self, home: Path, devices: list[Device], segment_for) -> dict[int, Counter]:
        """Twelve connections send at the same moment, feed after feed; what each feed's senders were told."""
        results = {device.number: Counter() for device in devices}
        gate, lock = threading.Barrier(HANDS), threading.Lock()

        def send(hand: int) -> None:
            store = self.open_store(home)
            for device in devices:
                segment = segment_for(device, hand)
                data = encode_segment(segment)
                gate.wait()
                outcome = store.append(segment, data, day=DAY).outcome
                with lock:
                    results[device.number][outcome] += 1
            store.close()

        threads = [threading.Thread(target=send, args=(hand,)) for hand in range(HANDS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    def _write_until_killed(self, home: Path, device: Device, *, after: int) -> int:
        """Let another process append one entry after the other, kill it after so many; how many were acknowledged."""
        code = self.child_code(home) + textwrap.dedent(f"""
            from tests.conformance.feedmaker import Device
            device = Device({device.number}).write(3000)
            for first in range(3000):
                store.append(device.segment(first, first + 1), device.bytes(first, first + 1), day={DAY})
                print(first, flush=True)
        """)
        child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
        count = 0
        for count, _ in enumerate(child.stdout, 1):
            if count == after:
                os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        assert count < 3000
        return count
