"""A whole mission in memory: real feeds, keys and projections, an invented clock and seeded randomness.

>>> house = found_house(["tenosique_la72", "coatzacoalcos_casa"])
>>> sorted(house.nodes)
['coatzacoalcos_casa', 'coordination', 'tenosique_la72']
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlcipher3 import dbapi2

from posta.acts.actor import Actor
from posta.acts.mission import administration
from posta.acts.mission.join_requests import (
    accept_invitation,
    create_invitation,
    create_join_request,
    parse_join_request,
)
from posta.catalog import structural_acts as s
from posta.catalog.compartments import PERSON_HELD
from posta.chart.schema import TABLES as CHART
from posta.clock import USUAL_ZONE, FixedClock
from posta.figures.schema import TABLES as FIGURES
from posta.ids import StaffId
from posta.ledger.schema import TABLES as LEDGER
from posta.mission.keys.granted_keys import load_keyring, load_session_epochs
from posta.mission.posts import Post, find_post_by_code
from posta.mission.schema import TABLES as MISSION
from posta.mission.staff import find_staff
from posta.operations.schema import TABLES as OPERATIONS
from posta.scribe.context.clocks import read_clock
from posta.scribe.context.node_context import NodeContext
from posta.seal.epoch_keyring import Keyring
from posta.seal.epochs import Epoch
from posta.seal.keys import DeviceKeys, PersonKeys

STATEMENTS = 1024  # as many as a post keeps prepared
START = datetime(2018, 11, 25, 15, 0, tzinfo=UTC)
ROLES = ("doctor", "nurse", "midwife", "psychologist", "social_worker", "promoter", "administrator")
PLACES = {
    "tenosique_la72": ("La 72", "shelter_clinic", "27017", ("route",)),
    "coatzacoalcos_casa": ("Casa del Migrante", "shelter_clinic", "30039", ("route",)),
    "coatzacoalcos_vias": ("Vías del tren", "mobile_stop", "30039", ("route",)),
    "reynosa_clinica": ("Clínica fija de Reynosa", "fixed_clinic", "28032", ("reynosa",)),
    "tijuana": ("Tijuana", "emergency", "02004", ("route",)),
    "reynosa_recepcion": ("Centro de recepción de Reynosa", "reception_centre", "28032", ("route", "reynosa")),
}
ZONES = {
    "tijuana": "America/Tijuana",
    "reynosa_clinica": "America/Matamoros",
    "reynosa_recepcion": "America/Matamoros",
}


@dataclass(slots=True)
class MissionNode:
    """One computer of the house."""

    name: str
    connection: dbapi2.Connection
    node: NodeContext


@dataclass(slots=True)
class InMemoryMission:
    """The computers and people of a mission."""

    clock: FixedClock
    nodes: dict[str, MissionNode]
    epochs: tuple[Epoch, ...]
    secret: bytes
    people: dict[str, tuple[StaffId, PersonKeys]]
    random: random.Random

    def node(self, name: str) -> NodeContext:
        return self.nodes[name].node

    def actor(self, post: str, trade: str = "doctor") -> Actor:
        """A colleague of a trade at work at a post, with their session's keys."""
        node = self.nodes[post].node
        staff, keys = self.people[trade]
        colleague, place = find_staff(node.cursor, staff), find_post_by_code(node.cursor, post)
        assert colleague is not None
        assert place is not None
        ring = node.keyring.plus(load_session_epochs(node.cursor, colleague, keys))
        return Actor(node.holding(ring), colleague, place, read_clock(node))

    def administrator(self) -> Actor:
        """The administrator at work at the coordination computer."""
        node = self.node("coordination")
        colleague = find_staff(node.cursor, self.people["administrator"][0])
        assert colleague is not None
        return Actor(node, colleague, Post(0, "coordination", "", "coordination", "", ("",), ""), read_clock(node))

    def refresh(self, name: str) -> None:
        """Load the keys a node was granted since."""
        node = self.nodes[name]
        node.node = node.node.holding(load_keyring(node.node.cursor, node.node.device))


_FOUNDED: dict[tuple, InMemoryMission] = {}


def make_mission(
    posts: list[str],
    seed: int = 7,
    trades: Sequence[str] = ROLES,
    *,
    until: int | None = None,
    demonstration: bool = False,
) -> InMemoryMission:
    """A mission as `found_mission` makes it, on computers of its own: founded once in a process, and copied."""
    asked = (tuple(posts), seed, tuple(trades), until, demonstration, tuple(PLACES.items()), tuple(ZONES.items()))
    if asked not in _FOUNDED:
        _FOUNDED[asked] = found_mission(posts, seed, trades, until=until, demonstration=demonstration)
    return copy_mission(_FOUNDED[asked])


