"""Shows a site on this computer during writing: rebuilt when a file is saved, problems as a page.

    with Preview(build, folders, language="es") as preview:
        print(preview.address)
        preview.follow()

Everything stays in memory and on the loopback. No script: a page of problems reloads itself every two seconds.
"""

import mimetypes
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final, Self
from urllib.parse import unquote, urlsplit

from posta.publicsite.build import FILES, SHEET, STATIC, make_sheet
from posta.publicsite.content_policy import POLICY
from posta.publicsite.errors import InputProblem, NotPublishable
from posta.publicsite.render import render_problems

PAUSE: Final = 0.4
"""Seconds between two looks at the files."""
_HTML: Final = "text/html; charset=utf-8"

Fingerprint = tuple[tuple[str, int, int], ...]


class Preview:
    """A site that is served while it changes. It lasts until the block ends; a thread answers, `follow` builds."""

    def __init__(
        self,
        build: Callable[[], Mapping[str, bytes]],
        watched: Sequence[Path],
        language: str,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self._build, self._watched, self._language = build, watched, language
        self._seen = self._look()
        self._files: Mapping[str, bytes] = {}
        self.problems: tuple[InputProblem, ...] = ()
        self._ended = threading.Event()
        self._host = host
        self._server = _Server((host, port), partial(_Answer, self))
        self._answering = threading.Thread(target=self._serve, daemon=True)

    @property
    def address(self) -> str:
        """Return the address of the preview."""
        return f"http://{self._host}:{self._server.server_port}/"

    def __enter__(self) -> Self:
        self._make()
        self._answering.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._answering.join()

    def follow(self) -> None:
        """Build the site again after each saved file, until the block ends or the user interrupts."""
        while not self._ended.wait(PAUSE):
            now = self._look()
            if now != self._seen:
                self._seen = now
                self._make()

    def is_ours(self, host: str) -> bool:
        """Return whether a browser asked for this computer by its own name, and was not redirected from another site."""
        return host in (f"{self._host}:{self._server.server_port}", f"localhost:{self._server.server_port}")

    def find(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        """Return the answer to a path: status, media type and content."""
        if self.problems and path == SHEET:
            return HTTPStatus.OK, "text/css; charset=utf-8", make_sheet()
        if self.problems and path in FILES:
            return HTTPStatus.OK, _type_of(path), (STATIC / path).read_bytes()
        if self.problems:
            return HTTPStatus.SERVICE_UNAVAILABLE, _HTML, render_problems(self.problems, self._language)
        name = f"{path}index.html" if path.endswith("/") or not path else path
        if name in self._files:
            return HTTPStatus.OK, _type_of(name), self._files[name]
        return HTTPStatus.NOT_FOUND, _HTML, self._files.get("404.html", b"404")

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.1)

    def _make(self) -> None:
        try:
            self._files = self._build()
            self.problems = ()
        except NotPublishable as error:
            self.problems = error.problems
        except OSError as error:  # a file disappeared while it was read: the next check builds again
            self.problems = (InputProblem(Path(str(error.filename)).name, 0, "It cannot be read.", "Save it again."),)

    def _look(self) -> Fingerprint:
        return tuple(sorted(_mark(path) for root in self._watched for path in (root, *root.rglob("*"))))


def _mark(path: Path) -> tuple[str, int, int]:
    try:
        state = path.stat()
    except OSError:
        return str(path), 0, -1
    return str(path), state.st_mtime_ns, state.st_size


def _type_of(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "text/plain"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith(("xml", "json")) else kind


class _Server(ThreadingHTTPServer):
    """A server that reports no error for a browser that disconnects."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore the error and continue with the next request."""


class _Answer(BaseHTTPRequestHandler):
    """One request of a browser on this computer."""

    def __init__(self, preview: Preview, *given: object) -> None:
        self._preview = preview
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with a file of the site, or with its problems."""
        status, kind, content = HTTPStatus.FORBIDDEN, "text/plain", b"Open the address as it was printed."
        if self._preview.is_ours(self.headers.get("Host", "")):
            status, kind, content = self._preview.find(unquote(urlsplit(self.path).path).removeprefix("/"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'")
        self.send_header("Cache-Control", "no-store")
        if status is HTTPStatus.SERVICE_UNAVAILABLE:
            self.send_header("Refresh", "2")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: the terminal shows only the address."""
