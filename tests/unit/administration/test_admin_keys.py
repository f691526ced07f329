"""The mission's keys are opened once in an administrator's session, held with it, and gone when it ends."""

import gc
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from django.test import Client

from posta.acts.mission.founding import unlock_admin_keys
from posta.administration import access
from posta.administration.access import HeldAdminKeys
from posta.node.http.cookies import SESSION
from posta.node.process_state import PROCESS
from posta.node.session import Session
from tests.coordination_fixture import Coordination
from tests.unit.administration.test_administration import NURSE

Opened = list[int]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Counts how often somebody's keys are opened from their grants."""
    counted: Opened = []
    unlock: Callable[..., Any] = unlock_admin_keys
    monkeypatch.setattr(access, "unlock_admin_keys", lambda *given: (counted.append(1), unlock(*given))[1])
    return counted


def add(client: Client, name: str, role: str = "nurse") -> None:
    form = {**NURSE, "name": name, "role": role}
    assert client.post("/admin/colleagues/new", form).status_code == 303


def session_at(client: Client) -> Session:
    found = PROCESS.sessions.find(client.cookies[SESSION].value)
    assert found is not None
    return found


def held_anywhere() -> int:
    gc.collect()
    return sum(isinstance(one, HeldAdminKeys) for one in gc.get_objects())


def test_the_keys_are_opened_once_in_a_session(centre: Coordination, opened: Opened) -> None:
    client = centre.client()
    for name in ("Nora", "Noé", "Nuria"):
        add(client, name)
    assert len(opened) == 1
    add(centre.client(), "Nina")
    assert len(opened) == 2, "another session opens its own"


def test_a_new_grant_to_the_administrator_opens_them_again(centre: Coordination, opened: Opened) -> None:
    client = centre.client()
    add(client, "Pilar", "psychologist")
    before = session_at(client).admin_keys.keys
    centre.later(minutes=1)
    page = f"/admin/colleagues/{centre.named('Pilar').id.hex()}/end"
    assert client.post(page).status_code == 303  # what she could open gets new keys, which the administrator is granted
    add(client, "Paula", "psychologist")
    assert len(opened) == 2
    assert len(session_at(client).admin_keys.keys.epochs) > len(before.epochs)


def test_they_are_gone_with_the_session(centre: Coordination) -> None:
    before = held_anywhere()
    client = centre.client()
    add(client, "Nora")
    assert held_anywhere() == before + 1
    PROCESS.sessions.end(session_at(client))
    del client
    assert held_anywhere() == before


def test_they_are_not_handed_to_the_next_worker() -> None:
    """It opens them again: the lock and the logout end the process that had them."""
    assert {one.name for one in fields(Session) if not one.init} == {"keyring", "admin_keys"}
