"""How much a browser or device may send, and how long it may take: little, until it is known who it is."""

import gc

import pytest
from waitress.adjustments import Adjustments

from posta.ids import StaffId
from posta.node.http.cookies import SESSION
from posta.node.process_state import PROCESS
from posta.node.wsgi.request_limits import (
    BUNDLE_IN_MEMORY,
    BYTES_A_SECOND,
    HEAD_SECONDS,
    LARGEST_BODY,
    LARGEST_FORM,
    MOST_SEGMENTS,
    MOST_SEGMENTS_OF_ONE,
    LimitedRequest,
)
from posta.wire.address import MAX_SEGMENT


def ask(path: str, size: int | str, token: str = "", card: str = "", method: str = "POST") -> LimitedRequest:
    request = LimitedRequest(Adjustments(max_request_body_size=LARGEST_FORM + 1))
    length = f"Content-Length: {size}" if isinstance(size, int) else f"Transfer-Encoding: {size}"
    lines = (f"{method} {path} HTTP/1.1", "Host: posta", length, f"Cookie: {SESSION}={token}", f"Posta-Card: {card}")
    request.received("\r\n".join([*lines, "", ""]).encode())
    return request


@pytest.fixture(autouse=True)
def _members(monkeypatch) -> None:
    monkeypatch.setattr(PROCESS, "find_member", lambda header: header.encode() if header.startswith("ours") else None)


@pytest.fixture
def token() -> str:
    return PROCESS.sessions.begin(StaffId(bytes(16)), None, language="es").token


def test_a_colleague_brings_a_bundle_that_does_not_wait_in_memory(token: str) -> None:
    request = ask("/sync/import", 8 * LARGEST_BODY, token)
    assert request.error is None
    assert request.body_rcv is not None
    assert request.body_rcv.buf.overflow == BUNDLE_IN_MEMORY


@pytest.mark.parametrize(("path", "size"), [("/sync/import", 17 * LARGEST_BODY), ("/people/new", 2 * LARGEST_BODY)])
def test_more_than_that_is_refused(token: str, path: str, size: int) -> None:
    assert ask(path, size, token).error is not None


def test_a_stranger_brings_a_form_and_no_more() -> None:
    """Forty strangers who never finished their 31 MB made the process with the keys grow by 1.2 GB."""
    for path in ("/sync/import", "/people/new", "/v1/feeds/00/0/0", "/login/"):
        assert ask(path, LARGEST_FORM).error is None
        assert ask(path, LARGEST_FORM + 1).error is not None
        assert ask(path, MAX_SEGMENT, card="another mission's").error is not None
    endless = ask("/v1/feeds/00/0/0", "chunked")
    for _ in range(5):
        endless.received(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")
    assert endless.completed
    assert endless.error is not None


def test_a_device_of_the_mission_brings_a_segment(token: str) -> None:
    assert ask("/v1/feeds/00/0/0", MAX_SEGMENT, card="ours", method="PUT").error is None
    assert ask("/v1/feeds/00/0/0", MAX_SEGMENT + 1, card="ours", method="PUT").error is not None
    assert ask("/people/new", MAX_SEGMENT, card="ours").error is not None, "a card is not a session"


def test_a_card_that_was_overheard_fills_no_memory() -> None:
    gc.collect()
    held = [ask("/v1/feeds/00/0/0", MAX_SEGMENT, card="ours 0") for _ in range(10)]
    assert [each.error is None for each in held].count(True) == MOST_SEGMENTS_OF_ONE
    held += [ask("/v1/feeds/00/0/0", MAX_SEGMENT, card=f"ours {number}") for number in range(1, 40)]
    assert [each.error is None for each in held].count(True) == MOST_SEGMENTS
    assert held[-1].error.code == 503
    held.clear()
    assert ask("/v1/feeds/00/0/0", MAX_SEGMENT, card="ours 0").error is None, "who has hung up holds nothing"


def test_a_request_has_a_deadline_by_its_size(token: str) -> None:
    half = LimitedRequest(Adjustments())
    half.received(b"POST /login/ HTTP/1.1\r\n")
    assert half.deadline - half.began == pytest.approx(HEAD_SECONDS)
    form, large = ask("/login/", 8 * BYTES_A_SECOND), ask("/people/new", LARGEST_BODY, token)
    assert form.deadline - form.began == pytest.approx(2 * HEAD_SECONDS + 8)
    assert large.deadline - large.began == pytest.approx(2 * HEAD_SECONDS + LARGEST_BODY / BYTES_A_SECOND)
    endless = ask("/login/", "chunked")
    assert endless.deadline - endless.began < 2 * HEAD_SECONDS + 9
