"""The context in which the scribe works: everything it needs from outside, handed in.

The scribe reads no clock, draws no random number and opens no file by itself. So the same code runs on a laptop in a
shelter and, a thousand times a second, in a simulator with invented disks and clocks.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from posta.clock import Clock
from posta.feed.entry import Head
from posta.ledger.frontier import UNDO_WINDOW_MILLIS
from posta.ledger.row_types import Cursor
from posta.seal.epoch_keyring import Keyring
from posta.seal.keys import DeviceKeys

UNDO_MILLIS = UNDO_WINDOW_MILLIS  # an act is durable at once and not sent for so long; within it, it can be undone


def _ignore_head(head: Head) -> None:
    """Keep no side file."""


def _no_stated_time() -> int | None:
    """Return None: no peer has stated its time lately."""
    return None


def _hold_no_drafts(person: bytes, entries: Sequence[bytes]) -> None:
    """Hold no drafts."""


def _no_order() -> bool:
    """Return False: no order against this computer is known."""
    return False


@dataclass(frozen=True, slots=True)
class NodeContext:
    """A node's storage, keys, clock and randomness; `transaction` commits durably, `savepoint` nests inside it.

    `has_revocation_order`: another device showed this computer an order to serve it no more, which its own log lacks.
    `forget_drafts` drops what is half written of a person and of these entries, outside the log.
    `stated`: the time that a relay or post on a road says it is (ms), where one was reached within the hour.
    """

    cursor: Cursor = field(repr=False)
    device: DeviceKeys = field(repr=False)
    keyring: Keyring = field(repr=False)
    clock: Clock
    random: Callable[[int], bytes] = field(repr=False)
    transaction: Callable[[], AbstractContextManager[object]] = field(repr=False)
    savepoint: Callable[[], AbstractContextManager[object]] = field(repr=False)
    incarnation: int = 0
    remember: Callable[[Head], None] = field(default=_ignore_head, repr=False)
    has_revocation_order: Callable[[], bool] = field(default=_no_order, repr=False)
    stated: Callable[[], int | None] = field(default=_no_stated_time, repr=False)
    forget_drafts: Callable[[bytes, Sequence[bytes]], None] = field(default=_hold_no_drafts, repr=False)

    def holding(self, keyring: Keyring) -> "NodeContext":
        """Return the same context with another keyring."""
        return replace(self, keyring=keyring)
