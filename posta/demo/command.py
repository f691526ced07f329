"""`posta demo`: nine places, a relay, coordination and the public page on this computer, with a year of invented work.

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
from dataclasses import dataclass
from pathlib import Path

from posta.cli.command_spec import Command
from posta.cli.output import in_terminal_language, print_info, translate_for_terminal
from posta.demo.check import lose_and_restore, run_check, step
from posta.demo.errors import DemoFailed
from posta.demo.node_homes import (
    TWO_WEEKS,
    WORDS_FILE,
    free_port,
    make_homes,
    read_words,
    reopen_network,
)
from posta.demo.places import CENTRE, PLACES
from posta.demo.public_page import Finish, check_site, serve_site, start_site_build
from posta.demo.relay_network import DemoNetwork, handle_keypresses, print_help
from posta.demo.start_page import serve_start_page
from posta.errors import TemporarilyUnavailable


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
        finish = stack.enter_context(start_site_build(home))
        if is_new:
            with make_homes(home):
                pass  # the processes that made them hold keys and names: they end before anybody is served
        network = stack.enter_context(reopen_network(home))
        _serve(home, given, stack, finish)
        _wait(network)
    return 0


def _check(folder: Path) -> int:
    with ExitStack() as stack:
        finish = stack.enter_context(start_site_build(folder))
        with make_homes(folder, TWO_WEEKS) as made:
            words = read_words(folder)
            run_check(made.nodes, made.relay, folder / "usb")
            lose_and_restore(made.nodes, made.relay, folder, words["Dra. Ruiz"])
        with step("the locked page, the words and the board answer"):
            address = _wait_for(stack.enter_context(serve_home(folder / "tenosique_la72", "127.0.0.1", 0)))
            _check_login(address, words["Dra. Ruiz"])
        with step("the public page is built and answers"):
            check_site(stack.enter_context(serve_site(finish(), "127.0.0.1", 0)))
    print_info("The journey holds.")
    return 0


def _serve(home: Path, given: argparse.Namespace, stack: ExitStack, finish: Finish) -> None:
    _, words = in_terminal_language(), read_words(home)
    served = [
        stack.enter_context(serve_home(home / place.code, *_choose_address(number, given.port)))
        for number, place in enumerate((*PLACES, CENTRE), start=2)
    ]
    addresses = {one.name: _wait_for(one) for one in served}
    try:
        site = stack.enter_context(serve_site(finish(), *_choose_address(len(addresses) + 2, given.port)))
    except TemporarilyUnavailable as reason:  # a post lacks the packages of the page: the rest of the demo goes on
        site = translate_for_terminal(reason)
    start = stack.enter_context(serve_start_page(addresses, words, site, *_choose_address(1, given.port)))
    print_info("\n" + _("The demo is ready. This page says who can try what where:") + f"\n  {start}\n")
    for place in (*PLACES, CENTRE):
        print_info(f"{place.name:<36} {addresses[place.code]}")
    print_info(f"{_('The public page of a sample mission'):<36} {site}\n")
    if not given.no_browser:
        webbrowser.open(start)


@dataclass(frozen=True, slots=True)
class ServedHome:
    """The supervisor of a node in its own process, and where it will answer."""

    name: str
    host: str
    port: int
    process: "subprocess.Popen[bytes]"


@contextmanager
def serve_home(home: Path, host: str, port: int) -> Iterator[ServedHome]:
    """Start a node's supervisor in its own process, which ends with the block; it answers a little later."""
    port = port or free_port(host)
    command = [sys.executable, "-m", "posta", "serve", "--home", str(home), "--host", host, "--port", str(port)]
    child = subprocess.Popen([*command, "--idle", "10"], stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        yield ServedHome(home.name, host, port, child)
    finally:
        child.terminate()
        child.wait(10)


def _check_login(address: str, words: str) -> None:
    """Check that the locked page answers; wrong words open nothing; right words open the board."""
    from posta.demo.http_login import log_in

    if log_in(address, "palabras que no abren nada nunca") is not None:
        raise DemoFailed("wrong_words_opened")
    page = log_in(address, words)
    if page is None or "Wilmer" not in page and "board" not in page:
        raise DemoFailed("words_did_not_open_board")


def _wait_for(home: ServedHome) -> str:
    """Wait until a supervisor answers, and return its address. Raises DemoFailed."""
    for _ in range(200):
        if home.process.poll() is not None:
            raise DemoFailed("node_did_not_start")
        with socket.socket() as probe:
            probe.settimeout(0.1)
            if probe.connect_ex((home.host, home.port)) == 0:
                return f"http://{home.host}:{home.port}/"
        threading.Event().wait(0.05)
    raise DemoFailed("node_silent")


def _choose_address(number: int, port: int) -> tuple[str, int]:
    """Return host and port of something that is served.

    It is an address of its own where there are many, a free port if the host has only one.
    """
    host = f"127.0.0.{number}" if sys.platform.startswith("linux") else "127.0.0.1"
    return host, port if _is_free(host, port) else 0


def _is_free(host: str, port: int) -> bool:
    try:
        with socket.create_server((host, port)):
            return True
    except OSError:
        return False


def _wait(network: DemoNetwork) -> None:
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    try:
        print_help(sys.stdin)
        handle_keypresses(network, sys.stdin, done)
    except KeyboardInterrupt:
        print_info(
            "\n" + in_terminal_language()("The demo has ended; its homes are kept. Run it again, or delete the folder.")
        )


COMMAND = Command(
    "demo",
    "nine places, a relay, coordination and the public page on this computer",
    "posta demo --check",
    arguments,
    run,
)
