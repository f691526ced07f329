"""The long poll: a device that waits gets its answer when something new is held here."""

import asyncio
import os
from contextlib import suppress


class ChangeNotifier:
    """A change counter with waiters. The token names this run of the relay too, so a restart wakes everybody once."""

    def __init__(self) -> None:
        self._run = os.urandom(4).hex()
        self._changes = 0
        self._rung = asyncio.Event()

    @property
    def token(self) -> str:
        return f"{self._run}-{self._changes}"

    def ring(self) -> None:
        """Note that something new is held, and wake those that wait."""
        self._changes += 1
        self._rung.set()
        self._rung = asyncio.Event()

    async def wait(self, since: str, seconds: float) -> str:
        """Return the token once it differs from `since`, or after so many seconds."""
        if since == self.token:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), seconds)
        return self.token
