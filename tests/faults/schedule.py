"""A schedule: what one seed lets happen, then calm, then the oracle's demands."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from itertools import cycle
from unittest.mock import patch

from posta.catalog.compartments import Compartment
from posta.catalog.errors import InvalidAnswers
from posta.ledger.missing_parts import list_missing_parts
from posta.seal.errors import NoKey
from posta.seal.keys import _Keys
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.faults import mishaps, staff_actions
from tests.faults.faulty_transports import RelayTransport
from tests.faults.oracle import BrokenPromise, check_all
from tests.faults.sync_rounds import check_delivered, running_sync
from tests.faults.world import Machine, World, make_world

STEPS = 25
_MOST_ROUNDS = 10
ROUNDS, HARM, MISHAP = (
    3,
    (0, 0.3, 0.6, 0.9),
    0.3,
)  # over HTTP: rounds, how often answers come to harm, and something else happens
Step = Callable[[World, Machine], None]
_open_once = lru_cache(maxsize=4096)(_Keys.open_box)  # the same box is opened a hundred times in a schedule


def run(seed: int, sometimes: Counter[str] | None = None, steps: int = STEPS) -> World:
    """Play one schedule to its end. Raises Broken when a promise was; anything else raised is a fault too."""
    world = make_world(seed, sometimes)
    with staff_actions.boxes_from(world.dice), patch.object(_Keys, "open_box", _open_once):
        for _ in range(steps):
            _step(world)
        _poison(world)
        _rotate_from_an_old_file(world)
        _keep_in_confidence(world)
        traveller = _travel(world)
        end_faults(world)
        _deliver(world, traveller)
        sync_until_same(world)
        check_all(world)
    return world


def _poison(world: World) -> None:
    """The last thing before the calm: the turned device writes about somebody into every compartment.

    It comes last, and by other dice, so that a seed has the history that it had without it.
    """
    people = sorted({row[0] for machine in world.posts() if machine.network == "route" for row in _people_of(machine)})
    if not people or world.hostile.feed in world.oracle.revoked:
        return
    hostile = world.hostile
    hostile.dice = world.tricks
    hostile.poison(world.tricks.choice(people))
    RelayTransport(world.relay).push(hostile.segments()[0])
    world.note("poisoned in every compartment")


def _rotate_from_an_old_file(world: World) -> None:
    """In one of four schedules coordination enrols a computer, goes back to an earlier file, and changes keys before it exchanges."""
    centre = world.centre
    if world.tricks.random() > 0.25:
        return
    for machine in world.machines:
        machine.disk.armed = None
    centre.images.append(centre.disk.image())
    staff_actions.enrol(world, centre)
    mishaps.put_back(world, centre, world.tricks.choice(centre.images), world.tricks.choice(mishaps.WAYS_BACK))
    places = [(Compartment.ADMIN, ""), (Compartment.CARE, "route"), (Compartment.FACTS, ""), (Compartment.ADMIN, "")]
    for place in world.tricks.sample(places, world.tricks.choice([1, 2, 4])):
        staff_actions.rotate_place(world, *place, world.tricks)
        world.pass_time(seconds=40)
    if any(machine.feed not in _granted_newest(world) for machine in world.posts()):
        world.note("passed over")


def _granted_newest(world: World) -> set[bytes]:
    """Who was granted the newest key of orders."""
    newest = world.centre.node.keyring.current(Compartment.ADMIN, "").id
    rows = world.centre.node.cursor.execute("SELECT holder FROM mission_grant WHERE epoch = ?", (newest,)).fetchall()
    return {row[0] for row in rows}


def _keep_in_confidence(world: World) -> None:
    """A psychologist writes before and after the key of mental health changes; by other dice, like the poison."""
    posts = [m for m in world.posts() if m.network == "route" and not world.is_revoked(m) and _people_of(m)]
    if not posts:
        return
    for machine in world.machines:
        machine.disk.armed = None
    for writes in (staff_actions.confide, staff_actions.rotate_mental_health, staff_actions.confide):
        writes(world, world.tricks.choice(posts))
        world.pass_time(seconds=40)
    world.note("sealed before a rotation")
    _answer_each_other(world, posts)


def _answer_each_other(world: World, posts: list[Machine]) -> None:
    """Posts whose clocks differ by minutes amend what the others have just written."""
    for machine, ahead in zip(posts, cycle((600, -600, 0)), strict=False):
        machine.clock.at = world.house.clock.at + timedelta(seconds=ahead)
    for machine in posts:
        for other in posts:
            if other is not machine and not machine.disk.connection.in_transaction:
                exchange(machine.node, MemoryTransport(other.node))
                world.refresh(other)
        world.refresh(machine)
        if _may_write(world, machine):
            _attempt(world, machine, staff_actions.answer)
        world.pass_time(minutes=1)
    world.note("amended by a clock behind")


def _travel(world: World) -> Machine:
    """A computer goes through rounds of its courier over HTTP, whatever answers there, and works meanwhile.

    It comes after everything else and by dice of its own, so that a seed has the history that it had without it.
    """
    plain, world.dice = world.dice, world.ends
    try:
        machine = world.ends.choice([m for m in world.machines if not world.is_revoked(m)])
        others = [m for m in world.machines if m is not machine]
        peers = world.ends.sample(others, world.ends.randrange(3))
        with running_sync(world, machine, peers, lambda: world.ends.choice(HARM)) as tour:
            for _ in range(ROUNDS):
                if _may_write(world, machine) and not _attempt(world, machine, _choose(world, staff_actions.AT_POSTS)):
                    tour.switch_off()
                tour.excuse_stalled()
                if world.ends.random() < MISHAP:
                    world.ends.choice([mishaps.arm_power_cut, mishaps.upset_clock])(
                        world, world.ends.choice([machine, *peers])
                    )
                world.alive(machine, lambda: tour.wait(world.ends.choice([20, 40])))
                world.alive(machine, tour.take)
            world.alive(machine, tour.let_end)
        if machine.node.has_revocation_order():
            raise BrokenPromise("H5: a computer stops recording on the word of another")
    finally:
        world.dice = plain
    world.note("travelled over HTTP")
    return machine


def _deliver(world: World, machine: Machine) -> None:
    """A round over HTTP on a good day: what waited is delivered, and the state of the exchange says so."""
    if machine.feed not in world.lost_devices:
        with running_sync(world, machine, [], lambda: 0) as tour:
            tour.take()
            tour.let_end()
            check_delivered(tour)


def _may_write(world: World, machine: Machine) -> bool:
    """Whether people still record at a computer: it stands at a post and has not heard, also just now, that it was declared lost."""
    return machine.post is not None and not world.is_revoked(machine)


def _people_of(machine: Machine) -> list[tuple]:
    return machine.node.cursor.execute("SELECT person FROM chart_person").fetchall()


def work_only(world: World, steps: int) -> None:
    """Honest work at posts and in coordination, and nothing else."""
    with staff_actions.boxes_from(world.dice):
        for _ in range(steps):
            act = _choose(world, {**staff_actions.AT_POSTS, staff_actions.appoint: 1, staff_actions.rotate: 1})
            act(world, world.dice.choice(world.posts()))
            world.pass_time(seconds=40)


def calm(world: World) -> None:
    """All roads open, all clocks right, everybody exchanges until nothing moves any more."""
    end_faults(world)
    sync_until_same(world)


def end_faults(world: World) -> None:
    """No power fails any more, all clocks are right, and time passes."""
    for machine in world.machines:
        machine.disk.armed = None
        machine.clock.at = world.house.clock.at
    world.pass_time(hours=30)


def sync_until_same(world: World) -> None:
    """Everybody exchanges until nothing moves any more."""
    for _ in range(_MOST_ROUNDS):
        moved = sum(_exchange(world, machine) for machine in world.working())
        moved += staff_actions.give_keys(world)
        moved += sum(
            _meet_all(world, machine) for machine in world.working() if list_missing_parts(machine.node.cursor)
        )
        world.pass_time(minutes=2)
        if not moved:
            return
    raise BrokenPromise(f"I8: after {_MOST_ROUNDS} rounds something still waits to be sent")


def _step(world: World) -> None:
    _attempt(world, *_draw(world))
    seconds = world.dice.choice([1, 10, 40, 40, 600])
    world.house.clock.advance(seconds=seconds)
    world.pass_time(seconds=seconds)


def _attempt(world: World, machine: Machine, act: Step) -> bool:
    """Let a computer do something, as far as it can; False if it lost power over it."""
    world.trace.append(f"{act.__name__} {machine.name}")
    try:
        return world.alive(machine, lambda: act(world, machine))
    except InvalidAnswers:  # a clock far behind takes today for tomorrow, or a registration came without its contents
        world.note("refused over a date in the future, or over what is not known here")
    except NoKey:  # a computer that has joined and not yet exchanged since
        world.note("refused for want of a key")
    return True


def _draw(world: World) -> tuple[Machine, Step]:
    kind = world.dice.choices(["work", "order", "road", "mishap", "replay"], [9, 2, 8, 5, 1])[0]
    active = [m for m in world.machines if not world.is_revoked(m)]
    if kind == "work":
        return world.dice.choice([m for m in active if m.post is not None]), _choose(world, staff_actions.AT_POSTS)
    if kind == "order":
        return world.centre, _choose(world, staff_actions.IN_COORDINATION)
    if kind == "replay":
        return world.dice.choice(active), staff_actions.fold_again
    return world.dice.choice(active), _choose(world, mishaps.ROADS if kind == "road" else mishaps.MISHAPS)


def _choose(world: World, odds: dict[Step, int]) -> Step:
    return world.dice.choices(list(odds), list(odds.values()))[0]


def _exchange(world: World, machine: Machine) -> int:
    outcome = exchange(machine.node, RelayTransport(world.relay))
    world.refresh(machine)
    return (
        staff_actions.keep_keys(world, machine)
        + outcome.sent
        + outcome.received.new
        + outcome.received.gaps
        + outcome.received.filled
    )


def _meet_all(world: World, machine: Machine) -> int:
    """Whoever lacks contents meets all others: a relay that was given them empty cannot help."""
    filled = 0
    for other in world.working():
        if other is not machine:
            filled += exchange(machine.node, MemoryTransport(other.node)).received.filled
            world.refresh(other)
    world.refresh(machine)
    if filled:
        world.note("contents came after all")
    return filled
