"""`posta doctor`: what is wrong here, in plain words; every line says what to do and names the page that says more.

Opens nothing, unless it is asked to read the whole database: that takes five words.
"""

import argparse
from dataclasses import asdict, replace
from pathlib import Path

import msgspec

from posta.cli.command_spec import Command
from posta.cli.computer_checks import DoctorFinding, list_findings
from posta.cli.computer_probes import Probes, observe_computer
from posta.cli.output import print_info, show_progress
from posta.cli.unlock_home import DEFAULT_HOME, WrongPassphrase, absolute_home, ask_passphrase
from posta.clock import Clock, SystemClock
from posta.errors import StorageError


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the node's folder")
    parser.add_argument(
        "--database", action="store_true", help="also read the whole database, with somebody's five words"
    )
    parser.add_argument("--json", action="store_true", help="codes, sentences and pages for another program")


def run(given: argparse.Namespace) -> int:
    """Print what is wrong; exit 1 if anything is."""
    home = absolute_home(given.home)
    damage = _read_database(home) if given.database else ()
    troubles = run_checks(home, damage=damage)
    if given.json:
        print_info(msgspec.json.encode({"ok": not troubles, "troubles": [asdict(one) for one in troubles]}).decode())
        return 1 if troubles else 0
    for one in troubles:
        print_info(f"- {one.words} ({one.page})")
    if not troubles:
        print_info("Nothing is wrong here.")
    return 1 if troubles else 0


def run_checks(
    home: Path, *, clock: Clock | None = None, probes: Probes | None = None, damage: tuple[str, ...] = ()
) -> list[DoctorFinding]:
    """Return what is wrong with a home and its computer."""
    return list_findings(replace(observe_computer(home, clock or SystemClock(), probes), damage=damage))


def _read_database(home: Path) -> tuple[str, ...]:
    """Return what is wrong with the pages of the database, read to the last one."""
    from posta.node.identity.device import database_key
    from posta.node.identity.unlock import unlock
    from posta.node.upkeep.integrity_check import read_whole_database
    from posta.node.upkeep.node_health import note_health

    unlocked = unlock(home, ask_passphrase())
    if unlocked is None:
        raise WrongPassphrase("wrong_passphrase")
    clock = SystemClock()
    try:
        with show_progress("Reading the database") as shown:
            damage = read_whole_database(home, database_key(unlocked.master), shown)
    except StorageError as error:
        damage = (str(error),)
    note_health(home, checked_at=clock.millis(), damage=damage)
    return damage


COMMAND = Command("doctor", "what is wrong here, in plain words", "posta doctor --database", arguments, run)
