"""`publish`: how long a site of 47 places in three languages takes to build, what its pages weigh, how Lighthouse sees them.

The sample's content gets a web address, as every published site has one (search engines want whole addresses), is built
in a process of its own and served on the loopback as plain files, without compression, as the poorest host would. That
address is then replaced in the pages by the loopback's, so that they say of themselves where they are: Lighthouse follows.

Of the home, a place and the page of figures, Lighthouse 12 (a telephone, simulated slow network) gives performance,
accessibility, best practices and SEO from 0 to 100, and the bytes and requests of a first load: the page with everything
that a browser fetches before anybody scrolls. Lighthouse is taken through npm and needs Node.js and Chromium.
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
from posta.publicsite.content.sample_copy import copy_sample

SITE = Path(__file__).parent / "peers" / "lighthouse_site"
LOCKS = (SITE / "package.json", SITE / "package-lock.json")
ADDRESS = "https://example.org/"
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
        out, content = Path(name) / "site", _content_with_an_address(Path(name) / "content")
        figures: dict[str, Any] = {"build_seconds": min(_build(content, out) for _ in range(BUILDS))}
        files = [path for path in out.rglob("*") if path.is_file()]
        figures |= {"files": len(files), "bytes": sum(path.stat().st_size for path in files)}
        figures |= {"pages": sum(path.suffix == ".html" for path in files)}
        with _served(out) as address:
            _move_to(address, out)
            for page, path in PAGES.items():
                seen = _lighthouse(f"{address}/{path}", Path(name))
                figures |= {f"{page}_{figure}": value for figure, value in seen.items()}
    return build("publish", figures, {}, goals=GOALS)


def _content_with_an_address(folder: Path) -> Path:
    """Write the sample's content with an address of the web."""
    copy_sample(folder)
    settings = folder / "site.toml"
    written = settings.read_text(encoding="utf-8")
    addressed = written.replace('address = ""', f'address = "{ADDRESS}"')
    settings.write_text(addressed, encoding="utf-8")
    return folder


def _build(content: Path, out: Path) -> float:
    """Return the seconds of one build, start of the program included."""
    began = time.monotonic()
    command = [sys.executable, "-m", "posta", "publish", "--out", str(out), "--content", str(content)]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return time.monotonic() - began


def _move_to(address: str, out: Path) -> None:
    """Let every page of a built site say that it stands at an address."""
    for page in out.rglob("*.html"):
        page.write_bytes(page.read_bytes().replace(ADDRESS.encode(), f"{address}/".encode()))


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
    return read_report(json.loads(report.read_text(encoding="utf-8")))


def read_report(seen: dict[str, Any]) -> dict[str, float]:
    """Return what a report of Lighthouse says of a page. Raises PeerUnavailable for a page that it could not judge."""
    if seen.get("runtimeError") or any(seen["categories"][name]["score"] is None for name in CATEGORIES):
        raise PeerUnavailable("Lighthouse could not judge the page; run it by hand to read why")
    loaded = [item for item in seen["audits"]["network-requests"]["details"]["items"] if item["url"].startswith("http")]
    return {
        **{name.replace("-", "_"): round(100 * seen["categories"][name]["score"]) for name in CATEGORIES},
        "first_load_bytes": sum(item["transferSize"] for item in loaded),
        "requests": len(loaded),
        "first_contentful_paint_ms": seen["audits"]["first-contentful-paint"]["numericValue"],
    }


def _install(folder: Path) -> None:
    for lock in LOCKS:
        shutil.copy(lock, folder)
    run_installer(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], where=folder)
