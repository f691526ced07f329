"""A node of the demo in a process of its own: it makes a home and people, exchanges, and answers with its state.

Each node needs its own Django, so each gets a process that receives its orders over a pipe. It uses the same acts,
roads and files as any other node.
"""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from heapq import merge
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

import django

from posta.clock import SystemClock
from posta.errors import PostaError
from posta.ids import PersonId
from posta.mission.places.service_calendar import OfferedServices

COST_OF_WORDS = (128 * 1024, 2)  # the least that is allowed: the words of a demo open nobody's record
RESERVED = ("", "", True)
MORNING = (
    ("injury: Caída del tren, dolor en la muñeca", "red", False),
    ("respiratory: Fiebre y tos", "yellow", False),
    RESERVED,
    ("skin: Ronchas y comezón", "green", False),
    ("feet: Dolor y ampollas", "green", False),
    ("digestive: Diarrea desde anoche", "", False),
)


@dataclass(slots=True)
class NodeProcess:
    """A node's process: `ask` runs one of the functions below in it and returns its answer."""

    name: str
    home: Path
    pipe: Connection
    process: Any

    def ask(self, what: Callable[..., Any], *arguments: Any) -> Any:
        """Run a function there and wait for what it returns."""
        self.pipe.send((what, arguments))
        return self.answer()

    def tell(self, what: Callable[..., Any], *arguments: Any) -> None:
        """Begin a function there; `answer` waits for it."""
        self.pipe.send((what, arguments))

    def answer(self) -> Any:
        """Return what the function begun last returned. Raises what it raised."""
        worked, value = self.pipe.recv()
        if not worked:
            raise NodeFailed("node_refused", node=self.name, why=str(value))
        return value


class NodeFailed(PostaError):
    """A node of the demo could not run the function that it was asked for."""

    sentences = {
        "node_refused": "%(node)s: %(why)s",
        "node_words_opened_nothing": "the first colleague's words opened nothing",
        "node_person_unknown": "the person is not known here",
        "node_place_unknown": "the place is not known here",
        "node_referral_unknown": "the referral is not known here",
    }


def start_node(name: str, home: Path) -> NodeProcess:
    """Return a new process for a node. Ctrl+C in a terminal is for the program that started it."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, home), daemon=True)
    with interrupts_blocked():
        process.start()
    theirs.close()
    return NodeProcess(name, home, ours, process)


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Start processes that Ctrl+C does not reach; one pressed meanwhile reaches this process afterwards."""
    resource_tracker.ensure_running()  # its first start would let interrupts through again
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def stopping_node(node: NodeProcess) -> Iterator[NodeProcess]:
    """End a node's process with the block; end it at once if the block was interrupted.

    After an interruption the process may be busy for long.
    """
    try:
        yield node
    except BaseException:
        node.process.kill()
        raise
    finally:
        stop_node(node)


def stop_node(node: NodeProcess) -> None:
    """End its process."""
    node.pipe.close()
    node.process.join(10)
    if node.process.is_alive():
        node.process.kill()


@dataclass(slots=True)
class NodeState:
    """What the process of a node keeps between two questions."""

    home: Path
    kept: dict[str, Any] = field(default_factory=dict)


class ShiftedClock(SystemClock):
    """The computer's clock, moved forward by so many milliseconds: nobody waits half a minute in a demo."""

    def __init__(self, ahead: int) -> None:
        self.ahead = ahead

    def millis(self) -> int:
        return super().millis() + self.ahead


def create_demo_mission(
    here: NodeState, name: str, mission: str, relay: str, staff: list[tuple[str, str]], requests: dict[str, bytes]
) -> dict:
    """Found the mission here, appoint colleagues (name, role), enrol devices. Returns words, invitations, root key."""
    from posta.acts.mission import founding
    from posta.acts.mission.founding_file import SAMPLE, read_mission
    from posta.acts.mission.join_requests import parse_join_request
    from posta.cli.unlock_home import set_up_home
    from posta.mission.keys.wrapped_keys import KDF_PARAMETERS
    from posta.node.identity.device import create_device
    from posta.scribe.context.local_node import open_local_context
    from posta.seal.keys import DeviceKeys
    from posta.seal.passphrase import generate_passphrase
    from posta.seal.slots import Parameters

    KDF_PARAMETERS[0] = Parameters(*COST_OF_WORDS)
    root = DeviceKeys.generate(os.urandom)
    words = {name: generate_passphrase("es", os.urandom)}
    made = create_device(here.home, words[name], "es", parameters=KDF_PARAMETERS[0]).unlocked
    set_up_home(here.home, made)
    here.kept["unlocked"] = made
    node = founding.create_mission(
        open_local_context(),
        read_mission(Path(mission) if mission else SAMPLE, root.verify_key, demonstration=True),
        root,
        name,
        made.staff,
        made.person,
    )
    case = founding.unlock_admin_keys(node, made.staff, made.person)
    for colleague, role in staff:
        words[colleague] = generate_passphrase("es", os.urandom)
        founding.issue_appointment(node, case, colleague, role, words[colleague], by=made.staff)
    invitations = {
        post: founding.enrol_device(
            node, case, made.person, parse_join_request(request), post, by=made.staff, relay=relay
        )
        for post, request in requests.items()
    }
    from posta.node.settings import put_setting

    put_setting("relay.url", relay)
    return {"words": words, "invitations": invitations, "root": root.verify_key}


