"""Starting an open node: everything that must stand before the first page, and what runs beside the pages.

Called once by a worker after its keys are held; each line calls a public module of a room.
"""

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction

from posta.config.assets import collect_assets
from posta.config.background import SideFileWriter, start_background
from posta.config.upkeep import note_own_health, start_upkeep
from posta.errors import StorageError
from posta.figures.unlinked_queue import unlink_pending
from posta.node.drafts import drop_old_drafts
from posta.node.identity.device import clear_restored_mark, needs_new_incarnation
from posta.node.storage.database import migrate_database
from posta.node.storage.disk_reserve import create_reserve, release_reserve
from posta.node.storage.side_file import SideFile, read_side_file
from posta.node.storage.write_ahead_log import keep_log_open
from posta.scribe.context.local_node import open_local_context, set_head_writer
from posta.scribe.context.transactions import translate_storage_errors
from posta.scribe.incarnation import ensure_incarnation as begin_feed
from posta.scribe.upgrade import replay_if_outdated
from posta.sync.lost_tail import note_lost_tail
from posta.terms.places import WrongPlacesFile, add_municipalities

MUNICIPALITIES = "municipalities.json"


@translate_storage_errors()
def start_node() -> None:
    """Bring the database up to date, begin where this device left off, gather the files, start the exchanges."""
    home = Path(settings.POSTA_HOME)
    release_reserve(home)
    migrate_database()
    keep_log_open(Path(settings.DATABASES["default"]["NAME"]))
    prepare_home(home)
    unlink_waiting_counts()
    collect_assets()
    with suppress(StorageError):  # they go at the next opening
        drop_old_drafts()
    if (home / MUNICIPALITIES).exists():
        with suppress(WrongPlacesFile):  # the shipped places are there; the next import reports the error
            add_municipalities(home / MUNICIPALITIES)
    create_reserve(home)
    start_background()
    start_upkeep()


def unlink_waiting_counts() -> None:
    """Remove the link between an act and its waiting counts, where undo is no longer possible.

    These acts were signed just before the lock.
    """
    node = open_local_context()
    with suppress(StorageError), node.transaction():  # a full disk still opens; the next act or minute does it
        unlink_pending(node.cursor, node.clock.millis())


@translate_storage_errors()
def prepare_home(home: Path) -> None:
    """Bring the projections up to date and keep the side file.

    A home that was restored or copied begins a new incarnation.
    """
    with suppress(StorageError):  # a full disk still opens; what an older program projected stands until there is room
        replay_if_outdated(open_local_context())
    record = read_side_file(home)
    restored = needs_new_incarnation(home)
    keeper = SideFileWriter(SideFile(home))
    # An act may write inside a larger transaction: the head is noted once that has really been committed.
    set_head_writer(lambda head: transaction.on_commit(lambda: keeper(head)))
    note_lost_tail(open_local_context(), record.head if record else None, restored=restored)
    begin_feed(open_local_context(), record.head if record else None, restored=restored)
    if restored:
        clear_restored_mark(home)
    note_own_health(home)
