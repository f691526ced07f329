r"""The process that is always there: it owns the socket, shows the locked page, and holds no key.

                      browser
                         |  TCP                           a worker is started for each trial of words and killed to lock;
                  listening socket                        while one serves, the supervisor does not accept
                   /            \
      locked: supervisor      open: worker  (keys, Django, database)
              | reads GETs only      | waitress on the same socket
              |                      |
              +---- control line ----+   words and sockets, never keys (see `control_channel`)

`POST /unlock` is recognised by its first bytes without taking them (see `locked_server` and `locked_connection`); the
connection itself, the whole form still in the kernel, goes to a new worker. While those words are tried the locked
page goes on being served. A form that was open when the post locked goes, unread as well, to a process
(`form_keeper`) that seals it for later and ends. When the worker says OPEN, the supervisor lets go of the listening
socket and only watches: it counts the time since the last human request, and kills.

Locking is SIGKILL for the worker and everything it started. It happens on LOCK from the worker, after the idle limit,
twelve hours after opening, on SIGUSR1 (`posta lock`), when the computer wakes from sleep, and when the supervisor
ends. When a colleague who held keys leaves, a second worker takes over from the first (see `handover`), which then is
killed; an empty spare is kept ready for it, so that keys are gone within a second of the logout on slow computers
too.

Only the standard library is imported, so that the page is there at once and the process stays small.
"""

import contextlib
import selectors
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from posta.node.http.locked_page import DEFAULT_LANGUAGE
from posta.node.process import control_channel
from posta.node.process.control_channel import Message
from posta.node.process.hardening import forbid_core_dumps
from posta.node.process.locked_server import LockedServer, listen
from posta.node.process.pid_file import acquire_home, release_home
from posta.node.process.worker_process import WorkerProcess, kill_worker, spawn
from posta.node.storage.disk_reserve import release_reserve
from posta.node.wsgi.host_names import list_host_names

TICK = 0.25
FORM_KEEPER = (sys.executable, "-m", "posta.node.process.form_keeper")


@dataclass(frozen=True, slots=True)
class Limits:
    """When the post locks by itself, in seconds."""

    idle: float = 5 * 60
    absolute: float = 12 * 3600
    trial: float = 120  # a worker that has not opened by then never will
    handover: float = 30
    spare: float = 3  # after opening, when a spare worker is started: empty, warm, ready to take over at once
    last_answer: float = 0.15  # for the answer to POST /lock to leave before its worker is killed
    keeper: float = 30  # for one form to be sealed and written
    sleep: float = 5  # a jump this long between the two clocks means the lid was closed


class SupervisorState(Enum):
    """What the supervisor is doing."""

    LOCKED = "locked"
    TRYING = "trying"
    OPEN = "open"


