"""`posta sync`: exchange now, with the relay, a post on the same Wi-Fi, or a folder (a USB stick).

A relay's address that worked is kept: from then on the node exchanges with it by itself.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from posta.cli.command_spec import Command
from posta.cli.output import print_error, print_info, show_progress
from posta.cli.unlock_home import DEFAULT_HOME, absolute_home, open_home
from posta.errors import TemporarilyUnavailable

if TYPE_CHECKING:
    from posta.sync.exchange import SyncResult


class NoTransport(TemporarilyUnavailable):
    """There is nowhere to exchange."""

    sentence = "No relay and no post on the same Wi-Fi is set up; name one with --relay, --peer or --folder."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the node's folder")
    road = parser.add_mutually_exclusive_group()
    road.add_argument("--relay", help="address of a relay")
    road.add_argument("--peer", help="address of a post on the same Wi-Fi")
    road.add_argument("--folder", type=Path, help="a folder, for instance on a USB stick")


def run(given: argparse.Namespace) -> int:
    """Exchange over the road given, or over all that are set up. Raises NoTransport."""
    home = absolute_home(given.home)
    open_home(home)
    from posta.config.upkeep import note_own_health
    from posta.scribe.context.local_node import open_local_context
    from posta.sync.file_transfer import sync_folder
    from posta.sync.peers import list_sync_addresses, normalise_address, record_success, set_relay, sync_with

    named = given.relay or given.peer
    roads = [normalise_address(named)] if named else list_sync_addresses()
    if not roads and not given.folder:
        raise NoTransport

    troubles: list[str] = []
    with show_progress("Exchanging") as shown:
        if given.folder:
            outcomes = [sync_folder(open_local_context(), given.folder.expanduser(), progress=shown)]
            record_success(open_local_context(), "folder", outcomes[0])
        else:
            outcomes, troubles = _sync_all(roads, lambda road: sync_with(open_local_context(), road, shown))
    if given.relay and outcomes:
        set_relay(given.relay)
    note_own_health(home)  # what came back is missing no more
    for outcome in outcomes:
        received = outcome.received
        print_info(f"sent {outcome.sent}, new {received.new}, already had {received.had}, set aside {received.aside}")
        for reason in received.reasons:
            print_info(f"  {reason}")
    for trouble in troubles:
        print_error(f"posta sync: {trouble}")
    return 1 if troubles else 0


def _sync_all(roads: Sequence[str], take: Callable[[str], "SyncResult"]) -> tuple[list["SyncResult"], list[str]]:
    """Take every road, also after one that fails; return what each did, and the reasons of those that failed."""
    outcomes, troubles = [], []
    for road in roads:
        try:
            outcomes.append(take(road))
        except TemporarilyUnavailable as trouble:
            troubles.append(str(trouble))
    return outcomes, troubles


COMMAND = Command(
    "sync", "exchange now: relay, post on the same Wi-Fi, or folder", "posta sync --folder /media/usb", arguments, run
)
