"""Killed at any moment: what was shown as saved is there, and what is there is whole.

The oracle is outside: the writer says an entry's id on a pipe only after the act returned, and the test believes the pipe.
"""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KILLS = 20


def test_writer_killed_twenty_times_then_every_acknowledged_entry_is_there_and_the_chain_holds(tmp_path: Path) -> None:
    chance = random.Random(20181125)
    acknowledged: set[str] = set()
    with _post(tmp_path) as post:
        founding = set(_ask(post, "check").split()[1:])
        for _ in range(KILLS):
            acknowledged |= _write_until_killed(post, acts=chance.randrange(0, 12), more=chance.uniform(0, 0.03))
            verdict, *held = _ask(post, "check").split()
            assert verdict == "whole"
            assert acknowledged <= set(held)
    assert len(acknowledged) > KILLS
    assert len(set(held) - acknowledged - founding) <= KILLS  # at most the act of each life that the kill cut off


@contextmanager
def _post(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """The process that begins one writer after the other, so that everything is loaded once and not twenty times."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "posta.config.settings.test", "TMPDIR": str(folder)}
    command = [sys.executable, "-m", "tests.journeys.short_lives", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    ) as post:
        assert post.stdout is not None
        assert post.stdout.readline() == "ready\n"
        yield post


def _write_until_killed(post: "subprocess.Popen[str]", *, acts: int, more: float) -> set[str]:
    """Begin a writer, kill it some milliseconds after so many acts; the ids it acknowledged."""
    assert post.stdout is not None
    writer = int(_ask(post, "write").split()[1])
    kept: set[str] = set()
    if acts == 0:
        threading.Timer(more, os.kill, (writer, signal.SIGKILL)).start()
    while (line := post.stdout.readline().split()) != ["dead"]:
        assert len(line) == 2, line
        kept.add(line[1])
        if len(kept) == acts:
            threading.Timer(more, os.kill, (writer, signal.SIGKILL)).start()
    return kept


def _ask(post: "subprocess.Popen[str]", what: str) -> str:
    assert post.stdin is not None
    assert post.stdout is not None
    post.stdin.write(f"{what}\n")
    post.stdin.flush()
    return post.stdout.readline()
