"""What can become of an HTTP answer: it comes slowly, drips, is cut, has another length, or something else answers.

Each way is a function from what was to be said, the dice, and the most that a client reads of it, to the moments of `wires`.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from itertools import repeat
from typing import NamedTuple

from tests.faults.fake_connections import BROKEN, OVER, PATIENCE, Moment

PORTAL = b"<!doctype html><html><title>WiFi Albergue</title><form action='/login'>Bienvenido</form></html>" * 30


class HttpAnswer(NamedTuple):
    """An answer: status, body, other headers."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


Way = Callable[[HttpAnswer, random.Random], Iterable[Moment]]


def head_of(said: HttpAnswer, *, length: str | None = None) -> bytes:
    """The status line and headers; `length` is what it says of its length, if not the truth."""
    phrase = HTTPStatus(said.status).phrase if said.status in HTTPStatus._value2member_map_ else "Odd"
    rows = [f"HTTP/1.1 {said.status} {phrase}", f"content-length: {len(said.body) if length is None else length}"]
    rows += [f"{name}: {value}" for name, value in said.headers]
    return "\r\n".join(rows).encode("latin-1") + b"\r\n\r\n"


def at_once(said: HttpAnswer, dice: random.Random) -> Iterable[Moment]:
    """As a relay answers on a good day."""
    return [(round(dice.uniform(0.02, 0.3), 3), head_of(said) + said.body)]


def slowly(said: HttpAnswer, dice: random.Random) -> Iterator[Moment]:
    """As late as is allowed, in pieces: every limit is kept, so that the answer counts."""
    whole = head_of(said) + said.body
    pieces = [whole[at : at + 1 + len(whole) // 3] for at in range(0, len(whole), 1 + len(whole) // 3)]
    shares = [dice.random() for _ in pieces]
    for share, piece in zip(shares, pieces, strict=True):
        yield round(0.9 * PATIENCE.grace * share / sum(shares), 3), piece


def never(said: HttpAnswer, dice: random.Random) -> Iterable[Moment]:
    """The request is taken, and nothing follows."""
    return []


def drips(said: HttpAnswer, dice: random.Random) -> Iterator[Moment]:
    """A byte now and then, for ever: of the status line, of headers, of the body, of chunks, of answers before it."""
    head, drop = dice.choice(
        [
            (b"", b"H"),
            (b"HTTP/1.1 200 OK\r\n", b"x: y\r\n"),
            (head_of(said, length="1000000"), b"a"),
            (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
            (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        ]
    )
    if head:
        yield 0.1, head
    yield from repeat((dice.choice([1.5, 4.0, 9.0]), drop))


def cut(said: HttpAnswer, dice: random.Random) -> Iterable[Moment]:
    """The connection ends or breaks somewhere in the middle."""
    whole = head_of(said) + said.body
    return [(0.1, whole[: dice.randrange(len(whole))] or b"H"), (0.1, dice.choice([OVER, BROKEN]))]


def of_another_length(said: HttpAnswer, dice: random.Random) -> Iterable[Moment]:
    """It says that it has more or fewer bytes than it has, or no number at all, and ends or stays open."""
    size = len(said.body)
    stated = dice.choice(
        [
            str(size + 1 + dice.randrange(900)),
            str(dice.randrange(size + 1)),
            "-1",
            "many",
            "9" * 30,
            f"{size}\r\ncontent-length: 7",
        ]
    )
    came: list[Moment] = [(0.1, head_of(said, length=stated) + said.body)]
    return [*came, (0.1, OVER)] if dice.random() < 0.5 else came


def of_another_status(said: HttpAnswer, dice: random.Random) -> Iterable[Moment]:
    """The same body under a status that nobody asked for, or a line that is none."""
    status = dice.choice([204, 206, 301, 400, 404, 409, 413, 418, 429, 500, 502, 503, 507, 999])
    odd = [head_of(said._replace(status=status)) + said.body] * 4
    odd += [b"HTTP/9.9 yes\r\n\r\n", b"ICY 200 OK\r\n\r\n", b"\0" * 40, b"HTTP/1.1 2000000 OK\r\n\r\n"]
    return [(0.1, dice.choice(odd)), (0.1, OVER)]


def turns_away(said: HttpAnswer, dice: random.Random) -> Iterable[Moment]:
    """It wants no such card, says that the time is another, or shows an order that is none."""
    stated = dice.choice(["0", "soon", "-5", "9" * 30, str(dice.randrange(10**15))])
    return at_once(
        dice.choice(
            [
                HttpAnswer(401, b"", (("posta-time", stated),)),
                HttpAnswer(401),
                HttpAnswer(403, dice.randbytes(300)),
                HttpAnswer(403),
            ]
        ),
        dice,
    )


def another_page(said: HttpAnswer, dice: random.Random) -> Iterable[Moment]:
    """The page at which a shelter's Wi-Fi asks to log in."""
    away = HttpAnswer(302, b"", (("location", "http://portal.example/login"),))
    return at_once(dice.choice([HttpAnswer(200, PORTAL, (("content-type", "text/html"),)), away]), dice)


def without_end(said: HttpAnswer, dice: random.Random) -> Iterator[Moment]:
    """Faster than anybody asks, and more than anybody takes: headers, a body of a stated length, chunks, or until it ends."""
    piece, ok = bytes(1 << 17), b"HTTP/1.1 200 OK\r\n"
    first, again = dice.choice(
        [
            (ok, b"x: " + b"y" * 9_000 + b"\r\n"),
            (head_of(said, length=str(1 << 40)), piece),
            (ok + b"\r\n", piece),
            (ok + b"transfer-encoding: chunked\r\n\r\n", b"20000\r\n" + piece + b"\r\n"),
        ]
    )
    yield 0.1, first
    yield from repeat((0.01, again))


HARMS: dict[Way, int] = {
    never: 3, drips: 4, cut: 4, of_another_length: 4, of_another_status: 3, turns_away: 2, another_page: 2, without_end: 1,
}  # fmt: skip
