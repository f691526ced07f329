"""The coordination of a mission in the test database, with an administrator at work: what administration is tested on.

Use the fixture `centre`; `centre.client()` is the administrator's browser, `centre.client("nurse")` a nurse's.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.test import Client

from posta.acts import administration
from posta.acts.duty import Duty
from posta.acts.founding import Case, appoint, desk_epochs, found, open_case
from posta.acts.joining import ask_to_join
from posta.care.duty import CENTRE
from posta.catalog import structure as s
from posta.catalog.compartments import Compartment
from posta.clock import USUAL_ZONE, FixedClock
from posta.ids import StaffId
from posta.mission import wrapped
from posta.mission.posts import Device, find_device, find_post_named, list_posts
from posta.mission.staff import Staff, find_staff, list_staff
from posta.node.identity import hold_device
from posta.node.session import COOKIE, SESSIONS
from posta.scribe import here
from posta.scribe.desk import Desk
from posta.seal.keys import DeviceKeys, PersonKeys
from tests.cheap_words import TINY
from tests.house import PLACES, START, ZONES, make_desk
from tests.post import empty_tables


@dataclass(slots=True)
class Centre:
    """The coordination's computer, its administrator, and whoever they have appointed."""

    clock: FixedClock
    random: random.Random
    device: DeviceKeys
    root: DeviceKeys
    people: dict[str, tuple[StaffId, PersonKeys]]
    words: dict[str, str] = field(default_factory=dict)

    @property
    def desk(self) -> Desk:
        """The desk as it is now, with all its keys."""
        return here.open_desk()

    @property
    def case(self) -> Case:
        return open_case(self.desk, *self.people["administrator"])

    def appoint(self, role: str, words: str = "", until: int | None = None) -> Staff:
        """A colleague, Nurse Nurse, whose words are `words`."""
        by = self.people["administrator"][0]
        self.words[role] = words or f"words of the {role} here"
        self.people[role] = appoint(self.desk, self.case, role.capitalize(), role, self.words[role], by=by, until=until)
        return self.staff(role)

    def staff(self, role: str) -> Staff:
        colleague = find_staff(self.desk.cursor, self.people[role][0])
        assert colleague is not None
        return colleague

    def named(self, name: str) -> Staff:
        """The colleague of this name."""
        return next(one for one in list_staff(self.desk.cursor) if one.name == name)

    def client(self, role: str = "administrator") -> Client:
        """A browser at which this colleague has given their words."""
        staff, keys = self.people[role]
        session = SESSIONS.begin(staff, keys.to_bytes(), language="es")
        client = Client()
        client.cookies[COOKIE] = session.token
        return client

    def duty(self, role: str = "administrator") -> Duty:
        return Duty(self.desk, self.staff(role), CENTRE)

    def computer(self) -> Desk:
        """A new computer, in memory."""
        return make_desk(self.clock, self.random)

    def request_of(self, computer: Desk) -> bytes:
        return ask_to_join(computer.device)

    def later(self, **delta: float) -> None:
        self.clock.advance(seconds=timedelta(**delta).total_seconds())


@pytest.fixture
def centre(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    """A mission just founded on this device, by Ana."""
    empty_tables(here.open_cursor())
    yield make_centre(monkeypatch)
    empty_tables(here.open_cursor())


def make_centre(monkeypatch: pytest.MonkeyPatch) -> Centre:
    """Found a mission whose coordination is this process."""
    source, clock = random.Random(11), FixedClock(START)
    device, root, person = (make(source.randbytes) for make in _MAKERS)
    hold_device(device)
    monkeypatch.setattr(here, "CLOCK", [clock])
    monkeypatch.setattr(wrapped, "PARAMETERS", [TINY])
    staff = StaffId(source.randbytes(16))
    found(here.open_desk(), _founding(root.verify_key), root, "Ana", staff, person)
    assert len(list_posts(here.open_desk().cursor)) == len(PLACES)
    return Centre(clock, source, device, root, {"administrator": (staff, person)})


_MAKERS: tuple[Callable, ...] = (DeviceKeys.generate, DeviceKeys.generate, PersonKeys.generate)


def _founding(root: bytes) -> s.Founding:
    posts = tuple(
        s.Post(
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


def passed_over(centre: Centre) -> Device:
    """A post's computer that was enrolled by somebody who had no key to give it but that of orders."""
    desk = centre.computer()
    place = find_post_named(centre.desk.cursor, "tenosique_la72")
    assert place is not None
    enrolment = s.Enrolment(
        verify_key=desk.device.verify_key, box_public=desk.device.box_public, post=place.number, label="La 72"
    )
    orders = [epoch for epoch in desk_epochs(centre.desk) if epoch.compartment == Compartment.ADMIN]
    administration.record_enrolment(centre.desk, enrolment, orders, None, centre.people["administrator"][0])
    found = find_device(centre.desk.cursor, desk.device.feed)
    assert found is not None
    return found


def unkeyed(centre: Centre) -> tuple[Staff, PersonKeys]:
    """A psychologist whom somebody appointed who had no sealed key to give."""
    keys = PersonKeys.generate(centre.random.randbytes)
    act = administration.appointment_of(
        bytes(range(16)), "Berta", "psychologist", keys.box_public, keys.verify_key, networks=("route",)
    )
    administration.record_appointment(centre.desk, act, [], centre.people["administrator"][0])
    return centre.named("Berta"), keys
