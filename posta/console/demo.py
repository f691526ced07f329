"""`posta demo`: three posts, a relay, coordination and the public page on this computer, with invented people.

`--check` plays a journey.

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

from posta.console.command import Command
from posta.console.demo_homes import (
    ADMINISTRATOR,
    COORDINATION,
    POSTS,
    WORDS_FILE,
    free_port,
    made_homes,
    network_of,
    read_words,
)
from posta.console.demo_site import Finish, check_site, shown_site, site_of
from posta.console.journey import lose_and_restore, play_journey
from posta.console.network import Network, obey_keys, say_keys
from posta.console.say import in_language_of_terminal, language_of_terminal, say
from posta.errors import CannotNow
from posta.terms.lists import get_list

PLACES = {
    "tenosique_la72": "La 72, Tenosique",
    "coatzacoalcos_casa": "Casa del Migrante, Coatzacoalcos",
    "coatzacoalcos_vias": "Vías del tren, Coatzacoalcos",
    COORDINATION: "Coordinación",
}


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
    is_new = not (home / WORDS_FILE).exists()
    if is_new:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
    with ExitStack() as stack:
        finish = stack.enter_context(site_of(home))
        if is_new:
            with made_homes(home):
                pass  # the processes that made them hold keys and names: they end before anybody is served
        network = stack.enter_context(network_of(home))
        _serve(home, given, stack, finish)
        _wait(network)
    return 0


def _check(folder: Path) -> int:
    with ExitStack() as stack:
        finish = stack.enter_context(site_of(folder))
        with made_homes(folder) as made:
            words = read_words(folder)
            play_journey(made.nodes, made.relay, folder / "usb")
            lose_and_restore(made.nodes, made.relay, folder, words["Dra. Ruiz"])
        say("The journey holds: every post ends with the same state.")
        addresses = [stack.enter_context(served(folder / name, "127.0.0.1", 0)) for name in ("tenosique_la72",)]
        _check_door(addresses[0], words["Dra. Ruiz"])
        say("The locked page, the words and the board answer.")
        check_site(stack.enter_context(shown_site(finish(), "127.0.0.1", 0)))
    say("The public page is built and answers.")
    return 0


def _serve(home: Path, given: argparse.Namespace, stack: ExitStack, finish: Finish) -> None:
    _, language = in_language_of_terminal(), language_of_terminal()
    roles, words, addresses = get_list("role"), read_words(home), {}
    for number, name in enumerate((*POSTS, COORDINATION), start=2):
        addresses[name] = stack.enter_context(served(home / name, *_place_for(number, given.port)))
    try:
        site = stack.enter_context(shown_site(finish(), *_place_for(len(addresses) + 2, given.port)))
    except CannotNow as reason:  # a post lacks the packages of the page: the rest of the demo goes on
        site = str(reason)
    say("\n" + _("The demo is ready. Each line of words opens the post above it.") + "\n")
    for name, address in addresses.items():
        say(f"{PLACES[name]}\n  {address}")
        for person, role in POSTS.get(name, ((ADMINISTRATOR, "administrator"),)):
            say(f"    {person:<14} {roles.label(role, language):<18} {words[person]}")
    say(f"{_('The public page of a sample mission')}\n  {site}")
    say()
    if not given.no_browser:
        webbrowser.open(addresses["tenosique_la72"])


@contextmanager
def served(home: Path, host: str, port: int) -> Iterator[str]:
    """A node's supervisor in its own process; yields its address."""
    port = port or free_port(host)
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


def _place_for(number: int, port: int) -> tuple[str, int]:
    """Return host and port of something that is served: an address of its own where there are many, a free port if any."""
    host = f"127.0.0.{number}" if sys.platform.startswith("linux") else "127.0.0.1"
    return host, port if _is_free(host, port) else 0


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
        say_keys(sys.stdin)
        obey_keys(network, sys.stdin, done)
    except KeyboardInterrupt:
        say(
            "\n"
            + in_language_of_terminal()("The demo has ended; its homes are kept. Run it again, or delete the folder.")
        )


COMMAND = Command(
    "demo",
    "three posts, a relay, coordination and the public page on this computer",
    "posta demo --check",
    arguments,
    run,
)
