"""`posta sync`: exchange now, with the relay, a post on the same Wi-Fi, or a folder (a USB stick).

A relay's address that worked is kept: from then on the node exchanges with it by itself.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from posta.console.command import Command
from posta.console.opening import DEFAULT_HOME, at_home, open_home
from posta.console.say import complain, progress, say
from posta.errors import CannotNow

if TYPE_CHECKING:
    from posta.courier.exchange import Outcome


class NoRoad(CannotNow):
    """There is nowhere to exchange."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the node's folder")
    road = parser.add_mutually_exclusive_group()
    road.add_argument("--relay", help="address of a relay")
    road.add_argument("--peer", help="address of a post on the same Wi-Fi")
    road.add_argument("--folder", type=Path, help="a folder, for instance on a USB stick")


def run(given: argparse.Namespace) -> int:
    """Exchange over the road given, or over all that are set up."""
    home = at_home(given.home)
    open_home(home)
    from posta.config.upkeep import note_own_health
    from posta.courier.folder import carry
    from posta.courier.roads import clean_address, keep_relay, list_roads, note_round, take_road
    from posta.scribe.here import open_desk

    named = given.relay or given.peer
    roads = [clean_address(named)] if named else list_roads()
    if not roads and not given.folder:
        raise NoRoad("No relay and no post on the same Wi-Fi is set up; name one with --relay, --peer or --folder.")

    troubles: list[str] = []
    with progress("Exchanging") as shown:
        if given.folder:
            outcomes = [carry(open_desk(), given.folder.expanduser(), progress=shown)]
            note_round(open_desk(), "folder", outcomes[0])
        else:
            outcomes, troubles = _take(roads, lambda road: take_road(open_desk(), road, shown))
    if given.relay and outcomes:
        keep_relay(given.relay)
    note_own_health(home)  # what came back is missing no more
    for outcome in outcomes:
        received = outcome.received
        say(f"sent {outcome.sent}, new {received.new}, already had {received.had}, set aside {received.aside}")
        for reason in received.reasons:
            say(f"  {reason}")
    for trouble in troubles:
        complain(f"posta sync: {trouble}")
    return 1 if troubles else 0


def _take(roads: Sequence[str], take: Callable[[str], "Outcome"]) -> tuple[list["Outcome"], list[str]]:
    """Take every road, also after one that fails; return what each did, and the reasons of those that failed."""
    outcomes, troubles = [], []
    for road in roads:
        try:
            outcomes.append(take(road))
        except CannotNow as trouble:
            troubles.append(str(trouble))
    return outcomes, troubles


COMMAND = Command(
    "sync", "exchange now: relay, post on the same Wi-Fi, or folder", "posta sync --folder /media/usb", arguments, run
)