@dataclass(slots=True)
class Supervisor:
    """The state of the loop; `run` returns when a signal ends it."""

    home: Path
    selector: selectors.BaseSelector
    reception: LockedServer
    command: tuple[str, ...]
    limits: Limits = field(default_factory=Limits)
    state: SupervisorState = SupervisorState.LOCKED
    worker: WorkerProcess | None = None
    successor: WorkerProcess | None = None
    spare: WorkerProcess | None = None
    keeper: WorkerProcess | None = None
    keeper_command: tuple[str, ...] = FORM_KEEPER
    ends: bool = False
    _opened_at: float = 0.0
    _active_at: float = 0.0
    _slept: float = 0.0
    _spare_at: float = 0.0
    _keeps_since: float = 0.0
    _handover_at: float = 0.0
    _lock_at: float | None = None
    _panic: bool = False

    def run(self) -> None:
        """Serve the locked page, start workers, kill them; until a signal says to end."""
        self.reception.on_words = self._try_next
        self.reception.on_typed = self._keep_next
        self.reception.open()
        self._catch_signals()
        try:
            while not self.ends:
                for key, _ in self.selector.select(self._patience()):
                    if any(key is each for each in self.selector.get_map().values()):  # not closed by an earlier event
                        key.data()
                self._check_deadlines()
        finally:
            self.lock("ending")
            self._reap(self.keeper)

    def lock(self, reason: str) -> None:
        """Kill every process that holds keys and show the locked page."""
        was, began = self.state, time.monotonic()
        for each in (self.worker, self.successor, self.spare):
            self._reap(each)
        self.worker = self.successor = self.spare = self._lock_at = None
        self.state = SupervisorState.LOCKED
        if was is SupervisorState.OPEN:
            write_log_line(f"locked: {reason}, in {(time.monotonic() - began) * 1000:.0f} ms")
            self.reception.open()

    def _try_next(self) -> None:
        if self.state is not SupervisorState.LOCKED or not (connection := self.reception.next_unlock_request()):
            return
        self.worker = self._spawn()
        self.state = SupervisorState.TRYING
        self._opened_at = time.monotonic()
        self._say(self.worker, Message.TRY, [*self.reception.listening, connection])
        connection.close()

    def _keep_next(self) -> None:
        """Start a process that keeps a form that was sent, one form after the other; this process never reads it."""
        if self.keeper is not None or not (connection := self.reception.next_unsent_form()):
            return
        keeper = self.keeper = spawn(self.keeper_command, self.home, self.limits.idle)
        self.selector.register(keeper.line, selectors.EVENT_READ, self._kept)
        self._keeps_since = time.monotonic()
        self._say(keeper, Message.KEEP, [connection])
        connection.close()

    def _kept(self) -> None:
        self._reap(self.keeper)
        self.keeper = None
        self._keep_next()

    def _spawn(self) -> WorkerProcess:
        worker = spawn(self.command, self.home, self.limits.idle)
        self.selector.register(worker.line, selectors.EVENT_READ, lambda: self._on_message(worker))
        return worker

    def _on_message(self, worker: WorkerProcess) -> None:
        message = control_channel.receive_message(worker.line)
        word = message[0] if message else None
        if word is Message.OPEN and worker is self.worker and self.state is SupervisorState.TRYING:
            self._open()
        elif word is Message.OPEN and worker is self.successor:
            self._promote()
        elif word is None:
            self._on_exit(worker)
        elif worker is self.worker and self.state is SupervisorState.OPEN:
            self._obey(word)

    def _obey(self, word: Message | None) -> None:
        if word is Message.ACTIVE:
            self._active_at = time.monotonic()
        elif word is Message.LOCK:
            self._lock_at = self._lock_at or time.monotonic() + self.limits.last_answer
        elif word is Message.REPLACE and self.successor is None:
            self._replace()

    def _open(self) -> None:
        """Hand the sockets to the worker that opened: from here on the worker answers, and this process only watches."""
        assert self.worker is not None
        self.state = SupervisorState.OPEN
        self._opened_at = self._active_at = time.monotonic()
        self._slept = _suspend_seconds()
        self._spare_at = self._opened_at + self.limits.spare
        self.reception.unlock_succeeded()
        for connection in self.reception.close():
            self._say(self.worker, Message.ADOPT, [connection])
            connection.close()
        self._say(self.worker, Message.GO)
        write_log_line("open")

    def _replace(self) -> None:
        """Start a successor after a logout and give the two workers a line of their own."""
        assert self.worker is not None
        old_end, new_end = control_channel.control_pair()
        self._handover_at = time.monotonic()
        self.successor, self.spare = self.spare or self._spawn(), None
        self._say(self.successor, Message.TAKE, [*self.reception.listening, new_end])
        self._say(self.worker, Message.GIVE, [old_end])
        old_end.close()
        new_end.close()

    def _promote(self) -> None:
        """Kill the worker once its successor has everything: the old worker is the one that still remembers who left."""
        old, self.worker, self.successor = self.worker, self.successor, None
        assert self.worker is not None
        self._reap(old)
        self._say(self.worker, Message.GO)
        self._spare_at = time.monotonic() + self.limits.spare
        write_log_line(f"worker replaced in {(time.monotonic() - self._handover_at) * 1000:.0f} ms: somebody left")

    def _on_exit(self, worker: WorkerProcess) -> None:
        if worker is self.worker and self.state is SupervisorState.TRYING:
            self.reception.unlock_failed()
            self.lock("words did not open")
            self._try_next()
        elif worker is self.spare:
            self._reap(worker)
            self.spare, self._spare_at = None, float("inf")
        else:
            self.lock("a worker ended")

    def _say(self, worker: WorkerProcess, word: Message, sockets: list[socket.socket] | None = None) -> None:
        with contextlib.suppress(OSError):  # its end is noticed when its line is read
            control_channel.send_message(worker.line, word, sockets)

    def _reap(self, worker: WorkerProcess | None) -> None:
        if worker:
            self.selector.unregister(worker.line)
            kill_worker(worker)

    def _check_deadlines(self) -> None:
        now = time.monotonic()
        self.reception.dismiss_late(now)
        if self.state is not SupervisorState.LOCKED and (reason := self._reason_to_lock(now)):
            self.lock(reason)
            self._try_next()
        if self.state is SupervisorState.OPEN and not (self.spare or self.successor) and now >= self._spare_at:
            self.spare = self._spawn()
        if self.keeper and now - self._keeps_since > self.limits.keeper:
            self._kept()
        self._panic = False

    def _reason_to_lock(self, now: float) -> str:
        """Return why the post must lock now; empty if it need not."""
        limits, is_open = self.limits, self.state is SupervisorState.OPEN
        reasons: tuple[tuple[bool, str], ...] = (
            (self._panic, "told to"),
            (self._lock_at is not None and now >= self._lock_at, "asked by a worker"),
            (is_open and now - self._active_at >= limits.idle, "nobody here"),
            (is_open and now - self._opened_at >= limits.absolute, "open for too long"),
            (is_open and _suspend_seconds() - self._slept > limits.sleep, "the computer slept"),
            (self.state is SupervisorState.TRYING and now - self._opened_at >= limits.trial, "no answer from a trial"),
            (self.successor is not None and now - self._handover_at >= limits.handover, "handover too slow"),
        )
        return next((reason for holds, reason in reasons if holds), "")

    def _patience(self) -> float | None:
        """Return how long the loop may sleep; for ever when no connection is open."""
        if self._lock_at is not None:
            return max(0.0, self._lock_at - time.monotonic())
        return TICK if self.reception.is_busy or self.keeper or self.state is not SupervisorState.LOCKED else None

    def _catch_signals(self) -> None:
        reader, writer = socket.socketpair()
        reader.setblocking(False)
        writer.setblocking(False)
        signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        self.selector.register(reader, selectors.EVENT_READ, lambda: _empty(reader, writer))
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._note_end)
        signal.signal(signal.SIGUSR1, self._request_lock)

    def _note_end(self, *_: object) -> None:
        self.ends = True

    def _request_lock(self, *_: object) -> None:
        self._panic = True


def serve(
    home: Path,
    hosts: list[str],
    port: int,
    *,
    command: tuple[str, ...] = (sys.executable, "-m", "posta.node.process.worker"),
    limits: Limits | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> None:
    """Run the supervisor of a home until a signal ends it. `command` starts a worker."""
    forbid_core_dumps()
    release_reserve(home)
    held = acquire_home(home)
    try:
        selector = selectors.DefaultSelector()
        reception = LockedServer(selector, [listen(host, port) for host in hosts], language, list_host_names(home))
        write_log_line(f"locked page on {reception.spoken()}")
        Supervisor(home.resolve(), selector, reception, command, limits or Limits()).run()
    finally:
        release_home(home, held)


def write_log_line(text: str) -> None:
    """Write one line for the log of the machine."""
    sys.stderr.write(f"posta supervisor: {text}\n")
    sys.stderr.flush()


def _suspend_seconds() -> float:
    """Return the seconds this computer has slept since it started: one clock counts them, the other does not."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)


def _empty(reader: socket.socket, _writer: socket.socket) -> None:
    with contextlib.suppress(BlockingIOError):
        reader.recv(4096)
