"""Entries that were saved and are gone are counted until they are back, in whatever pieces they come.

A log torn by a power cut opened as a database that was silently older: the person whose registration had been shown as
saved was nowhere, and nobody was told.
"""

import pytest

from posta.scribe.incarnation import ensure_incarnation, find_own_head
from posta.sync import lost_tail
from posta.sync.exchange import exchange
from posta.sync.lost_tail import UNKNOWN, find_lost_tail, note_lost_tail
from posta.sync.transports.memory import MemoryTransport
from tests.faults.fake_disks import copy_database
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.journeys.test_restore import put_back, treat

TENOSIQUE, COATZA = "tenosique_la72", "coatzacoalcos_casa"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What a node would keep of itself."""
    kept: dict[str, object] = {}
    monkeypatch.setattr(lost_tail, "get_setting", lambda name, default=None: kept.get(name, default))
    monkeypatch.setattr(lost_tail, "put_setting", kept.__setitem__)
    return kept


def torn(house: InMemoryMission, *, restored: bool = False, side: bool = True) -> None:
    """Two people are treated, the other post is met, and the database of before takes the place of the newer one."""
    before = copy_database(house.nodes[TENOSIQUE].connection)
    treat(house, TENOSIQUE, "Ana")
    treat(house, TENOSIQUE, "Berta")
    known = find_own_head(house.node(TENOSIQUE)) if side else None
    house.clock.advance(minutes=2)
    exchange(house.node(COATZA), MemoryTransport(house.node(TENOSIQUE)))
    put_back(house, TENOSIQUE, before)
    note_lost_tail(house.node(TENOSIQUE), known, restored=restored)
    house.nodes[TENOSIQUE].node = ensure_incarnation(house.node(TENOSIQUE), known, restored=restored)


def test_what_was_torn_off_is_counted_until_it_is_back(settings: dict[str, object]) -> None:
    house = make_mission([TENOSIQUE, COATZA])
    held = find_own_head(house.node(TENOSIQUE))
    torn(house)
    tail = find_lost_tail(house.node(TENOSIQUE))
    assert tail is not None
    assert tail.entries == 4
    assert (tail.since > 0) is (held is not None)
    treat(house, TENOSIQUE, "Carla")
    assert find_lost_tail(house.node(TENOSIQUE)) == tail, "work goes on and does not cover it up"
    exchange(house.node(TENOSIQUE), MemoryTransport(house.node(COATZA)))
    assert find_lost_tail(house.node(TENOSIQUE)) is None
    assert settings[lost_tail.SETTING] == []


def test_a_start_at_which_nothing_is_missing_notes_nothing(settings: dict[str, object]) -> None:
    house = make_mission([TENOSIQUE])
    treat(house, TENOSIQUE, "Ana")
    note_lost_tail(house.node(TENOSIQUE), find_own_head(house.node(TENOSIQUE)), restored=False)
    note_lost_tail(house.node(TENOSIQUE), None, restored=False)
    assert find_lost_tail(house.node(TENOSIQUE)) is None
    assert settings == {}


def test_a_restored_post_does_not_know_how_many_and_says_so_until_it_has_met_others(
    settings: dict[str, object],
) -> None:
    house = make_mission([TENOSIQUE, COATZA])
    torn(house, restored=True, side=False)
    tail = find_lost_tail(house.node(TENOSIQUE))
    assert tail is not None
    assert tail.entries == UNKNOWN
    settings["sync.last"] = house.clock.millis() - 1
    assert find_lost_tail(house.node(TENOSIQUE)) == tail
    settings["sync.last"] = house.clock.millis() + 1
    assert find_lost_tail(house.node(TENOSIQUE)) is None
