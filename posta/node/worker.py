"""The process that holds keys: born to try somebody's words, killed to forget them.

    supervisor --TRY + sockets--> worker      words open?  no: say so on the page, exit
                                              yes: open the database, OPEN, wait for GO, answer 303, serve
    supervisor --TAKE + sockets-> worker      take keys and sessions from the worker before, OPEN, wait for GO, serve

Nothing but a signal ends a serving worker: there is no clean exit that could leave something behind. It dies with the
supervisor, writes no core dump and lets no other process read its memory.

What it calls to open the node is handed in as `Doors`; `python -m posta.node.worker` uses the real ones.
"""

import argparse
import contextlib
import importlib
import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from posta.node import answers, control, handover
from posta.node.attempts import address_of, caller_from
from posta.node.control import Word
from posta.node.cookies import use_port
from posta.node.faults import quote_nothing, say_fault
from posta.node.front import with_front
from posta.node.gate import Gate, OutOfService, Unlock, Unlocked, begin
from posta.node.hardening import close_memory_to_others, die_now, die_with_parent, forbid_core_dumps
from posta.node.locked_page import Problem
from posta.node.opened import Opened, hold
from posta.node.posted import part, read_words
from posta.node.session import IDLE_LIMIT, SESSIONS, cookie

APPLICATION = "posta.config.wsgi:application"
HEARTBEAT = 0.25
SWEEP = 1.0

# What Django will need anyway; loaded while Argon2 is busy with the words (it lets go of the interpreter lock).
_HEAVY = ("waitress", "posta.node.serving", "django.core.handlers.wsgi", "django.db", "django.template", "django.urls")


@dataclass(frozen=True, slots=True)
class Doors:
    """How this node opens: try words on the slots, hold the keys of the databases, load the web application."""

    unlock: Unlock
    hold: Callable[[Opened], None]
    load: Callable[[], Any]


class Line:
    """The worker's end of the control socket; also what sessions report to."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self._guard = threading.Lock()
        self._spoken_at = 0.0

    def say(self, word: Word) -> None:
        """Send a word; without a supervisor there is nothing to live for."""
        try:
            with self._guard:
                control.say(self.end, word)
        except OSError:
            die_now()

    def hear(self) -> tuple[Word, list[socket.socket]]:
        """The next word; without a supervisor there is nothing to live for."""
        heard = control.hear(self.end)
        return heard if heard else die_now()

    def somebody_active(self) -> None:
        """Tell the supervisor, at most four times a second."""
        now = time.monotonic()
        if now - self._spoken_at >= HEARTBEAT:
            self._spoken_at = now
            self.say(Word.ACTIVE)

    def keys_left(self) -> None:
        """Somebody who held keys is no longer at work."""
        self.say(Word.REPLACE)

    def nobody_left(self) -> None:
        """The last one left, or somebody locked the post."""
        self.say(Word.LOCK)


def main(arguments: list[str] | None = None, doors: Doors | None = None) -> None:
    """Be a worker of the supervisor that started this process."""
    given = read_arguments(arguments)
    quote_nothing()
    forbid_core_dumps()
    close_memory_to_others()
    die_with_parent(given.parent)
    os.environ["POSTA_HOME"] = str(given.home)
    SESSIONS.idle_limit = given.idle
    run_worker(Line(socket.socket(fileno=given.control)), given.home, doors or real_doors())


def run_worker(line: Line, home: Path, doors: Doors) -> None:
    """Do the one thing the supervisor asks of a new worker."""
    gate = Gate(home, doors.unlock, SESSIONS)
    threading.Thread(target=_warm_up, daemon=True).start()
    word, sockets = line.hear()
    *listening, last = sockets
    use_port(listening[0].getsockname()[1])
    if word is Word.TRY:
        _try(line, gate, doors, listening, last)
    elif word is Word.TAKE:
        _take(line, gate, doors, listening, last)


def real_doors() -> Doors:
    """The doors of a real node."""
    unlock = importlib.import_module("posta.node.unlock")
    return Doors(unlock.unlock, hold, _load)


def _load() -> Any:
    module, name = APPLICATION.split(":")
    return getattr(importlib.import_module(module), name)


def _try(line: Line, gate: Gate, doors: Doors, listening: list[socket.socket], connection: socket.socket) -> None:
    """The first person's words, still unread in the connection."""
    words, language, back = read_words(connection)
    try:
        unlocked = gate.try_words(words, caller_from(address_of(connection)))
        del words
        if unlocked is None:
            part(connection, answers.page(language, problem=Problem.REFUSED, back=back))
            return
        opened = Opened(unlocked.device.to_bytes(), bytes(unlocked.master))
        doors.hold(opened)
        application = doors.load()
        if not gate.lets_in(unlocked):
            part(connection, answers.page(language, problem=Problem.REFUSED, back=back))
            return
    except OutOfService:
        part(connection, answers.page(language, problem=Problem.LOST, back=back))
        return
    except Exception as error:  # whatever stops a node from starting, the person is told that it was not their words
        say_fault(error)
        part(connection, answers.page(language, problem=Problem.BROKEN, back=back))
        return
    _welcome_and_serve(line, gate, opened, application, listening, (connection, unlocked, language, back))


