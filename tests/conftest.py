"""Fixtures for every test; the house and the post are in `tests.in_memory_mission` and `tests.post_fixture`."""

import socket

import pytest
from pytest_django import DjangoDbBlocker

from posta.scribe.context import local_node
from tests.coordination_fixture import centre
from tests.post_fixture import make_tables, post
from tests.snapshots import EMPTY, save_database

__all__ = ["centre", "django_db_setup", "no_network", "post"]
_connect = socket.socket.connect


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the tests, begin with the long ones: none is left for the end, when others idle."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The database of this process with every table, and a snapshot of it from before the first test."""
    with django_db_blocker.unblock():
        make_tables(local_node.open_cursor())
        EMPTY[:] = [save_database()]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but this machine can be reached from a test."""

    def connect(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError("a test tried to reach the network")
        return _connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)
