"""`posta doctor`: what is wrong here, in plain words. Opens nothing; every line says what to do."""

import argparse
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from posta.clock import MEXICO_CITY, SystemClock, today_in
from posta.console.command import Command
from posta.console.opening import DEFAULT_HOME, at_home
from posta.console.say import say
from posta.errors import PostaError
from posta.node.database import check_sqlite_version, sqlite_version
from posta.node.device import needs_new_incarnation, read_public_facts

ROOM_NEEDED = 1 << 30
SOON = 30  # days that a membership card still holds


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the node's folder")


def run(given: argparse.Namespace) -> int:
    """Print what is wrong; exit 1 if anything is."""
    troubles = list(find_troubles(at_home(given.home)))
    for trouble in troubles:
        say(f"- {trouble}")
    if not troubles:
        say("Nothing is wrong here.")
    return 1 if troubles else 0


def find_troubles(home: Path) -> Iterator[str]:
    """What is wrong with a home, one sentence each."""
    try:
        check_sqlite_version(sqlite_version())
    except PostaError as error:
        yield str(error)
    try:
        facts = read_public_facts(home)
    except PostaError as error:
        yield str(error)
        return
    yield from _of_the_card(facts.card, today_in(SystemClock(), MEXICO_CITY))
    if not (home / "slots").exists():
        yield "Nobody can open this computer yet: finish `posta join --invitation FILE`."
    if shutil.disk_usage(home).free < ROOM_NEEDED:
        yield "Less than 1 GB is free on this disk: copy backups elsewhere and delete what is not needed."
    if home.stat().st_mode & 0o077:
        yield "Others on this computer can look into the folder: run `chmod 700` on it."
    if needs_new_incarnation(home):
        yield "This is a restored or copied node: it will begin a new incarnation when it is next opened."


def _of_the_card(last: str, today: date) -> Iterator[str]:
    """What to do about a membership card that runs out; it was noted when this computer was last open."""
    left = (date.fromisoformat(last) - today).days if last else SOON + 1
    if left < 0:
        yield (
            f"The membership card ran out on {last}: relay and posts turn this computer away. Ask the administration to"
            " renew it, and bring their file (Exchange, USB stick) here. Until then it works on by itself."
        )
    elif left <= SOON:
        yield f"The membership card runs out in {left} days, on {last}: ask the administration to renew it, and exchange."


COMMAND = Command("doctor", "what is wrong here, in plain words", "posta doctor", arguments, run)
