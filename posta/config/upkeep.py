"""The upkeep of an open node, in the background: write-ahead log, health, a backup a day, a full integrity check a week.

It begins some seconds after the first page, with lower priority than the pages, and is killed with the worker at any
moment: each step leaves files whole and is due again at the next opening.
"""

import logging
import os
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from sqlcipher3 import dbapi2

from posta.clock import DAY_MILLIS, MINUTE_MILLIS, USUAL_ZONE, get_zone, today_in
from posta.errors import PostaError
from posta.ids import FeedId
from posta.ledger.frontier import list_tips
from posta.ledger.row_types import Tip
from posta.mission.keys.backup_recipients import list_backup_recipients
from posta.mission.keys.key_grants import list_missing_grants_of
from posta.mission.posts import find_device, find_post
from posta.node.identity.device_keys_holder import held_device
from posta.node.identity.master_key_holder import get_node_keys
from posta.node.process_state import PROCESS
from posta.node.settings import get_setting
from posta.node.storage.database import DamagedDatabase, list_applied_migrations
from posta.node.storage.database_keys import database_key
from posta.node.storage.write_ahead_log import checkpoint_log
from posta.node.upkeep.daily_backup import keep_daily_backup
from posta.node.upkeep.integrity_check import read_whole_database
from posta.node.upkeep.node_health import note_health, read_health
from posta.node.upkeep.removable_drives import list_removable_drives
from posta.scribe.context.local_node import open_cursor, open_local_context
from posta.sync.lost_tail import find_lost_tail

FIRST, EACH = 5.0, 60.0
FRESH_MILLIS = 10 * MINUTE_MILLIS
WEEK = 7 * DAY_MILLIS
_log = logging.getLogger(__name__)


def start_upkeep() -> threading.Thread:
    """Begin the upkeep of this process."""
    thread = threading.Thread(target=_run, name="upkeep", daemon=True)
    thread.start()
    return thread


def note_own_health(home: Path) -> None:
    """Note what the database says of this node, for the pages and for `posta doctor`; write only what has changed."""
    node, before = open_local_context(), read_health(home)
    now, tail = node.clock.millis(), find_lost_tail(node)
    note_health(
        home,
        noted_at=_fresh(before.noted_at, now),
        newest=latest_known_moment(list_tips(node.cursor), node.device.feed),
        exchanged_at=_fresh(before.exchanged_at, int(get_setting("sync.last", 0))),
        lost=tail.entries if tail else 0,
        lost_since=tail.since if tail else 0,
        keys_missing=len(list_missing_grants_of(node.cursor, node.device.feed)),
        zone=_zone_here(),
        schema=list_applied_migrations(),
    )


def latest_known_moment(tips: Sequence[Tip], feed: FeedId) -> int:
    """Return the newest moment that this computer wrote itself or that two other devices confirm.

    One post whose clock ran ahead for a day must not make every other computer's clock look wrong for as long.
    """
    latest: dict[FeedId, int] = {}
    for tip in tips:
        latest[tip.feed] = max(latest.get(tip.feed, 0), tip.hlc >> 16)
    own = latest.pop(feed, 0)
    return max(own, *sorted([0, 0, *latest.values()])[-2:-1])


def _fresh(before: int, now: int) -> int:
    """Return a moment as it was noted, unless it has moved on by minutes.

    So the disk is not written every round for it.
    """
    return before if 0 <= now - before < FRESH_MILLIS else now


def back_up(home: Path) -> None:
    """Keep the daily backup."""
    clock = PROCESS.clock
    keep_daily_backup(
        home,
        get_node_keys(),
        lambda: list_backup_recipients(open_cursor()),
        clock=clock,
        today=today_in(clock, get_zone(_zone_here())),
        sticks=list_removable_drives,
    )


def check_database(home: Path) -> None:
    """Read every page once a week: damage on a disk is found while other devices still hold the data."""
    now, health = PROCESS.clock.millis(), read_health(home)
    if 0 <= now - health.checked_at < WEEK:
        return
    try:
        damage = read_whole_database(home, database_key("default"))
    except DamagedDatabase as error:
        damage = (str(error),)
    note_health(home, checked_at=now, damage=damage)


def _zone_here() -> str:
    """Return the name of the time zone of the post that this computer works for."""
    cursor = open_cursor()
    device = find_device(cursor, held_device().feed)
    post = find_post(cursor, device.post) if device else None
    return post.zone if post else USUAL_ZONE


def _run() -> None:
    home = Path(settings.POSTA_HOME)
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)  # this thread alone, on Linux
    time.sleep(FIRST)
    steps = (checkpoint_log, lambda: note_own_health(home), lambda: back_up(home), lambda: check_database(home))
    while True:
        for step in steps:
            try:
                step()
            except (OSError, PostaError, DatabaseError, dbapi2.Error) as error:  # the next round tries again
                _log.warning("a step of the upkeep failed: %s", type(error).__name__)
        close_old_connections()
        time.sleep(EACH)
