"""What people do in the storm: honest work at posts and in coordination. Each act tells the oracle what was promised."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from posta.acts.actor import Actor
from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.acts.care.queue.hand_over import record_hand_over
from posta.acts.care.registration import record_amendment, record_person
from posta.acts.care.undo import mark_entered_in_error, record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission import administration
from posta.acts.mission.grant_repair import list_missing_keys, maintain_keys
from posta.acts.mission.join_requests import (
    accept_invitation,
    create_invitation,
    create_join_request,
    parse_join_request,
)
from posta.catalog import structural_acts as s
from posta.catalog.compartments import Compartment
from posta.chart.board import find_open_arrival
from posta.chart.history.timeline import find_item
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.clock import FixedClock
from posta.feed.hlc import max_accepted
from posta.ids import EntryId, FeedId, PersonId, StaffId
from posta.ledger.frontier import list_tips
from posta.mission.posts import find_post_by_code
from posta.scribe.replay import replay, state_hash
from posta.scribe.withdraw import TooLateToUndo
from posta.seal.keys import PersonKeys
from tests.faults.fake_disks import Disk, list_whole_entries
from tests.faults.oracle import BrokenPromise
from tests.faults.world import POSTS, Machine, World, seal_with
from tests.in_memory_mission import make_context
from tests.spec.examples import CLOSED_SESSION

_PERSON = {
    "sex": "m", "age_value": 24, "age_unit": "y", "country_origin": "HN", "pop_group": "migrant", "consent_care": "y",
    "consent_record": "y",
}  # fmt: skip
_ALLERGIC = tuple({"allergen": code} for code in ("penicillin", "sulfa"))
_CHANGES: tuple[dict[str, object], ...] = (  # beside the name, by its last digit: no dice are thrown for it
    *[{}] * 6, {"country_origin": None}, {"country_origin": "GT"}, {"family_name": "Mejilla"}, {"family_name": None},
    *({"allergies": rows} for rows in (_ALLERGIC[:1], _ALLERGIC[1:], _ALLERGIC, None, ({"allergen": "none"},))),
    {"family_name": None, "allergies": None},
)  # fmt: skip
_OPD = {"complaint": "Dolor", "dx_main": "foot_tinea", "dx_status": "new", "violence_link": "n"}


def register(world: World, machine: Machine) -> None:
    """Register a person, now and then with a telephone number that only others may read."""
    words = f"P{world.dice.randrange(1 << 40):x}"
    answers = {**_PERSON, "alias": words}
    if world.dice.random() < 0.3:
        answers["phone"] = "+525512345678"
    _, entry = record_person(world.actor(machine, "doctor"), answers)
    world.oracle.acknowledge(machine.feed, entry, machine.network, words, excused=_is_lost(world, machine))


def amend(world: World, machine: Machine) -> None:
    """Write anew what is known of a person."""
    person = _somebody(world, machine)
    if person is None:
        return register(world, machine)
    words = f"A{world.dice.randrange(1 << 40):x}"
    entry = record_amendment(world.actor(machine, "nurse"), person, {"alias": words} | _CHANGES[int(words[-1], 16)])
    return world.oracle.acknowledge(machine.feed, entry, machine.network, words, excused=_is_lost(world, machine))


def treat(world: World, machine: Machine) -> None:
    """Record a consultation, sometimes answering an arrival."""
    person = _somebody(world, machine)
    if person is None:
        return register(world, machine)
    words = f"H{world.dice.randrange(1 << 40):x}"
    forms = {"vitals": {"temp_c": 37.2}, "opd": {**_OPD, "history": words}}
    entry = record_encounter(world.actor(machine, "doctor"), person, forms).entry
    world.targets(machine).append((entry, person.id))
    return world.oracle.acknowledge(machine.feed, entry, machine.network, words, excused=_is_lost(world, machine))


def correct(world: World, machine: Machine) -> None:
    """Write a consultation anew in place of an earlier one."""
    found = _own_contact(world, machine)
    if found is None or find_item(machine.node.cursor, found[0], machine.node.keyring) is None:  # gone with its disk
        return treat(world, machine)
    words = f"C{world.dice.randrange(1 << 40):x}"
    forms = {"opd": {**_OPD, "history": words}}
    entry = record_encounter(world.actor(machine, "doctor"), found[1], forms, corrects=found[0]).entry
    return world.oracle.acknowledge(machine.feed, entry, machine.network, words, excused=_is_lost(world, machine))


def arrive(world: World, machine: Machine) -> None:
    """Put a person on the board, and perhaps call them."""
    person = _somebody(world, machine)
    if person is None:
        return register(world, machine)
    words = f"R{world.dice.randrange(1 << 40):x}"
    actor = world.actor(machine, "nurse")
    waiting = find_open_arrival(actor.node.cursor, person.id, actor.post.number, actor.queue_start)
    if waiting is not None and waiting.state == "called":
        return pass_on(world, machine, actor, person)
    if waiting is not None:
        record_arrival_status(actor, person, waiting.arrival, "called")
        return None
    entry = record_arrival(actor, person, reason=words)
    return world.oracle.acknowledge(machine.feed, entry, machine.network, words, excused=_is_lost(world, machine))


def pass_on(world: World, machine: Machine, actor: Actor, person: Person) -> None:
    """Hand a person who was called over to another trade."""
    words = f"H{world.dice.randrange(1 << 40):x}"
    entry = record_hand_over(actor, person, "doctor", reason=words)
    return world.oracle.acknowledge(machine.feed, entry, machine.network, words, excused=_is_lost(world, machine))


def undo(world: World, machine: Machine) -> None:
    """Write something and take it back, in time or too late."""
    person = _somebody(world, machine)
    if person is None:
        return register(world, machine)
    words = f"U{world.dice.randrange(1 << 40):x}"
    actor = world.actor(machine, "nurse")
    entry = record_amendment(actor, person, {"alias": words})
    world.oracle.acknowledge(machine.feed, entry, machine.network, words, excused=_is_lost(world, machine))
    machine.clock.advance(seconds=world.dice.choice([5, 20, 31]))
    try:
        back = record_undo(actor, person, entry)
    except TooLateToUndo:
        return world.note("too late to undo")
    world.note("undone in time")
    world.oracle.acknowledge(machine.feed, back, machine.network, "undone", excused=_is_lost(world, machine))
    world.oracle.acks[entry].undone_by = back
    return None


def take_back(world: World, machine: Machine) -> None:
    """Mark an entry as made in error."""
    found = _own_contact(world, machine)
    if found is None or find_item(machine.node.cursor, found[0], machine.node.keyring) is None:  # gone with its disk
        return treat(world, machine)
    words = f"E{world.dice.randrange(1 << 40):x}"
    entry = mark_entered_in_error(world.actor(machine, "doctor"), found[1], found[0], words)
    return world.oracle.acknowledge(machine.feed, entry, machine.network, words, excused=_is_lost(world, machine))


def appoint(world: World, machine: Machine) -> None:
    """Appoint a colleague, with the keys of the trade."""
    centre = world.centre
    keys = PersonKeys.generate(world.dice.randbytes)
    words = f"S{world.dice.randrange(1 << 40):x}"
    act = administration.build_appointment(
        StaffId(world.dice.randbytes(16)), words, "nurse", keys.box_public, keys.verify_key
    )
    for entry in administration.record_appointment(centre.node, act, world.known_epochs(), None):
        world.oracle.acknowledge(centre.feed, entry, "")


def rotate(world: World, machine: Machine) -> None:
    """Open a new epoch of a compartment."""
    compartment, network = world.dice.choice(
        [(Compartment.CARE, "route"), (Compartment.FACTS, ""), (Compartment.ADMIN, ""), (Compartment.CONTACTS, "route")]
    )
    epoch, entries = administration.record_rotation(world.centre.node, compartment, network, None)
    world.epochs = (*world.epochs, epoch)
    for entry in entries:
        world.oracle.acknowledge(world.centre.feed, entry, "")
    world.refresh(world.centre)
    world.note("epoch rotated")


def confide(world: World, machine: Machine) -> None:
    """Write a sealed session about somebody whom the post knows."""
    people = [
        row[0] for row in machine.node.cursor.execute("SELECT person FROM chart_person ORDER BY person").fetchall()
    ]
    person = find_person(machine.node.cursor, PersonId(world.tricks.choice(people)))
    assert person is not None
    words = f"K{world.tricks.randrange(1 << 40):x}"
    actor = world.actor(machine, "psychologist")
    actor = replace(actor, node=replace(actor.node, random=world.tricks.randbytes))
    entry = record_encounter(actor, person, {"mh_fu": {**CLOSED_SESSION, "note": words}}).entry
    world.oracle.acknowledge(machine.feed, entry, machine.network, excused=_is_lost(world, machine))
    world.oracle.sealed[entry] = words


def answer(world: World, machine: Machine) -> None:
    """Amend whoever another post has written about last."""
    row = machine.node.cursor.execute("SELECT person FROM chart_assertion ORDER BY hlc DESC LIMIT 1").fetchone()
    person = find_person(machine.node.cursor, PersonId(row[0])) if row else None
    if person is None or person.network != machine.network:
        return
    words = f"B{world.tricks.randrange(1 << 40):x}"
    actor = world.actor(machine, "nurse")
    actor = replace(actor, node=replace(actor.node, random=world.tricks.randbytes))
    entry = record_amendment(actor, person, {"alias": words})
    world.oracle.timely[entry] = max_accepted(machine.clock.millis())
    world.oracle.acknowledge(machine.feed, entry, machine.network, words, excused=_is_lost(world, machine))


def rotate_mental_health(world: World, machine: Machine) -> None:
    """Open a new epoch of a compartment that persons hold."""
    rotate_place(world, Compartment.MENTAL_HEALTH, "route", world.tricks)


def rotate_place(world: World, compartment: Compartment, network: str, dice: random.Random) -> None:
    """Open a new epoch of a place, by these dice."""
    node = replace(world.centre.node, random=dice.randbytes)
    epoch, entries = administration.record_rotation(node, compartment, network, None)
    world.epochs = (*world.epochs, epoch)
    for entry in entries:
        world.oracle.acknowledge(world.centre.feed, entry, "")
    world.refresh(world.centre)


def keep_keys(world: World, machine: Machine) -> int:
    """What a computer that administers does by itself after an exchange: give the keys it has, replace exposed ones; how many."""
    if machine.post is not None or machine.disk.connection.in_transaction:
        return 0
    with boxes_from(world.locks):
        done = maintain_keys(replace(machine.node, random=world.locks.randbytes))
    if done:
        world.note("keys given by the computer")
        world.refresh(machine)
    return done


def give_keys(world: World) -> int:
    """An administrator gives the missing keys that only persons hold; how many."""
    centre = world.centre
    node = replace(centre.node, random=world.locks.randbytes)
    with boxes_from(world.locks):
        given = administration.record_missing_grants(node, list_missing_keys(node), world.known_epochs(), None)
    for entry in given:
        world.oracle.acknowledge(centre.feed, entry, "")
    if given:
        world.note("keys given by an administrator")
    return len(given)


@contextmanager
def boxes_from(dice: random.Random) -> Iterator[None]:
    """Sealed boxes draw their throw-away key themselves; here from these dice, so that one seed gives one history."""
    plain = administration.seal_to
    administration.seal_to = seal_with(dice)
    try:
        yield
    finally:
        administration.seal_to = plain


def enrol(world: World, machine: Machine) -> None:
    """A second computer joins at some post."""
    if len(world.machines) > 6:
        return appoint(world, machine)
    post = world.dice.choice(POSTS)
    clock = FixedClock(world.centre.clock.at + timedelta(seconds=world.dice.choice([0, 7, -90])))
    bare = make_context(clock, world.dice)
    place = find_post_by_code(world.centre.node.cursor, post)
    assert place is not None
    enrolment = s.Enrolment(
        verify_key=bare.device.verify_key, box_public=bare.device.box_public, post=place.number, label=post
    )
    entries = administration.record_enrolment(
        world.centre.node, enrolment, world.known_epochs(), world.house.secret, None
    )
    for entry in entries:
        world.oracle.acknowledge(world.centre.feed, entry, "")
    invitation = create_invitation(
        world.centre.node, parse_join_request(create_join_request(bare.device)), root=bytes(32), card=b""
    )
    accept_invitation(bare, invitation)
    fresh = Machine(f"{post}-{len(world.machines)}", post, bare.device, clock, Disk(bare.cursor.connection))
    world.add(fresh)
    world.start(fresh)
    world.note("device enrolled")
    return None


def revoke(world: World, machine: Machine) -> None:
    """Declare a computer lost: it keeps on working somewhere, and what it writes from now on must not count."""
    centre = world.centre
    known = {tip.feed: tip for tip in list_tips(centre.node.cursor)}
    candidates = [m.feed for m in world.posts()[2:]] + [world.hostile.feed]
    feed = world.dice.choice([c for c in candidates if c in known] or [b""])
    if not feed or feed in world.oracle.revoked:
        return appoint(world, machine)
    tip = max((t for t in list_tips(centre.node.cursor) if t.feed == feed), key=lambda t: (t.incarnation, t.sequence))
    upto = (tip.incarnation, max(0, tip.sequence - world.dice.randrange(3)))
    # from now on it may be so; the mission's tables at the end say whether it is
    world.oracle.revoked[feed] = upto, _known_of(centre, feed, upto)
    lost = [m for m in world.working() if m.feed == feed]  # with its copies, if there are any
    world.lost_devices.add(feed)
    for machine_lost in lost:
        world.oracle.lose(world, list_whole_entries(machine_lost.disk.connection), machine_lost.disk)
    entry = administration.record_revocation(centre.node, feed, upto, None, "lost")
    world.oracle.acknowledge(centre.feed, entry, "")
    return world.note("device revoked")


def _known_of(machine: Machine, feed: FeedId, upto: tuple[int, int]) -> frozenset[bytes]:
    """What a computer holds of a feed up to a place: on every line and in every incarnation."""
    rows = machine.node.cursor.execute(
        "SELECT e.hash, e.incarnation, e.sequence FROM ledger_entry e JOIN ledger_feed f ON f.id = e.feed WHERE f.feed = ?",
        (feed,),
    )
    return frozenset(hash_ for hash_, *place in rows.fetchall() if tuple(place) <= upto)


def fold_again(world: World, machine: Machine) -> None:
    """Replay in the middle of the storm: nothing may change."""
    before = state_hash(machine.node)
    replay(machine.node)
    if state_hash(machine.node) != before:
        raise BrokenPromise(f"I7: replay on {machine.name} gives another state")
    world.note("replayed")


ActOf = Callable[[World, Machine], None]
AT_POSTS: dict[ActOf, int] = {register: 5, amend: 5, treat: 5, correct: 3, arrive: 3, undo: 3, take_back: 2}
IN_COORDINATION: dict[ActOf, int] = {appoint: 2, rotate: 2, enrol: 1, revoke: 2}


def _is_lost(world: World, machine: Machine) -> bool:
    return machine.feed in world.lost_devices


def _somebody(world: World, machine: Machine) -> Person | None:
    """A person of the machine's network, as its chart knows them."""
    rows = machine.node.cursor.execute("SELECT person FROM chart_person ORDER BY person").fetchall()
    if not rows:
        return None
    return find_person(machine.node.cursor, PersonId(world.dice.choice(rows)[0]))


def _own_contact(world: World, machine: Machine) -> tuple[EntryId, Person] | None:
    known = [(e, p) for e, p in world.targets(machine) if (found := find_person(machine.node.cursor, p))]
    if not known:
        return None
    entry, person = world.dice.choice(known)
    found = find_person(machine.node.cursor, person)
    return (entry, found) if found is not None else None
