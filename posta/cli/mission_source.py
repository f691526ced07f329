"""The mission of `posta publish`: from a file, or as a computer of the mission knows it."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from posta.cli.unlock_home import DEFAULT_HOME, absolute_home, load_django, open_home

if TYPE_CHECKING:
    from posta.publicsite.network.public_network import PublicNetwork


def add_mission(parser: argparse.ArgumentParser) -> None:
    """Add the two ways to name the mission."""
    mission = parser.add_mutually_exclusive_group()
    mission.add_argument("--mission", type=Path, metavar="FILE", help="the mission's file; without it the sample's")
    mission.add_argument("--home", type=Path, metavar="HOME", help="a computer of the mission; asks for five words")


def set_up_for(given: argparse.Namespace) -> None:
    """Open the home that was named, or make rooms importable without one. Raises WrongPassphrase."""
    if given.home:
        open_home(absolute_home(given.home))
    else:
        load_django(DEFAULT_HOME)


def read_network(given: argparse.Namespace) -> "PublicNetwork":
    """Return what of the mission may be public. Raises NotPublishable and NoMissionAccount."""
    from posta.publicsite.network.public_mission_file import SAMPLE, read_mission, read_mission_file

    if not given.home:
        return read_mission_file(given.mission or SAMPLE)
    from posta.clock import DEFAULT_TIME_ZONE, to_epoch_day, today_in
    from posta.mission.mission_account import describe_mission
    from posta.node.process_state import PROCESS
    from posta.scribe.context.local_node import open_cursor

    today = to_epoch_day(today_in(PROCESS.clock, DEFAULT_TIME_ZONE))
    return read_mission(describe_mission(open_cursor(), today), "mission")
