"""Strangers at the door, colleagues, the keyboard: a real supervisor and real workers, with tablets at 127.9.0.x."""

import hashlib
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.journeys.test_lock import ANA, LUZ, PATIENCE, Post, Reply, serving

TEAM = [f"palabra {number} mula cobre verano" for number in range(8)]
TABLETS = [f"127.9.0.{number}" for number in range(20, 26)]
PLACES = [*TABLETS, "127.0.0.1", "127.0.0.1"]
STRANGERS = [f"127.9.0.{number}" for number in range(100, 112)]


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with serving(tmp_path, idle=60) as running:
        known = [hashlib.sha256(words.encode()).hexdigest() for words in (ANA, LUZ, *TEAM)]
        (tmp_path / "known").write_text(" ".join(known))
        yield running


def give(post: Post, words: str, at: str, path: str = "/login/", cookie: str = "", **more: str) -> Reply:
    body = urlencode({"words": words, "lang": "es", **more})
    return post.ask("POST", path, body=body, at=at, cookie=cookie)


@contextmanager
def nonsense_from(post: Post, strangers: list[str]) -> Iterator[list[Reply]]:
    """Strangers who post nonsense as fast as they are answered, while the block lasts; what they were answered."""
    over, answered = threading.Event(), list[Reply]()

    def insist(at: str) -> None:
        while not over.is_set():
            try:
                answered.append(give(post, f"nada de {at}", at))
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
            over.wait(0.02)

    with ThreadPoolExecutor(len(strangers)) as crowd:
        for at in strangers:
            crowd.submit(insist, at)
        while len(answered) < len(strangers):
            time.sleep(0.02)
        try:
            yield answered
        finally:
            over.set()


@pytest.mark.parametrize("is_open", [False, True])
def test_a_team_of_eight_comes_in_at_the_same_moment(post: Post, is_open: bool) -> None:
    """After a lock five of eight were told to come back, and at the tablets all of them."""
    if is_open:
        post.opened(ANA)
    with ThreadPoolExecutor(8) as team:
        came = list(team.map(lambda who: give(post, *who, path="/unlock"), zip(TEAM, PLACES, strict=True)))
    assert [each.status for each in came] == [303] * 8
    staff = [post.ask("GET", "/", cookie=each.cookie).text.split()[1] for each in came]
    assert staff == [hashlib.sha256(words.encode()).hexdigest()[:32] for words in TEAM], "each in their own session"


def test_strangers_at_an_open_post_keep_nobody_out(post: Post) -> None:
    """Two strangers kept the nurse, the keyboard and the psychologist's words out, who was told that hers were wrong."""
    ana, _ = post.opened(ANA)
    with nonsense_from(post, STRANGERS) as answered:
        nurse = give(post, LUZ, TABLETS[0])
        keyboard = give(post, TEAM[0], "127.0.0.1")
        again = give(post, ANA, TABLETS[1], "/words", ana, next="/people/1")
        wrong = give(post, LUZ, TABLETS[1], "/words", ana, next="/people/1")
        began = time.monotonic()
        assert post.ask("GET", "/", cookie=ana).status == 200
        assert time.monotonic() - began < 2, "those who work wait for nobody at the door"
        while not any(each.status == 429 for each in answered):
            time.sleep(0.02)
    assert (nurse.status, keyboard.status) == (303, 303)
    assert [each.headers["location"] for each in (again, wrong)] == ["/people/1", "/people/1?refused"]
    assert {each.status for each in answered} <= {422, 429}
    assert {each.headers["retry-after"] for each in answered if each.status == 429} <= {"5", "15"}


def test_a_colleague_at_the_address_of_a_stranger_opens_sealed_compartments_again(post: Post) -> None:
    """A router showed everybody as one address, and the stranger's failures were the psychologist's."""
    ana, _ = post.opened(ANA)
    for _ in range(4):
        give(post, "nada", TABLETS[0])
    assert give(post, "nada", TABLETS[0]).status == 429
    assert give(post, ANA, TABLETS[0], "/words", ana, next="/people/1").headers["location"] == "/people/1"


def test_words_that_were_not_tried_are_not_called_wrong(post: Post) -> None:
    ana, _ = post.opened(ANA)
    for _ in range(3):
        give(post, "nada", TABLETS[0], "/words", ana, next="/people/1")
    answer = give(post, ANA, TABLETS[0], "/words", ana, next="/people/1")
    assert answer.headers["location"] == "/people/1?untried"


def test_strangers_at_a_locked_post_keep_neither_keyboard_nor_tablets_out(post: Post) -> None:
    """Tablets were told to come back at once, and whoever sent half a form held everybody up for ten seconds."""
    with ExitStack() as slow:
        for at in STRANGERS:
            half = slow.enter_context(socket.create_connection(("127.0.0.1", post.port), PATIENCE, (at, 0)))
            half.sendall(b"POST /unlock HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90\r\n\r\nwords=")
        with nonsense_from(post, STRANGERS[:3]), ThreadPoolExecutor(3) as team:
            places = [(ANA, "127.0.0.1"), (LUZ, TABLETS[0]), (TEAM[0], TABLETS[1])]
            came = list(team.map(lambda who: give(post, *who, path="/unlock"), places))
    assert [each.status for each in came] == [303] * 3


def test_a_locked_post_sends_an_address_away_that_failed_again_and_again(post: Post) -> None:
    failed = [give(post, "nada", TABLETS[0], "/unlock").status for _ in range(4)]
    assert failed == [422, 422, 422, 429]
    assert give(post, ANA, TABLETS[1], "/unlock").status == 303


def test_visitors_of_one_address_push_out_their_own_only(post: Post) -> None:
    """A stranger with many idle connections made the locked page hang up on the nurse's."""
    with ExitStack() as open_:
        nurse = open_.enter_context(socket.create_connection(("127.0.0.1", post.port), PATIENCE, (TABLETS[0], 0)))
        for _ in range(150):
            open_.enter_context(socket.create_connection(("127.0.0.1", post.port), PATIENCE, (STRANGERS[0], 0)))
        nurse.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert nurse.recv(100).startswith(b"HTTP/1.1 200 OK")
