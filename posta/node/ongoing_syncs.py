"""The addresses with which an exchange is under way, and since when; so none is begun twice, and a page can say which is slow.

>>> ongoing = OngoingSyncs()
>>> ongoing.begin("https://relay", 1000), ongoing.begin("https://relay", 2000)
(True, False)
>>> ongoing.end("https://relay")
>>> ongoing.list_all()
{}
"""

import threading


class OngoingSyncs:
    """Exchanges under way by address. Safe to use from every thread."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._since: dict[str, int] = {}

    def begin(self, address: str, at: int) -> bool:
        """Note that an exchange begins at this moment (ms); return False if one is under way already."""
        with self._guard:
            if address in self._since:
                return False
            self._since[address] = at
            return True

    def end(self, address: str) -> None:
        """Note that the exchange is over."""
        with self._guard:
            del self._since[address]

    def list_all(self) -> dict[str, int]:
        """Return the addresses under way, each with the moment (ms) at which it was begun."""
        with self._guard:
            return dict(self._since)
