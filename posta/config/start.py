"""Starting an open node: everything that must stand before the first page, and what runs beside the pages.

Called once by a worker after its keys are held; each line is a room's own door.
"""

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction

from posta.config.assets import gather_assets
from posta.config.beginning import HeadKeeper, begin
from posta.config.upkeep import note_own_health, start_upkeep
from posta.courier.lost_tail import note_lost_tail
from posta.errors import BrokenDisk
from posta.figures.pending import unlink_pending
from posta.node.database import bring_up_to_date
from posta.node.device import needs_new_incarnation, note_new_incarnation
from posta.node.drafts import drop_old_drafts
from posta.node.open_log import keep_reading
from posta.node.reserve import give_way, keep_back
from posta.node.side_file import SideFile, read_side_file
from posta.scribe.begin import begin as begin_feed
from posta.scribe.durable import disk_told
from posta.scribe.here import open_desk, remember_heads
from posta.scribe.upgrade import fold_if_older
from posta.terms.places import WrongPlacesFile, add_municipalities

MUNICIPALITIES = "municipalities.json"


@disk_told()
def start_node() -> None:
    """Bring the database up to date, begin where this device left off, gather the files, start the courier."""
    home = Path(settings.POSTA_HOME)
    give_way(home)
    bring_up_to_date()
    keep_reading(Path(settings.DATABASES["default"]["NAME"]))
    begin_at_home(home)
    unlink_counts()
    gather_assets()
    with suppress(BrokenDisk):  # they go at the next opening
        drop_old_drafts()
    if (home / MUNICIPALITIES).exists():
        with suppress(WrongPlacesFile):  # those that are shipped are there; whoever imports it again is told
            add_municipalities(home / MUNICIPALITIES)
    keep_back(home)
    begin()
    start_upkeep()


def unlink_counts() -> None:
    """What waits to be counted forgets acts that were signed just before the lock and cannot be undone any more."""
    desk = open_desk()
    with suppress(BrokenDisk), desk.transaction():  # a full disk still opens; the next act or minute does it
        unlink_pending(desk.cursor, desk.clock.millis())


@disk_told()
def begin_at_home(home: Path) -> None:
    """Bring the projections up to date, take a new incarnation if this home was restored or copied, and keep the side file."""
    with suppress(BrokenDisk):  # a full disk still opens; what an older program projected stands until there is room
        fold_if_older(open_desk())
    record = read_side_file(home)
    restored = needs_new_incarnation(home)
    keeper = HeadKeeper(SideFile(home))
    # An act may write inside a larger transaction: the head is noted once that has really been committed.
    remember_heads(lambda head: transaction.on_commit(lambda: keeper(head)))
    note_lost_tail(open_desk(), record.head if record else None, restored=restored)
    begin_feed(open_desk(), record.head if record else None, restored=restored)
    if restored:
        note_new_incarnation(home)
    note_own_health(home)
