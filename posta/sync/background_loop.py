"""The exchanges in the background of an open node: every half minute, and at once when asked. No page waits for them."""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections

from posta.node.process_state import PROCESS
from posta.scribe.context.local_node import open_local_context
from posta.sync.attempts import SyncAttempt, SyncAttempts
from posta.sync.late_keys import open_with_late_keys

SECONDS = 20.0
_log = logging.getLogger(__name__)
_wake = threading.Event()
_busy = threading.Lock()


def start_loop(afterwards: Callable[[], None] = lambda: None) -> threading.Thread:
    """Begin the rounds of this process; `afterwards` is done after each, whatever became of it."""
    thread = threading.Thread(target=_run, args=(afterwards,), name="courier", daemon=True)
    thread.start()
    return thread


def trigger_sync() -> None:
    """Begin a round at once."""
    _wake.set()


def run_one_round() -> list[SyncAttempt]:
    """Take one round over all roads; rounds never overlap, a road that is slow goes on beside the next."""
    with _busy:
        return SyncAttempts(PROCESS.ongoing_syncs).take(open_local_context)


def _run(afterwards: Callable[[], None]) -> None:
    steps: tuple[Callable[[], object], ...] = (
        lambda: open_with_late_keys(open_local_context()),
    )  # what an earlier run of the process left closed
    while True:
        for step in steps:
            try:
                step()
            except Exception as error:  # noqa: BLE001  one of the four doors: the next round tries again
                _log.warning("a round of the courier failed: %s", type(error).__name__)
        close_old_connections()
        steps = (run_one_round, afterwards)
        _wake.wait(SECONDS)
        _wake.clear()
