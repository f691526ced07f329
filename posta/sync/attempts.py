"""A round over all roads, each in a thread of its own: a slow or dishonest one delays no other.

A round waits a while for its roads and leaves those that are still under way to go on beside the next rounds, which
do not take them a second time.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django.db import DatabaseError, connection

from posta.errors import PostaError, Reason, StorageError
from posta.node.ongoing_syncs import OngoingSyncs
from posta.scribe.context.node_context import NodeContext
from posta.sync.exchange import SyncResult
from posta.sync.late_keys import open_with_late_keys
from posta.sync.peers import list_sync_addresses, record_failure, sync_with

ROUND_SECONDS = 30.0
FAILED = Reason("exchange_broke_off")
_log = logging.getLogger(__name__)
_DESK = Callable[[], NodeContext]


@dataclass(frozen=True, slots=True)
class SyncAttempt:
    """One road and what an exchange over it did, or why it could not be taken."""

    road: str
    outcome: SyncResult | None
    trouble: Reason | None = None


class SyncAttempts:
    """Rounds over all roads; `ongoing` says which are under way, also those that an earlier round left."""

    def __init__(self, ongoing: OngoingSyncs) -> None:
        self._ongoing = ongoing

    def take(self, node: _DESK, patience: float = ROUND_SECONDS) -> list[SyncAttempt]:
        """Take every road that is not under way; return those that ended within `patience` seconds.

        Others may have come here meanwhile, so that with no road at all there may be something to open.
        """
        ended: list[SyncAttempt] = []
        begun = [thread for url in list_sync_addresses() if (thread := self._begin(node, url, ended))]
        deadline = time.monotonic() + patience
        for thread in begun:
            thread.join(max(0.0, deadline - time.monotonic()))
        open_with_late_keys(node())
        return list(ended)

    def _begin(self, node: _DESK, url: str, ended: list[SyncAttempt]) -> threading.Thread | None:
        if not self._ongoing.begin(url, node().clock.millis()):
            return None
        thread = threading.Thread(target=self._run, args=(node, url, ended), name="road", daemon=True)
        thread.start()
        return thread

    def _run(self, node: _DESK, url: str, ended: list[SyncAttempt]) -> None:
        try:
            ended.append(try_sync(node, url))
        finally:
            self._ongoing.end(url)
            connection.close()  # a thread's own; nobody else would


def try_sync(node: _DESK, url: str) -> SyncAttempt:
    """Take one road; whatever happens on it is noted and raised no further."""
    try:
        return SyncAttempt(url, sync_with(node(), url))
    except PostaError as error:
        trouble = error.reason
    except Exception as error:  # noqa: BLE001  the courier's door: the type is kept, its text may quote what came
        _log.warning("a road could not be taken: %s", type(error).__name__)
        trouble = FAILED
    with suppress(StorageError, DatabaseError):  # a full disk takes no note either
        record_failure(node(), url, trouble)
    return SyncAttempt(url, None, trouble)
