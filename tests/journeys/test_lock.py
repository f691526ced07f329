"""A post is opened with words, shared by two people, and locked: a real supervisor, real workers, real sockets."""

import contextlib
import hashlib
import html
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from posta.node.process.pid_file import FILE, lock_node
from tests.journeys.memory import Unreadable, finds

ANA = "laguna tejer cobre verano mula"
LUZ = "piedra nube cantar oveja trece"
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 15.0


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def pid(self) -> int:
        return int(self.text.split()[0])

    @property
    def cookie(self) -> str:
        return self.headers["set-cookie"].split(";")[0]


@dataclass
class Post:
    home: Path
    process: subprocess.Popen[str]
    port: int

    def ask(
        self, method: str, path: str, *, cookie: str = "", body: str = "", at: str = "127.0.0.1", **headers: str
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE, source_address=(at, 0))
        sent = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"} | headers
        connection.request(method, path, body=body or None, headers=sent)
        answer = connection.getresponse()
        reply = Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
        connection.close()
        return reply

    def enter(self, words: str, path: str = "/unlock", **headers: str) -> Reply:
        return self.ask("POST", path, body=urlencode({"words": words, "lang": "fr"}), **headers)

    def opened(self, words: str = ANA) -> tuple[str, int]:
        """Open the post; returns the cookie and the worker's process."""
        reply = self.enter(words)
        assert reply.status == 303, reply
        return reply.cookie, self.ask("GET", "/", cookie=reply.cookie).pid


