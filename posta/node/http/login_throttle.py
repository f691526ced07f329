"""How many times in a row words did not open, for each caller: in memory, bounded, gone with the process.

A caller is the keyboard of this computer, a colleague who has a session, or one address of the network; the failures
of one never delay another. Guessing five generated words at one per second takes longer than the age of the sun; the
delay only keeps one caller from taking all turns (see `posta.node.wsgi.unlock_queue`). It is short and capped and
runs from the last failure, so a colleague who types five words again has usually waited already. Nothing is written
to the disk, where a list of addresses would say who was there.

>>> [delay_after(failures) for failures in range(9)]
[0, 0, 0, 1, 2, 4, 8, 15, 15]
"""

import socket
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

FREE_FAILURES = 2
LONGEST_DELAY = 15
RESET_AFTER = 15 * 60
KNOWN_FOR = 12 * 3600
MAX_CALLERS = 1024
KNOWN = -1  # failures of an address whose words have opened: its turn comes before those of unknown ones

HERE = "here"
MEMBER = "member"
NETWORK = "network"
LOOPBACK = ip_network("127.0.0.0/8")


@dataclass(frozen=True, slots=True, repr=False)
class Caller:
    """Who brings words: this computer, a colleague with a session, or an address of the network."""

    origin: str
    key: str = ""


def caller_at_address(address: str) -> Caller:
    """Return the caller at an address; everything on this computer is one caller."""
    origin = classify_origin(address)
    return Caller(origin, "" if origin == HERE else address)


def caller_with_session(staff_id: bytes) -> Caller:
    """Return the caller who has a session: known by who they are, wherever they sit."""
    return Caller(MEMBER, staff_id.hex())


def classify_origin(address: str) -> str:
    """Return whether a connection comes from this computer or from the network."""
    try:
        found = ip_address(address)
    except ValueError:
        return NETWORK
    found = getattr(found, "ipv4_mapped", None) or found
    return HERE if found.is_loopback and (found.version == 6 or found in LOOPBACK) else NETWORK


def peer_address(connection: socket.socket) -> str:
    """Return where the connection comes from; empty if it is gone."""
    try:
        return str(connection.getpeername()[0])
    except OSError:
        return ""


def delay_after(failures: int) -> int:
    """Return the seconds after the last failure before the next attempt is tried."""
    if failures <= FREE_FAILURES:
        return 0
    return min(LONGEST_DELAY, 1 << min(failures - FREE_FAILURES - 1, 10))


class LoginThrottle:
    """What the callers of one process did lately. Not thread-safe: its owner holds a lock, or has one thread."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seen: OrderedDict[Caller, tuple[int, float]] = OrderedDict()

    def failures(self, caller: Caller) -> int:
        """Return the failures in a row; old ones are forgotten, and `KNOWN` is better than none."""
        count, at = self._seen.get(caller, (0, 0.0))
        lasts = KNOWN_FOR if count == KNOWN else RESET_AFTER
        return count if self._now() - at <= lasts else 0

    def wait(self, caller: Caller) -> float:
        """Return the seconds until this caller may try again."""
        _, at = self._seen.get(caller, (0, 0.0))
        return max(0.0, at + delay_after(self.failures(caller)) - self._now())

    def note_failure(self, caller: Caller) -> int:
        """Count one more failure; returns how many in a row."""
        count = max(0, self.failures(caller)) + 1
        self._note(caller, count)
        return count

    def note_success(self, caller: Caller) -> None:
        """Forget the failures of a caller whose words opened."""
        self._note(caller, KNOWN)

    def _note(self, caller: Caller, count: int) -> None:
        self._seen[caller] = count, self._now()
        self._seen.move_to_end(caller)
        while len(self._seen) > MAX_CALLERS:
            self._seen.popitem(last=False)
