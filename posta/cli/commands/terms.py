"""`posta terms import FILE`: take in INEGI's official catalogue of municipalities."""

import argparse
from pathlib import Path

from posta.cli.command_spec import Command
from posta.cli.output import print_info
from posta.cli.unlock_home import DEFAULT_HOME, absolute_home
from posta.terms.places import SOURCE, parse_agee

FILE = "municipalities.json"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=("import",))
    parser.add_argument("file", type=Path, metavar="FILE", help="INEGI's catalogue of areas (AGEEML), CSV")
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the node's folder")


def run(given: argparse.Namespace) -> int:
    """Store the municipalities in the node's home."""
    count = parse_agee(given.file.expanduser(), absolute_home(given.home) / FILE)
    print_info(f"{count} municipalities. {SOURCE}")
    return 0


COMMAND = Command(
    "terms", "take in INEGI's catalogue of municipalities", "posta terms import AGEEML.csv", arguments, run
)
