"""`demo`: how long `posta demo` takes from nothing to its start page, and what it keeps in memory while nobody works.

Everything is made anew in an empty folder: the mission, nine places with a year of invented work, relay, coordination
and the public page. Processor seconds are those of all its processes; on two free cores the demo takes a little more
than half of them.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.report import Goal, Line, build
from posta.demo.places import PLACES

PATIENCE = 900.0
GOALS = (Goal("posta.ready_seconds", at_most=60), Goal("posta.places", at_least=7), Goal("posta.left_out", at_most=0))
READY = re.compile(r"^  (http://127\.0\.0\.1:\d+/)$", re.M)
WRITTEN = re.compile(r"^(\d+) entries of (\d+) invented days written\.$", re.M)
LEFT_OUT = re.compile(r"^(\d+) contacts were left out\.$", re.M)


def demo() -> Line:
    """Time of a demo to its start page, what was invented in it, and its resident memory."""
    with tempfile.TemporaryDirectory(prefix="posta-bench-") as name:
        said, began = Path(name) / "said", time.perf_counter()
        spent = _processor_seconds()
        command = [sys.executable, "-m", "posta", "demo", "--home", str(Path(name) / "home"), "--no-browser"]
        with said.open("w") as out:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, env={**os.environ, "LC_ALL": "C"}, start_new_session=True
            )
        try:
            _wait_until_ready(process, said)
            figures = {"ready_seconds": time.perf_counter() - began, "places": len(PLACES)}
            figures["rss_bytes"] = _resident_of_session(process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
        told = said.read_text()
    written, left_out = WRITTEN.search(told), LEFT_OUT.search(told)
    if written is None or left_out is None:
        raise RuntimeError(f"the demo did not say what it wrote: {told}")
    figures |= {"entries": int(written[1]), "days": int(written[2]), "left_out": int(left_out[1])}
    figures["processor_seconds"] = _processor_seconds() - spent
    return build("demo", figures, {}, goals=GOALS)


def _wait_until_ready(process: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.perf_counter() + PATIENCE
    while not READY.search(said.read_text()):
        if process.poll() is not None or time.perf_counter() > deadline:
            raise RuntimeError(f"the demo did not come up: {said.read_text()}")
        time.sleep(0.05)


def _processor_seconds() -> float:
    """Processor time of the children that ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _resident_of_session(session: int) -> int:
    """Resident bytes of every process of a session."""
    total = 0
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                fields = (process / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session:
                total += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    return total
