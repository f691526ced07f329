"""How a worker passes what must live on to its successor when a colleague has left.

A Python process cannot forget a key (ADR 0005), so when a person who held keys logs out, the worker that has seen
them must be killed. The others keep working: their sessions, the device's own keys and even their open connections go
to a fresh process. The supervisor makes the socketpair and gives each worker one end; it keeps neither.

    old worker                                          new worker
      | device keys, master key  ---------------------->  | opens the database, loads the application
      |  <-----------------------------------------  ready|
      | stops accepting, finishes requests under way      |
      | remaining sessions, open connections  --------->  | says OPEN: the supervisor kills the old worker
"""

import json
import socket
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from posta.errors import TemporarilyUnavailable, gettext_noop
from posta.node.identity.master_key_holder import NodeKeys
from posta.node.session import Session

_AT_ONCE = 32
_LONGEST = 1 << 16
_READY = b"ready"
_END = b"end"
_BYTES = "hex"


class HandoverBroken(TemporarilyUnavailable):
    """Both workers must reach the end of the handover; if one does not, the post locks."""

    sentences = {
        "new_worker_not_ready": gettext_noop(
            "The new worker did not get ready; the post locks and words are asked again."
        ),
        "other_worker_ended": gettext_noop("The other worker ended before the handover did; the post locks."),
        "old_worker_ended": gettext_noop("The old worker ended before the handover did; the post locks."),
    }


def send_opened(line: socket.socket, opened: NodeKeys) -> None:
    """Send the first message, from the old worker."""
    _send(line, opened)


def receive_opened(line: socket.socket) -> NodeKeys:
    """Receive the first message, at the new worker."""
    return NodeKeys(**_read(_receive(line)))


def send_ready(line: socket.socket) -> None:
    """Say that the new worker can serve."""
    line.send(_READY)


def await_ready(line: socket.socket) -> None:
    """Wait in the old worker until its successor can serve. Raises HandoverBroken."""
    if _receive(line) != _READY:
        raise HandoverBroken("new_worker_not_ready")


def send_sessions(line: socket.socket, sessions: Iterable[Session], connections: list[socket.socket]) -> None:
    """Send the last messages, from the old worker: the sessions that go on, then their connections."""
    for session in sessions:
        _send(line, session)
    for start in range(0, len(connections), _AT_ONCE):
        socket.send_fds(line, [b"connections"], [each.fileno() for each in connections[start : start + _AT_ONCE]])
    line.send(_END)


def receive_sessions(line: socket.socket) -> tuple[list[Session], list[socket.socket]]:
    """Receive the last messages, at the new worker."""
    sessions: list[Session] = []
    connections: list[socket.socket] = []
    for message, sockets in _messages(line):
        if sockets:
            connections.extend(sockets)
        else:
            sessions.append(_read_session(message))
    return sessions, connections


def _messages(line: socket.socket) -> Iterator[tuple[bytes, list[socket.socket]]]:
    while True:
        message, numbers, _, _ = socket.recv_fds(line, _LONGEST, _AT_ONCE)
        if message == _END:
            return
        if not message:
            raise HandoverBroken("old_worker_ended")
        yield message, [socket.socket(fileno=number) for number in numbers]


def _read_session(message: bytes) -> Session:
    from posta.seal.keys import PersonKeys  # loaded by now: a worker reads this once its application is

    read = _read(message)
    held = read.pop("person_keys")
    return Session(**read, person_keys=PersonKeys.from_bytes(held) if held else None)


def _send(line: socket.socket, value: NodeKeys | Session) -> None:
    """Send one value by the fields of its class, so that only what can be computed again is left out."""
    sent = {one.name: getattr(value, one.name) for one in fields(value) if one.init}
    line.send(json.dumps(sent, default=_to_hex).encode())


def _read(message: bytes) -> dict[str, Any]:
    """Return the fields of one value."""
    read: dict[str, Any] = json.loads(message, object_hook=_from_hex)
    return read


def _to_hex(raw: Any) -> dict[str, str]:
    """Return bytes as they travel, and keys as their bytes."""
    return {_BYTES: (raw if isinstance(raw, bytes) else raw.to_bytes()).hex()}


def _from_hex(read: dict[str, Any]) -> object:
    return bytes.fromhex(read[_BYTES]) if set(read) == {_BYTES} else read


def _receive(line: socket.socket) -> bytes:
    message = line.recv(_LONGEST)
    if not message:
        raise HandoverBroken("other_worker_ended")
    return message
