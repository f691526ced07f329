"""PouchDB 9, replicating documents to express-pouchdb on LevelDB: the peer most offline-first programs start from.

Two processes on loopback HTTP: a memory database sends to a LevelDB server, with 100 and with 1,000 documents a batch,
each to a fresh server; the faster is reported.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.peers.cache import PeerUnavailable, installed, run_installer
from bench.peers.processes import asked, serving
from bench.records import Record, write_lines

SITE = Path(__file__).parent / "pouchdb_site"
LOCKS = (SITE / "package.json", SITE / "package-lock.json")
SCRIPTS = ("server.js", "client.js")
VERSION = "9.0.0"
BATCHES = (100, 1000)

RECORDED = {"records_per_second": 2159}
"""20,500 documents on 2 vCPU AMD EPYC, Debian 12, batch 1,000: the yardstick where the peer cannot be installed."""


def measure_pouchdb(all_records: Sequence[Record]) -> dict[str, Any]:
    """Replicate all records but the last, then nothing, then the last; return the faster batch's figures."""
    if not (shutil.which("node") and shutil.which("npm")):
        raise PeerUnavailable("node and npm were not found; install Node.js 18 or newer to measure this peer")
    modules = installed("pouchdb", LOCKS, _install) / "node_modules"
    runs = [_measure_batch(modules, all_records, batch) for batch in BATCHES]
    best = max(runs, key=lambda run: run["records_per_second"])
    by_batch = {str(run["batch"]): run["records_per_second"] for run in runs}
    return {"version": VERSION, **best, "records_per_second_by_batch": by_batch}


def _measure_batch(modules: Path, all_records: Sequence[Record], batch: int) -> dict[str, Any]:
    """Measure one batch size against a fresh server in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="posta-bench-pouchdb-") as name:
        where = Path(name)
        for script in SCRIPTS:
            shutil.copy(SITE / script, where)  # beside a link to the modules: Node looks for them next to the script
        (where / "node_modules").symlink_to(modules)
        write_lines(where / "records.jsonl", all_records)
        with serving(["node", "server.js"], where=where, env=os.environ) as server:
            plan = {**server, "records": str(where / "records.jsonl"), "batch": batch}
            figures = asked(["node", "client.js"], plan, where=where, env=os.environ)
    if not figures.pop("all_received"):
        raise PeerUnavailable("what arrived at its server is not what was sent; its figures mean nothing")
    return figures


def _install(folder: Path) -> None:
    for lock in LOCKS:
        shutil.copy(lock, folder)
    run_installer(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], where=folder)
