"""What befalls computers: power cuts, restores, copies, wrong clocks; a relay wiped or put back; a turned device; forgers."""

import io
from collections.abc import Callable
from datetime import timedelta

from sqlcipher3 import dbapi2

from posta.errors import Reason
from posta.feed.entry import Head
from posta.ledger.frontier import list_sendable_heads
from posta.ledger.queries import find_ancestor, iterate_segments
from posta.mission.posts import find_device
from posta.relay.storage.sqlite_store import SqliteStore
from posta.scribe.incoming.receive import receive
from posta.sync.exchange import exchange
from posta.sync.file_transfer import export_bundle, import_bundle
from posta.sync.transport import TransportError
from posta.sync.transports.memory import MemoryTransport
from posta.wire.address import encode_segment
from tests.conformance.feedmaker import Device
from tests.faults.fake_disks import CutMoment, Disk, copy_database, list_whole_entries
from tests.faults.faulty_transports import FaultyTransport, RelayTransport, TransportFaults
from tests.faults.oracle import BrokenPromise, check_kept, relayed, whole_in
from tests.faults.staff_actions import keep_keys
from tests.faults.world import CARD_DAYS, Machine, World

WAYS_BACK = ("restore by command", "file put back", "file put back, side file lost")
OTHERS = Reason("bundle_for_others")


def sync_posts(world: World, machine: Machine) -> None:
    """Two computers exchange directly, in whatever weather."""
    other = world.dice.choice([m for m in world.machines if m is not machine])
    road = FaultyTransport(MemoryTransport(other.node), _make_weather(world), world.restart)
    _travel(world, machine, road)
    world.refresh(other)


def sync_relay(world: World, machine: Machine) -> None:
    """A computer exchanges with the relay."""
    _travel(world, machine, FaultyTransport(RelayTransport(world.relay), _make_weather(world), world.restart))


def load_stick(world: World, machine: Machine) -> None:
    """Write everything that may travel on a stick."""
    now = machine.clock.millis()
    heads = list_sendable_heads(machine.node.cursor, now)
    world.sticks.append([data for head in heads for data in _commit_by_commit(machine, head)])
    world.note("stick written")


def read_stick(world: World, machine: Machine) -> None:
    """Read an older stick, in any order, with what the pocket did to it."""
    if not world.sticks:
        return load_stick(world, machine)
    weather = _make_weather(world)
    whole = world.dice.choice(world.sticks)
    segments = [weather.damage(segment) for segment in whole]
    if weather.strikes("stick out of order", 1.0):
        world.dice.shuffle(segments)
    receipt = receive(machine.node, segments)
    check_kept(world, machine, [segment for segment in segments if segment in whole])
    _note_receipt(world, receipt)
    world.refresh(machine)
    return world.note("stick read")


def carry_file(world: World, machine: Machine) -> None:
    """A real bundle file from one computer to another, sometimes cut short."""
    other = world.dice.choice([m for m in world.machines if m is not machine])
    file = io.BytesIO()
    export_bundle(machine.node, file)
    data = file.getvalue()
    if world.dice.random() < 0.3:
        data = data[: world.dice.randrange(5, len(data))]
        world.note("bundle cut short")
    receipt = import_bundle(other.node, io.BytesIO(data))
    if OTHERS in receipt.reasons:  # written by somebody who has not heard of it yet, or knows it to be lost
        if _belongs(machine, other) and not world.ahead - {machine.feed}:
            raise BrokenPromise("I13: a stick left out a computer whose card has not ended")
        return world.note("bundle for others")
    if world.ahead:
        world.note("bundle carried while a clock is years ahead")
    _note_receipt(world, receipt)
    world.refresh(other)
    return world.note("bundle carried")


def _belongs(machine: Machine, other: Machine) -> bool:
    """Whether a computer knows another and does not know it to be lost."""
    device = find_device(machine.node.cursor, other.feed)
    return device is not None and device.revoked is None


def arm_power_cut(world: World, machine: Machine) -> None:
    """The power will fail at the next commit."""
    machine.disk.armed = world.dice.choice(list(CutMoment))


def back_up(world: World, machine: Machine) -> None:
    """Keep the database file as it is."""
    machine.images.append(machine.disk.image())
    world.note("backup")


def restore(world: World, machine: Machine) -> None:
    """Put an earlier file back: with the command for it, or behind the program's back, with or without the side file."""
    if not machine.images:
        return back_up(world, machine)
    image = world.dice.choice(machine.images)
    return put_back(world, machine, image, world.dice.choice(WAYS_BACK))


def put_back(world: World, machine: Machine, image: dbapi2.Connection, how: str) -> None:
    """Let a computer go on from an earlier file."""
    known = how == "restore by command"
    before = list_whole_entries(machine.disk.connection)
    excused = world.oracle.lose(world, before - list_whole_entries(image), machine.disk)
    machine.disk = Disk(copy_database(image), seen=_last(image))
    machine.disk.committed = lambda disk: world.oracle.note_commit(disk, machine.feed)
    if how == "file put back, side file lost":
        machine.side = None
        world.oracle.may_fork.add(machine.feed)
    world.note(how)
    if excused:
        world.note("lost with the only disk")
    world.start(machine, restored=known)


