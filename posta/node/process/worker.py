"""The process that holds keys: started to try the words of one person, killed to forget them.

    supervisor --TRY + sockets--> worker      words open?  no: say so on the page, exit
                                              yes: open the database, OPEN, wait for GO, answer 303, serve
    supervisor --TAKE + sockets-> worker      take keys and sessions from the worker before, OPEN, wait for GO, serve

Nothing but a signal ends a serving worker: there is no clean exit that could leave something behind. It dies with the
supervisor, writes no core dump and lets no other process read its memory.

What it calls to open the node is handed in as `Dependencies`; `python -m posta.node.process.worker` uses the real
ones.
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

from posta.node.http import http_responses
from posta.node.http.cookies import session_cookie, use_port
from posta.node.http.locked_page import LoginProblem
from posta.node.http.login_throttle import caller_at_address, peer_address
from posta.node.identity.master_key_holder import NodeKeys, hold_node_keys
from posta.node.process import control_channel, handover
from posta.node.process.control_channel import Message
from posta.node.process.hardening import close_memory_to_others, die_with_parent, exit_immediately, forbid_core_dumps
from posta.node.process.raw_request import answer_and_close, read_passphrase
from posta.node.process.safe_tracebacks import install_excepthook, print_fault
from posta.node.process_state import PROCESS
from posta.node.session import IDLE_LIMIT
from posta.node.wsgi.auth_wsgi import wrap_app
from posta.node.wsgi.passphrase_gate import DeviceDeclaredLost, PassphraseGate, Unlock, UnlockedSlot, begin_session

APPLICATION = "posta.config.wsgi:application"
HEARTBEAT = 0.25
SWEEP = 1.0

# What Django will need anyway; loaded while Argon2 is busy with the words (it lets go of the interpreter lock).
_HEAVY = (
    "waitress",
    "posta.node.wsgi.wsgi_server",
    "django.core.handlers.wsgi",
    "django.db",
    "django.template",
    "django.urls",
)


@dataclass(frozen=True, slots=True)
class Dependencies:
    """How this node opens: try words on the slots, hold the keys of the databases, load the web application."""

    unlock: Unlock
    hold: Callable[[NodeKeys], None]
    load: Callable[[], Any]


class SupervisorChannel:
    """The worker's end of the control socket; also what sessions report to."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self._guard = threading.Lock()
        self._spoken_at = 0.0

    def say(self, word: Message) -> None:
        """Send a word; without a supervisor there is nothing to live for."""
        try:
            with self._guard:
                control_channel.send_message(self.end, word)
        except OSError:
            exit_immediately()

    def hear(self) -> tuple[Message, list[socket.socket]]:
        """Return the next word; without a supervisor there is nothing to live for."""
        message = control_channel.receive_message(self.end)
        return message if message else exit_immediately()

    def somebody_active(self) -> None:
        """Tell the supervisor, at most four times a second."""
        now = time.monotonic()
        if now - self._spoken_at >= HEARTBEAT:
            self._spoken_at = now
            self.say(Message.ACTIVE)

    def keys_left(self) -> None:
        """Say that a colleague who held keys is no longer at work."""
        self.say(Message.REPLACE)

    def nobody_left(self) -> None:
        """Say that the last one left, or somebody locked the post."""
        self.say(Message.LOCK)


def main(arguments: list[str] | None = None, doors: Dependencies | None = None) -> None:
    """Be a worker of the supervisor that started this process."""
    given = read_arguments(arguments)
    install_excepthook()
    forbid_core_dumps()
    close_memory_to_others()
    die_with_parent(given.parent)
    os.environ["POSTA_HOME"] = str(given.home)
    PROCESS.sessions.idle_limit = given.idle
    run_worker(SupervisorChannel(socket.socket(fileno=given.control)), given.home, doors or real_dependencies())


def run_worker(line: SupervisorChannel, home: Path, doors: Dependencies) -> None:
    """Do the one thing the supervisor asks of a new worker."""
    gate = PassphraseGate(home, doors.unlock, PROCESS.sessions)
    threading.Thread(target=_warm_up, daemon=True).start()
    word, sockets = line.hear()
    *listening, last = sockets
    use_port(listening[0].getsockname()[1])
    if word is Message.TRY:
        _unlock(line, gate, doors, listening, last)
    elif word is Message.TAKE:
        _take_over(line, gate, doors, listening, last)


def real_dependencies() -> Dependencies:
    """Return the dependencies of a real node."""
    unlock = importlib.import_module("posta.node.identity.unlock")
    return Dependencies(unlock.unlock, hold_node_keys, _load)


def _load() -> Any:
    module, name = APPLICATION.split(":")
    return getattr(importlib.import_module(module), name)


