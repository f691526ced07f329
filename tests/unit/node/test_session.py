"""Sessions end when they should, and say what follows from it."""

from datetime import UTC, datetime

import pytest

from posta.clock import FixedClock
from posta.ids import StaffId
from posta.node.http import cookies
from posta.node.http.cookies import session_cookie
from posta.node.process_state import PROCESS
from posta.node.session import ABSOLUTE_LIMIT, IDLE_LIMIT, SEALED_LIMIT, Session, Sessions
from posta.seal.keys import PersonKeys

KEYS = PersonKeys(b"k" * 32, b"l" * 32)
ANA, LUZ = StaffId(b"a" * 16), StaffId(b"l" * 16)


class Heard:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def somebody_active(self) -> None:
        self.said.append("active")

    def keys_left(self) -> None:
        self.said.append("replace")

    def nobody_left(self) -> None:
        self.said.append("lock")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2018, 11, 25, 9, tzinfo=UTC))


@pytest.fixture
def sessions(clock: FixedClock) -> Sessions:
    opened = Sessions(clock)
    opened.listener = Heard()
    return opened


def said(sessions: Sessions) -> list[str]:
    assert isinstance(sessions.listener, Heard)
    return sessions.listener.said


def begin(sessions: Sessions, staff: StaffId = ANA, keys: PersonKeys | None = KEYS) -> Session:
    return sessions.begin(staff, keys, language="es")


def test_a_session_is_found_by_its_token_only(sessions: Sessions) -> None:
    session = begin(sessions)
    assert sessions.find(session.token) is session
    assert sessions.find(session.token[:-1]) is None
    assert sessions.find("") is None
    assert sessions.find(None) is None
    assert begin(sessions).token != session.token
    assert len(session.token) >= 43


def test_keys_and_token_are_not_in_the_text_of_a_session(sessions: Sessions) -> None:
    session = begin(sessions)
    assert KEYS.seed.decode() not in repr(session)
    assert KEYS.secret.decode() not in repr(session)
    assert session.token not in repr(session)


def test_only_what_a_person_does_prolongs_a_session(sessions: Sessions, clock: FixedClock) -> None:
    session = begin(sessions)
    clock.advance(seconds=IDLE_LIMIT - 1)
    assert sessions.find(session.token)
    sessions.seen(session)
    clock.advance(seconds=IDLE_LIMIT - 1)
    assert sessions.find(session.token)
    clock.advance(seconds=1)
    assert sessions.find(session.token) is None
    assert said(sessions) == ["active"]


def test_no_session_outlives_twelve_hours_however_busy(sessions: Sessions, clock: FixedClock) -> None:
    session = begin(sessions)
    for _ in range(int(ABSOLUTE_LIMIT // 60)):
        assert sessions.find(session.token)
        sessions.seen(session)
        clock.advance(minutes=1)
    assert sessions.find(session.token) is None


def test_turning_the_wall_clock_back_keeps_nobody_in(sessions: Sessions, clock: FixedClock) -> None:
    session = begin(sessions)
    clock.advance(seconds=IDLE_LIMIT)
    clock.at = datetime(2010, 1, 1, tzinfo=UTC)
    assert sessions.find(session.token) is None


def test_the_last_to_leave_locks_and_others_have_the_worker_replaced(sessions: Sessions) -> None:
    ana, luz, guest = begin(sessions), begin(sessions, LUZ), begin(sessions, LUZ, keys=None)
    sessions.end(guest)
    assert said(sessions) == []
    sessions.end(ana)
    assert said(sessions) == ["replace"]
    assert sessions.find(ana.token) is None
    assert sessions.find(luz.token) is luz
    sessions.end(ana)
    assert said(sessions) == ["replace"], "ending twice is ending once"
    sessions.end(luz)
    assert said(sessions) == ["replace", "lock"]


def test_idle_sessions_end_by_themselves(sessions: Sessions, clock: FixedClock) -> None:
    begin(sessions)
    clock.advance(seconds=IDLE_LIMIT / 2)
    luz = begin(sessions, LUZ)
    clock.advance(seconds=IDLE_LIMIT / 2)
    assert sessions.end_expired() == 1
    assert sessions.list_all() == [luz]
    assert said(sessions) == ["replace"]


def test_sealed_compartments_close_after_ten_minutes_and_open_with_words(sessions: Sessions, clock: FixedClock) -> None:
    session = begin(sessions)
    assert sessions.has_sealed_access(session)
    clock.advance(seconds=SEALED_LIMIT)
    assert not sessions.has_sealed_access(session)
    sessions.open_sealed(session)
    assert sessions.has_sealed_access(session)
    sessions.close_sealed(session)
    assert not sessions.has_sealed_access(session)
    assert not sessions.has_sealed_access(begin(sessions, LUZ, keys=None))


def test_the_cookie_is_kept_from_scripts_and_other_sites(sessions: Sessions) -> None:
    session = begin(sessions)
    assert session_cookie(session.token) == f"posta={session.token}; Path=/; HttpOnly; SameSite=Strict"
    taken = [value for name, value in cookies.expire_all_cookies() if name == "Set-Cookie"]
    assert [each.partition("=")[0] for each in taken] == ["posta", "django_language", "csrftoken"]
    assert all("Max-Age=0" in each for each in taken)


def test_two_posts_of_one_computer_keep_apart_in_one_browser(sessions: Sessions, monkeypatch) -> None:
    """Opening a second demo in the same browser ended the session at the first, and its padlock took both cookies."""
    names = []
    for port in (8470, 8471):
        monkeypatch.setattr(PROCESS, "port", port)
        names.append(session_cookie(begin(sessions).token).partition("=")[0])
        assert not any("cookies" in value for _, value in cookies.expire_all_cookies())
        assert cookies.read_cookie("posta_8470=one; posta_8471=two; posta=none", "posta") == ("one", "two")[port - 8470]
    assert names == ["posta_8470", "posta_8471"]
