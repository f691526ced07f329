"""How much a browser may send: little, but for a colleague who brings a bundle."""

import pytest
from waitress.adjustments import Adjustments

from posta.ids import StaffId
from posta.node.serving import BUNDLE_IN_MEMORY, LARGEST_BODY, Request
from posta.node.session import COOKIE, SESSIONS


def ask(path: str, size: int, token: str = "") -> Request:
    request = Request(Adjustments(max_request_body_size=LARGEST_BODY))
    lines = (f"POST {path} HTTP/1.1", "Host: posta", f"Content-Length: {size}", f"Cookie: {COOKIE}={token}")
    request.received("\r\n".join([*lines, "", ""]).encode())
    return request


@pytest.fixture
def token() -> str:
    return SESSIONS.begin(StaffId(bytes(16)), None, language="es").token


def test_a_colleague_brings_a_bundle_that_does_not_wait_in_memory(token: str) -> None:
    request = ask("/sync/import", 8 * LARGEST_BODY, token)
    assert request.error is None
    assert request.body_rcv is not None
    assert request.body_rcv.buf.overflow == BUNDLE_IN_MEMORY


@pytest.mark.parametrize(("path", "size"), [("/sync/import", 17 * LARGEST_BODY), ("/people/new", 2 * LARGEST_BODY)])
def test_more_than_that_is_refused(token: str, path: str, size: int) -> None:
    assert ask(path, size, token).error is not None


def test_a_stranger_cannot_fill_the_disk() -> None:
    assert ask("/sync/import", 2 * LARGEST_BODY).error is not None
    assert ask("/sync/import", 1024).error is None
