"""The whole node as people start it: `posta serve`, the words over HTTP, a real page, and locked again."""

import http.client
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from posta.node.side_file import read_side_file

ROOT = Path(__file__).resolve().parents[2]
WORDS = "laguna tejer cobre verano mula"
PATIENCE = 20.0


@dataclass
class Node:
    """A node that is served, its home, and a browser without a mind of its own."""

    home: Path
    port: int
    cookie: str = ""

    def ask(self, method: str, path: str, **form: str) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body=urlencode(form) if form else None, headers=headers)
        answer = connection.getresponse()
        found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
        connection.close()
        return found

    def becomes(self, state: str) -> bool:
        """Whether the node is in this state before patience ends."""
        return any(self._is(state) or time.sleep(0.05) for _ in range(200))

    def _is(self, state: str) -> bool:
        with suppress(OSError, http.client.HTTPException):
            return self.ask("GET", "/health")[2] == f'{{"posta": "{state}"}}'
        return False


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    home = tmp_path / "home"
    quiet = {**os.environ, "POSTA_HOME": str(home)}
    quiet.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run(
        [sys.executable, "-m", "tests.journeys.make_home", str(home), *WORDS.split()], cwd=ROOT, env=quiet, check=True
    )
    serving = subprocess.Popen(
        [sys.executable, "-m", "posta", "serve", "--home", str(home), "--port", "0"],
        cwd=ROOT, env=quiet, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert serving.stderr is not None
    said = re.search(r"http://127\.0\.0\.1:(\d+)/", serving.stderr.readline())
    assert said
    threading.Thread(target=sys.stderr.writelines, args=(serving.stderr,), daemon=True).start()
    yield Node(home, int(said[1]))
    serving.terminate()
    serving.wait(PATIENCE)


def test_a_node_is_unlocked_used_and_locked(node: Node) -> None:
    status, _, page = node.ask("GET", "/")
    assert status == 200
    assert "cinco palabras" in page

    status, headers, _ = node.ask("POST", "/unlock", words=WORDS, lang="es")
    assert status == 303
    node.cookie = headers["set-cookie"].split(";")[0]

    status, headers, _ = node.ask("GET", "/")
    assert (status, headers["location"]) == (303, "/coordination/")
    for address in ("/admin/", "/admin/colleagues/", "/coordination/", "/sync/"):
        status, headers, page = node.ask("GET", address)
        assert (status, headers["cache-control"]) == (200, "no-store"), address
        assert "Coordinación" in page
    style = re.search(r'href="(/static/posta/posta\.[0-9a-f]+\.css)"', page)
    assert style
    assert node.ask("GET", style[1])[0] == 200
    noted = read_side_file(node.home)
    assert noted is not None
    assert (noted.head.incarnation, noted.head.sequence > 20) == (0, True), (
        "the founding stands, in the first incarnation"
    )

    status, _, _ = node.ask("POST", "/login/", words="palabras que nadie tiene aqui", lang="es")
    assert status == 422

    assert node.ask("POST", "/lock")[0] == 303
    assert node.becomes("locked")
    status, headers, page = node.ask("GET", "/admin/")
    assert (status, headers["location"], page) == (303, "/", "")
    assert "cinco palabras" in node.ask("GET", "/")[2]
