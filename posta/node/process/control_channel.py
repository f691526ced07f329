"""The few words that supervisor and worker say to each other, and the sockets they hand over with them.

Every pair of processes shares one `SOCK_SEQPACKET` socketpair: a message is one word, optionally with open sockets
attached (`SCM_RIGHTS`). No word carries a key, a name or anything a person typed; keys pass from worker to worker only
(see `handover`).

    supervisor -> worker                                 worker -> supervisor
    TRY      these are the listening sockets and, last,  OPEN     I hold the keys and can serve
             a connection that brings words              ACTIVE   a person did something
    TAKE     these are the listening sockets and, last,  LOCK     somebody asked to lock, or nobody is left
             the line to the worker you replace          REPLACE  somebody left: give me a successor
    GIVE     this is the line to your successor
    ADOPT    this connection is yours now
    GO       I no longer accept: the sockets are yours
    KEEP     this connection brings a form that somebody filled in (to a keeper, which ends)

A worker that exits without OPEN did not open: the supervisor learns it from the end of the socket.
"""

import socket
from enum import Enum

MAX_SOCKETS = 64
_MAX_MESSAGE = 16


class Message(Enum):
    """One message on the control socket."""

    TRY = b"try"
    TAKE = b"take"
    GIVE = b"give"
    ADOPT = b"adopt"
    GO = b"go"
    KEEP = b"keep"
    OPEN = b"open"
    ACTIVE = b"active"
    LOCK = b"lock"
    REPLACE = b"replace"


def control_pair() -> tuple[socket.socket, socket.socket]:
    """Return two ends of a control line; both close on exec unless passed on purpose."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def send_message(line: socket.socket, word: Message, sockets: list[socket.socket] | None = None) -> None:
    """Send one word, with open sockets if any; raises OSError when the other end is gone."""
    socket.send_fds(line, [word.value], [each.fileno() for each in sockets or []])


def receive_message(line: socket.socket) -> tuple[Message, list[socket.socket]] | None:
    """Return the next word and the sockets that came with it; None when the other end is gone."""
    try:
        message, numbers, _, _ = socket.recv_fds(line, _MAX_MESSAGE, MAX_SOCKETS)
    except ConnectionError:
        return None
    sockets = [socket.socket(fileno=number) for number in numbers]
    if not message:
        return None
    return Message(message), sockets
