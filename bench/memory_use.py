"""`memory`: what a post weighs while somebody works at it, and how soon its locked page is there.

A real home with the real cost of words (Argon2id, 256 MiB), served by `posta serve`: supervisor, worker and the spare
worker that stands by. Words are given, pages are asked for over loopback HTTP, then the kernel says what is resident.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bench.report import Goal, Line, build
from posta.demo import node_process

POST, COLLEAGUE, LEADER = "tenosique_la72", "Dra. Ruiz", "Lic. Soto"
PEOPLE, DAYS, SEED = 240, 14, 7
ROUNDS = 10
READY_SECONDS, STOP_SECONDS, SPARE_SECONDS = 60, 10, 8
MB = 1_000_000
TOKEN = "benchmark" * 3 + "token"
GOALS = (
    Goal("posta.rss_bytes", at_most=250 * MB),
    Goal("posta.locked_page_seconds", at_most=3),
)


def memory() -> Line:
    """Resident memory of an unlocked post in use, and the cold start to its locked page."""
    with tempfile.TemporaryDirectory(prefix="posta-bench-") as name:
        home = Path(name) / POST
        words = make_home(Path(name), home)
        with serving(home) as post:
            figures = {"locked_page_seconds": post.ready_seconds, "locked_rss_bytes": sum(post.rss().values())}
            began = time.perf_counter()
            cookie = post.open(words)
            figures["unlock_seconds"] = time.perf_counter() - began
            _work(post, cookie)
            time.sleep(SPARE_SECONDS)  # the spare worker is born some seconds after opening
            resident = post.rss()
            figures |= {"rss_bytes": sum(resident.values()), "rss_bytes_without_spare": _without_spare(resident)}
    return build("memory", figures, {}, goals=GOALS)


@dataclass(slots=True)
class ServedPost:
    """A post that is served, and how long its locked page took to be there."""

    process: subprocess.Popen[bytes]
    port: int
    ready_seconds: float = 0.0

    def get(self, path: str, cookie: str = "") -> int:
        """The status of a page asked for with its files unread."""
        return self._ask("GET", path, cookie=cookie)[0]

    def search(self, words: str, cookie: str) -> int:
        """The status of a page of results: words are posted, with a token of ours, and the answer says where they are."""
        body = urlencode({"q": words, "csrfmiddlewaretoken": TOKEN})
        status, headers = self._ask("POST", "/search/", cookie=f"{cookie}; csrftoken_{self.port}={TOKEN}", body=body)
        return self.get(headers["location"], cookie) if status == 303 else status

    def open(self, words: str) -> str:
        """Give the words; the session's cookie."""
        status, headers = self._ask("POST", "/unlock", body=urlencode({"words": words, "lang": "es"}))
        if status != 303 or "set-cookie" not in headers:
            raise RuntimeError(f"the words did not open the post: {status}")
        return headers["set-cookie"].split(";")[0]

    def rss(self) -> dict[int, int]:
        """Resident bytes of the supervisor and its workers, by process."""
        pids = [self.process.pid, *_children(self.process.pid)]
        return {pid: _resident(pid) for pid in pids}

    def _ask(self, method: str, path: str, *, cookie: str = "", body: str = "") -> tuple[int, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=READY_SECONDS)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body=body or None, headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}


@contextmanager
def serving(home: Path) -> Iterator[ServedPost]:
    port = _free_port()
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "posta", "serve", "--home", home, "--port", str(port)])
    try:
        post = ServedPost(process, port)
        while True:
            try:
                post.get("/")
                break
            except OSError:
                if time.perf_counter() - began > READY_SECONDS or process.poll() is not None:
                    raise
                time.sleep(0.01)
        post.ready_seconds = time.perf_counter() - began
        yield post
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def _work(post: ServedPost, cookie: str) -> None:
    for _ in range(ROUNDS):
        asked = {path: post.get(path, cookie) for path in ("/", "/people/new", "/work/", "/board/poll")}
        found = {words: post.search(words, cookie) for words in ("maria lopez", "jose")}
        if {*asked.values()} != {200} or {*found.values()} != {200}:
            raise RuntimeError(f"a page was not shown: {asked}, searches {list(found.values())}")


def make_home(where: Path, home: Path, leader: str = "") -> str:
    """A mission, a post with two weeks of invented people, a colleague whose words it returns; a leader with `leader`."""
    with ExitStack() as stack:
        nodes = []
        for name, folder in (("coordination", where / "coordination"), (POST, home)):
            nodes.append(node_process.start_node(name, folder))
            stack.callback(node_process.stop_node, nodes[-1])
        centre, post = nodes
        invitation, words = centre.ask(_found, post.ask(node_process.request_to_join), leader)
        post.ask(_join, invitation, words)
        post.ask(node_process.start_shift, words)
        post.ask(node_process.simulate_days, PEOPLE, DAYS, SEED, [POST])
        post.ask(node_process.simulate_morning, SEED)
    return str(words)


def _found(here: node_process.NodeState, request: bytes, leader: str) -> tuple[bytes, str]:
    """In the coordination's process: found the mission, appoint the colleagues, enrol the post."""
    from posta.acts.mission import founding
    from posta.acts.mission.founding_file import SAMPLE, read_mission
    from posta.acts.mission.join_requests import parse_join_request
    from posta.cli.unlock_home import set_up_home
    from posta.node.identity.device import create_device
    from posta.scribe.context.local_node import open_local_context
    from posta.seal.keys import DeviceKeys
    from posta.seal.passphrase import generate_passphrase

    root, words = DeviceKeys.generate(os.urandom), generate_passphrase("es", os.urandom)
    made = create_device(here.home, generate_passphrase("es", os.urandom), "es").unlocked
    set_up_home(here.home, made)
    mission = read_mission(SAMPLE, root.verify_key, demonstration=True)
    node = founding.create_mission(open_local_context(), mission, root, "Lic. Vega", made.staff, made.person)
    case = founding.unlock_admin_keys(node, made.staff, made.person)
    founding.issue_appointment(node, case, COLLEAGUE, "doctor", words, by=made.staff)
    if leader:
        founding.issue_appointment(node, case, LEADER, "team_leader", leader, by=made.staff)
    return founding.enrol_device(node, case, made.person, parse_join_request(request), POST, by=made.staff), words


def _join(here: node_process.NodeState, invitation: bytes, words: str) -> None:
    """In the post's process: become a member and make the colleague's slot, with the parameters of every day."""
    from posta.acts.mission.first_login import set_up_post
    from posta.node.identity.pending_device import read_pending_device

    if not set_up_post(here.home, read_pending_device(here.home), invitation).let_in(words):
        raise RuntimeError("the colleague's words opened nothing")


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _resident(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def _without_spare(resident: dict[int, int]) -> int:
    """The supervisor and the larger of the workers: the one in use."""
    supervisor, *workers = resident.values()
    return supervisor + max(workers)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
