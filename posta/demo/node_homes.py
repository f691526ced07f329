"""Making the homes of the demo: a mission, three posts and coordination, and people who came by in the last two weeks.

Each home is made by a process of its own (`stage`), which holds keys and names; all of them end with the block.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from posta.cli.output import in_terminal_language, print_info, show_progress
from posta.demo import node_process
from posta.demo.relay_network import DemoNetwork, running_network

COORDINATION = "coordination"
POSTS = {
    "tenosique_la72": (
        ("Dra. Ruiz", "doctor"),
        ("Enf. Solís", "nurse"),
        ("Psic. Ortega", "psychologist"),
        ("T. S. Rivas", "social_worker"),
    ),
    "coatzacoalcos_casa": (("Dr. Pech", "doctor"), ("Psic. Tun", "psychologist"), ("T. S. Luna", "social_worker")),
    "coatzacoalcos_vias": (("Dra. Cano", "doctor"), ("Prom. Díaz", "promoter")),
}
ADMINISTRATOR = "Lic. Vega"
PEOPLE, DAYS, SEED = 240, 14, 21
WORDS_FILE, ROOT_FILE, PORT_FILE = "words.txt", "root.txt", "relay/port"
STEPS = 6 + 6 * len(POSTS)


@dataclass(frozen=True, slots=True)
class RunningHomes:
    """The processes of the homes that were made, and the address of their relay."""

    nodes: dict[str, node_process.NodeProcess]
    relay: str


@contextmanager
def make_homes(home: Path) -> Iterator[RunningHomes]:
    """Make the four homes below a folder, with colleagues and people; their processes end with the block."""
    _ = in_terminal_language()
    print_info(_("Making three posts, a relay and coordination with invented people…"))
    with ExitStack() as stack:
        nodes = {name: node_process.start_node(name, home / name) for name in (*POSTS, COORDINATION)}
        for node in nodes.values():
            stack.enter_context(node_process.stopping_node(node))
        with show_progress(_("Making the demo")) as shown:
            url, written, left_out = _make(home, nodes, stack, _steps(shown))
        print_info(_("%(count)d entries of %(days)d invented days written.") % {"count": written, "days": DAYS})
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
    home: Path, nodes: dict[str, node_process.NodeProcess], stack: ExitStack, step: Callable[[], None]
) -> tuple[str, int, int]:
    """Found the mission, let posts and colleagues in, play two weeks.

    Returns the relay's address, the entries, and how many contacts were left out.
    """
    requests = {name: nodes[name].ask(node_process.request_to_join) for name in POSTS}
    step()
    port = free_port("127.0.0.1")
    (home / PORT_FILE).parent.mkdir()
    (home / PORT_FILE).write_text(str(port))
    staff = [colleague for post in POSTS.values() for colleague in post]
    url = f"http://127.0.0.1:{port}"
    founded = nodes[COORDINATION].ask(node_process.create_demo_mission, ADMINISTRATOR, "", url, staff, requests)
    step()
    (home / ROOT_FILE).write_text(founded["root"].hex())
    stack.enter_context(running_network(home / "relay", founded["root"], port))
    words = founded["words"]
    for name, people in POSTS.items():
        nodes[name].tell(
            node_process.accept_invitation_here, founded["invitations"][name], [words[person] for person, _ in people]
        )
    for name in POSTS:
        nodes[name].answer()
        step()
    written, left_out = _simulate_posts(nodes, words, url, step)
    file = home / WORDS_FILE
    file.touch(mode=0o600)
    file.write_text("\n".join(f"{person}\t{five}" for person, five in words.items()))
    step()
    return url, written, left_out


def _simulate_posts(
    nodes: dict[str, node_process.NodeProcess], words: dict[str, str], url: str, step: Callable[[], None]
) -> tuple[int, int]:
    """Play the days of each post with its colleagues, then exchange; return entries and contacts left out."""
    for name, people in POSTS.items():
        team = [person for person, _ in people]
        nodes[name].ask(node_process.start_shift, words[team[0]])
        nodes[name].tell(node_process.simulate_days, PEOPLE, DAYS, SEED, list(POSTS), team)
        step()
    written, left_out = 0, 0
    for name in POSTS:
        entries, missed = nodes[name].answer()
        written, left_out = written + entries, left_out + missed
        step()
    for name in POSTS:
        nodes[name].ask(node_process.simulate_morning, SEED)
        step()
    for name in (COORDINATION, *POSTS, COORDINATION, *POSTS, COORDINATION):
        nodes[name].ask(node_process.sync_over_http, url, 60_000)
        step()
    return written, left_out
