"""Whole nodes as people start them, on free ports of the loopback, and a browser that does as it is told."""

import http.client
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a node answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass(slots=True)
class Browser:
    """One browser at one node, with its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "application/x-www-form-urlencoded") -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Content-Type": kind}
        connection.request(method, path, body=body or None, headers=headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, kept = value.split(";")[0].partition("=")
                self.cookies[key] = kept
        reply = Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        connection.close()
        return reply

    def get(self, path: str) -> Reply:
        return self.ask("GET", path)

    def enter(self, words: str, path: str = "/unlock") -> Reply:
        """Give five words at the locked page, or at `/login/` of an open node."""
        return self.ask("POST", path, urlencode({"words": words, "lang": "es"}).encode())

    def send(self, path: str, form: dict[str, str], page: str = "") -> Reply:
        """Fill in the form of a page and send it."""
        return self.ask("POST", path, urlencode({**form, "csrfmiddlewaretoken": self._token(page or path)}).encode())

    def upload(self, path: str, name: str, content: bytes, page: str) -> Reply:
        """Send a file with the form of a page."""
        mark = b"----posta-test"
        token = self._token(page).encode()
        body = b"".join(
            [
                b"--", mark, b'\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n', token,
                b"\r\n--", mark, b'\r\nContent-Disposition: form-data; name="', name.encode(),
                b'"; filename="a.posta"\r\nContent-Type: application/octet-stream\r\n\r\n', content,
                b"\r\n--", mark, b"--\r\n",
            ]
        )  # fmt: skip
        return self.ask("POST", path, body, f"multipart/form-data; boundary={mark.decode()}")

    def becomes(self, state: str) -> bool:
        """Whether the node is in this state before patience ends."""
        return any(self._is(state) or time.sleep(0.05) for _ in range(200))

    def _token(self, page: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page).text)
        assert found, page
        return found[1]

    def _is(self, state: str) -> bool:
        with suppress(OSError, http.client.HTTPException):
            return self.get("/health").text == f'{{"posta": "{state}"}}'
        return False


def surroundings(home: Path) -> dict[str, str]:
    """The environment of a node's processes: nothing of the test's own Django."""
    around = {**os.environ, "POSTA_HOME": str(home)}
    around.pop("DJANGO_SETTINGS_MODULE", None)
    return around


def make_home(home: Path, words: str, *options: str) -> None:
    """Found a mission on a new node, opened by cheap words; with `--demo` one that takes invented people."""
    command = [sys.executable, "-m", "tests.journeys.make_home", *options, str(home), *words.split()]
    subprocess.run(command, cwd=ROOT, env=surroundings(home), check=True)


def run_posta(home: Path, *arguments: str, typed: str = "") -> str:
    """Run a command of a node; what it said."""
    done = try_posta(home, *arguments, typed=typed)
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout


def try_posta(home: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command of a node, whatever becomes of it."""
    command = [sys.executable, "-m", "posta", *arguments, "--home", str(home)]
    return subprocess.run(command, cwd=ROOT, env=surroundings(home), input=typed, text=True, capture_output=True)


@contextmanager
def serving(home: Path) -> Iterator[int]:
    """Serve a home until the block ends; its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "posta", "serve", "--home", str(home), "--port", "0"],
        cwd=ROOT, env=surroundings(home), stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    said = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stderr.readline())
    assert said
    threading.Thread(target=sys.stderr.writelines, args=(process.stderr,), daemon=True).start()
    try:
        yield int(said[1])
    finally:
        process.terminate()
        process.wait(PATIENCE)
