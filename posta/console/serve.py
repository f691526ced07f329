"""`posta serve` and `posta lock`: the supervisor, and the way to lock from outside. Loads neither Django nor keys."""

import argparse
from pathlib import Path

from posta.console.command import Command
from posta.console.say import complain, say
from posta.node.running import lock_node
from posta.node.supervisor import Limits, serve

HOME = Path.home() / ".posta"


def arguments_of_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, default=HOME, help="the node's folder")
    parser.add_argument("--host", action="append", help="address to listen on (0.0.0.0 for the post's Wi-Fi)")
    parser.add_argument("--port", type=int, default=8470)
    parser.add_argument("--idle", type=float, default=300.0, help="seconds without use after which it locks")


def main_serve(arguments: list[str]) -> int:
    """Serve without loading the other commands."""
    parser = argparse.ArgumentParser(prog="posta serve", description=SERVE.about, epilog=f"example:  {SERVE.example}")
    arguments_of_serve(parser)
    return run_serve(parser.parse_args(arguments))


def run_serve(given: argparse.Namespace) -> int:
    home = given.home.expanduser().resolve()
    if not (home / "slots").exists():
        complain("posta serve: there is no node in this folder; begin with `posta init`.")
        return 1
    serve(home, given.host or ["127.0.0.1"], given.port, limits=Limits(idle=given.idle))
    return 0


def arguments_of_lock(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, default=HOME, help="the node's folder")


def run_lock(given: argparse.Namespace) -> int:
    if not lock_node(given.home.expanduser().resolve()):
        complain("posta lock: no node is running in this folder.")
        return 1
    say("Locked.")
    return 0


SERVE = Command(
    "serve", "run this node: the locked page until somebody gives their words", "posta serve --host 0.0.0.0",
    arguments_of_serve, run_serve,
)  # fmt: skip
LOCK = Command("lock", "lock a running node at once", "posta lock", arguments_of_lock, run_lock)
