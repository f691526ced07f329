"""A disk without room, at every statement of a write and of a receive: nothing half-saved, nothing blamed on the entry."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from posta.acts.care.registration import record_person
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.record.person_registers import find_person
from posta.errors import StorageError
from posta.ledger.frontier import list_sendable_heads
from posta.ledger.queries import count_entries
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incoming.receive import receive
from posta.scribe.replay import state_hash
from posta.sync.exchange import exchange, segments_offered
from posta.sync.transports.memory import MemoryTransport
from posta.wire.compare import Offer
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.journeys.test_thread import OPD, PERSON
from tests.ledger_queries import list_quarantine_rules

pytestmark = pytest.mark.unreplayed
TENOSIQUE, COATZA = "tenosique_la72", "coatzacoalcos_casa"


@dataclass
class FullDisk:
    """A cursor whose disk has room for so many statements more, and for none after that."""

    cursor: Any
    room: int
    asked: int = 0

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        if sql.split(None, 1)[0] not in {"SELECT", "PRAGMA"}:  # reading needs no room
            self._spend()
        return self.cursor.execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> Any:
        self._spend()
        return self.cursor.executemany(sql, rows)

    def _spend(self) -> None:
        self.asked += 1
        if self.asked > self.room:
            error = dbapi2.OperationalError("database or disk is full")
            error.sqlite_errorcode = 13
            raise error

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)


def fill_up(node: NodeContext, act: Callable[[NodeContext], object]) -> int:
    """Let an act run into a full disk at its first statement, its second, and so on to its last; how many it has."""
    before, entries, room = state_hash(node), count_entries(node.cursor), 0
    while True:
        disk = FullDisk(node.cursor, room)
        try:
            act(replace(node, cursor=disk))
        except StorageError:
            pass
        else:
            return room
        assert not node.cursor.connection.in_transaction
        assert (state_hash(node), count_entries(node.cursor), list_quarantine_rules(node.cursor)) == (
            before,
            entries,
            [],
        )
        room += 1


def house_with_a_person() -> tuple[InMemoryMission, bytes]:
    """A house in which somebody is known at Tenosique."""
    house = make_mission([TENOSIQUE, COATZA])
    return house, record_person(house.actor(TENOSIQUE), PERSON)[0]


def test_a_consultation_that_meets_a_full_disk_is_saved_wholly_or_not_at_all() -> None:
    house, person_id = house_with_a_person()
    actor = house.actor(TENOSIQUE)
    person = find_person(actor.node.cursor, person_id)

    def treat(node: NodeContext) -> None:
        record_encounter(replace(actor, node=node), person, {"opd": OPD})

    assert fill_up(actor.node, treat) >= 5
    assert count_entries(actor.node.cursor) > 2


def test_a_receive_that_meets_a_full_disk_sets_no_good_entry_aside() -> None:
    """The stick's last consultations met a full disk, were set aside as faulty, and would never have been tried again."""
    house, _ = house_with_a_person()
    house.clock.advance(minutes=2)
    sender, receiver = house.node(TENOSIQUE), house.node(COATZA)
    exchange(sender, MemoryTransport(house.node("coordination")))
    heads = list_sendable_heads(sender.cursor, sender.clock.millis())
    offers = [Offer(h.feed, h.incarnation, 0, 0, h.sequence, h.hash) for h in heads]
    segments = [data for offer in offers for data in segments_offered(sender, offer)]
    assert fill_up(receiver, lambda node: receive(node, segments)) >= 5
    assert state_hash(receiver) == state_hash(sender)
