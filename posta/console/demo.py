"""`posta demo`: three posts, a relay and coordination on this computer, with invented people. `--check` plays a journey.

Each post has a loopback address of its own (127.0.0.2 and on), because a browser keeps one cookie per address: so one
browser can be at work at all of them.
"""

import argparse
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from posta.console import stage
from posta.console.command import Command
from posta.console.journey import play_journey
from posta.console.network import Network, obey_keys, running_network, say_keys
from posta.console.say import say
from posta.errors import CannotNow

COORDINATION = "coordination"
POSTS = {
    "tenosique_la72": (("Dra. Ruiz", "doctor"), ("Enf. Solís", "nurse"), ("Psic. Ortega", "psychologist")),
    "coatzacoalcos_casa": (("Dr. Pech", "doctor"), ("T. S. Luna", "social_worker")),
    "coatzacoalcos_vias": (("Dra. Cano", "doctor"), ("Prom. Díaz", "promoter")),
}
PLACES = {
    "tenosique_la72": "La 72, Tenosique",
    "coatzacoalcos_casa": "Casa del Migrante, Coatzacoalcos",
    "coatzacoalcos_vias": "Vías del tren, Coatzacoalcos",
    COORDINATION: "Coordinación",
}
ADMINISTRATOR = "Lic. Vega"
PEOPLE, DAYS, SEED = 240, 14, 21


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="play the journey without a browser and exit")
    parser.add_argument("--home", type=Path, default=Path("demo-home"), help="where the demo's nodes live")
    parser.add_argument("--port", type=int, default=8470)
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")


def run(given: argparse.Namespace) -> int:
    """Set the mission up, then play the journey or serve until interrupted."""
    if given.check:
        with tempfile.TemporaryDirectory(prefix="posta-demo-") as folder:
            return _check(Path(folder))
    home = given.home.expanduser().resolve()
    with ExitStack() as stack:
        words_file = home / "words.txt"
        if words_file.exists():
            root, port = bytes.fromhex((home / "root.txt").read_text()), int((home / "relay" / "port").read_text())
            network = stack.enter_context(running_network(home / "relay", root, port))
        else:
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir(parents=True)
            _, network, _ = _set_up(home, stack)
        _serve(home, given, stack)
        _wait(network)
    return 0


def _check(folder: Path) -> int:
    with ExitStack() as stack:
        nodes, network, words = _set_up(folder, stack)
        play_journey(nodes, network.url, folder / "usb")
        for node in nodes.values():
            stage.stop_node(node)
        say("The journey holds: every post ends with the same state.")
        addresses = [stack.enter_context(served(folder / name, "127.0.0.1", 0)) for name in ("tenosique_la72",)]
        _check_door(addresses[0], words["Dra. Ruiz"])
    say("The locked page, the words and the board answer.")
    return 0


def _set_up(home: Path, stack: ExitStack) -> tuple[dict[str, stage.Node], Network, dict[str, str]]:
    """Make the four homes, the relay, colleagues and people; returns the posts' processes, the network, the words."""
    say("Making three posts, a relay and coordination with invented people…")
    nodes = {name: stage.start_node(name, home / name) for name in (*POSTS, COORDINATION)}
    for node in nodes.values():
        stack.callback(stage.stop_node, node)
    requests = {name: nodes[name].ask(stage.request_to_join) for name in POSTS}
    (home / "relay").mkdir()
    port = _free_port("127.0.0.1")
    (home / "relay" / "port").write_text(str(port))
    staff = [colleague for post in POSTS.values() for colleague in post]
    url = f"http://127.0.0.1:{port}"
    told = nodes[COORDINATION].ask(stage.found, ADMINISTRATOR, "", url, staff, requests)
    (home / "root.txt").write_text(told["root"].hex())
    network = stack.enter_context(running_network(home / "relay", told["root"], port))
    words = told["words"]
    for name, people in POSTS.items():
        nodes[name].tell(stage.join, told["invitations"][name], [words[person] for person, _ in people])
    for name in POSTS:
        nodes[name].answer()
    _people_the_posts(nodes, words, url)
    (home / "words.txt").write_text("\n".join(f"{person}\t{five}" for person, five in words.items()))
    (home / "words.txt").chmod(0o600)
    return nodes, network, words


def _people_the_posts(nodes: dict[str, stage.Node], words: dict[str, str], url: str) -> None:
    for name, people in POSTS.items():
        nodes[name].ask(stage.work, words[people[0][0]])
        nodes[name].tell(stage.simulate, PEOPLE, DAYS, SEED, list(POSTS))
    written = sum(nodes[name].answer() for name in POSTS)
    for name in POSTS:
        nodes[name].ask(stage.morning, SEED)
    say(f"{written} entries of {DAYS} invented days written.")
    nodes[COORDINATION].ask(stage.exchange, url, 60_000)
    for _ in range(2):
        for name in (*POSTS, COORDINATION):
            nodes[name].ask(stage.exchange, url, 60_000)


def _serve(home: Path, given: argparse.Namespace, stack: ExitStack) -> None:
    words = dict(line.split("\t") for line in (home / "words.txt").read_text().splitlines())
    addresses = {}
    for number, name in enumerate((*POSTS, COORDINATION), start=2):
        host = f"127.0.0.{number}" if sys.platform.startswith("linux") else "127.0.0.1"
        port = given.port if _is_free(host, given.port) else 0
        addresses[name] = stack.enter_context(served(home / name, host, port))
    say("\nThe demo is ready. Each line of words opens the post above it.\n")
    for name, address in addresses.items():
        say(f"{PLACES[name]}\n  {address}")
        for person, role in POSTS.get(name, ((ADMINISTRATOR, "administrator"),)):
            say(f"    {person:<14} {role:<14} {words[person]}")
    say()
    say_keys(sys.stdin)
    if not given.no_browser:
        webbrowser.open(addresses["tenosique_la72"])


@contextmanager
def served(home: Path, host: str, port: int) -> Iterator[str]:
    """A node's supervisor in its own process; yields its address."""
    port = port or _free_port(host)
    command = [sys.executable, "-m", "posta", "serve", "--home", str(home), "--host", host, "--port", str(port)]
    child = subprocess.Popen([*command, "--idle", "10"], stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        _until_open(host, port, child)
        yield f"http://{host}:{port}/"
    finally:
        child.terminate()
        child.wait(10)


def _check_door(address: str, words: str) -> None:
    """The locked page answers; wrong words open nothing; right words open the board."""
    from posta.console.door import knock

    if knock(address, "palabras que no abren nada nunca") is not None:
        raise CannotNow("Wrong words opened the post.")
    page = knock(address, words)
    if page is None or "Wilmer" not in page and "board" not in page:
        raise CannotNow("The right words did not open the board.")


def _until_open(host: str, port: int, child: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        if child.poll() is not None:
            raise CannotNow("A node of the demo did not start; try `posta doctor`.")
        with socket.socket() as probe:
            probe.settimeout(0.1)
            if probe.connect_ex((host, port)) == 0:
                return
        threading.Event().wait(0.05)
    raise CannotNow("A node of the demo did not answer within ten seconds.")


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as probe:
        return int(probe.getsockname()[1])


def _is_free(host: str, port: int) -> bool:
    try:
        with socket.create_server((host, port)):
            return True
    except OSError:
        return False


def _wait(network: Network) -> None:
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    try:
        obey_keys(network, sys.stdin, done)
    except KeyboardInterrupt:
        say("\nThe demo has ended; its homes are kept. Run it again, or delete the folder.")


COMMAND = Command(
    "demo", "three posts, a relay and coordination on this computer", "posta demo --check", arguments, run
)
