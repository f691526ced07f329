"""Making the homes of the demo: a mission, its places and coordination, and people who came by in the last year.

Each home is made by a process of its own (`stage`), which holds keys and names; all of them end with the block.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posta.cli.output import in_terminal_language, print_info, show_progress
from posta.demo import node_process
from posta.demo.places import ADMINISTRATOR, BY_CODE, CENTRE, COORDINATION, LED, PLACES
from posta.demo.relay_network import DemoNetwork, running_network

WORDS_FILE, ROOT_FILE, PORT_FILE = "words.txt", "root.txt", "relay/port"
STEPS = 5 + 3 * len(PLACES)


@dataclass(frozen=True, slots=True)
class SimulatedWork:
    """How much invented work lies behind a demo: how many people set out, in so many days before today.

    The seeds are chosen so that people are due back on the boards of the places with a doctor.
    """

    people: int
    days: int
    seed: int


A_YEAR, TWO_WEEKS = SimulatedWork(2_400, 365, 102), SimulatedWork(240, 14, 23)


@dataclass(frozen=True, slots=True)
class RunningHomes:
    """The processes of the homes that were made, and the address of their relay."""

    nodes: dict[str, node_process.NodeProcess]
    relay: str


@contextmanager
def make_homes(home: Path, work: SimulatedWork = A_YEAR) -> Iterator[RunningHomes]:
    """Make the homes below a folder, with colleagues and people; their processes end with the block."""
    _ = in_terminal_language()
    print_info(_("Making %(count)d places, a relay and coordination with invented people…") % {"count": len(PLACES)})
    with ExitStack() as stack:
        codes = (*BY_CODE, COORDINATION)
        nodes = {code: node_process.start_node(code, home / code) for code in codes}
        for node in nodes.values():
            stack.enter_context(node_process.stopping_node(node))
        with show_progress(_("Making the demo")) as shown:
            url, written, left_out = _make(home, nodes, stack, work, _steps(shown))
        print_info(_("%(count)d entries of %(days)d invented days written.") % {"count": written, "days": work.days})
        print_info(_("%(count)d contacts were left out.") % {"count": left_out})
        yield RunningHomes(nodes, url)


@contextmanager
def reopen_network(home: Path) -> Iterator[DemoNetwork]:
    """Start the relay of a demo that was made before; it ends with the block."""
    root, port = bytes.fromhex((home / ROOT_FILE).read_text()), int((home / PORT_FILE).read_text())
    with running_network(home / "relay", root, port) as network:
        yield network


def read_words(home: Path) -> dict[str, str]:
    """Return the five words of each invented colleague, by name."""
    return dict(line.split("\t") for line in (home / WORDS_FILE).read_text().splitlines())


def free_port(host: str) -> int:
    """Return a port of this host that nothing uses."""
    with socket.create_server((host, 0)) as probe:
        return int(probe.getsockname()[1])


def _steps(shown: Callable[[int, int], None]) -> Callable[[], None]:
    """Count one step more each time it is called."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        shown(done, STEPS)

    return step


def _make(
    home: Path,
    nodes: dict[str, node_process.NodeProcess],
    stack: ExitStack,
    work: SimulatedWork,
    step: Callable[[], None],
) -> tuple[str, int, int]:
    """Found the mission, let posts and colleagues in, play the days before today.

    Returns the relay's address, the entries, and how many contacts were left out.
    """
    requests = dict(zip(BY_CODE, _ask_all(nodes, node_process.request_to_join), strict=True))
    step()
    port = free_port("127.0.0.1")
    (home / PORT_FILE).parent.mkdir()
    (home / PORT_FILE).write_text(str(port))
    staff = [colleague for place in (*PLACES, CENTRE) for colleague in place.team if colleague[0] != ADMINISTRATOR]
    url = f"http://127.0.0.1:{port}"
    founded = nodes[COORDINATION].ask(node_process.create_demo_mission, ADMINISTRATOR, "", url, staff, requests)
    step()
    (home / ROOT_FILE).write_text(founded["root"].hex())
    stack.enter_context(running_network(home / "relay", founded["root"], port))
    words = founded["words"]
    beside = [words[person] for person, _ in CENTRE.team if person != ADMINISTRATOR]
    nodes[COORDINATION].ask(node_process.let_in_more, beside)
    for place in PLACES:
        team = [words[person] for person, _ in place.team]
        nodes[place.code].tell(node_process.accept_invitation_here, founded["invitations"][place.code], team)
    for place in PLACES:
        nodes[place.code].answer()
        step()
    written, left_out = _simulate_posts(nodes, words, work, step)
    _exchange(nodes, url, step)
    file = home / WORDS_FILE
    file.touch(mode=0o600)
    file.write_text("\n".join(f"{person}\t{five}" for person, five in words.items()))
    step()
    return url, written, left_out


def _ask_all(nodes: dict[str, node_process.NodeProcess], what: Callable[..., Any], *arguments: object) -> list[Any]:
    """Run a function at every place at the same time, and return the answers in the order of the places."""
    for code in BY_CODE:
        nodes[code].tell(what, *arguments)
    return [nodes[code].answer() for code in BY_CODE]


def _simulate_posts(
    nodes: dict[str, node_process.NodeProcess], words: dict[str, str], work: SimulatedWork, step: Callable[[], None]
) -> tuple[int, int]:
    """Play the days of each place with its colleagues; return entries and contacts left out."""
    for place in PLACES:
        nodes[place.code].tell(node_process.start_shift, words[place.team[0][0]])
    for place in PLACES:
        nodes[place.code].answer()
        team = [person for person, _ in place.team]
        nodes[place.code].tell(node_process.simulate_days, work.people, work.days, work.seed, list(BY_CODE), team, LED)
        step()
    written, left_out = 0, 0
    for place in PLACES:
        entries, missed = nodes[place.code].answer()
        written, left_out = written + entries, left_out + missed
        step()
    _ask_all(nodes, node_process.simulate_morning, work.seed)
    return written, left_out


def _exchange(nodes: dict[str, node_process.NodeProcess], url: str, step: Callable[[], None]) -> None:
    """Exchange until each place knows what the others wrote."""
    nodes[COORDINATION].ask(node_process.sync_over_http, url, 60_000)
    for _ in range(2):
        _ask_all(nodes, node_process.sync_over_http, url, 60_000)
        nodes[COORDINATION].ask(node_process.sync_over_http, url, 60_000)
        step()
