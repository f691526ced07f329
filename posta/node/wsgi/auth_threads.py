"""Threads for requests that bring words, so that none of them takes a thread from colleagues at work.

Waitress has a few threads for pages. A request with words waits for a turn, up to half a minute; such requests get
threads of their own, made when one comes and ended when none waits. There are more of them than places to wait (see
`posta.node.wsgi.unlock_queue`), so a request that must be refused is refused at once.
"""

import logging
import threading
from collections import deque
from typing import Any

MAX_AUTH_THREADS = 40

_log = logging.getLogger(__name__)


class AuthThreads:
    """Serves channels whose next request brings words, locks or leaves."""

    def __init__(self, most: int = MAX_AUTH_THREADS) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._busy = 0
        self._waiting: deque[Any] = deque()

    def add_task(self, channel: Any) -> None:
        """Serve the next request of this channel, now or when a thread is free."""
        with self._guard:
            self._waiting.append(channel)
            if self._busy >= self._most:
                return
            self._busy += 1
        threading.Thread(target=self._serve, name="posta-door", daemon=True).start()

    def _serve(self) -> None:
        while channel := self._next():
            try:
                channel.service()
            except Exception as error:  # a channel that fails must not end one of these threads
                _log.error("the door could not answer: %s", type(error).__name__)

    def _next(self) -> Any:
        with self._guard:
            if self._waiting:
                return self._waiting.popleft()
            self._busy -= 1
            return None
