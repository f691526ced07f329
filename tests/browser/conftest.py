"""The browser of the tests: the system's Chromium, no download, no address but the loopback.

A machine without it skips these tests with one line, unless POSTA_BROWSER=required.
"""

import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from select import select
from socket import socket
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.test import override_settings

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
REQUEST_SECONDS = 20
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--font-render-hinting=none",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator:
    """One browser for the whole run."""
    if CHROMIUM is None:
        if os.environ.get("POSTA_BROWSER") == "required":
            pytest.fail("POSTA_BROWSER=required, and there is no chromium on this machine: install it.")
        pytest.skip("no chromium on this machine")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files, gathered and compressed as a post serves them: once for the whole run."""
    from posta.config.assets import collect_assets

    with _static_files_in(tmp_path_factory.mktemp("static")):
        return collect_assets()


@contextmanager
def _static_files_in(folder: Path) -> Iterator[None]:
    from django.conf import settings

    gathering = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": gathering}, STATIC_ROOT=folder):
        yield


@pytest.fixture(scope="module")
def gallery(gathered: Path) -> Iterator[str]:
    """The address of the gallery, with static files as a post serves them."""
    from django.conf import settings

    base = settings.TEMPLATES[0]
    (cached, own) = base["OPTIONS"]["loaders"][0]
    loaders = [(cached, ["django.template.loaders.filesystem.Loader", *own])]
    templates = [{**base, "DIRS": [HERE / "gallery" / "templates"], "OPTIONS": {**base["OPTIONS"], "loaders": loaders}}]
    around = override_settings(
        ROOT_URLCONF="tests.browser.gallery.urls",
        TEMPLATES=templates,
        POSTA_OPEN_PATHS=("/",),  # the gallery is for tests: nobody works there, so nobody has given words
    )
    with around, served(gathered) as address:
        yield address


class _Threaded(ThreadingMixIn, WSGIServer):
    """A thread for each connection. A page that closes may still send what was typed: the next test must not find it."""

    daemon_threads = True

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.connections: set[socket] = set()
        self.begun: set[socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self.connections.discard(request)
        self.begun.discard(request)

    def finish_requests(self) -> None:
        """Wait for what was asked; of a connection that a browser opened ahead nothing comes."""
        until = time.monotonic() + REQUEST_SECONDS
        while time.monotonic() < until and any(map(self._is_asked, tuple(self.connections))):
            time.sleep(0.01)

    def _is_asked(self, connection: socket) -> bool:
        return connection in self.begun or (connection.fileno() >= 0 and bool(select([connection], [], [], 0)[0]))


class _Silent(WSGIRequestHandler):
    def parse_request(self) -> bool:
        """Note that a request was begun."""
        self.server.begun.add(self.request)
        return super().parse_request()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests read pages, not logs."""


@contextmanager
def served(gathered: Path | None = None) -> Iterator[str]:
    """This Django application on a free port of the loopback, with the files gathered in a folder, until the block ends."""
    from django.core.handlers.wsgi import WSGIHandler

    with _static_files_in(gathered) if gathered else nullcontext():
        server = make_server("127.0.0.1", 0, WSGIHandler(), server_class=_Threaded, handler_class=_Silent)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.finish_requests()
            server.server_close()


@pytest.fixture
def open_page(chromium, gallery: str) -> Iterator[Callable]:
    """Open a path of the gallery: `open_page("/", width=390, dark=True, sun=True, script=False)`."""
    contexts = []

    def open_path(path: str, *, width: int = 1366, height: int = 800, dark: bool = False, sun: bool = False, **more):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale=more.pop("locale", "es-MX"),
            java_script_enabled=more.pop("script", True),
            **more,
        )
        contexts.append(context)
        if sun:
            context.add_cookies([{"name": "sun", "value": "1", "url": gallery}])
        page = context.new_page()
        page.refused = []
        page.on("console", lambda said: page.refused.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.refused.append(str(error)))
        page.goto(gallery + path)
        return page

    yield open_path
    for context in contexts:
        context.close()


# A page without scripts shows what stands in <noscript>; a page with scripts reads it as text.
IS_WITHOUT_SCRIPTS = """(() => {
    const probe = document.createElement("div");
    probe.innerHTML = "<noscript><b></b></noscript>";
    return probe.querySelector("b") !== null;
})()"""


@pytest.fixture(scope="session")
def axe() -> Callable:
    """Run axe in a page under its strict content policy: through the debugger, because no script may be added.

    Axe waits for timers, and a page without scripts has none: there the wait would never end. So scripts are let run
    for as long as axe looks; those of the page itself were passed over when it loaded, and stay so.
    """
    source = (HERE / "vendor" / "axe.min.js").read_text()

    def violations(page) -> list[str]:
        session = page.context.new_cdp_session(page)
        is_without = session.send("Runtime.evaluate", {"expression": IS_WITHOUT_SCRIPTS})["result"]["value"]
        if is_without:
            for value in (True, False):  # a new session holds False already, and setting it again does nothing
                session.send("Emulation.setScriptExecutionDisabled", {"value": value})
        session.send("Runtime.evaluate", {"expression": source + ";0"})
        run = """axe.run(document, {resultTypes: ["violations"]}).then(found => JSON.stringify(found.violations.map(
            rule => rule.id + ": " + rule.nodes.slice(0, 3).map(
                node => node.target + " " + (node.any[0] ? node.any[0].message : "")).join(" | "))))"""
        answer = session.send("Runtime.evaluate", {"expression": run, "awaitPromise": True, "returnByValue": True})
        if is_without:  # the session stays until the page closes: Chromium lets scripts run again when it is detached
            session.send("Emulation.setScriptExecutionDisabled", {"value": True})
        else:
            session.detach()
        return json.loads(answer["result"]["value"])

    return violations


def overflow_of(page) -> int:
    """How many pixels the page is wider than the screen it was given."""
    wide = page.evaluate("Math.max(document.documentElement.scrollWidth, innerWidth)")
    return wide - page.viewport_size["width"]


from tests.browser.clinic import clinic, post, visit  # noqa: E402, F401 (fixtures of the served clinic)
from tests.browser.headquarters import enter, headquarters  # noqa: E402, F401 (and of the served coordination)
