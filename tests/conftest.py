"""Fixtures for every test; the house and the post are in `tests.in_memory_mission` and `tests.post_fixture`."""

import socket

import pytest

from tests.coordination_fixture import centre
from tests.post_fixture import post

__all__ = ["centre", "no_network", "post"]
_connect = socket.socket.connect


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but this machine can be reached from a test."""

    def connect(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError("a test tried to reach the network")
        return _connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)
