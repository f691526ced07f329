"""The context of this node: its encrypted database, its keys, the computer's clock and randomness.

All other code passes a context on; this is where the real one is made, once per thread and request.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import cast

from django.db import connection, transaction

from posta.feed.entry import Head
from posta.ledger.frontier import own_incarnation
from posta.ledger.row_types import Cursor
from posta.mission.keys.granted_keys import grants_version, load_keyring
from posta.node.drafts import delete_drafts_about
from posta.node.identity.device_keys_holder import held_device
from posta.node.process_state import PROCESS
from posta.node.settings import get_setting, has_setting
from posta.node.storage.sqlcipher.base import DatabaseWrapper
from posta.scribe.context.clocks import extrapolate_stated_time
from posta.scribe.context.node_context import NodeContext
from posta.scribe.context.transactions import translate_storage_errors
from posta.seal.epoch_keyring import Keyring

ORDER_AGAINST_US = "order.against_us"
STATED = "clock.stated"  # what time the relay stated, and when that was by the clock here


def open_local_context() -> NodeContext:
    """Return the context of this node on the current thread's database connection. Raises Locked."""
    device = held_device()
    cursor = open_cursor()
    return NodeContext(
        cursor,
        device,
        _keyring(cursor),
        PROCESS.clock,
        os.urandom,
        _transaction,
        _savepoint,
        own_incarnation(cursor),
        PROCESS.head_listener or (lambda head: None),
        lambda: has_setting(ORDER_AGAINST_US, cursor),
        _stated_time,
        _forget_drafts,
    )


def _forget_drafts(person: bytes, entries: Sequence[bytes]) -> None:
    """Drop the drafts about a person or an entry."""
    delete_drafts_about([person, *entries])


def open_cursor() -> Cursor:
    """Return the plain DB-API cursor (`?` parameters) of the current thread's connection."""
    connection.ensure_connection()
    return cast(Cursor, cast(DatabaseWrapper, connection).bare)


def set_head_writer(remember: Callable[[Head], None]) -> None:
    """Set where the head of each own commit is noted outside the database (the side file)."""
    PROCESS.head_listener = remember


def _stated_time() -> int | None:
    """Return what time the relay says it is, where it was reached within the hour."""
    stated, measured = get_setting(STATED) or (0, 0)
    return extrapolate_stated_time(stated, measured, PROCESS.clock.millis())


@contextmanager
def _transaction() -> Iterator[None]:
    """Open a transaction: all or nothing; errors of the disk are raised as Django's backend raises them."""
    with translate_storage_errors(), transaction.atomic():
        yield


def _savepoint() -> AbstractContextManager[object]:
    return transaction.atomic()


def _keyring(cursor: Cursor) -> Keyring:
    """Return the keyring, kept until a grant comes or goes, because opening sealed boxes takes a while."""
    device = held_device()
    key = (device.feed, grants_version(cursor))
    ring = PROCESS.device_keyrings.get(key)
    if ring is None:
        ring = load_keyring(cursor, device)
        PROCESS.device_keyrings.clear()
        PROCESS.device_keyrings[key] = ring
    return ring
