"""A whole mission in memory: real feeds, keys and projections, an invented clock and seeded randomness.

>>> house = found_house(["tenosique_la72", "coatzacoalcos_casa"])
>>> sorted(house.nodes)
['coatzacoalcos_casa', 'coordination', 'tenosique_la72']
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlcipher3 import dbapi2

from posta.acts import administration
from posta.acts.duty import Duty
from posta.acts.joining import ask_to_join, invite, join, read_request
from posta.catalog import structure as s
from posta.catalog.compartments import PERSON_HELD
from posta.chart.schema import TABLES as CHART
from posta.clock import USUAL_ZONE, FixedClock
from posta.figures.schema import TABLES as FIGURES
from posta.ids import StaffId
from posta.ledger.schema import TABLES as LEDGER
from posta.mission.keyring import load_keyring, load_session_epochs
from posta.mission.posts import find_post_named
from posta.mission.schema import TABLES as MISSION
from posta.mission.staff import find_staff
from posta.scribe.clocks import read_clock
from posta.scribe.desk import Desk
from posta.seal.epochs import Epoch
from posta.seal.keyring import Keyring
from posta.seal.keys import DeviceKeys, PersonKeys

START = datetime(2018, 11, 25, 15, 0, tzinfo=UTC)
TRADES = ("doctor", "nurse", "midwife", "psychologist", "social_worker", "promoter", "administrator")
PLACES = {
    "tenosique_la72": ("La 72", "shelter_clinic", "27017", ("route",)),
    "coatzacoalcos_casa": ("Casa del Migrante", "shelter_clinic", "30039", ("route",)),
    "coatzacoalcos_vias": ("Vías del tren", "mobile_stop", "30039", ("route",)),
    "reynosa_clinica": ("Clínica fija de Reynosa", "fixed_clinic", "28032", ("reynosa",)),
    "tijuana": ("Tijuana", "emergency", "02004", ("route",)),
}
ZONES = {"tijuana": "America/Tijuana", "reynosa_clinica": "America/Matamoros"}


@dataclass(slots=True)
class Node:
    """One computer of the house."""

    name: str
    connection: dbapi2.Connection
    desk: Desk


@dataclass(slots=True)
class House:
    """The computers and people of a mission."""

    clock: FixedClock
    nodes: dict[str, Node]
    epochs: tuple[Epoch, ...]
    secret: bytes
    people: dict[str, tuple[StaffId, PersonKeys]]
    random: random.Random

    def desk(self, name: str) -> Desk:
        return self.nodes[name].desk

    def duty(self, post: str, trade: str = "doctor") -> Duty:
        """A colleague of a trade at work at a post, with their session's keys."""
        desk = self.nodes[post].desk
        staff, keys = self.people[trade]
        colleague, place = find_staff(desk.cursor, staff), find_post_named(desk.cursor, post)
        assert colleague is not None
        assert place is not None
        ring = desk.keyring.plus(load_session_epochs(desk.cursor, colleague, keys))
        return Duty(desk.holding(ring), colleague, place, read_clock(desk))

    def refresh(self, name: str) -> None:
        """Load the keys a node was granted since."""
        node = self.nodes[name]
        node.desk = node.desk.holding(load_keyring(node.desk.cursor, node.desk.device))


def found_house(posts: list[str], seed: int = 7, trades: Sequence[str] = TRADES, *, until: int | None = None) -> House:
    """A founded mission with a coordination device, one device per post and one colleague of each of these trades.

    `until` is the last day of the posts' cards, if they end.
    """
    source = random.Random(seed)
    clock = FixedClock(START)
    desk = make_desk(clock, source)
    founding = s.Founding(
        name="México",
        root=source.randbytes(32),
        networks=(("route", {"es": "Ruta"}), ("reynosa", {"es": "Reynosa"})),
        posts=tuple(
            s.Post(number=i + 1, id=key, name=n, kind=k, municipality=m, networks=w, zone=ZONES.get(key, USUAL_ZONE))
            for i, (key, (n, k, m, w)) in enumerate(PLACES.items())
        ),
    )
    desk, epochs, secret = administration.found_mission(desk, founding, label="Coordinación")
    house = House(
        clock, {"coordination": Node("coordination", desk.cursor.connection, desk)}, epochs, secret, {}, source
    )
    for trade in trades:
        appoint(house, trade)
    for post in posts:
        add_post(house, post, until=until)
    return house


def appoint(house: House, trade: str) -> None:
    """Appoint one colleague of a trade, with the keys of its compartments."""
    keys = PersonKeys.generate(house.random.randbytes)
    staff = StaffId(house.random.randbytes(16))
    act = administration.appointment_of(staff, trade.capitalize(), trade, keys.box_public, keys.verify_key)
    administration.record_appointment(house.desk("coordination"), act, house.epochs, None)
    house.people[trade] = (staff, keys)


def add_post(house: House, post: str, desk: Desk | None = None, *, until: int | None = None) -> None:
    """Enrol a device for a post and let it join."""
    desk = desk or make_desk(house.clock, house.random)
    centre = house.desk("coordination")
    place = find_post_named(centre.cursor, post)
    assert place is not None
    enrolment = s.Enrolment(
        verify_key=desk.device.verify_key,
        box_public=desk.device.box_public,
        post=place.number,
        label=place.name,
        until=until,
    )
    administration.record_enrolment(centre, enrolment, house.epochs, house.secret, None)
    invitation = invite(centre, read_request(ask_to_join(desk.device)), root=bytes(32), card=b"")
    house.nodes[post] = Node(post, desk.cursor.connection, join(desk, invitation)[0])


def make_desk(clock: FixedClock, source: random.Random, path: str = ":memory:") -> Desk:
    """A new computer: its own keys and an empty database."""
    connection = dbapi2.connect(path, isolation_level=None, check_same_thread=False)
    cursor = connection.cursor()
    for statement in (*LEDGER, *MISSION, *CHART, *FIGURES):
        cursor.execute(statement)
    device = DeviceKeys.generate(source.randbytes)
    return Desk(
        cursor,
        device,
        Keyring.of([]),
        clock,
        source.randbytes,
        lambda: transaction(connection),
        lambda: savepoint(connection),
    )


def sealed_for(desk: Desk) -> frozenset[int]:
    """The person-held compartments a desk opens."""
    return frozenset(e.compartment for e in desk.keyring.blinded if e.compartment in PERSON_HELD)


@contextmanager
def transaction(connection: dbapi2.Connection) -> Iterator[None]:
    """One transaction; nested ones are savepoints."""
    if connection.in_transaction:
        with savepoint(connection):
            yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def savepoint(connection: dbapi2.Connection) -> Iterator[None]:
    """A savepoint that is undone when its body fails."""
    connection.execute("SAVEPOINT s")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK TO s")
        connection.execute("RELEASE s")
        raise
    connection.execute("RELEASE s")
