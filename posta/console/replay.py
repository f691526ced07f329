"""`posta replay --verify`: drop the projections, fold the log again, compare."""

import argparse
from pathlib import Path

from posta.console.command import Command
from posta.console.opening import DEFAULT_HOME, at_home, open_home
from posta.console.say import complain, progress, say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--verify", action="store_true", help="compare the state before and after")
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the node's folder")


def run(given: argparse.Namespace) -> int:
    """Replay; with --verify exit 1 if the state is not the same."""
    open_home(at_home(given.home))
    from posta.ledger.read import count_entries
    from posta.scribe.here import open_desk
    from posta.scribe.replay import replay, state_hash

    desk = open_desk()
    before = state_hash(desk) if given.verify else ""
    total = count_entries(desk.cursor)
    with progress("Folding the log") as shown:
        done = replay(desk, lambda count: shown(count, total))
    say(f"{done} entries folded.")
    if given.verify and state_hash(desk) != before:
        complain("posta replay: the state differs from before; keep a backup and report it.")
        return 1
    return 0


COMMAND = Command("replay", "drop the projections and fold the log again", "posta replay --verify", arguments, run)
