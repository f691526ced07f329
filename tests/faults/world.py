"""The world of one schedule: computers at posts, coordination, a relay, sticks; all clocks and dice are invented."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from hashlib import blake2b

from nacl.bindings import crypto_box_easy, crypto_scalarmult_base
from sqlcipher3 import dbapi2

from posta.acts.actor import Actor
from posta.acts.mission import administration
from posta.clock import FixedClock, to_epoch_day
from posta.feed.entry import Head
from posta.ids import EntryId, FeedId, PersonId
from posta.ledger.frontier import own_incarnation
from posta.mission.keys.granted_keys import load_keyring, load_person_epochs
from posta.mission.posts import find_device, find_post_by_code
from posta.mission.staff import find_staff
from posta.relay.storage.sqlite_store import SqliteStore
from posta.scribe.context.clocks import read_clock
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incarnation import ensure_incarnation
from posta.scribe.replay import decrypt_with_new_keys
from posta.seal.epochs import Epoch
from posta.seal.keys import DeviceKeys
from tests.faults.fake_disks import Disk, PowerCut, copy_database
from tests.faults.hostile_device import HostileDevice
from tests.faults.oracle import Oracle
from tests.in_memory_mission import START, InMemoryMission, add_post, found_mission

POSTS = ("tenosique_la72", "coatzacoalcos_casa", "coatzacoalcos_vias", "reynosa_clinica")
ROUTE = frozenset(POSTS[:3])
CARD_DAYS = 180  # a clock that jumps ahead by more takes every card for over


@dataclass(eq=False)
class Machine:
    """One computer: its keys, disk, clock, and the side file that no backup holds."""

    name: str
    post: str | None
    device: DeviceKeys
    clock: FixedClock
    disk: Disk
    side: Head | None = None
    images: list[dbapi2.Connection] = field(default_factory=list)
    node: NodeContext = None  # type: ignore[assignment]

    @property
    def feed(self) -> FeedId:
        return self.device.feed

    @property
    def network(self) -> str:
        return "" if self.post is None else "route" if self.post in ROUTE else "reynosa"


@dataclass(eq=False)
class World:
    """Everything there is; `dice` decide all that is left to chance, `sometimes` counts what did occur.

    `tricks`, `locks` and `ends` are further dice, for what was added to the storm later, for keys that computers give by
    themselves and for what answers over HTTP, so that a seed keeps its history.
    """

    seed: int
    dice: random.Random
    house: InMemoryMission
    machines: list[Machine]
    relay: SqliteStore
    oracle: Oracle
    hostile: HostileDevice
    sometimes: Counter[str]
    tricks: random.Random
    locks: random.Random
    ends: random.Random
    trace: list[str] = field(default_factory=list)
    sticks: list[list[bytes]] = field(default_factory=list)
    relay_image: object = None
    epochs: tuple[Epoch, ...] = ()
    lost_devices: set[FeedId] = field(default_factory=set)
    ahead: set[FeedId] = field(default_factory=set)  # whose clock was years ahead at some time
    contacts: dict[FeedId, list[tuple[EntryId, PersonId]]] = field(default_factory=dict)

    @property
    def centre(self) -> Machine:
        return self.machines[0]

    def note(self, what: str) -> None:
        """Count that something occurred, and write it into the history."""
        self.sometimes[what] += 1
        self.trace.append(what)

    def known_epochs(self) -> list[Epoch]:
        """All keys there are, as an administrator at work holds them; those of a rotation cut off are with their holders."""
        held = {e.id: e for m in self.machines for e in m.node.keyring.by_id.values()}
        for staff, keys in self.house.people.values():
            held |= {e.id: e for e in load_person_epochs(self.centre.node.cursor, staff, keys)}
        return list({e.id: e for e in (*self.epochs, *held.values())}.values())

    def targets(self, machine: Machine) -> list[tuple[EntryId, PersonId]]:
        """Consultations that were written at a computer, with whom they are about."""
        return self.contacts.setdefault(machine.feed, [])

    def pass_time(self, **delta: float) -> None:
        """Time passes for all clocks alike; each keeps its error."""
        for clock in {id(m.clock): m.clock for m in self.machines}.values():
            clock.advance(**delta)

    def working(self) -> list[Machine]:
        """The computers that still belong to the mission."""
        return [m for m in self.machines if m.feed not in self.lost_devices]

    def posts(self) -> list[Machine]:
        """The working computers at posts."""
        return [m for m in self.working() if m.post is not None]

    def actor(self, machine: Machine, trade: str) -> Actor:
        """A colleague at work at a computer."""
        node = machine.node
        staff, keys = self.house.people[trade]
        ring = node.keyring.plus(load_person_epochs(node.cursor, staff, keys))
        colleague, place = find_staff(node.cursor, staff), find_post_by_code(node.cursor, str(machine.post))
        assert colleague is not None
        assert place is not None
        return Actor(node.holding(ring), colleague, place, read_clock(node))

    def start(self, machine: Machine, *, restored: bool = False) -> None:
        """Switch a computer on: open its database, begin, load its keys; again if the power fails meanwhile."""
        while True:
            try:
                machine.node = ensure_incarnation(_desk_of(self, machine), machine.side, restored=restored)
                self.refresh(machine)
                return
            except PowerCut:
                self.note("crash while starting")

    def refresh(self, machine: Machine) -> None:
        """Load the keys that came since, and open what they open."""
        unread = machine.node.cursor.execute("SELECT COUNT(*) FROM ledger_part WHERE read = 0").fetchone()
        machine.node = replace(decrypt_with_new_keys(machine.node), incarnation=own_incarnation(machine.node.cursor))
        if machine.node.cursor.execute("SELECT COUNT(*) FROM ledger_part WHERE read = 0").fetchone() != unread:
            self.note("read late, after a grant")

    def alive(self, machine: Machine, act: Callable[[], object]) -> bool:
        """Let a computer do something; False if it lost power over it and was started again."""
        try:
            act()
        except PowerCut as cut:
            self.restart(cut)
            return False
        return True

    def restart(self, cut: PowerCut) -> None:
        """Start the computer that lost power."""
        self.note(cut.disk.fired[-1].value)
        self.start(next(m for m in self.machines if m.disk is cut.disk))

    def add(self, machine: Machine) -> None:
        """Put a computer into the world."""
        machine.disk.committed = lambda disk: self.oracle.note_commit(disk, machine.feed)
        self.machines.append(machine)

    def is_revoked(self, machine: Machine) -> bool:
        """Whether this computer has heard that it was declared lost."""
        device = find_device(machine.node.cursor, machine.feed)
        return device is not None and device.revoked is not None


def make_world(seed: int, sometimes: Counter[str] | None = None) -> World:
    """A founded mission with coordination and three posts, copied from the one founded for this process."""
    dice = random.Random(seed)
    base = _base()
    house = replace(base, random=dice, people=dict(base.people), nodes={}, clock=FixedClock(base.clock.at))
    enemy = base.nodes["hostile"].node
    hostile = HostileDevice(enemy.device, enemy.keyring, dice, base.clock.millis())
    counter = sometimes if sometimes is not None else Counter()
    tricks, locks, ends = random.Random(~seed), random.Random(seed ^ 0x6B657973), random.Random(f"http {seed}")
    world = World(seed, dice, house, [], SqliteStore(":memory:"), Oracle(), hostile, counter, tricks, locks, ends)
    world.epochs = base.epochs
    names = ["coordination", *sorted(dice.sample(POSTS, 3))]
    for name in names:
        node = base.nodes[name]
        post = None if name == "coordination" else name
        clock = FixedClock(base.clock.at + timedelta(seconds=dice.choice([0, 0, 0, 3, -40, 3600, -7200])))
        machine = Machine(name, post, node.node.device, clock, Disk(copy_database(node.connection)))
        machine.disk.seen = _last_row(machine.disk)
        machine.images.append(machine.disk.image())
        world.add(machine)
        world.oracle.written |= {row[0] for row in machine.disk.connection.execute("SELECT hash FROM ledger_entry")}
        world.start(machine)
    return world


def seal_with(dice: random.Random) -> Callable[[bytes, bytes], bytes]:
    """A sealed box whose throw-away key comes from the dice, so that a seed gives the same bytes again."""

    def seal_to(box_public: bytes, plain: bytes) -> bytes:
        secret = dice.randbytes(32)
        public = crypto_scalarmult_base(secret)
        nonce = blake2b(public + box_public, digest_size=24).digest()
        return public + crypto_box_easy(plain, nonce, box_public, secret)

    return seal_to


@cache
def _base() -> InMemoryMission:
    """The mission as founded, with one device too many: the one that `hostile` writes with."""
    plain = administration.seal_to
    administration.seal_to = seal_with(random.Random(72))
    try:
        last = to_epoch_day(START.date()) + CARD_DAYS
        house = found_mission(list(POSTS), until=last)
        honest = house.nodes[POSTS[0]]
        add_post(house, POSTS[0], until=last)
        house.nodes["hostile"], house.nodes[POSTS[0]] = house.nodes[POSTS[0]], honest
        return house
    finally:
        administration.seal_to = plain


def _desk_of(world: World, machine: Machine) -> NodeContext:
    disk = machine.disk
    cursor = disk.connection.cursor()

    def remember(head: Head) -> None:
        machine.side = head

    return NodeContext(
        cursor,
        machine.device,
        load_keyring(cursor, machine.device),
        machine.clock,
        world.dice.randbytes,
        disk.transaction,
        disk.savepoint,
        own_incarnation(cursor),
        remember,
    )


def _last_row(disk: Disk) -> int:
    return disk.connection.execute("SELECT COALESCE(MAX(id), 0) FROM ledger_entry").fetchone()[0]