def copy_disk(world: World, machine: Machine) -> None:
    """Somebody copies the whole computer; both go on working."""
    if sum(m.feed == machine.feed for m in world.machines) > 1 or len(world.machines) > 6:
        return back_up(world, machine)
    twin = Machine(f"{machine.name}-copy", machine.post, machine.device, machine.clock, Disk(machine.disk.image()))
    twin.side, twin.disk.seen = machine.side, machine.disk.seen
    world.oracle.may_fork.add(machine.feed)
    world.add(twin)
    world.start(twin)
    return world.note("computer copied")


def wipe_relay(world: World, machine: Machine) -> None:
    """The relay loses everything."""
    world.oracle.lose(world, relayed(world), world.relay)
    world.relay = SqliteStore(":memory:")
    world.note("relay wiped")


def roll_relay_back(world: World, machine: Machine) -> None:
    """The relay's disk is put back to an earlier day."""
    if world.relay_image is None:
        world.relay_image = _image_of_relay(world.relay)
        return
    before = relayed(world)
    old = SqliteStore(":memory:")
    world.relay_image.backup(old._db)
    world.oracle.lose(world, before - whole_in(old), world.relay)
    world.relay = old
    world.note("relay put back")


def upset_clock(world: World, machine: Machine) -> None:
    """A clock jumps, by seconds or by years, forward or back."""
    jump = world.dice.choice([-30, 45, -3600, 7200, 400 * 86_400, -300 * 86_400])
    machine.clock.at += timedelta(seconds=jump)
    if jump > CARD_DAYS * 86_400:
        world.ahead.add(machine.feed)
    world.note("clock jumped")


def deliver_hostile(world: World, machine: Machine) -> None:
    """The hostile device writes, and hands its lines to somebody."""
    hostile = world.hostile
    hostile.targets = sorted(world.oracle.acks)
    world.note(f"hostile: {hostile.strike()}")
    if world.dice.random() < 0.5:
        for segment in hostile.segments():
            RelayTransport(world.relay).push(segment)
    else:
        _note_receipt(world, receive(machine.node, hostile.segments()))
    world.refresh(machine)


def forge(world: World, machine: Machine) -> None:
    """A device that nobody enrolled offers its feed, and signs another's name."""
    stranger = Device(world.dice.randrange(1 << 30)).write(2)
    _note_receipt(world, receive(machine.node, [stranger.bytes()]))
    victim = world.dice.choice([m for m in world.machines if m is not machine])
    segment = stranger.segment()
    forged = type(segment)(
        victim.device.verify_key,
        victim.feed,
        victim.node.incarnation,
        0,
        segment.before,
        segment.entries,
        segment.signature,
    )
    receive(machine.node, [encode_segment(forged)])
    world.note("forged")


MishapOf = Callable[[World, Machine], None]
ROADS: dict[MishapOf, int] = {sync_posts: 8, sync_relay: 8, load_stick: 2, read_stick: 3, carry_file: 1}
MISHAPS: dict[MishapOf, int] = {
    arm_power_cut: 4, back_up: 2, restore: 5, copy_disk: 2, wipe_relay: 1, roll_relay_back: 2, upset_clock: 2, deliver_hostile: 4, forge: 1,
}  # fmt: skip


def _commit_by_commit(machine: Machine, head: Head) -> list[bytes]:
    """A line cut as finely as its signatures allow, so that losing one segment leaves a gap."""
    cursor, now, start, segments = machine.node.cursor, machine.clock.millis(), 0, []
    signed = cursor.execute(
        "SELECT h.sequence, h.hash FROM ledger_head h JOIN ledger_feed f ON f.id = h.feed"
        " WHERE f.feed = ? AND h.incarnation = ? AND h.sequence <= ? ORDER BY h.sequence",
        (head.feed, head.incarnation, head.sequence),
    ).fetchall()
    for last, hash_ in signed:
        if find_ancestor(cursor, head.feed, head.incarnation, (head.sequence, head.hash), last) == hash_:
            for part in iterate_segments(cursor, head.feed, head.incarnation, start, end=hash_, now=now):
                segments.append(encode_segment(part))
                start = part.last + 1
    return segments


def _travel(world: World, machine: Machine, road: FaultyTransport) -> None:
    try:
        outcome = exchange(machine.node, road)
    except TransportError:
        return world.note("exchange cut off")
    else:
        _note_receipt(world, outcome.received)
        world.note("exchange")
    finally:
        if not machine.disk.connection.in_transaction:
            world.refresh(machine)
    keep_keys(world, machine)
    return None


def _note_receipt(world: World, receipt: object) -> None:
    for name in ("gaps", "forks", "aside", "enrolled", "doubled"):
        if getattr(receipt, name):
            world.note(f"receipt: {name}")


def _make_weather(world: World) -> TransportFaults:
    return TransportFaults(world.dice, world.dice.choice([0, 0, 0.3, 0.6]), world.note, world.tricks)


def _last(connection: dbapi2.Connection) -> int:
    return connection.execute("SELECT COALESCE(MAX(id), 0) FROM ledger_entry").fetchone()[0]


def _image_of_relay(store: SqliteStore) -> dbapi2.Connection:
    return copy_database(store._db)
