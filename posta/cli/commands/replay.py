"""`posta replay --verify`: drop the projections, fold the log again, compare."""

import argparse
from pathlib import Path

from posta.cli.command_spec import Command
from posta.cli.output import print_error, print_info, show_progress
from posta.cli.unlock_home import DEFAULT_HOME, absolute_home, open_home


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--verify", action="store_true", help="compare the state before and after")
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the node's folder")


def run(given: argparse.Namespace) -> int:
    """Replay the log; with --verify exit 1 if the state is not the same."""
    open_home(absolute_home(given.home))
    from posta.ledger.queries import count_entries
    from posta.scribe.context.local_node import open_local_context
    from posta.scribe.replay import replay, state_hash

    node = open_local_context()
    before = state_hash(node) if given.verify else ""
    total = count_entries(node.cursor)
    with show_progress("Folding the log") as shown:
        done = replay(node, lambda count: shown(count, total))
    print_info(f"{done} entries folded.")
    if given.verify and state_hash(node) != before:
        print_error("posta replay: the state differs from before; keep a backup and report it.")
        return 1
    return 0


COMMAND = Command("replay", "drop the projections and fold the log again", "posta replay --verify", arguments, run)
