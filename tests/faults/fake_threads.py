"""Threads that take turns in an invented time: what runs beside each other in a program, the same way for each seed.

Each is a real thread, so that the program's own code runs in it, but one moves at a time: the one whose wait ends first.
Time passes only while all of them wait, so that a wait of ten minutes costs nothing.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from math import inf
from types import TracebackType
from typing import Any


class Stopped(BaseException):
    """The computer on which this thread ran is off; nothing in the program may catch this."""


def _closed() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(eq=False)
class FakeThread:
    """What one thread does: `go` is opened when it is its turn, `turn` tells the wait that counts from those that are over."""

    act: Callable[[], object] = lambda: None
    go: threading.Lock = field(default_factory=_closed)
    turn: int = 0
    is_done: bool = False
    is_stopped: bool = False
    waiting: list["FakeThread"] = field(default_factory=list)
    result: Any = None
    error: BaseException | None = None


class Scheduler:
    """The threads of a computer and their time in seconds; `pass_time` moves the clocks of the world along."""

    def __init__(self, pass_time: Callable[[float], None]) -> None:
        self.now = 0.0
        self._pass_time = pass_time
        self._due: list[tuple[float, int, int, FakeThread]] = []
        self._number = count()
        self._main = self._current = FakeThread()
        self._alive: list[FakeThread] = []
        self._work: dict[threading.Lock, FakeThread] = {}  # what the thread behind each lock does next
        self._idle: list[threading.Lock] = []
        self._fallen: BaseException | None = None
        self.uncaught: list[Exception] = []

    def monotonic(self) -> float:
        """Return the seconds that have passed, as `time.monotonic` does."""
        return self.now

    def begin(self, target: Callable[..., object], *arguments: object) -> FakeThread:
        """Begin a thread; it moves when whoever began it waits."""
        hand = FakeThread(act=lambda: target(*arguments))
        self._alive.append(hand)
        if self._idle:
            hand.go = self._idle.pop()
            self._work[hand.go] = hand
        else:
            self._work[hand.go] = hand
            threading.Thread(target=self._live, args=(hand.go,), name="hand", daemon=True).start()
        self._wake_at(hand, self.now)
        return hand

    def wait(self, seconds: float) -> None:
        """Let the thread that moves now wait. What stopped a thread for good, such as a power cut, is raised in the first."""
        self._wait_until(self.now + seconds)

    def join(self, hand: FakeThread, seconds: float = inf) -> None:
        """Wait for the end of a thread, so many seconds at most."""
        if not hand.is_done:
            hand.waiting.append(self._current)
            self._wait_until(self.now + seconds)

    def stop(self) -> None:
        """End every thread where it stands: those begun last first, as others wait for them."""
        for hand in self._alive:
            hand.is_stopped = True
        while self._alive:
            self._wake_at(self._alive[-1], self.now)
            self._wake_at(self._main, self.now)
            self._give_turn(self._main)
        self._fallen = None

    def close(self) -> None:
        """End every thread, and let go of those that rest."""
        self.stop()
        self._work.clear()
        for go in self._idle:
            go.release()
        self._idle.clear()

    @property
    def are_idle(self) -> bool:
        """Whether no thread is left but the first."""
        return not self._alive

    def _wake_at(self, hand: FakeThread, moment: float) -> None:
        hand.turn += 1
        heappush(self._due, (moment, next(self._number), hand.turn, hand))

    def _wait_until(self, moment: float) -> None:
        me = self._current
        if me.is_stopped:
            raise Stopped
        self._wake_at(me, moment)
        self._give_turn(me)
        if me.is_stopped:
            raise Stopped
        if me is self._main and self._fallen is not None:
            raise self._fallen

    def _give_turn(self, me: FakeThread) -> None:
        following = self._take_next()
        if following is not me:
            following.go.release()
            me.go.acquire()

    def _take_next(self) -> FakeThread:
        while True:
            moment, _, turn, hand = heappop(self._due)
            if turn == hand.turn and not hand.is_done:
                break
        if moment == inf:
            raise RuntimeError("all threads wait for each other")
        if moment > self.now:
            self._pass_time(moment - self.now)
            self.now = moment
        self._current = hand
        return hand

    def _live(self, go: threading.Lock) -> None:
        """A thread of the computer does one thing after another, as long as there is one."""
        go.acquire()
        while go in self._work:
            following = self._do(self._work.pop(go))
            self._idle.append(go)
            following.go.release()
            go.acquire()

    def _do(self, hand: FakeThread) -> FakeThread:
        """Do what this hand is for; return whose turn is next."""
        try:
            if not hand.is_stopped:
                hand.result = hand.act()
        except Stopped:
            pass
        except BaseException as error:  # noqa: BLE001  handed to whoever waits for it; what ends a program, to the first thread
            hand.error = error
            if not isinstance(error, Exception):
                self._fallen = error
                self._wake_at(self._main, -inf)
        hand.is_done = True
        self._alive.remove(hand)
        for waiting in hand.waiting:
            self._wake_at(waiting, self.now)
        return self._take_next()


class FakeThreading:
    """Stands for the module `threading` where the program begins threads of its own."""

    Lock = staticmethod(threading.Lock)

    def __init__(self, hands: Scheduler) -> None:
        self._hands = hands

    def Thread(self, *, target: Callable[..., object], args: tuple = (), **named: object) -> "_Thread":  # noqa: N802
        """Return a thread as `threading.Thread` makes one."""
        return _Thread(self._hands, target, args)


@dataclass(eq=False)
class _Thread:
    hands: Scheduler
    target: Callable[..., object]
    arguments: tuple
    hand: FakeThread | None = None

    def start(self) -> None:
        self.hand = self.hands.begin(self._run)

    def join(self, timeout: float = inf) -> None:
        assert self.hand is not None
        self.hands.join(self.hand, timeout)

    def _run(self) -> None:
        try:
            self.target(*self.arguments)
        except Exception as error:  # noqa: BLE001  a thread of the program may end so; the schedule may not
            self.hands.uncaught.append(error)


class FakeExecutor:
    """Stands for `ThreadPoolExecutor`: each task is a thread that takes its turn; leaving the block waits for all."""

    def __init__(self, hands: Scheduler) -> None:
        self._hands = hands
        self._tasks: list[_Task] = []

    def submit(self, act: Callable[..., object], *arguments: object) -> "_Task":
        self._tasks.append(_Task(self._hands, self._hands.begin(act, *arguments)))
        return self._tasks[-1]

    def __enter__(self) -> "FakeExecutor":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for task in self._tasks:
            self._hands.join(task.hand)


@dataclass(eq=False)
class _Task:
    hands: Scheduler
    hand: FakeThread

    def result(self) -> Any:
        self.hands.join(self.hand)
        if self.hand.error is not None:
            raise self.hand.error
        return self.hand.result