def start(home: Path, idle: float) -> Post:
    (home / "known").write_text(" ".join(hashlib.sha256(words.encode()).hexdigest() for words in (ANA, LUZ)))
    (home / "seed").write_bytes(os.urandom(32))
    command = [sys.executable, "-m", "tests.journeys.fake_supervisor", str(home), str(idle)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
    assert found, line
    threading.Thread(target=lambda: log(process), daemon=True).start()
    return Post(home, process, int(found[1]))


def log(process: subprocess.Popen[str]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        sys.stderr.write(line)


def stop(post: Post) -> None:
    post.process.terminate()
    post.process.wait(PATIENCE)
    assert post.process.stderr is not None
    assert not (post.home / FILE).exists()


@contextlib.contextmanager
def serving(home: Path, idle: float) -> Iterator[Post]:
    running = start(home, idle)
    try:
        yield running
    finally:
        stop(running)


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with serving(tmp_path, idle=60) as running:
        yield running


def wait_until_gone(pid: int) -> float:
    """Milliseconds until a process no longer exists."""
    began = time.monotonic()
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() - began < PATIENCE, "the worker is still alive"
        time.sleep(0.001)
    return (time.monotonic() - began) * 1000


def workers_of(post: Post) -> list[int]:
    children = Path(f"/proc/{post.process.pid}/task/{post.process.pid}/children").read_text()
    return [int(each) for each in children.split()]


def test_a_locked_post_says_nothing_and_keeps_nothing(post: Post) -> None:
    page = post.ask("GET", "/")
    assert page.status == 200
    assert "<title>Posta</title>" in page.text
    assert 'lang="es"' in page.text
    assert "script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert 'lang="fr"' in post.ask("GET", "/?lang=fr").text
    assert post.ask("GET", "/locked.css").headers["content-type"].startswith("text/css")
    assert post.ask("GET", "/health").text == '{"posta": "locked"}'
    for method, path in (("GET", "/person/00ff"), ("POST", "/person/00ff"), ("POST", "/login/"), ("PUT", "/x")):
        assert (answer := post.ask(method, path, body="words=x" * 9000)).status == 303
        assert answer.headers["location"] == ("/?next=/person/00ff" if method == "GET" else "/"), "a deep link survives"
    assert workers_of(post) == []


def test_whoever_cannot_open_a_post_finds_help_on_the_page_of_words(post: Post) -> None:
    """Nobody's words opened it on a first morning, and the help stood behind the words."""
    there = re.search(r'href="(/ayuda/[^"]+)"', post.ask("GET", "/?lang=en&next=/work/wash").text)
    assert there
    guide = post.ask("GET", html.unescape(there[1]))
    assert guide.status == 200
    assert "<h1>Open the post" in guide.text
    assert "default-src 'none'" in guide.headers["content-security-policy"]
    assert 'href="/?lang=en&amp;next=/work/wash"' in guide.text
    lost = post.ask("GET", "/ayuda/lost-laptop/")
    assert 'lang="es"' in lost.text
    assert post.ask("GET", "/ayuda/nobody/").headers["location"] == "/?next=/ayuda/nobody/"
    assert workers_of(post) == []

    cookie, pid = post.opened()
    assert 'href="/login/?lang=es"' in post.ask("GET", "/ayuda/open-and-lock/").text, "open, and nobody's browser yet"
    assert post.ask("GET", "/ayuda/open-and-lock/", cookie=cookie).pid == pid, "a colleague's is the program's"


def test_wrong_words_get_the_same_page_and_right_words_open(post: Post) -> None:
    refused = post.enter("ninguna de estas palabras abre")
    assert refused.status == 422
    assert "Les mots ne correspondent pas" in refused.text
    assert "set-cookie" not in refused.headers
    assert post.enter(ANA, **{"Sec-Fetch-Site": "cross-site"}).status == 422
    assert post.ask("POST", "/unlock", body="words=" + "x" * 5000).status == 422

    opened = post.enter(ANA)

    assert (opened.status, opened.headers["location"]) == (303, "/")
    assert "HttpOnly; SameSite=Strict" in opened.headers["set-cookie"]
    inside = post.ask("GET", "/", cookie=opened.cookie)
    assert inside.text.split()[1:] == [hashlib.sha256(ANA.encode()).hexdigest()[:32], "fr"]
    assert post.ask("GET", "/").headers["location"] == "/login/"
    assert post.ask("GET", "/", cookie=f"posta_{post.port}=" + "A" * 43).status == 303
    assert post.ask("GET", "/health").text == '{"posta": "open"}'
    assert ANA not in "".join(each.read_text(errors="replace") for each in post.home.iterdir())


def test_locking_kills_the_worker_at_once(post: Post) -> None:
    cookie, pid = post.opened()

    locked = post.ask("POST", "/lock", cookie=cookie)
    took = wait_until_gone(pid)

    assert locked.status == 303
    assert locked.headers["clear-site-data"] == '"cache", "storage"'
    assert locked.headers["cache-control"] == "no-store"
    assert "Posta está cerrada" in post.ask("GET", "/", cookie=cookie).text
    print(f"POST /lock: worker gone after {took:.0f} ms")

    _, pid = post.opened()
    assert lock_node(post.home)
    print(f"posta lock: worker gone after {wait_until_gone(pid):.0f} ms")
    assert post.ask("GET", "/health").text == '{"posta": "locked"}'


def test_who_locks_is_told_at_once_that_it_is_locked_for_everybody(post: Post) -> None:
    """Luz locked, and the page said "each person works in their own session": she thought that Ana's was still open."""
    cookie, pid = post.opened(LUZ)
    post.enter(ANA, "/login/")
    locked = post.ask("POST", "/lock", cookie=cookie)
    told = post.ask("GET", locked.headers["location"])
    assert "Fermée pour tout le monde" in told.text, "in the language in which Luz worked"
    assert "Chaque personne travaille dans sa propre session" not in told.text
    wait_until_gone(pid)
    assert "Fermée pour tout le monde" in post.ask("GET", locked.headers["location"]).text

    post.opened(ANA)
    assert post.ask("GET", locked.headers["location"]).headers["location"] == "/", "open again, and it says so no more"


def test_the_page_after_the_lock_speaks_the_language_that_was_chosen_at_work(post: Post) -> None:
    cookie, _ = post.opened(LUZ)
    locked = post.ask("POST", "/lock", cookie=f"{cookie}; django_language_{post.port}=en")
    assert "Locked for everybody" in post.ask("GET", locked.headers["location"]).text


def test_a_stranger_who_asks_to_lock_is_not_told_that_it_worked(post: Post) -> None:
    post.opened()
    answer = post.ask("POST", "/lock", **{"Sec-Fetch-Site": "cross-site"})
    assert answer.headers["location"] == "/"


def test_at_the_keyboard_a_page_of_ours_locks_without_a_session_and_no_other_page_does(post: Post) -> None:
    """A page of another port on the same computer, in a browser that says only `Origin`, locked the post for everybody."""
    _, pid = post.opened()
    ours = f"http://127.0.0.1:{post.port}"
    for origin in ("http://evil.example", "http://127.0.0.1:8000", "null", ours.replace("http", "ftp") + "0"):
        assert post.ask("POST", "/lock", Origin=origin).headers["location"] == "/"
    post.ask("POST", "/lock")  # a program that is no browser: `posta lock` is for those
    post.ask("POST", "/lock", at="127.9.0.7", Origin=ours)  # a tablet without a session
    assert post.ask("GET", "/health").text == '{"posta": "open"}'
    assert post.ask("POST", "/lock", Origin=ours).headers["location"].startswith("/locked")
    wait_until_gone(pid)


def test_a_name_that_leads_here_from_elsewhere_shows_nothing_and_tries_nothing(post: Post) -> None:
    """A stranger's page whose name was made to lead to the post read the board of whoever was at work (DNS rebinding)."""
    for said in ("evil.example", f"evil.example:{post.port}", "127.0.0.1.evil.example"):
        assert "no es de la posta" in post.ask("GET", "/", Host=said).text
        assert post.enter(ANA, Host=said, Origin=f"http://{said}").status == 421
    assert workers_of(post) == []
    cookie, _ = post.opened()
    for path in ("/", "/login/", "/health", "/static/x"):
        answer = post.ask("GET", path, cookie=cookie, Host="evil.example")
        assert (answer.status, "form" in answer.text) == (421, False)
    assert post.ask("POST", "/lock", cookie=cookie, Host="evil.example", Origin="http://evil.example").status == 421
    for said in (
        "localhost",
        f"LOCALHOST:{post.port}",
        "127.0.0.1",
        "10.42.0.1:8470",
        "[::1]:8470",
        socket.gethostname(),
    ):
        assert post.ask("GET", "/", cookie=cookie, Host=said).status == 200, said


def test_a_name_that_the_network_gives_the_post_is_added_in_its_file(tmp_path: Path) -> None:
    (tmp_path / "device.toml").write_text('language = "es"\nnames = "posta.casa Posta.LAN"\n')
    with serving(tmp_path, idle=60) as post:
        assert post.ask("GET", "/", Host="posta.casa:8470").status == 200
        cookie, _ = post.opened()
        assert post.ask("GET", "/", cookie=cookie, Host="posta.lan").status == 200
        assert post.ask("GET", "/", cookie=cookie, Host="posta.other").status == 421


def test_words_from_a_page_of_another_site_are_not_tried(post: Post) -> None:
    assert post.enter(ANA, Origin="http://evil.example").status == 422
    assert workers_of(post) == []
    assert post.enter(ANA, Origin=f"http://127.0.0.1:{post.port}").status == 303
    assert post.enter(LUZ, "/login/", Origin="http://evil.example").headers["location"] == "/"


def test_a_post_left_alone_locks_itself_even_while_a_board_polls(tmp_path: Path) -> None:
    with serving(tmp_path, idle=2) as post:
        cookie, pid = post.opened()
        for _ in range(4):  # longer than the limit in all
            time.sleep(0.6)
            assert post.ask("GET", "/", cookie=cookie).pid == pid
        while Path(f"/proc/{pid}").exists() and post.ask("GET", "/poll", cookie=cookie).status == 200:
            time.sleep(0.1)
        wait_until_gone(pid)
        assert post.ask("GET", "/health").text == '{"posta": "locked"}'


def test_who_leaves_is_forgotten_and_who_stays_does_not_notice(post: Post) -> None:
    ana, first = post.opened(ANA)
    luz = post.enter(LUZ, "/login/").cookie
    assert post.ask("GET", "/", cookie=luz).pid == first
    ana_key, luz_key = (hashlib.sha512(words.encode()).digest()[:32] for words in (ANA, LUZ))  # the half that signs
    try:
        assert finds(first, ana_key)
    except Unreadable:
        pytest.skip("this kernel lets nobody but root look into a worker")
    kept_alive = http.client.HTTPConnection("127.0.0.1", post.port, timeout=PATIENCE)
    kept_alive.request("GET", "/", headers={"Cookie": luz})
    assert int(kept_alive.getresponse().read().split()[0]) == first
    slow: list[Reply] = []
    under_way = threading.Thread(target=lambda: slow.append(post.ask("GET", "/slow", cookie=luz)))
    under_way.start()
    time.sleep(0.1)

    left = post.ask("POST", "/logout", cookie=ana)
    print(f"logout: old worker gone after {wait_until_gone(first):.0f} ms, with 700 ms of a request under way")
    under_way.join()

    assert (left.status, slow[0].status, slow[0].pid) == (303, 200, first)
    kept_alive.request("GET", "/", headers={"Cookie": luz})
    second = int(kept_alive.getresponse().read().split()[0])
    assert kept_alive.sock is not None, "the connection itself was handed over"
    kept_alive.close()
    assert second != first
    assert post.ask("GET", "/", cookie=luz).pid == second
    assert post.ask("GET", "/", cookie=ana).headers["location"] == "/login/"
    assert finds(second, luz_key)
    assert not finds(second, ana_key)
    assert not finds(post.process.pid, luz_key)
    assert not finds(post.process.pid, luz.encode())

    post.ask("POST", "/logout", cookie=luz)
    wait_until_gone(second)
    assert workers_of(post) == []


def test_the_supervisor_never_learns_words_or_keys(post: Post) -> None:
    cookie, worker = post.opened()
    late = post.enter(LUZ)  # from a page that still said locked
    assert late.status == 303
    secrets = [words.encode() for words in (ANA, LUZ)]
    secrets += [hashlib.sha512(words.encode()).digest() for words in (ANA, LUZ)]
    secrets += [cookie.encode(), hashlib.sha256((post.home / "seed").read_bytes()).digest()]
    planted = os.urandom(24)
    assert finds(os.getpid(), planted), "the search itself does not work"
    for secret in secrets:
        assert not finds(post.process.pid, secret)
    with contextlib.suppress(Unreadable):  # without root nobody may look into a worker, which is better still
        assert all(finds(worker, secret) for secret in secrets[2:])
    lock_node(post.home)
    wait_until_gone(worker)
    post.ask("POST", "/login/", body=urlencode({"words": ANA}))  # a form left open when the post locked
    assert not finds(post.process.pid, ANA.encode())


def test_no_worker_outlives_its_supervisor(post: Post) -> None:
    _, pid = post.opened()
    post.process.send_signal(signal.SIGKILL)
    post.process.wait(PATIENCE)
    wait_until_gone(pid)
    assert not lock_node(post.home)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", post.port))
    (post.home / FILE).unlink()  # what a killed supervisor leaves; the next one would take it over


def test_a_worker_that_dies_leaves_a_locked_post_and_a_stranger_cannot_lock_it(post: Post) -> None:
    _, pid = post.opened()
    assert post.ask("POST", "/lock", **{"Sec-Fetch-Site": "cross-site"}).status == 303
    time.sleep(0.3)
    assert Path(f"/proc/{pid}").exists()
    os.kill(pid, signal.SIGKILL)
    wait_until_gone(pid)
    assert post.ask("GET", "/health").text == '{"posta": "locked"}'
    post.opened()
