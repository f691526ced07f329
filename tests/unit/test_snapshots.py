"""What a test begins with is a copy: it is what was founded, and no test sees what another did with its own."""

import pytest
from django.conf import settings
from django.test import Client

from posta.ledger.queries import count_entries
from posta.node.settings import get_setting, put_setting
from tests import in_memory_mission
from tests.coordination_fixture import make_coordination
from tests.in_memory_mission import found_mission, make_mission
from tests.post_fixture import TestPost, make_post

LA72 = "tenosique_la72"


@pytest.mark.django_db(transaction=True)
def test_a_post_begins_as_it_was_founded_whatever_the_last_test_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_post(monkeypatch, LA72)
    entries, dice = count_entries(first.actor().node.cursor), first.house.random.getstate()
    first.person()
    first.later(hours=3)
    first.house.random.random()
    put_setting("left", 1)
    second = make_post(monkeypatch, LA72)
    assert (count_entries(second.actor().node.cursor), get_setting("left")) == (entries, None)
    assert second.house.random.getstate() == dice
    assert second.house.clock.at < first.house.clock.at
    assert isinstance(second.client(), Client)
    assert second.person().name == "Wilmer Mejía Hernández"


@pytest.mark.django_db(transaction=True)
def test_a_coordination_begins_as_it_was_founded(monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_coordination(monkeypatch)
    first.appoint("nurse")
    second = make_coordination(monkeypatch)
    assert list(second.people) == ["administrator"]
    assert second.named("Ana").role == "administrator"
    assert second.appoint("nurse").name == "Nurse"


def test_a_mission_in_memory_is_copied_and_its_computers_share_nothing() -> None:
    first, second = make_mission([LA72]), make_mission([LA72])
    entries = count_entries(second.node(LA72).cursor)
    assert TestPost(first, LA72).person().name
    first.clock.advance(hours=1)
    assert count_entries(first.node(LA72).cursor) > entries
    assert count_entries(second.node(LA72).cursor) == entries
    assert second.node(LA72).clock is second.clock
    assert second.clock.at == in_memory_mission.START < first.clock.at


def test_a_copied_mission_is_the_one_that_founding_makes() -> None:
    copied, founded = make_mission([LA72]), found_mission([LA72])
    assert copied.random.getstate() == founded.random.getstate()
    assert copied.people.keys() == founded.people.keys()
    for name in ("coordination", LA72):
        assert copied.node(name).device == founded.node(name).device
        assert copied.node(name).keyring.by_id == founded.node(name).keyring.by_id
        assert count_entries(copied.node(name).cursor) == count_entries(founded.node(name).cursor)


def test_a_computer_in_memory_keeps_as_many_prepared_statements_as_a_post() -> None:
    assert settings.DATABASES["default"]["OPTIONS"]["cached_statements"] == in_memory_mission.STATEMENTS