def _unlock(
    line: SupervisorChannel,
    gate: PassphraseGate,
    doors: Dependencies,
    listening: list[socket.socket],
    connection: socket.socket,
) -> None:
    """Try the first person's words, still unread in the connection."""
    words, language, back = read_passphrase(connection)
    try:
        unlocked = gate.try_words(words, caller_at_address(peer_address(connection)))
        del words
        if unlocked is None:
            answer_and_close(
                connection, http_responses.passphrase_page(language, problem=LoginProblem.REFUSED, back=back)
            )
            return
        opened = NodeKeys(unlocked.device.to_bytes(), bytes(unlocked.master))
        doors.hold(opened)
        application = doors.load()
        if not gate.may_enter(unlocked):
            answer_and_close(
                connection, http_responses.passphrase_page(language, problem=LoginProblem.REFUSED, back=back)
            )
            return
    except DeviceDeclaredLost:
        answer_and_close(connection, http_responses.passphrase_page(language, problem=LoginProblem.LOST, back=back))
        return
    except Exception as error:  # any error at the start: the page says that the words were not the cause
        print_fault(error)
        answer_and_close(connection, http_responses.passphrase_page(language, problem=LoginProblem.BROKEN, back=back))
        return
    _answer_and_serve(line, gate, opened, application, listening, (connection, unlocked, language, back))


def _answer_and_serve(
    line: SupervisorChannel,
    gate: PassphraseGate,
    opened: NodeKeys,
    application: Any,
    listening: list[socket.socket],
    first: tuple[socket.socket, UnlockedSlot, str, str],
) -> None:
    connection, unlocked, language, back = first
    session = begin_session(PROCESS.sessions, unlocked, language)
    late = _receive_sockets(line)
    answer = http_responses.redirect(back, ("Set-Cookie", session_cookie(session.token)))
    threading.Thread(target=answer_and_close, args=(connection, answer), daemon=True).start()
    _serve(line, gate, opened, application, listening, late)


def _take_over(
    line: SupervisorChannel,
    gate: PassphraseGate,
    doors: Dependencies,
    listening: list[socket.socket],
    before: socket.socket,
) -> None:
    """Take over the keys, sessions and connections of the worker that this one replaces."""
    opened = handover.receive_opened(before)
    doors.hold(opened)
    application = doors.load()
    handover.send_ready(before)
    sessions, connections = handover.receive_sessions(before)
    PROCESS.sessions.take_over(sessions)
    late = _receive_sockets(line)
    _serve(line, gate, opened, application, listening, connections + late)


def _receive_sockets(line: SupervisorChannel) -> list[socket.socket]:
    """Say OPEN and wait until the supervisor has let go of the sockets; connections it still held come first."""
    line.say(Message.OPEN)
    late: list[socket.socket] = []
    while (message := line.hear())[0] is not Message.GO:
        late += message[1]
    return late


def _serve(
    line: SupervisorChannel,
    gate: PassphraseGate,
    opened: NodeKeys,
    application: Any,
    listening: list[socket.socket],
    connections: list[socket.socket],
) -> None:
    from posta.node.wsgi.wsgi_server import WsgiServer

    PROCESS.sessions.listener = line
    serving = WsgiServer(listening, wrap_app(application, PROCESS.sessions, gate), gate.home)
    for connection in connections:
        serving.adopt(connection)
    threading.Thread(target=_follow_supervisor, args=(line, serving, opened, gate), daemon=True).start()
    threading.Thread(target=_expire_sessions, daemon=True).start()
    serving.run()


def _follow_supervisor(line: SupervisorChannel, serving: Any, opened: NodeKeys, gate: PassphraseGate) -> None:
    """Do what the supervisor says for as long as there is one."""
    while True:
        word, sockets = line.hear()
        if word is Message.ADOPT:
            for connection in sockets:
                serving.adopt(connection)
        elif word is Message.GIVE:
            with contextlib.suppress(OSError, handover.HandoverBroken):  # the supervisor sees it and locks
                _hand_over(sockets[0], serving, opened, gate)


def _hand_over(line: socket.socket, serving: Any, opened: NodeKeys, gate: PassphraseGate) -> None:
    """Pass everything that goes on to the successor, then wait to be killed."""
    handover.send_opened(line, opened)
    handover.await_ready(line)
    gate.close()
    connections = serving.release()
    handover.send_sessions(line, PROCESS.sessions.list_all(), connections)


def _expire_sessions() -> NoReturn:
    """End sessions whose time is over."""
    while True:
        time.sleep(SWEEP)
        PROCESS.sessions.end_expired()


def _warm_up() -> None:
    for name in _HEAVY:
        importlib.import_module(name)


def read_arguments(arguments: list[str] | None) -> argparse.Namespace:
    """Return what the supervisor says to a process that it starts."""
    parser = argparse.ArgumentParser(
        prog="posta.node.process.worker", description="Started by the supervisor; not by hand."
    )
    parser.add_argument("--control", type=int, required=True)
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--idle", type=float, default=IDLE_LIMIT)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
