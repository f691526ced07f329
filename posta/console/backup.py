"""`posta backup` and `posta restore`: a verified, sealed copy of a node; and a new node from it."""

import argparse
from pathlib import Path

from posta.clock import MEXICO_CITY, SystemClock, today_in
from posta.console.command import Command
from posta.console.opening import DEFAULT_HOME, at_home, open_home, set_up
from posta.console.say import progress, say
from posta.node.backup import make_backup, restore_backup
from posta.node.health import note_health
from posta.node.opened import Opened


def arguments_of_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the node's folder")


def run_backup(given: argparse.Namespace) -> int:
    """Copy, verify and seal the node to its recovery words and the mission's administering devices."""
    home = at_home(given.home)
    unlocked = open_home(home)
    from posta.mission.recovery import list_backup_recipients
    from posta.scribe.here import open_cursor

    opened = Opened(unlocked.device.to_bytes(), unlocked.master)
    file, clock = given.file.expanduser(), SystemClock()
    with progress("Copying") as shown:
        make_backup(
            home,
            opened,
            file,
            list_backup_recipients(open_cursor()),
            clock=clock,
            progress=lambda step, done, total: shown(done, total),
        )
    note_health(home, backup_at=clock.millis(), backup_trouble="")
    say(f"Backup written and verified. Keep it elsewhere, at most 35 days. {today_in(clock, MEXICO_CITY):%Y-%m-%d}")
    return 0


def arguments_of_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--home", type=Path, required=True, help="the new node's folder")


def run_restore(given: argparse.Namespace) -> int:
    """Make a new home from a backup; it begins a new incarnation and fetches its own lost tail from the others."""
    from posta.console.opening import ask_words

    home = at_home(given.home)
    say("The ten recovery words:")
    recovery = ask_words()
    say("The five words of somebody who could open the old computer:")
    with progress("Restoring") as shown:
        unlocked = restore_backup(
            given.file.expanduser(), recovery, home, ask_words(), progress=lambda step, done, total: shown(done, total)
        )
    set_up(home, unlocked)
    say("Restored. Exchange before anything else, so that what others hold of this computer comes back:")
    say(f"  posta sync --home {given.home}")
    say(f"Then start it with:  posta serve --home {given.home}")
    return 0


BACKUP = Command("backup", "a verified, sealed copy of this node", "posta backup /media/usb/monday.age", arguments_of_backup,
                 run_backup)  # fmt: skip
RESTORE = Command("restore", "make a new node from a backup", "posta restore monday.age --home ~/.posta", arguments_of_restore,
                  run_restore)  # fmt: skip
