"""The coordination of a mission in the test database, with an administrator at work: what administration is tested on.

Use the fixture `centre`; `centre.client()` is the administrator's browser, `centre.client("nurse")` a nurse's.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from django.test import Client
from sqlcipher3 import dbapi2

from posta.acts.actor import Actor
from posta.acts.mission import administration
from posta.acts.mission.founding import AdminKeys, create_mission, device_epochs, issue_appointment, unlock_admin_keys
from posta.acts.mission.join_requests import create_join_request
from posta.catalog import structural_acts as s
from posta.catalog.compartments import Compartment
from posta.clock import USUAL_ZONE, FixedClock
from posta.ids import StaffId
from posta.mission.keys import wrapped_keys
from posta.mission.posts import Device, find_device, find_post_by_code, list_posts
from posta.mission.staff import Staff, find_staff, list_staff
from posta.node.http.cookies import SESSION
from posta.node.identity.device_keys_holder import hold_device
from posta.node.process_state import PROCESS
from posta.scribe.context import local_node
from posta.scribe.context.node_context import NodeContext
from posta.seal.keys import DeviceKeys, PersonKeys
from posta.web.session.current_actor import COORDINATION_POST
from tests.cheap_passphrases import TINY
from tests.in_memory_mission import PLACES, START, ZONES, copy_clock, copy_random, make_context
from tests.snapshots import empty_database, restore_database, save_database


@dataclass(slots=True)
class Coordination:
    """The coordination's computer, its administrator, and whoever they have appointed."""

    clock: FixedClock
    random: random.Random
    device: DeviceKeys
    root: DeviceKeys
    people: dict[str, tuple[StaffId, PersonKeys]]
    words: dict[str, str] = field(default_factory=dict)

    @property
    def node(self) -> NodeContext:
        """The node as it is now, with all its keys."""
        return local_node.open_local_context()

    @property
    def case(self) -> AdminKeys:
        return unlock_admin_keys(self.node, *self.people["administrator"])

    def appoint(self, role: str, words: str = "", until: int | None = None) -> Staff:
        """A colleague, Nurse Nurse, whose words are `words`."""
        by = self.people["administrator"][0]
        self.words[role] = words or f"words of the {role} here"
        self.people[role] = issue_appointment(
            self.node, self.case, role.capitalize(), role, self.words[role], by=by, until=until
        )
        return self.staff(role)

    def staff(self, role: str) -> Staff:
        colleague = find_staff(self.node.cursor, self.people[role][0])
        assert colleague is not None
        return colleague

    def named(self, name: str) -> Staff:
        """The colleague of this name."""
        return next(one for one in list_staff(self.node.cursor) if one.name == name)

    def client(self, role: str = "administrator") -> Client:
        """A browser at which this colleague has given their words."""
        staff, keys = self.people[role]
        session = PROCESS.sessions.begin(staff, keys, language="es")
        client = Client()
        client.cookies[SESSION] = session.token
        return client

    def actor(self, role: str = "administrator") -> Actor:
        return Actor(self.node, self.staff(role), COORDINATION_POST)

    def computer(self) -> NodeContext:
        """A new computer, in memory."""
        return make_context(self.clock, self.random)

    def request_of(self, computer: NodeContext) -> bytes:
        return create_join_request(computer.device)

    def later(self, **delta: float) -> None:
        self.clock.advance(seconds=timedelta(**delta).total_seconds())


@pytest.fixture
def centre(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Coordination]:
    """A mission just founded on this device, by Ana."""
    yield make_coordination(monkeypatch)
    empty_database()


@dataclass(frozen=True, slots=True)
class SavedCoordination:
    """A coordination, to be copied for each test."""

    database: dbapi2.Connection
    centre: Coordination


_SAVED: list[SavedCoordination] = []


def make_coordination(monkeypatch: pytest.MonkeyPatch) -> Coordination:
    """Let this process be the coordination of a mission: founded once, and copied for each test."""
    if not _SAVED:
        _SAVED.append(save_coordination(_found_mission(monkeypatch)))
    return restore_coordination(_SAVED[0], monkeypatch)


def save_coordination(centre: Coordination) -> SavedCoordination:
    """Keep a coordination as it is now."""
    return SavedCoordination(save_database(), _copy(centre))


def restore_coordination(saved: SavedCoordination, monkeypatch: pytest.MonkeyPatch) -> Coordination:
    """Let this process be a coordination as it was saved."""
    restore_database(saved.database)
    centre = _copy(saved.centre)
    _hold(centre.device, centre.clock, monkeypatch)
    return centre


def _copy(centre: Coordination) -> Coordination:
    clock, dice = copy_clock(centre.clock), copy_random(centre.random)
    return replace(centre, clock=clock, random=dice, people=dict(centre.people), words=dict(centre.words))


def _hold(device: DeviceKeys, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    hold_device(device)
    monkeypatch.setattr(PROCESS, "clock", clock)
    monkeypatch.setattr(wrapped_keys, "KDF_PARAMETERS", [TINY])


def _found_mission(monkeypatch: pytest.MonkeyPatch) -> Coordination:
    """Found a mission whose coordination is this process."""
    empty_database()
    source, clock = random.Random(11), FixedClock(START)
    device, root, person = (make(source.randbytes) for make in _MAKERS)
    _hold(device, clock, monkeypatch)
    staff = StaffId(source.randbytes(16))
    create_mission(local_node.open_local_context(), _founding(root.verify_key), root, "Ana", staff, person)
    assert len(list_posts(local_node.open_local_context().cursor)) == len(PLACES)
    return Coordination(clock, source, device, root, {"administrator": (staff, person)})


_MAKERS: tuple[Callable, ...] = (DeviceKeys.generate, DeviceKeys.generate, PersonKeys.generate)


def _founding(root: bytes) -> s.Founding:
    posts = tuple(
        s.FoundedPost(
            number=i + 1,
            id=key,
            name=name,
            kind=kind,
            municipality=place,
            networks=networks,
            zone=ZONES.get(key, USUAL_ZONE),
        )  # fmt: skip
        for i, (key, (name, kind, place, networks)) in enumerate(PLACES.items())
    )
    return s.Founding(
        name="México", root=root, networks=(("route", {"es": "Ruta"}), ("reynosa", {"es": "Reynosa"})), posts=posts
    )


def without_newest_key(centre: Coordination) -> Device:
    """A post's computer that was enrolled by somebody who had no key to give it but that of orders."""
    node = centre.computer()
    place = find_post_by_code(centre.node.cursor, "tenosique_la72")
    assert place is not None
    enrolment = s.Enrolment(
        verify_key=node.device.verify_key, box_public=node.device.box_public, post=place.number, label="La 72"
    )
    orders = [epoch for epoch in device_epochs(centre.node) if epoch.compartment == Compartment.ADMIN]
    administration.record_enrolment(centre.node, enrolment, orders, None, centre.people["administrator"][0])
    found = find_device(centre.node.cursor, node.device.feed)
    assert found is not None
    return found


def without_keys(centre: Coordination) -> tuple[Staff, PersonKeys]:
    """A psychologist whom somebody appointed who had no sealed key to give."""
    keys = PersonKeys.generate(centre.random.randbytes)
    act = administration.build_appointment(
        bytes(range(16)), "Berta", "psychologist", keys.box_public, keys.verify_key, networks=("route",)
    )
    administration.record_appointment(centre.node, act, [], centre.people["administrator"][0])
    return centre.named("Berta"), keys
