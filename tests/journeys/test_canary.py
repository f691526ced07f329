"""Two thousand people who do not exist are treated, carried and backed up. No trace of them lies anywhere in clear.

A post, the next post and coordination on real encrypted homes, a relay with a wire-tap before it, a stick, a backup, the
screens over real sockets; then every byte of all that is searched for every token in every encoding. The same search must
find what was planted for it, or it proves nothing.
"""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from posta.demo import node_process
from posta.relay.server_process import stop_relay
from tests.journeys import canary
from tests.journeys.canary import Canary, encodings, hatch
from tests.journeys.memory import Unreadable, finds

COUNT = 2000
LATER = 60_000
STAFF = [("Dra. Ruiz", "doctor"), ("Psic. Ortega", "psychologist"), ("Dr. Pech", "doctor")]

pytestmark = pytest.mark.slow


@dataclass
class World:
    """Where everything lies, and the processes that wrote it."""

    folder: Path
    words: dict[str, str]
    relay: int
    supervisor: int


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Canaries lived here: homes, stick, backup, relay, wire, logs and scratch files, all still open."""
    folder = tmp_path_factory.mktemp("canary")
    for name in ("logs", "scratch", "stick", "relay", "wire"):
        (folder / name).mkdir()
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        patch.setenv("TMPDIR", str(folder / "scratch"))
        patch.setenv("DJANGO_SETTINGS_MODULE", "posta.config.settings.base")  # real homes, not the suite's
        yield _live(folder, stack)


def test_every_byte_when_searched_then_no_canary_is_found(world: World) -> None:
    places = (
        "la72/node.db",
        "casa/node.db",
        "coordination/node.db",
        "monday.age",
        "relay/relay.db",
        "logs",
        "wire",
        "stick",
    )
    assert all(_size(world.folder / place) > 0 for place in places)
    assert _size(world.folder) > 5_000_000
    found = _search(world.folder, hatch(COUNT))
    assert found == [], f"plaintext in {found}"


def test_what_was_planted_when_searched_in_the_same_way_then_every_bit_of_it_is_found(
    world: World, tmp_path: Path
) -> None:
    """A plain file for each encoding, a plain database, and a copy of a home with one sentence appended to its database."""
    people = hatch(COUNT)
    planted = set()
    for number, form in enumerate(encodings(people[COUNT // 2].name)):
        path = tmp_path / f"plain{number}"
        path.write_bytes(os.urandom(4096) + form + os.urandom(4096))
        planted.add(path.name)
    with contextlib.closing(sqlite3.connect(tmp_path / "plain.db")) as plain:
        plain.execute("CREATE TABLE person (name TEXT)")
        plain.execute("INSERT INTO person VALUES (?)", (people[-1].note,))
        plain.commit()
    shutil.copy(world.folder / "la72" / "node.db", tmp_path / "node.db")
    with (tmp_path / "node.db").open("ab") as file:
        file.write(people[7].phone.encode())
    assert {path.name for path in _search(tmp_path, people)} == {*planted, "plain.db", "node.db"}


def test_what_a_relay_must_disclose_then_names_nobody(world: World) -> None:
    store = f"sqlite:{world.folder / 'relay' / 'relay.db'}"
    command = [sys.executable, "-m", "posta", "relay", "disclose", "--store", store]
    told = subprocess.run(command, capture_output=True, check=True)
    assert b"feed" in told.stdout
    (world.folder / "disclosed").write_bytes(told.stdout + told.stderr)
    assert _search(world.folder / "disclosed", hatch(COUNT)) == []


def test_memory_of_the_relay_and_of_a_locked_post_then_holds_no_canary(world: World) -> None:
    people = hatch(COUNT)
    for pid in (world.relay, world.supervisor):
        try:
            assert not any(finds(pid, token.encode()) for one in people[:3] for token in one.tokens)
        except Unreadable:
            pytest.skip("this kernel keeps the memory of processes to themselves")


def _live(folder: Path, stack: contextlib.ExitStack) -> World:
    homes = {name: node_process.start_node(name, folder / name) for name in ("la72", "casa", "coordination")}
    for node in homes.values():
        stack.callback(_kill, node)
        node.ask(canary.log_to, str(folder / "logs"))
    la72, casa, coordination = homes.values()
    requests = {
        "tenosique_la72": la72.ask(node_process.request_to_join),
        "coatzacoalcos_casa": casa.ask(node_process.request_to_join),
    }
    told = coordination.ask(node_process.create_demo_mission, "Lic. Vega", "", "http://127.0.0.1:9", STAFF, requests)
    words = told["words"]
    relay, url = _relay(folder, told["root"], stack)
    la72.ask(
        node_process.accept_invitation_here,
        told["invitations"]["tenosique_la72"],
        [words["Dra. Ruiz"], words["Psic. Ortega"]],
    )
    casa.ask(node_process.accept_invitation_here, told["invitations"]["coatzacoalcos_casa"], [words["Dr. Pech"]])
    la72.ask(node_process.start_shift, words["Dra. Ruiz"])
    casa.ask(node_process.start_shift, words["Dr. Pech"])
    assert la72.ask(canary.populate, COUNT, words["Psic. Ortega"]) > 2 * COUNT
    for node in (coordination, la72, casa, coordination):
        node.ask(node_process.sync_over_http, url, LATER)
    assert casa.ask(canary.count_found, COUNT) == 20
    la72.ask(node_process.sync_by_folder, str(folder / "stick"), LATER)
    assert la72.ask(canary.back_up, str(folder / "monday.age")) > 100_000
    os.kill(la72.process.pid, signal.SIGKILL)  # the plug is pulled: whatever was being written stays as it lies
    supervisor = _use_the_screens(folder, words["Dra. Ruiz"], stack)
    return World(folder, words, relay, supervisor)


def _kill(node: node_process.NodeProcess) -> None:
    node.process.kill()
    node.process.join(10)


def _relay(folder: Path, root: bytes, stack: contextlib.ExitStack) -> tuple[int, str]:
    """A relay behind a tap that keeps every byte of the wire; its process and the tap's address."""
    listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    command = [sys.executable, "-m", "posta.relay.server", "--store", f"sqlite:{folder / 'relay' / 'relay.db'}"]
    command += ["--root", root.hex(), "--socket", str(listening.fileno())]
    log = stack.enter_context((folder / "logs" / "relay.log").open("wb"))
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=log, stderr=log, pass_fds=(listening.fileno(),)
    )  # fmt: skip
    stack.callback(stop_relay, child)
    tap = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    threading.Thread(target=_tap, args=(tap, listening.getsockname()[1], folder / "wire"), daemon=True).start()
    return child.pid, f"http://127.0.0.1:{tap.getsockname()[1]}"


