"""`posta serve` and `posta lock`: the supervisor, and the way to lock from outside. Loads neither Django nor keys."""

import argparse
import errno
from pathlib import Path

from posta.cli.command_spec import Command
from posta.cli.output import print_error, print_info
from posta.node.http.locked_page import LANGUAGES
from posta.node.identity.device_file import DEFAULT_PORT, IDLE_MINUTES, read_usable_facts
from posta.node.process.pid_file import lock_node
from posta.node.process.supervisor import Limits, serve

HOME = Path.home() / ".posta"


def arguments_of_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, default=HOME, help="the node's folder")
    parser.add_argument("--host", action="append", help="address to listen on; may be repeated (127.0.0.1)")
    parser.add_argument("--port", type=int, help=f"port to listen on (as in device.toml, or {DEFAULT_PORT})")
    parser.add_argument("--idle", type=int, choices=IDLE_MINUTES, help="minutes without anybody (device.toml, or 5)")
    parser.add_argument("--language", choices=tuple(LANGUAGES), help="of the locked page (device.toml, or es)")


def main_serve(arguments: list[str]) -> int:
    """Serve without loading the other commands."""
    epilog = f"example:  {SERVE.example}"
    parser = argparse.ArgumentParser(prog="posta serve", description=SERVE.about, epilog=epilog)
    arguments_of_serve(parser)
    return run_serve(parser.parse_args(arguments))


def run_serve(given: argparse.Namespace) -> int:
    """Serve a home until a signal ends the process."""
    home = given.home.expanduser().resolve()
    if not (home / "slots").exists():
        print_error("posta serve: there is no node in this folder; begin with `posta init`.")
        return 1
    facts = read_usable_facts(home)
    limits = Limits(idle=60 * (given.idle or facts.idle_minutes))
    port = facts.port if given.port is None else given.port
    try:
        serve(home, given.host or ["127.0.0.1"], port, limits=limits, language=given.language or facts.language)
    except OSError as reason:
        print_error(f"posta serve: {reason.strerror}; {_remedy(reason)}")
        return 1
    return 0


def _remedy(reason: OSError) -> str:
    """Return what to do about an address that cannot be used, or a disk that takes nothing."""
    if reason.errno in (errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO):
        return "the disk is in trouble: see docs/runbooks/en/broken-disk.md."
    if isinstance(reason, PermissionError) and reason.filename:
        return "the folder belongs to somebody else: run it as who made it."
    return "choose another --host or --port."


def arguments_of_lock(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, default=HOME, help="the node's folder")


def run_lock(given: argparse.Namespace) -> int:
    """Lock a home now."""
    if lock_node(given.home.expanduser().resolve()):
        print_info("Locked.")
    else:
        print_info("Nothing runs on this home, so it is locked.")
    return 0


SERVE = Command(
    "serve", "run this node: the locked page until somebody gives their words", "posta serve --host 0.0.0.0",
    arguments_of_serve, run_serve,
)  # fmt: skip
LOCK = Command("lock", "lock a running node at once", "posta lock", arguments_of_lock, run_lock)
