"""Run a peer's processes so that none outlives the measurement.

A server says one JSON line when it is ready (`{"port": 41234}`), and stops when its standard input closes, so it goes
even if the benchmark is killed. A client is given one JSON plan and says one JSON line of figures at its end. Whatever
else they print goes to standard error.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.peers.cache import PeerUnavailable

READY_SECONDS = 60
STOP_SECONDS = 10
CLIENT_SECONDS = 1800

Command = Sequence[str | Path]


@contextmanager
def serving(command: Command, *, where: Path, env: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Start a server, give what it said when ready, and stop it on the way out."""
    with _started(command, where=where, env=env) as server:
        yield _first_line(server, READY_SECONDS)


def asked(command: Command, plan: Mapping[str, Any], *, where: Path, env: Mapping[str, str]) -> dict[str, Any]:
    """Run a client with `plan` as its last argument and return the figures it says."""
    with _started([*command, json.dumps(plan)], where=where, env=env) as client:
        figures = _first_line(client, CLIENT_SECONDS)
        if client.wait(STOP_SECONDS):
            raise PeerUnavailable(f"its client failed with exit code {client.returncode}; see standard error")
        return figures


@contextmanager
def _started(command: Command, *, where: Path, env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command, cwd=where, env=dict(env), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    )
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _first_line(process: subprocess.Popen[bytes], seconds: float) -> dict[str, Any]:
    """Read the one JSON line; anything before it that is not JSON is passed on to standard error."""
    assert process.stdout is not None
    while select.select([process.stdout], [], [], seconds)[0]:
        line = process.stdout.readline()
        if not line:
            raise PeerUnavailable("its process ended before it said its figures; see standard error")
        if line.startswith(b"{"):
            return dict(json.loads(line))
        sys.stderr.write(line.decode(errors="replace"))
    raise PeerUnavailable(f"its process said nothing for {seconds:.0f} s")