def _tap(tap: socket.socket, port: int, folder: Path) -> None:
    number = 0
    with contextlib.suppress(OSError):
        while True:
            one, _ = tap.accept()
            other = socket.create_connection(("127.0.0.1", port))
            for here, there in ((one, other), (other, one)):
                number += 1
                threading.Thread(target=_copy, args=(here, there, folder / f"{number}"), daemon=True).start()


def _copy(here: socket.socket, there: socket.socket, kept: Path) -> None:
    with contextlib.suppress(OSError), kept.open("wb", buffering=0) as file:
        while data := here.recv(65536):
            file.write(data)
            there.sendall(data)
        there.shutdown(socket.SHUT_WR)


def _use_the_screens(folder: Path, words: str, stack: contextlib.ExitStack) -> int:
    """A real supervisor and worker: canaries are searched for, opened, typed, mistyped; then the post is locked."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = stack.enter_context((folder / "logs" / "served.log").open("wb"))
    command = [sys.executable, "-X", "dev", "-m", "posta", "serve", "--home", str(folder / "la72"), "--port", str(port)]
    child = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    stack.callback(child.wait, 10)
    stack.callback(child.terminate)
    browser = _Browser(port)
    browser.unlock(words)
    one, other = hatch(COUNT)[:2]
    browser.ask("POST", "/search/", {"q": one.name, "at": "5ea7c4ed0000"})
    found = browser.ask("GET", "/search/?at=5ea7c4ed0000")
    assert one.name in found, "the screens do not show the canary: nothing would be proved"
    person = re.search(r"/people/([0-9a-f]{32})/", found)
    assert person is not None
    for page in ("/", f"/people/{person[1]}/", f"/people/{person[1]}/consultation", f"/people/{quote(other.name)}/"):
        browser.ask("GET", page)
    typed = {"complaint": other.diagnosis, "history": other.note, "temp_c": "370", "opd.history": other.note}
    browser.ask("POST", f"/people/{person[1]}/consultation", typed)
    browser.ask("POST", f"/drafts/people/{person[1]}/consultation", typed)
    browser.ask("POST", "/people/new", {"alias": other.name, "family_name": other.family, "phone": other.phone})
    browser.ask("POST", "/unlock", {"words": other.note})
    browser.ask("POST", "/lock", {})
    return child.pid


class _Browser:
    """As little of a browser as it takes: one cookie jar, one token."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""

    def unlock(self, words: str) -> None:
        for _ in range(600):
            with contextlib.suppress(ConnectionError):
                self.ask("POST", "/unlock", {"words": words, "lang": "es"})
                break
            threading.Event().wait(0.1)
        assert any(name.startswith("posta") for name in self.cookies)
        self.ask("GET", "/people/new")

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = urlencode({**form, "csrfmiddlewaretoken": self.token}) if form is not None else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        connection.request(method, path, body, {**headers, "Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.update([value.split(";")[0].split("=", 1)])
        text = answer.read().decode(errors="replace")
        if token := re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text):
            self.token = token[1]
        connection.close()
        return text


def _size(where: Path) -> int:
    return sum(path.stat().st_size for path in (where, *where.rglob("*")) if path.is_file())


def _search(where: Path, people: list[Canary]) -> list[Path]:
    """Files in which any token of any person lies in any encoding."""
    patterns = {form for one in people for token in one.tokens for form in encodings(token)}
    assert not any(b"\n" in form or len(form) < 8 for form in patterns)
    listed = where.parent / f"{where.name}.patterns"
    listed.write_bytes(b"\n".join(sorted(patterns)) + b"\n")
    command = ["grep", "-rlaF", "-f", str(listed), str(where)]
    answer = subprocess.run(command, capture_output=True, env={**os.environ, "LC_ALL": "C"})
    listed.unlink()
    assert answer.returncode in (0, 1), answer.stderr
    return [Path(line.decode()) for line in answer.stdout.splitlines()]
