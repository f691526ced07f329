"""The command: lines alone on standard output, and its exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import bench.__main__ as command
from bench import post_speed
from bench.report import Goal, build

ROOT = Path(__file__).parents[3]


def missed():
    os.write(1, b"a library talks\n")
    return build("slow", {"seconds": 2.0}, {}, goals=[Goal("posta.seconds", at_most=1)])


def reached():
    return build("fast", {"seconds": 0.5}, {}, goals=[Goal("posta.seconds", at_most=1)])


def broken():
    raise ValueError("no such table")


@pytest.fixture(autouse=True)
def benches(monkeypatch):
    monkeypatch.setattr(command, "BENCHES", {"slow": missed, "fast": reached, "broken": broken})


def test_main_when_run_then_standard_output_holds_the_lines_alone(capfd):
    assert command.main(["--only", "slow, fast"]) == 0
    out, err = capfd.readouterr()
    assert [json.loads(line)["bench"] for line in out.splitlines()] == ["slow", "fast"]
    assert "a library talks" in err


def test_main_when_a_goal_is_missed_then_only_strict_fails(capfd):
    assert command.main(["--only", "slow"]) == 0
    assert command.main(["--only", "slow", "--strict"]) == 1
    assert command.main(["--only", "fast", "--strict"]) == 0


def test_main_when_a_benchmark_breaks_then_the_others_still_report(capfd):
    assert command.main([]) == 1
    out, err = capfd.readouterr()
    assert len(out.splitlines()) == 2
    assert "no such table" in err


def test_command_when_the_name_is_unknown_then_one_line_and_exit_2():
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--only", "sink"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "sink" in done.stderr


@pytest.mark.parametrize("size", ["1000", "10,5,1", "a,b,c", "0,10,1", "10,20,-1"])
def test_command_when_the_size_is_none_then_one_line_and_exit_2(size, capfd, monkeypatch):
    monkeypatch.delenv("POSTA_BENCH_SIZE", raising=False)
    assert command.main(["--only", "fast", "--size", size]) == 2
    out, err = capfd.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "500000,2000000,5000" in err


def test_size_when_none_is_asked_then_the_usual_one(monkeypatch):
    monkeypatch.delenv("POSTA_BENCH_SIZE", raising=False)
    assert post_speed.read_size() == (50_000, 200_000, 5_000)
    monkeypatch.setenv("POSTA_BENCH_SIZE", "500_000,2_000_000,5_000")
    assert post_speed.read_size() == (500_000, 2_000_000, 5_000)
