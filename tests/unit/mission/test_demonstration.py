"""A mission says once, when it is founded, that everybody in its records is invented; otherwise it is a real one."""

import json

import msgspec
import pytest

from posta.acts.mission.founding_file import SAMPLE, NotAMissionFile, read_mission
from posta.catalog import structural_acts as s
from posta.mission.mission_account import is_demonstration
from tests.in_memory_mission import make_mission

ROOT_KEY = bytes(32)


def written(tmp_path, **told):
    file = tmp_path / "mission.json"
    file.write_text(json.dumps({**json.loads(SAMPLE.read_text(encoding="utf-8")), **told}), encoding="utf-8")
    return file


def test_the_sample_mission_is_real_until_somebody_says_otherwise():
    assert not read_mission(SAMPLE, ROOT_KEY).account.demonstration
    assert read_mission(SAMPLE, ROOT_KEY, demonstration=True).account.demonstration


def test_a_mission_file_may_say_it_itself(tmp_path):
    assert read_mission(written(tmp_path, demonstration=True), ROOT_KEY).account.demonstration
    assert not read_mission(written(tmp_path, demonstration=False), ROOT_KEY).account.demonstration


@pytest.mark.parametrize("odd", ["yes", 1, None, [True]])
def test_a_mission_file_that_says_it_oddly_then_it_is_refused(odd, tmp_path):
    with pytest.raises(NotAMissionFile):
        read_mission(written(tmp_path, demonstration=odd), ROOT_KEY)


def test_a_founding_that_does_not_know_the_word_then_the_mission_is_real():
    written_before = msgspec.msgpack.encode(["2018-12-31", [], [], []])
    assert not msgspec.msgpack.decode(written_before, type=s.MissionAccount).demonstration


@pytest.mark.parametrize("demonstration", [True, False])
def test_every_computer_of_the_mission_knows_it(demonstration):
    house = make_mission(["tenosique_la72"], demonstration=demonstration)
    assert {is_demonstration(node.node.cursor) for node in house.nodes.values()} == {demonstration}
