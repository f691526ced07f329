"""`publish`: how long a site of 47 places in three languages takes to build, what its pages weigh, how Lighthouse sees them.

The sample mission's site is built in a process of its own and served on the loopback as plain files, without
compression, as the poorest host would. A first load is the page with everything that a browser fetches before anybody
scrolls; Lighthouse 12 (a telephone, simulated slow network) is taken through npm and needs Node.js and Chromium.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bench.peers.cache import PeerUnavailable, installed, run_installer
from bench.report import Goal, Line, build

SITE = Path(__file__).parent / "peers" / "lighthouse_site"
LOCKS = (SITE / "package.json", SITE / "package-lock.json")
BUILDS = 3
PAGES = {"home": "index.html", "place": "donde-trabajamos/tenosique-la72.html", "figures": "que-hicimos.html"}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
CHROMIUM_FLAGS = "--headless=new --no-sandbox --disable-gpu"
GOALS = (
    *(Goal(f"posta.{page}_first_load_bytes", at_most=100_000) for page in PAGES),
    *(Goal(f"posta.{page}_requests", at_most=10) for page in PAGES),
    *(Goal(f"posta.{page}_{category.replace('-', '_')}", at_least=98) for page in PAGES for category in CATEGORIES),
)


def publish() -> Line:
    """Build time of the sample site, and weight and Lighthouse scores of home, a place and the figures."""
    with tempfile.TemporaryDirectory(prefix="posta-bench-publish-") as name:
        out = Path(name) / "site"
        figures: dict[str, Any] = {"build_seconds": min(_build(out) for _ in range(BUILDS))}
        files = [path for path in out.rglob("*") if path.is_file()]
        figures |= {"files": len(files), "bytes": sum(path.stat().st_size for path in files)}
        figures |= {"pages": sum(path.suffix == ".html" for path in files)}
        with _served(out) as address:
            for page, path in PAGES.items():
                seen = _lighthouse(f"{address}/{path}", Path(name))
                figures |= {f"{page}_{figure}": value for figure, value in seen.items()}
    return build("publish", figures, {}, goals=GOALS)


def _build(out: Path) -> float:
    """Return the seconds of one build, start of the program included."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "posta", "publish", "--out", str(out)], check=True, stdout=sys.stderr)
    return time.monotonic() - began


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Serve the files of a folder on a free port of the loopback until the block ends."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    """A file server that writes no line for each request."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Write nothing."""


def _lighthouse(address: str, scratch: Path) -> dict[str, float]:
    """Return scores (0 to 100), bytes and requests of one page. Raises PeerUnavailable without Node.js or Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not (shutil.which("node") and shutil.which("npm") and chromium):
        raise PeerUnavailable("node, npm or chromium was not found; install them to measure the public page")
    program = installed("lighthouse", LOCKS, _install) / "node_modules" / ".bin" / "lighthouse"
    report = scratch / "report.json"
    command = [
        program,
        address,
        "--output=json",
        f"--output-path={report}",
        "--quiet",
        f"--chrome-flags={CHROMIUM_FLAGS}",
    ]
    surroundings = {**os.environ, "CHROME_PATH": chromium, "HOME": str(scratch)}
    subprocess.run(command, check=True, stdout=sys.stderr, env=surroundings, timeout=180)
    seen = json.loads(report.read_text(encoding="utf-8"))
    loaded = [item for item in seen["audits"]["network-requests"]["details"]["items"] if item["url"].startswith("http")]
    return {
        **{name.replace("-", "_"): 100 * (seen["categories"][name]["score"] or 0) for name in CATEGORIES},
        "first_load_bytes": sum(item["transferSize"] for item in loaded),
        "requests": len(loaded),
        "first_contentful_paint_ms": seen["audits"]["first-contentful-paint"]["numericValue"],
    }


def _install(folder: Path) -> None:
    for lock in LOCKS:
        shutil.copy(lock, folder)
    run_installer(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], where=folder)
