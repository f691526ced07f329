"""`posta doctor`: what is wrong here, in plain words; every line says what to do and names the page that says more.

Opens nothing, unless it is asked to read the whole database: that takes five words.
"""

import argparse
from dataclasses import asdict, replace
from pathlib import Path

import msgspec

from posta.clock import Clock, SystemClock
from posta.console.checks import Trouble, list_troubles
from posta.console.command import Command
from posta.console.opening import DEFAULT_HOME, ask_words, at_home
from posta.console.probes import Probes, look
from posta.console.say import progress, say
from posta.errors import BrokenDisk, NotAllowed


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the node's folder")
    parser.add_argument(
        "--database", action="store_true", help="also read the whole database, with somebody's five words"
    )
    parser.add_argument("--json", action="store_true", help="codes, sentences and pages for another program")


def run(given: argparse.Namespace) -> int:
    """Print what is wrong; exit 1 if anything is."""
    home = at_home(given.home)
    damage = _read_database(home) if given.database else ()
    troubles = find_troubles(home, damage=damage)
    if given.json:
        say(msgspec.json.encode({"ok": not troubles, "troubles": [asdict(one) for one in troubles]}).decode())
        return 1 if troubles else 0
    for one in troubles:
        say(f"- {one.words} ({one.page})")
    if not troubles:
        say("Nothing is wrong here.")
    return 1 if troubles else 0


def find_troubles(
    home: Path, *, clock: Clock | None = None, probes: Probes | None = None, damage: tuple[str, ...] = ()
) -> list[Trouble]:
    """Return what is wrong with a home and its computer."""
    return list_troubles(replace(look(home, clock or SystemClock(), probes), damage=damage))


def _read_database(home: Path) -> tuple[str, ...]:
    """What is wrong with the pages of the database, read to the last one."""
    from posta.node.device import database_key
    from posta.node.health import note_health
    from posta.node.unlock import unlock
    from posta.node.whole_database import read_whole_database

    unlocked = unlock(home, ask_words())
    if unlocked is None:
        raise NotAllowed("These words did not open this computer.")
    clock = SystemClock()
    try:
        with progress("Reading the database") as shown:
            damage = read_whole_database(home, database_key(unlocked.master), shown)
    except BrokenDisk as error:
        damage = (str(error),)
    note_health(home, checked_at=clock.millis(), damage=damage)
    return damage


COMMAND = Command("doctor", "what is wrong here, in plain words", "posta doctor --database", arguments, run)