def _welcome_and_serve(
    line: Line,
    gate: Gate,
    opened: Opened,
    application: Any,
    listening: list[socket.socket],
    first: tuple[socket.socket, Unlocked, str, str],
) -> None:
    connection, unlocked, language, back = first
    session = begin(SESSIONS, unlocked, language)
    late = _take_the_sockets(line)
    answer = answers.see_other(back, ("Set-Cookie", cookie(session)))
    threading.Thread(target=part, args=(connection, answer), daemon=True).start()
    _serve(line, gate, opened, application, listening, late)


def _take(line: Line, gate: Gate, doors: Doors, listening: list[socket.socket], before: socket.socket) -> None:
    """The keys, sessions and connections of the worker that this one replaces."""
    opened = handover.receive_opened(before)
    doors.hold(opened)
    application = doors.load()
    handover.send_ready(before)
    sessions, connections = handover.receive_rest(before)
    SESSIONS.take_over(sessions)
    late = _take_the_sockets(line)
    _serve(line, gate, opened, application, listening, connections + late)


def _take_the_sockets(line: Line) -> list[socket.socket]:
    """Say OPEN and wait until the supervisor has let go of the sockets; connections it still held come first."""
    line.say(Word.OPEN)
    late: list[socket.socket] = []
    while (heard := line.hear())[0] is not Word.GO:
        late += heard[1]
    return late


def _serve(
    line: Line,
    gate: Gate,
    opened: Opened,
    application: Any,
    listening: list[socket.socket],
    connections: list[socket.socket],
) -> None:
    from posta.node.serving import Serving

    SESSIONS.listener = line
    serving = Serving(listening, with_front(application, SESSIONS, gate), gate.home)
    for connection in connections:
        serving.adopt(connection)
    threading.Thread(target=_obey, args=(line, serving, opened, gate), daemon=True).start()
    threading.Thread(target=_sweep, daemon=True).start()
    serving.run()


def _obey(line: Line, serving: Any, opened: Opened, gate: Gate) -> None:
    """Do what the supervisor says for as long as there is one."""
    while True:
        word, sockets = line.hear()
        if word is Word.ADOPT:
            for connection in sockets:
                serving.adopt(connection)
        elif word is Word.GIVE:
            with contextlib.suppress(OSError, handover.HandoverBroken):  # the supervisor sees it and locks
                _give(sockets[0], serving, opened, gate)


def _give(line: socket.socket, serving: Any, opened: Opened, gate: Gate) -> None:
    """Pass everything that goes on to the successor, then wait to be killed."""
    handover.send_opened(line, opened)
    handover.await_ready(line)
    gate.close()
    connections = serving.release()
    handover.send_rest(line, SESSIONS.list_all(), connections)


def _sweep() -> NoReturn:
    """End sessions whose time is over."""
    while True:
        time.sleep(SWEEP)
        SESSIONS.end_expired()


def _warm_up() -> None:
    for name in _HEAVY:
        importlib.import_module(name)


def read_arguments(arguments: list[str] | None) -> argparse.Namespace:
    """Return what the supervisor says to a process that it starts."""
    parser = argparse.ArgumentParser(prog="posta.node.worker", description="Started by the supervisor; not by hand.")
    parser.add_argument("--control", type=int, required=True)
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--idle", type=float, default=IDLE_LIMIT)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