def request_to_join(here: NodeState) -> bytes:
    """Make new keys here, and the request to join."""
    from posta.acts.mission.join_requests import create_join_request
    from posta.node.identity.pending_device import create_pending_device

    return create_join_request(create_pending_device(here.home, "es"))


def accept_invitation_here(here: NodeState, invitation: bytes, words: list[str]) -> None:
    """Become a post, and let colleagues in with their words. Raises NodeFailed."""
    from posta.acts.mission.first_login import provision_colleague, set_up_post
    from posta.mission.keys.wrapped_keys import KDF_PARAMETERS
    from posta.node.identity.pending_device import read_pending_device, read_pending_master
    from posta.seal.slots import Parameters

    KDF_PARAMETERS[0] = Parameters(*COST_OF_WORDS)
    master = read_pending_master(here.home)
    joined = set_up_post(here.home, read_pending_device(here.home), invitation)
    here.kept["paper"] = joined.let_in(words[0])
    if not here.kept["paper"]:
        raise NodeFailed("node_words_opened_nothing")
    for more in words[1:]:
        provision_colleague(here.home, more, master)


def let_in_more(here: NodeState, words: list[str]) -> None:
    """Let further colleagues in at the computer that founded the mission, with their words. Raises NodeFailed."""
    from posta.acts.mission.first_login import provision_colleague

    for five in words:
        if provision_colleague(here.home, five, here.kept["unlocked"].master) is None:
            raise NodeFailed("node_words_opened_nothing")


def back_up(here: NodeState, target: str) -> str:
    """Back this node up to a file; return the ten words that open it.

    The words are those that were written down when the node joined.
    """
    from posta.node.identity.master_key_holder import NodeKeys
    from posta.node.upkeep.node_backup import make_backup

    unlocked = here.kept["unlocked"]
    make_backup(here.home, NodeKeys(unlocked.device.to_bytes(), unlocked.master), Path(target), [])
    return str(here.kept["paper"])


def restore(here: NodeState, file: str, paper: str, words: str) -> None:
    """Become, on another computer, the node whose backup this is."""
    from posta.node.upkeep.node_backup import restore_backup

    restore_backup(Path(file), paper, here.home, words)


def start_shift(here: NodeState, words: str) -> None:
    """Begin a shift here: the colleague with these words is on duty from now on."""
    from posta.acts.cli_actor import actor_from_cli
    from posta.cli.unlock_home import open_home

    here.kept["unlocked"] = open_home(here.home, words)
    here.kept["duty"] = actor_from_cli(here.kept["unlocked"])


def simulate_days(
    here: NodeState,
    people: int,
    days: int,
    seed: int,
    posts: list[str],
    team: Sequence[str] = (),
    led: Sequence[str] = (),
) -> tuple[int, int]:
    """Play this post's share of a simulation that ends yesterday, with the colleagues of a team (names).

    With places where somebody follows up signals (`led`), signals are recorded too.

    Returns the number of entries, and of contacts that were not written because a rule or nobody's trade allows them.
    """
    from posta.acts.replay_simulation import replay_simulation
    from posta.mission.staff import list_staff
    from posta.simulation.signals import generate_signals
    from posta.simulation.visits import simulate

    duty = here.kept["duty"]
    signals = generate_signals(days, seed, posts, led, duty.today - timedelta(days=days))
    colleagues = [one for one in list_staff(duty.node.cursor) if one.name in team and one.id != duty.staff.id]
    start = duty.today - timedelta(days=days)
    visits = simulate(people, days, seed, posts, start)
    events = merge(visits, signals, key=lambda event: event.at) if led else visits
    played = replay_simulation(duty, events, colleagues=colleagues)
    return played.entries, played.rejected.total() + played.unstaffed


