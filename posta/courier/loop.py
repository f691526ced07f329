"""The courier's round in the background of an open node: every half minute, and at once when asked. Never waited for."""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections

from posta.courier.late import open_late
from posta.courier.rounds import ROUNDS, Round
from posta.scribe.here import open_desk

SECONDS = 20.0
_log = logging.getLogger(__name__)
_wake = threading.Event()
_busy = threading.Lock()


def start_loop(afterwards: Callable[[], None] = lambda: None) -> threading.Thread:
    """Begin the rounds of this process; `afterwards` is done after each, whatever became of it."""
    thread = threading.Thread(target=_run, args=(afterwards,), name="courier", daemon=True)
    thread.start()
    return thread


def go_now() -> None:
    """Begin a round at once."""
    _wake.set()


def take_one_round() -> list[Round]:
    """Take one round over all roads; rounds never overlap, a road that is slow goes on beside the next."""
    with _busy:
        return ROUNDS.take(open_desk)


def _run(afterwards: Callable[[], None]) -> None:
    steps: tuple[Callable[[], object], ...] = (lambda: open_late(open_desk()),)  # what an earlier life left closed
    while True:
        for step in steps:
            try:
                step()
            except Exception as error:  # noqa: BLE001  one of the four doors: the next round tries again
                _log.warning("a round of the courier failed: %s", type(error).__name__)
        close_old_connections()
        steps = (take_one_round, afterwards)
        _wake.wait(SECONDS)
        _wake.clear()
