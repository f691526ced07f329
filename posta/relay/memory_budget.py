"""How much the relay holds in memory at once: for all who ask together, and how much of it one device may want.

A member who sends slowly, reads slowly or asks a hundred things at once gets "busy" when this is used up; nobody can make
the relay grow beyond it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from posta.relay.errors import Busy

BYTES = 64 << 20
REQUESTS_PER_DEVICE = 16


@dataclass(slots=True)
class MemoryBudget:
    """What is in use: bytes of bodies and answers, and requests by device."""

    most: int = BYTES
    per_device: int = REQUESTS_PER_DEVICE
    _taken: int = field(default=0, init=False)
    _asking: Counter[bytes] = field(default_factory=Counter, init=False)

    @contextmanager
    def visit(self, device: bytes) -> Iterator[Callable[[int], None]]:
        """Let a device ask one thing; what it takes meanwhile is given back when that is over. Raises Busy."""
        if self._asking[device] >= self.per_device:
            raise Busy("device_asks_too_much")
        self._asking[device] += 1
        held = [0]

        def take(size: int) -> None:
            if self._taken + size > self.most:
                raise Busy("relay_busy")
            self._taken += size
            held[0] += size

        try:
            yield take
        finally:
            self._taken -= held[0]
            self._asking[device] -= 1
            if not self._asking[device]:
                del self._asking[device]
