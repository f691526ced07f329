"""The words at the door of an open post, and again: what cannot open is told in words, and leads nowhere else."""

from html import escape
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest

from posta.clock import SystemClock
from posta.errors import PostaError
from posta.ids import StaffId
from posta.node.http.cookies import SESSION
from posta.node.http.http_responses import passphrase_page
from posta.node.http.locked_page import LANGUAGES, TEXTS, LoginProblem
from posta.node.session import Sessions
from posta.node.storage.database import FullDisk
from posta.node.wsgi.auth_wsgi import wrap_app
from posta.node.wsgi.passphrase_gate import DeviceDeclaredLost, GateBusy, PassphraseGate, TooSoon
from posta.seal.keys import PersonKeys
from posta.seal.slots import NoFreeSlot

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
    session = sessions.begin(STAFF, PersonKeys(bytes(32), bytes(32)), language="es")
    sessions.close_sealed(session)
    gate = PassphraseGate(tmp_path, lambda home, words: Person() if words == "five right words" else None, sessions)  # type: ignore[arg-type, return-value]
    front = wrap_app(lambda environ, start: [b""], sessions, gate)

    def post(words: str, target: str, token: str = session.token) -> tuple[str, str, bool]:
        body = urlencode({"words": words, "next": target}).encode()
        told: list = []
        environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/words", "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body),
                   "HTTP_COOKIE": f"{SESSION}={token}", "REMOTE_ADDR": "127.0.0.1"}  # fmt: skip
        list(front(environ, lambda status, headers: told.extend((status, dict(headers)["Location"]))))
        return told[0][:3], told[1], sessions.has_sealed_access(session)

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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("problem", LoginProblem)
def test_every_problem_has_its_page_in_every_language(problem: LoginProblem, language: str):
    """A computer that was declared lost said so nowhere: its page had no status, and the connection fell."""
    answer = passphrase_page(language, problem=problem)
    assert answer.status[0] in "45"
    assert escape(TEXTS[language][f"{problem.value}_help"]) in answer.body.decode()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (NoFreeSlot("32 people"), "ya no cabe nadie más"),
        (GateBusy("others"), "Sus palabras no se probaron"),
        (TooSoon("wait"), "Espere quince segundos"),
        (DeviceDeclaredLost("lost"), "fue declarado perdido"),
        (FullDisk("full"), "Ahora no se puede entrar"),
    ],
)
def test_a_colleague_whose_right_words_cannot_open_now_is_told_why(tmp_path: Path, error: PostaError, told: str):
    """The 33rd colleague of a post, and whoever came while the disk was full, got an empty page with "500"."""

    def fail(home: Path, words: str):
        raise error

    sessions = Sessions(SystemClock())
    front = wrap_app(lambda environ, start: [b""], sessions, PassphraseGate(tmp_path, fail, sessions))
    body = urlencode({"words": "five right words", "lang": "es"}).encode()
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/login", "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body),
               "REMOTE_ADDR": "127.0.0.1"}  # fmt: skip
    answered: list[str] = []
    shown = b"".join(front(environ, lambda status, headers: answered.append(status)))
    assert answered[0][0] in "45"
    assert told in shown.decode()
    assert 'name="words"' in shown.decode()
