"""`posta demo --check`, as somebody runs it: the whole journey holds, and nothing of it stays behind."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.nodes import ROOT, surroundings

STEPS = 17
PATIENCE = 60.0


def processes_of(session: int, folder: Path) -> list[int]:
    """The processes that belong to a session or were told of a folder."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                fields = (process / "stat").read_text().rpartition(")")[2].split()
                told = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if fields[0] != "Z" and (int(fields[3]) == session or os.fsencode(folder) in told):
                found.append(int(process.name))
    return found


def wait_for(found: Iterator[bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not next(found):
        assert time.monotonic() < deadline, "it never came so far"
        time.sleep(0.05)


def asked(question: Callable[[], object]) -> Iterator[bool]:
    while True:
        yield bool(question())


@pytest.mark.slow
def test_the_demo_plays_its_journey_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """Given a fresh checkout, when the demo checks itself, then each step holds, and no process or file remains."""
    scratch, somewhere = tmp_path / "scratch", tmp_path / "somewhere"
    scratch.mkdir()
    somewhere.mkdir()
    around = {**surroundings(somewhere), "TMPDIR": str(scratch), "PYTHONPATH": str(ROOT)}
    around.pop("POSTA_HOME")
    command = [sys.executable, "-m", "posta", "demo", "--check"]
    demo = subprocess.Popen(
        command, cwd=somewhere, env=around, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    )  # fmt: skip
    said, complained = demo.communicate()
    assert demo.returncode == 0, complained
    lines = said.splitlines()
    steps = [line.removeprefix("ok  ") for line in lines if line.startswith("ok  ")]
    assert len(steps) == STEPS
    assert steps[1:4] == [
        "Tenosique refers the person to Reynosa",
        "the relay carries record and referral",
        "Reynosa accepts the referral while the person is on the way",
    ]
    assert "0 contacts were left out." in said
    assert lines[-3:] == [
        "ok  the locked page, the words and the board answer",
        "ok  the public page is built and answers",
        "The journey holds.",
    ]
    assert "Traceback" not in complained
    assert processes_of(os.getsid(0), scratch), "the question itself works"
    wait_for(asked(lambda: not processes_of(demo.pid, scratch)))  # what was killed takes a moment to be gone
    assert list(scratch.iterdir()) == []
    assert list(somewhere.iterdir()) == []
