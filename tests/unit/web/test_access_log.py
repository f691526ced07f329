"""Who opened whose chart is recorded, whatever becomes of the worker and of the disk."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection, connections
from django.test import Client

from posta.node import access_log_buffer as noted
from posta.node.http.cookies import SESSION
from posta.node.process_state import PROCESS
from posta.node.wsgi import auth_wsgi
from posta.node.wsgi.passphrase_gate import PassphraseGate
from posta.web import periodic
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)


class Supervisor:
    """Kills the worker as soon as the last one leaves."""

    def __init__(self) -> None:
        self.locked = False

    def somebody_active(self) -> None: ...

    def keys_left(self) -> None: ...

    def nobody_left(self) -> None:
        self.locked = True


@pytest.fixture(autouse=True)
def new_worker(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The worker is killed and another born: what one only remembered is gone. Each test begins with a new one."""

    def kill() -> None:
        monkeypatch.setattr(PROCESS, "last_minute", 0)
        PROCESS.unwritten_accesses.clear()
        PROCESS.unwritten_prints.clear()

    kill()
    return kill


@pytest.fixture
def other() -> Iterator[Any]:
    """Another connection to the database of the post."""
    beside = connections.create_connection("default")
    beside.settings_dict = connection.settings_dict
    with beside.cursor() as cursor:
        yield cursor
    beside.close()


def opens(client: Client, person: Any) -> int:
    return client.get(f"/people/{person.id.hex()}/").status_code


def in_the_log(post: TestPost) -> list[tuple]:
    return post.actor().node.cursor.execute("SELECT staff, person FROM chart_reading ORDER BY minute").fetchall()


def leave(client: Client, path: str) -> None:
    gate = PassphraseGate(settings.POSTA_HOME, lambda home, words: None, PROCESS.sessions)
    answer = auth_wsgi.wrap_app(lambda environ, start: [], PROCESS.sessions, gate)
    cookie = f"{SESSION}={client.cookies[SESSION].value}"
    asked = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "HTTP_COOKIE": cookie, "REMOTE_ADDR": "10.0.0.5",
             "HTTP_HOST": "localhost"}  # fmt: skip
    answer(asked, lambda status, headers: None)


@pytest.mark.parametrize("path", ["/logout", "/lock"])
def test_a_chart_read_just_before_leaving_is_recorded_when_the_post_opens_again(
    post: TestPost, monkeypatch: pytest.MonkeyPatch, new_worker: Callable[[], None], path: str
) -> None:
    """Who opened a chart and pressed "leave" was recorded nowhere: the worker was killed with what it remembered."""
    person, reader, supervisor = post.person(), post.client("nurse"), Supervisor()
    monkeypatch.setattr(
        PROCESS.sessions, "_open", {reader.cookies[SESSION].value: PROCESS.sessions.find(reader.cookies[SESSION].value)}
    )
    monkeypatch.setattr(PROCESS.sessions, "listener", supervisor)
    monkeypatch.setattr(PROCESS.sessions, "closing", False)
    assert opens(reader, person) == 200
    leave(reader, path)
    assert supervisor.locked
    new_worker()
    monkeypatch.setattr(PROCESS.sessions, "_open", {})
    post.later(minutes=9)
    assert post.client("doctor").get("/").status_code == 200
    assert in_the_log(post) == [(post.house.people["nurse"][0], person.id)]


def test_a_reading_is_on_the_disk_before_the_chart_is_shown(post: TestPost, other: Any) -> None:
    """An idle lock, a crash and the panic key give no warning either."""
    person = post.person()
    assert opens(post.client("nurse"), person) == 200
    other.execute("SELECT staff, person FROM node_reading")
    assert other.fetchall() == [(post.house.people["nurse"][0], person.id)]


def test_a_chart_opened_again_in_the_same_minute_and_a_board_that_refreshes_write_nothing(post: TestPost) -> None:
    person, client = post.person(), post.client("nurse")
    opens(client, person)
    before = connection.connection.total_changes
    assert opens(client, person) == 200
    assert client.get("/board/poll").status_code == 200
    assert client.get("/sync/state").status_code == 200
    assert connection.connection.total_changes == before


def test_a_reading_is_recorded_once_and_noted_no_longer(post: TestPost, other: Any) -> None:
    person, client = post.person(), post.client("nurse")
    opens(client, person)
    for _ in range(3):
        post.later(minutes=1)
        client.get("/")
    assert len(in_the_log(post)) == 1
    other.execute("SELECT COUNT(*) FROM node_reading")
    assert other.fetchone() == (0,)


def test_a_database_that_is_locked_loses_no_reading(post: TestPost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only errors of ours put the readings back; after a lock that lasted they were gone, and the page failed too."""
    person, client = post.person(), post.client("nurse")
    opens(client, person)

    def locked(*args: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(periodic, "record_chart_accesses", locked)
        post.later(minutes=1)
        assert client.get("/").status_code == 200
    assert in_the_log(post) == []
    post.later(minutes=1)
    assert client.get("/").status_code == 200
    assert len(in_the_log(post)) == 1


def test_a_chart_is_shown_while_another_writes_and_its_reading_is_noted_with_the_next(
    post: TestPost, monkeypatch: pytest.MonkeyPatch, other: Any
) -> None:
    monkeypatch.setattr(noted, "PATIENCE", 10)
    one, two, client = post.person(), post.person(alias="Keyla", sex="f"), post.client("nurse")
    other.execute("BEGIN IMMEDIATE")
    assert opens(client, one) == 200
    other.execute("ROLLBACK")
    assert opens(client, two) == 200
    other.execute("SELECT person FROM node_reading")
    assert sorted(other.fetchall()) == sorted([(one.id,), (two.id,)])


def test_a_chart_is_shown_on_a_disk_that_takes_nothing(post: TestPost) -> None:
    """Whoever must be treated cannot wait until somebody makes room."""
    person, client = post.person(), post.client("nurse")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        try:
            assert opens(client, person) == 200
            post.later(minutes=1)
            assert client.get("/").status_code == 200
        finally:
            cursor.execute("PRAGMA query_only = OFF")
    assert opens(client, person) == 200
    post.later(minutes=1)
    client.get("/")
    assert len(in_the_log(post)) == 2


def test_more_readings_than_an_entry_holds_are_recorded_one_entry_after_another(
    post: TestPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noted, "AT_ONCE", 2)
    client = post.client("nurse")
    for alias in ("Uno", "Dos", "Tres"):
        opens(client, post.person(alias=alias))
    for told in (2, 3):
        post.later(minutes=1)
        client.get("/")
        assert len(in_the_log(post)) == told