def simulate_morning(here: NodeState, seed: int) -> int:
    """Register the arrivals of people who come back this morning and wait, as a board shows at nine. Return how many.

    People with an appointment for today are still on the way.
    """
    from dataclasses import replace

    from posta.acts.care.queue.arrival import record_arrival
    from posta.chart.agenda.planned_visits import list_due
    from posta.chart.people_search import list_recent
    from posta.clock import FixedClock, to_epoch_day

    actor, random = here.kept["duty"], Random(seed)
    due = {one.person for one in list_due(actor.node.cursor, actor.post.number, to_epoch_day(actor.today))}
    recent = list_recent(actor.node.cursor, actor.post.number, limit=len(MORNING) + len(due))
    people = [found.person for found in recent if found.person.id not in due][: len(MORNING)]
    minutes = sorted((random.randint(3, 55) for _ in people), reverse=True)
    arrivals = list_arrivals(actor.offered, actor.post.kind)
    for person, (reason, colour, reserved), ago in zip(people, arrivals, minutes, strict=False):
        clock = FixedClock(actor.now - timedelta(minutes=ago))
        waiting = replace(actor, node=replace(actor.node, clock=clock))
        record_arrival(waiting, person, reason=reason, colour=colour, reserved=reserved)
    return len(people)


def list_arrivals(offered: OfferedServices, kind: str) -> list[tuple[str, str, bool]]:
    """Return reason, colour and whether it is reserved, for invented people who wait at such a place.

    Where no care is given for a reason, as in a house for psychosocial care, the appointment is a reserved one.
    """
    from posta.mission.places.offered_forms import list_offered_reasons

    codes = [reason.partition(":")[0] for reason, _colour, _reserved in MORNING]
    given = list_offered_reasons(offered, kind, codes)
    return [one if code in given else RESERVED for code, one in zip(codes, MORNING, strict=True)]


def register_person(here: NodeState, answers: dict[str, object]) -> bytes:
    """Register a person."""
    from posta.acts.care.registration import record_person

    return record_person(here.kept["duty"], answers)[0]


def record_visit(here: NodeState, person: bytes, forms: dict[str, dict[str, object]]) -> bytes:
    """Record a contact with a person. Raises NodeFailed."""
    from posta.acts.care.visits.encounter import record_encounter
    from posta.chart.record.person_registers import find_person

    actor = here.kept["duty"]
    known = find_person(actor.node.cursor, PersonId(person))
    if known is None:
        raise NodeFailed("node_person_unknown")
    return record_encounter(actor, known, forms).entry


def find_ids(here: NodeState, text: str) -> list[bytes]:
    """Return the ids of people found by a search."""
    from posta.chart.people_search import find_people

    return [found.person.id for found in find_people(here.kept["duty"].node.cursor, text)]


def list_diagnoses(here: NodeState, person: bytes) -> list[str]:
    """Return the main diagnoses of a person as this post sees them, newest first."""
    from posta.chart.history.timeline import list_timeline

    node = here.kept["duty"].node
    items = list_timeline(node.cursor, PersonId(person), node.keyring)
    return [str(item.forms["opd"]["dx_main"]) for item in items if "opd" in item.forms]


def sync_over_http(here: NodeState, url: str, ahead: int) -> tuple[int, int]:
    """Exchange with a relay: entries sent and new."""
    from posta.sync.peers import sync_with

    outcome = sync_with(_open_context(ahead), url)
    return outcome.sent, outcome.received.new


def sync_by_folder(here: NodeState, folder: str, ahead: int) -> tuple[int, int, list[str]]:
    """Exchange with a folder: entries written, entries new, reasons for what was set aside."""
    from posta.sync.file_transfer import sync_folder as take_folder

    outcome = take_folder(_open_context(ahead), Path(folder))
    return outcome.sent, outcome.received.new, [str(one) for one in outcome.received.reasons]


def hash_state(here: NodeState) -> str:
    """Return the hash of everything projected here."""
    from posta.scribe.context.local_node import open_local_context
    from posta.scribe.replay import state_hash

    return state_hash(open_local_context())


def _open_context(ahead: int) -> Any:
    from dataclasses import replace

    from posta.scribe.context.local_node import open_local_context

    return replace(open_local_context(), clock=ShiftedClock(ahead))


def _serve(pipe: Connection, home: Path) -> None:
    here = NodeState(home)
    os.environ["POSTA_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posta.config.settings.base")
    django.setup()
    while True:
        try:
            what, arguments = pipe.recv()
        except (EOFError, ConnectionError):
            return
        try:
            pipe.send((True, what(here, *arguments)))
        except Exception as error:  # noqa: BLE001  the caller raises any error of the process
            pipe.send((False, f"{type(error).__name__}: {error}"))
