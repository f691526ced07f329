"""What this process holds while a post is open: keys, clock, sessions, and what is remembered for a moment.

One object, so that a reader sees in one place what ends when the worker is killed. No module keeps anything beside it
but locks, registers that are filled while modules load, and results of pure functions (`functools.cache`): of these,
some hold words of names, such as their sound. `tests/repository/test_process_state.py` finds any other object that
can change and names those results. It stands here once, because Django opens databases and calls middleware without a
way to hand an object in; everything above gets its values as arguments.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posta.clock import Clock, SystemClock
from posta.node.ongoing_syncs import OngoingSyncs
from posta.node.session import Sessions

if TYPE_CHECKING:  # a worker that is not open yet tries the words first and loads no cryptography
    from posta.feed.entry import Head
    from posta.seal.epoch_keyring import Keyring
    from posta.seal.keys import DeviceKeys


@dataclass(slots=True, repr=False)
class ProcessState:
    """Everything that a process of an open post keeps between two requests."""

    # The keys of this computer, from the first person's words until the process is killed.
    node_keys: Any = field(default=None, repr=False)
    device: "DeviceKeys | None" = field(default=None, repr=False)
    database_keys: dict[str, bytes] = field(default_factory=dict, repr=False)
    log_connection: Any = field(default=None, repr=False)  # keeps the write-ahead log of the database open

    # Who is logged in, with their own keys; empty except in a worker.
    sessions: Sessions = field(default_factory=lambda: Sessions(SystemClock()), repr=False)

    # The device's keyring, worked out once (by its feed and state of grants); those of sessions stand in the sessions.
    device_keyrings: dict[tuple[bytes, int], "Keyring"] = field(default_factory=dict, repr=False)

    # What rooms above hand to rooms below once the node is open.
    clock: Clock = field(default_factory=SystemClock)
    head_listener: "Callable[[Head], None] | None" = None
    unlock_fallbacks: tuple[Callable[[Path, str], Any], ...] = ()
    unlock_checks: tuple[Callable[[Path, Any], bool], ...] = ()
    find_member: Callable[[str], bytes | None] | None = None

    # What is remembered for a moment.
    port: int | None = None
    last_minute: int = 0
    last_sync_at_opening: object = 0
    ongoing_syncs: OngoingSyncs = field(default_factory=OngoingSyncs)
    unwritten_accesses: set[Any] = field(default_factory=set, repr=False)
    unwritten_prints: set[Any] = field(default_factory=set, repr=False)
    searches: dict[str, OrderedDict[str, str]] = field(default_factory=dict, repr=False)
    after_acts: dict[str, OrderedDict[str, Any]] = field(default_factory=dict, repr=False)
    one_time_secrets: dict[str, Any] = field(default_factory=dict, repr=False)


PROCESS = ProcessState()
