"""The words again: they open this session's sealed compartments and lead back to the page that asked."""

from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest

from posta.clock import SystemClock
from posta.ids import StaffId
from posta.node.front import with_front
from posta.node.gate import Gate
from posta.node.session import COOKIE, Sessions

STAFF = StaffId(bytes(16))


class Person:
    """What a slot holds."""

    staff = bytes(16)
    device = person = None
    master = b""


@pytest.fixture
def asked(tmp_path: Path):
    """Post the words; answers (status, address, whether sealed compartments are open)."""
    sessions = Sessions(SystemClock())
    session = sessions.begin(STAFF, bytes(64), language="es")
    sessions.close_sealed(session)
    gate = Gate(tmp_path, lambda home, words: Person() if words == "five right words" else None, sessions)  # type: ignore[arg-type, return-value]
    front = with_front(lambda environ, start: [b""], sessions, gate)

    def post(words: str, target: str, token: str = session.token) -> tuple[str, str, bool]:
        body = urlencode({"words": words, "next": target}).encode()
        told: list = []
        environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/words", "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body),
                   "HTTP_COOKIE": f"{COOKIE}={token}", "REMOTE_ADDR": "127.0.0.1"}  # fmt: skip
        list(front(environ, lambda status, headers: told.extend((status, dict(headers)["Location"]))))
        return told[0][:3], told[1], sessions.opens_sealed(session)

    return post


def test_right_words_open_and_lead_back(asked):
    assert asked("five right words", "/people/00/contact/mh_base") == ("303", "/people/00/contact/mh_base", True)


def test_wrong_words_lead_back_and_open_nothing(asked):
    assert asked("five wrong words", "/people/00/contact/mh_base") == (
        "303",
        "/people/00/contact/mh_base?refused",
        False,
    )


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/a\r\nSet-Cookie: x", "/\\evil.example"])
def test_nobody_is_led_elsewhere(asked, target):
    assert asked("five right words", target)[1] == "/"


def test_without_a_session_nothing_opens(asked):
    assert asked("five right words", "/work/", token="nobody") == ("303", "/", False)
