"""`posta terms import FILE`: take in INEGI's official catalogue of municipalities."""

import argparse
from pathlib import Path

from posta.console.command import Command
from posta.console.opening import DEFAULT_HOME, at_home
from posta.console.say import say
from posta.terms.places import SOURCE, import_agee

FILE = "municipalities.json"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=("import",))
    parser.add_argument("file", type=Path, metavar="FILE", help="INEGI's catalogue of areas (AGEEML), CSV")
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the node's folder")


def run(given: argparse.Namespace) -> int:
    """Store the municipalities in the node's home."""
    count = import_agee(given.file.expanduser(), at_home(given.home) / FILE)
    say(f"{count} municipalities. {SOURCE}")
    return 0


COMMAND = Command(
    "terms", "take in INEGI's catalogue of municipalities", "posta terms import AGEEML.csv", arguments, run
)
