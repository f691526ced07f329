"""The side file: what it remembers, what a torn write costs, how it tells a restore and a clone."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posta.feed.entry import Head
from posta.ids import FeedId
from posta.node.identity import device
from posta.node.storage import side_file
from posta.node.storage.side_file import SideFile, is_other_machine, read_side_file

FEED = FeedId(b"F" * 16)


def head(sequence: int, incarnation: int = 0, mark: int = 0) -> Head:
    return Head(FEED, incarnation, sequence, bytes([mark]) * 32)


def test_write_when_read_back_gives_the_newest(tmp_path):
    assert read_side_file(tmp_path) is None
    with SideFile(tmp_path) as side:
        assert read_side_file(tmp_path) is None
        for sequence in range(5):
            side.write(head(sequence))
            assert read_side_file(tmp_path).head == head(sequence)
    with SideFile(tmp_path) as side:
        side.write(head(5))
    assert read_side_file(tmp_path).head == head(5)
    assert (tmp_path / "head").stat().st_size == 8192


@given(cut=st.integers(0, 4096), noise=st.binary(min_size=1, max_size=200))
@settings(max_examples=60, deadline=None)
def test_write_when_torn_leaves_the_one_before(tmp_path_factory, cut, noise):
    folder = tmp_path_factory.mktemp("side")
    with SideFile(folder) as side:
        side.write(head(1))
        side.write(head(2))
        before = (folder / "head").read_bytes()
        side.write(head(3))
    after = (folder / "head").read_bytes()
    block = 4096 * (before[:4096] == after[:4096])
    torn = bytearray(before)
    torn[block : block + cut] = after[block : block + cut]
    (folder / "head").write_bytes(torn)
    assert read_side_file(folder).head in (head(2), head(3))
    torn[block : block + len(noise)] = noise
    (folder / "head").write_bytes(torn)
    assert read_side_file(folder).head.sequence in (2, 3)


@pytest.mark.parametrize("damage", [b"", b"PSHD", os.urandom(8192), bytes(8192)])
def test_read_when_nothing_is_whole_gives_none_and_writing_goes_on(tmp_path, damage):
    (tmp_path / "head").write_bytes(damage)
    assert read_side_file(tmp_path) is None
    with SideFile(tmp_path) as side:
        side.write(head(7))
    assert read_side_file(tmp_path).head == head(7)


def test_machine_when_another_is_noticed_and_without_an_id_is_not(tmp_path):
    one, other, none = tmp_path / "one", tmp_path / "other", tmp_path / "none"
    one.write_text("aa\n")
    other.write_text("bb\n")
    with SideFile(tmp_path, machine_id=one) as side:
        side.write(head(1))
    record = read_side_file(tmp_path)
    assert b"aa" not in (tmp_path / "head").read_bytes()
    assert not is_other_machine(record, one)
    assert is_other_machine(record, other)
    assert not is_other_machine(record, none)
    assert not is_other_machine(None, other)


def test_clone_when_started_on_another_machine_needs_a_new_incarnation(tmp_path, monkeypatch):
    other = tmp_path / "machine-id"
    other.write_text("another")
    with SideFile(tmp_path, machine_id=other) as side:
        side.write(head(1))
    here = tmp_path / "here"
    here.write_text("this one")
    monkeypatch.setattr(device, "is_other_machine", lambda record: is_other_machine(record, here))
    assert device.needs_new_incarnation(tmp_path)
    with SideFile(tmp_path, machine_id=here) as side:
        side.write(head(0, incarnation=1))
    assert not device.needs_new_incarnation(tmp_path)


def test_machine_mark_when_the_file_is_empty_is_unknown(tmp_path):
    (tmp_path / "machine-id").write_text("\n")
    assert side_file.hash_machine_id(tmp_path / "machine-id") == bytes(16)
