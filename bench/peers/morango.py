"""Morango 0.8.15, the log-based replication of Kolibri: the peer nearest in purpose.

Two processes with a SQLite file each, loopback HTTP, the server one request at a time as `runserver --nothreading`.
A push of N consultations in chunks of 500, then a push of nothing, then of one more. Two thirds of its wall time is the
package's own waiting: after each chunk and stage it sleeps up to a second before it asks again; `cpu_seconds` shows it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.peers.cache import PeerUnavailable, installed, run_installer
from bench.peers.processes import asked, serving
from bench.records import Record, write_lines

HERE = Path(__file__).parent
LOCK = HERE / "requirements-morango.lock"
SITE = HERE / "morango_site"
VERSION = "0.8.15"
CHUNK = 500

RECORDED = {"records_per_second": 290, "noop_seconds": 3.6, "one_record_seconds": 3.6, "wall_seconds": 69.0}
"""20,000 records on 2 vCPU AMD EPYC, Debian 12, Python 3.11: the yardstick where the peer cannot be installed."""


def measure_morango(all_records: Sequence[Record]) -> dict[str, Any]:
    """Push all records but the last, then nothing, then the last; return the figures or raise PeerUnavailable."""
    python = installed("morango", [LOCK], _install) / "bin" / "python"
    with tempfile.TemporaryDirectory(prefix="posta-bench-morango-") as name:
        where = Path(name)
        write_lines(where / "records.jsonl", all_records)
        with serving([python, SITE / "server.py"], where=where, env=_end(where, "server")) as server:
            plan = {**server, "records": str(where / "records.jsonl"), "chunk": CHUNK}
            figures = asked([python, SITE / "client.py"], plan, where=where, env=_end(where, "client"))
    return _checked(figures)


def _checked(figures: dict[str, Any]) -> dict[str, Any]:
    """Refuse figures of a push whose records did not all arrive unchanged."""
    if not figures.pop("all_received"):
        raise PeerUnavailable("what arrived at its server is not what was sent; its figures mean nothing")
    return {"version": VERSION, "records_per_second": figures["records"] / figures["wall_seconds"], **figures}


def _end(where: Path, end: str) -> dict[str, str]:
    """Name the environment of one end: its own database file and its own machine id."""
    return {**os.environ, "BENCH_DATABASE": str(where / f"{end}.sqlite3"), "MORANGO_SYSTEM_ID": f"posta-bench-{end}"}


def _install(folder: Path) -> None:
    run_installer([_python_3_11(), "-m", "venv", folder], where=folder)
    pip: list[str | Path] = [
        folder / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    run_installer([*pip, "--require-hashes", "--only-binary", ":all:", "-r", LOCK], where=folder)


def _python_3_11() -> str:
    """Find the interpreter that Django 3.2 still runs on."""
    if sys.version_info[:2] == (3, 11):
        return getattr(sys, "_base_executable", sys.executable)
    found = shutil.which("python3.11")
    if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:
        return found
    raise PeerUnavailable("Python 3.11 was not found; Morango's Django 3.2 needs it")
