"""How long the relay waits for whoever is connected: a little for a request, longer for an answer to be read.

Uvicorn waits for ever for the rest of a request's head, and for somebody who stops reading. Here each connection is
looked at every few seconds, and hung up on when nothing has moved since the last look: who asks nothing, who stops in
the middle of a head, who does not take the answer. Bodies have their own limit (`posta.relay.app`).
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

LOOK_SECONDS = 10.0
ANSWER_SECONDS = 600.0  # 8 MiB at 128 kbit/s


class PatientProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """A connection whose other end must move."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._last: tuple[object, ...] = ()
        self._answering_since: float | None = None
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        self._look.cancel()
        super().connection_lost(exc)

    def _look_later(self) -> None:
        self._look: asyncio.TimerHandle = self.loop.call_later(LOOK_SECONDS, self._look_again)

    def _look_again(self) -> None:
        waits = self._waits_for()
        if waits and (waits == self._last or self._reads_too_long()):
            self.transport.abort()
            return
        self._last = waits
        self._look_later()

    def _waits_for(self) -> tuple[object, ...]:
        """What the other end owes: to take an answer (so much of it is left), to ask something; empty if nothing."""
        left = self.transport.get_write_buffer_size()
        if left:
            self._answering_since = self._answering_since or self.loop.time()
            return ("answer", self.cycle, left)
        self._answering_since = None
        is_idle = self.cycle is None or self.cycle.response_complete
        return ("request", self.cycle) if is_idle else ()

    def _reads_too_long(self) -> bool:
        since = self._answering_since
        return since is not None and self.loop.time() - since > ANSWER_SECONDS
