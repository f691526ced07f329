"""`posta backup` and `posta restore`: a verified, sealed copy of a node; and a new node from it."""

import argparse
from pathlib import Path

from posta.cli.command_spec import Command
from posta.cli.output import print_info, show_progress
from posta.cli.unlock_home import DEFAULT_HOME, absolute_home, open_home, set_up_home
from posta.clock import DEFAULT_TIME_ZONE, SystemClock, today_in
from posta.node.identity.master_key_holder import NodeKeys
from posta.node.upkeep.node_backup import make_backup, restore_backup
from posta.node.upkeep.node_health import note_health


def arguments_of_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the node's folder")


def run_backup(given: argparse.Namespace) -> int:
    """Copy, verify and seal the node to its recovery words and the mission's administering devices."""
    home = absolute_home(given.home)
    unlocked = open_home(home)
    from posta.mission.keys.backup_recipients import list_backup_recipients
    from posta.scribe.context.local_node import open_cursor

    opened = NodeKeys(unlocked.device.to_bytes(), unlocked.master)
    file, clock = given.file.expanduser(), SystemClock()
    with show_progress("Copying") as shown:
        make_backup(
            home,
            opened,
            file,
            list_backup_recipients(open_cursor()),
            clock=clock,
            progress=lambda step, done, total: shown(done, total),
        )
    note_health(home, backup_at=clock.millis(), backup_trouble="")
    print_info(
        f"Backup written and verified. Keep it elsewhere, at most 35 days. {today_in(clock, DEFAULT_TIME_ZONE):%Y-%m-%d}"
    )
    return 0


def arguments_of_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--home", type=Path, required=True, help="the new node's folder")


def run_restore(given: argparse.Namespace) -> int:
    """Make a new home from a backup.

    The new home begins a new incarnation and fetches its own lost tail from other devices.
    """
    from posta.cli.unlock_home import ask_passphrase

    home = absolute_home(given.home)
    print_info("The ten recovery words:")
    recovery = ask_passphrase()
    print_info("The five words of somebody who could open the old computer:")
    with show_progress("Restoring") as shown:
        unlocked = restore_backup(
            given.file.expanduser(),
            recovery,
            home,
            ask_passphrase(),
            progress=lambda step, done, total: shown(done, total),
        )
    set_up_home(home, unlocked)
    print_info("Restored. Exchange before anything else, so that what others hold of this computer comes back:")
    print_info(f"  posta sync --home {given.home}")
    print_info(f"Then start it with:  posta serve --home {given.home}")
    return 0


BACKUP = Command("backup", "a verified, sealed copy of this node", "posta backup /media/usb/monday.age", arguments_of_backup,
                 run_backup)  # fmt: skip
RESTORE = Command("restore", "make a new node from a backup", "posta restore monday.age --home ~/.posta", arguments_of_restore,
                  run_restore)  # fmt: skip