def found_mission(
    posts: list[str],
    seed: int = 7,
    trades: Sequence[str] = ROLES,
    *,
    until: int | None = None,
    demonstration: bool = False,
) -> InMemoryMission:
    """A founded mission with a coordination device, one device per post and one colleague of each of these trades.

    `until` is the last day of the posts' cards, if they end; a demonstration takes invented people.
    """
    source = random.Random(seed)
    clock = FixedClock(START)
    node = make_context(clock, source)
    founding = s.Founding(
        name="México",
        root=source.randbytes(32),
        networks=(("route", {"es": "Ruta"}), ("reynosa", {"es": "Reynosa"})),
        posts=tuple(
            s.FoundedPost(
                number=i + 1, id=key, name=n, kind=k, municipality=m, networks=w, zone=ZONES.get(key, USUAL_ZONE)
            )
            for i, (key, (n, k, m, w)) in enumerate(PLACES.items())
        ),
        account=s.MissionAccount(as_of="", demonstration=True) if demonstration else None,
    )
    node, epochs, secret = administration.found_mission(node, founding, label="Coordinación")
    house = InMemoryMission(
        clock, {"coordination": MissionNode("coordination", node.cursor.connection, node)}, epochs, secret, {}, source
    )
    for trade in trades:
        appoint(house, trade)
    for post in posts:
        add_post(house, post, until=until)
    return house


def appoint(house: InMemoryMission, trade: str) -> None:
    """Appoint one colleague of a trade, with the keys of its compartments."""
    keys = PersonKeys.generate(house.random.randbytes)
    staff = StaffId(house.random.randbytes(16))
    act = administration.build_appointment(staff, trade.capitalize(), trade, keys.box_public, keys.verify_key)
    administration.record_appointment(house.node("coordination"), act, house.epochs, None)
    house.people[trade] = (staff, keys)


def add_post(house: InMemoryMission, post: str, node: NodeContext | None = None, *, until: int | None = None) -> None:
    """Enrol a device for a post and let it join."""
    node = node or make_context(house.clock, house.random)
    centre = house.node("coordination")
    place = find_post_by_code(centre.cursor, post)
    assert place is not None
    enrolment = s.Enrolment(
        verify_key=node.device.verify_key,
        box_public=node.device.box_public,
        post=place.number,
        label=place.name,
        until=until,
    )
    administration.record_enrolment(centre, enrolment, house.epochs, house.secret, None)
    invitation = create_invitation(
        centre, parse_join_request(create_join_request(node.device)), root=bytes(32), card=b""
    )
    house.nodes[post] = MissionNode(post, node.cursor.connection, accept_invitation(node, invitation)[0])


def make_context(clock: FixedClock, source: random.Random, path: str = ":memory:") -> NodeContext:
    """A new computer: its own keys and an empty database."""
    connection = dbapi2.connect(path, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS)
    cursor = connection.cursor()
    for statement in (*LEDGER, *MISSION, *CHART, *FIGURES, *OPERATIONS):
        cursor.execute(statement)
    device = DeviceKeys.generate(source.randbytes)
    return NodeContext(
        cursor,
        device,
        Keyring.of([]),
        clock,
        source.randbytes,
        lambda: transaction(connection),
        lambda: savepoint(connection),
    )


def seal_for_context(node: NodeContext) -> frozenset[int]:
    """The person-held compartments a node opens."""
    return frozenset(e.compartment for e in node.keyring.blinded if e.compartment in PERSON_HELD)


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


def copy_database(connection: dbapi2.Connection) -> dbapi2.Connection:
    """Another database with the same content."""
    other = dbapi2.connect(":memory:", isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS)
    connection.backup(other)
    return other


def copy_mission(house: InMemoryMission) -> InMemoryMission:
    """Return the same mission on computers of its own; one without a connection is this process, and stays as it is."""
    clock, source = copy_clock(house.clock), copy_random(house.random)
    nodes = {
        name: one if one.connection is None else _copy_node(one, clock, source) for name, one in house.nodes.items()
    }
    return replace(house, clock=clock, nodes=nodes, people=dict(house.people), random=source)


def copy_computers(
    computers: Mapping[str, NodeContext], clock: FixedClock, source: random.Random
) -> dict[str, NodeContext]:
    """Return the same computers in memory, with this clock and these dice."""
    return {name: copy_context(node, clock, source.randbytes) for name, node in computers.items()}


def copy_context(node: NodeContext, clock: FixedClock, dice: Callable[[int], bytes]) -> NodeContext:
    """Return the context of a computer in memory on a copy of its database."""
    other = copy_database(node.cursor.connection)
    return replace(
        node,
        cursor=other.cursor(),
        clock=clock,
        random=dice,
        transaction=lambda: transaction(other),
        savepoint=lambda: savepoint(other),
    )


def copy_clock(clock: FixedClock) -> FixedClock:
    """Return a clock of its own that says the same."""
    return replace(clock)


def copy_random(source: random.Random) -> random.Random:
    """Return dice of their own that will fall the same way."""
    other = random.Random()
    other.setstate(source.getstate())
    return other


def _copy_node(one: MissionNode, clock: FixedClock, source: random.Random) -> MissionNode:
    node = copy_context(one.node, clock, source.randbytes)
    return MissionNode(one.name, node.cursor.connection, node)
