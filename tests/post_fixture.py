"""A post in the test database with colleagues at work: what the screens are tested on.

Use the fixture `post`; `post.client("doctor")` is a browser at which that colleague has given their words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from sqlcipher3 import dbapi2

from posta.acts.actor import Actor
from posta.acts.care.registration import record_person
from posta.acts.mission import administration
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.chart.schema import TABLES as CHART
from posta.figures.schema import TABLES as FIGURES
from posta.ids import StaffId
from posta.ledger.row_types import Cursor
from posta.ledger.schema import TABLES as LEDGER
from posta.mission.schema import TABLES as MISSION
from posta.node.http.cookies import SESSION
from posta.node.identity.device_keys_holder import hold_device
from posta.node.process_state import PROCESS
from posta.operations.schema import TABLES as OPERATIONS
from posta.scribe.context import local_node
from posta.seal.keys import DeviceKeys
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import ROLES, InMemoryMission, MissionNode, add_post, copy_mission, make_mission
from tests.snapshots import empty_database, restore_database, save_database

PERSON = {
    "alias": "Wilmer", "family_name": "Mejía Hernández", "sex": "m", "age_value": 24, "age_unit": "y",
    "country_origin": "HN", "pop_group": "migrant", "consent_care": "y", "consent_record": "y",
}  # fmt: skip


@dataclass(slots=True)
class TestPost:
    """A post on the real backend, its mission around it, and browsers of colleagues."""

    __test__ = False
    house: InMemoryMission
    name: str

    def client(self, trade: str = "doctor") -> Client:
        """A browser with a session of the colleague of this trade."""
        staff, keys = self.house.people[trade]
        session = PROCESS.sessions.begin(staff, keys, language="es")
        client = Client()
        client.cookies[SESSION] = session.token
        return client

    def actor(self, trade: str = "doctor") -> Actor:
        return self.house.actor(self.name, trade)

    def person(self, **answers: object) -> Person:
        """A registered person."""
        actor = self.actor()
        person_id, _ = record_person(actor, {**PERSON, **answers})
        person = find_person(actor.node.cursor, person_id)
        assert person is not None
        return person

    def later(self, **delta: float) -> None:
        """Let time pass. In more than a month others have worked, and their news comes: else the clock would be doubted."""
        passed = timedelta(**delta)
        self.house.clock.advance(seconds=passed.total_seconds())
        if passed > timedelta(days=30):
            self.hear_from_coordination()

    def meet(self, other: str) -> None:
        """This post and another exchange, after what they wrote may travel."""
        self.house.clock.advance(minutes=2)
        exchange(self.actor().node, MemoryTransport(self.house.node(other)))

    def hear_from_coordination(self) -> None:
        """Something of no matter is written at coordination and comes here."""
        centre = self.house.node("coordination")
        administration.record_departure(centre, StaffId(bytes(16)), None)
        exchange(self.actor().node, MemoryTransport(centre))


@pytest.fixture
def post(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """La 72 at Tenosique on SQLCipher, with one colleague of each trade."""
    return make_post(monkeypatch, "tenosique_la72")


def make_tables(cursor: Cursor) -> None:
    """Make the tables of the log and its projections, empty: Django knows only its own."""
    rooms = tuple(f"{room}_" for room in ("search", "ledger", "mission", "chart", "figures", "operations"))
    cursor.execute("DROP VIEW IF EXISTS ledger_origin")
    found = cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name = 'search_word' DESC")
    for (name,) in found.fetchall():
        if name.startswith(rooms):
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
    for statement in (*LEDGER, *MISSION, *CHART, *FIGURES, *OPERATIONS):
        cursor.execute(statement)


@dataclass(frozen=True, slots=True)
class SavedPost:
    """A post and the mission around it, to be copied for each test."""

    database: dbapi2.Connection
    house: InMemoryMission
    name: str


_SAVED: dict[tuple[str, tuple[str, ...], bool], SavedPost] = {}


def make_post(
    monkeypatch: pytest.MonkeyPatch, name: str, trades: Sequence[str] = ROLES, *, demonstration: bool = False
) -> TestPost:
    """Let this process be the device of a post: enrolled once, and copied for each test."""
    asked = (name, tuple(trades), demonstration)
    if asked not in _SAVED:
        _SAVED[asked] = save_post(_found_post(monkeypatch, name, trades, demonstration=demonstration))
    return restore_post(_SAVED[asked], monkeypatch)


def save_post(post: TestPost) -> SavedPost:
    """Keep a post as it is now."""
    return SavedPost(save_database(), copy_mission(post.house), post.name)


def restore_post(saved: SavedPost, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """Let this process be the device of a post as it was saved."""
    restore_database(saved.database)
    house = copy_mission(saved.house)
    hold_device(house.node(saved.name).device)
    PROCESS.device_keyrings.clear()  # of another post with the same feed and as many grants
    monkeypatch.setattr(PROCESS, "clock", house.clock)
    return _at_post(house, saved.name)


def _found_post(monkeypatch: pytest.MonkeyPatch, name: str, trades: Sequence[str], *, demonstration: bool) -> TestPost:
    """Found a mission and enrol this process as the device of one of its posts."""
    empty_database()
    PROCESS.device_keyrings.clear()
    house = make_mission([], trades=trades, demonstration=demonstration)
    device = DeviceKeys.generate(house.random.randbytes)
    hold_device(device)
    monkeypatch.setattr(PROCESS, "clock", house.clock)
    add_post(house, name, local_node.open_local_context())
    return _at_post(house, name)


def _at_post(house: InMemoryMission, name: str) -> TestPost:
    house.nodes[name] = MissionNode(name, None, local_node.open_local_context())  # type: ignore[arg-type]
    return TestPost(house, name)
