"""The network of the demo: its relay, which a key cuts off and brings back, so that everybody can see a post work alone.

    r and Enter     cut the network; again: restore it

Only where somebody can type: without a terminal there is no key, and nothing is said of one.
"""

import os
import select
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from posta.cli.output import in_terminal_language, print_info, translate_for_terminal
from posta.demo.errors import DemoFailed
from posta.relay.server_process import start_relay, stop_relay

KEY = "r"
LOOK_SECONDS = 1.0


@dataclass(slots=True)
class DemoNetwork:
    """A relay on this computer that stops and starts again on the same port with the same store."""

    home: Path
    root: bytes
    port: int
    _relay: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_up(self) -> bool:
        return self._relay is not None

    def restore(self) -> None:
        """Start the relay. Raises DemoFailed."""
        try:
            with socket.create_server(("127.0.0.1", self.port)) as listening:
                self._relay = start_relay(self.home, self.root, listening)
        except OSError:
            raise DemoFailed("relay_port_taken") from None

    def cut(self) -> None:
        """Stop the relay; what it holds stays on its disk."""
        if self._relay is not None:
            stop_relay(self._relay)
            self._relay = None


@contextmanager
def running_network(home: Path, root: bytes, port: int) -> Iterator[DemoNetwork]:
    """Start a network that is gone when the block ends."""
    network = DemoNetwork(home, root, port)
    network.restore()
    try:
        yield network
    finally:
        network.cut()


def print_help(keys: TextIO) -> None:
    """Print what can be typed, where something can be typed."""
    _ = in_terminal_language()
    if keys.isatty():
        print_info(_("Cut the network: type r and Enter. Again: restore it. Ctrl+C ends the demo."))
    else:
        print_info(_("Ctrl+C ends the demo."))


def handle_keypresses(network: DemoNetwork, keys: TextIO, done: threading.Event) -> None:
    """Cut and restore the network as somebody types, until it is done."""
    listening = keys.isatty()
    with suppress(ValueError):  # only the main thread may
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)  # in the background a demo goes on without keyboard input
    while not done.is_set():
        if not listening:
            done.wait(LOOK_SECONDS)
            continue
        line = _typed(keys)
        if line is None:
            listening = False
        elif line.strip().lower() == KEY:
            toggle_network(network)


def toggle_network(network: DemoNetwork) -> None:
    """Cut the network, or restore it, and say so."""
    _ = in_terminal_language()
    try:
        if network.is_up:
            network.cut()
            print_info(_("The network is cut. Go on working: nothing waits for it. r and Enter restores it."))
        else:
            network.restore()
            print_info(_("The network is back. What waited is sent within half a minute."))
    except DemoFailed as trouble:
        print_info(translate_for_terminal(trouble))


def _typed(keys: TextIO) -> str | None:
    """Return a line if one was typed lately, empty if none was, None if nobody will type any more."""
    try:
        if not select.select([keys], [], [], LOOK_SECONDS)[0]:
            return ""
        return os.read(keys.fileno(), 256).decode("utf-8", "replace") or None
    except OSError:
        return None
