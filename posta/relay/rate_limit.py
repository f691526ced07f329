"""How fast a device may send: counted in memory by the hour, so that no exact time is ever written down."""

from dataclasses import dataclass, field

from posta.clock import Clock
from posta.relay.errors import TooManySegments

SEGMENTS_PER_HOUR = 40_000  # ten million entries: a post may refill a relay that lost everything in an hour


@dataclass(slots=True)
class RateLimit:
    """Segments sent by each device in the running hour."""

    clock: Clock
    per_hour: int = SEGMENTS_PER_HOUR
    _hour: int = field(default=0, init=False)
    _sent: dict[bytes, int] = field(default_factory=dict, init=False)

    def count(self, device: bytes) -> None:
        """Note one segment more. Raises TooManySegments."""
        hour = int(self.clock.monotonic() // 3600)
        if hour != self._hour:
            self._hour, self._sent = hour, {}
        self._sent[device] = self._sent.get(device, 0) + 1
        if self._sent[device] > self.per_hour:
            raise TooManySegments
