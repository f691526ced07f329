"""One connection to a locked post, answered without ever reading what a person typed.

The supervisor looks at the first thirteen bytes of a request without taking them (`MSG_PEEK`): long enough for
`POST /unlock `, too short for any word. Such a connection is left untouched, for the worker. A GET is read and
answered. The body of any other request (somebody still had a form open when the post locked) is thrown away inside
the kernel (`MSG_TRUNC`), so that it never enters this process either.
"""

import contextlib
import socket
from collections.abc import Callable
from enum import Enum

from posta.node.answers import Answer, see_other

BRINGS_WORDS = (b"POST /unlock ", b"POST /unlock?")
GLANCE = 13
LONGEST_HEAD = 8192
PATIENCE = 5.0  # seconds to send a request, and again to take the answer

_THROWN_AWAY = bytearray(65536)


class Stage(Enum):
    """How far a connection has come."""

    ASKING = "asking"
    WORDS = "words"
    LEAVING = "leaving"
    GONE = "gone"


class Visitor:
    """A connection and how far it has come; `advance` is called whenever it has something to read."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        # Nothing shorter is a request; without this a slow sender would keep the loop spinning on peeked bytes.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, GLANCE)
        self.connection = connection
        self.deadline = float("inf")
        self.stage = Stage.ASKING
        self._head = b""

    def advance(self, answer_to: Callable[[str, str], Answer]) -> Stage:
        """Read what there is; `answer_to(path, query)` makes the answer to a GET."""
        try:
            if self.stage is Stage.LEAVING:
                self._throw_away()
            else:
                self._listen(answer_to)
        except BlockingIOError:
            pass
        except OSError:
            self.stage = Stage.GONE
        return self.stage

    def answer(self, answer: Answer) -> None:
        """Send the answer, then only wait for the other side to hang up (closing first could destroy it)."""
        with contextlib.suppress(OSError):
            self.connection.send(answer.to_bytes())
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        self.stage = Stage.LEAVING

    def _listen(self, answer_to: Callable[[str, str], Answer]) -> None:
        if not self._head and not self._is_reading():
            return
        more = self.connection.recv(LONGEST_HEAD - len(self._head))
        self._head += more
        if b"\r\n\r\n" in self._head:
            self.answer(answer_to(*_target(self._head)))
        elif not more or len(self._head) >= LONGEST_HEAD:
            self.stage = Stage.GONE

    def _is_reading(self) -> bool:
        """Whether the request is one to be read, judging by its first bytes alone."""
        glance = self.connection.recv(GLANCE, socket.MSG_PEEK)
        if len(glance) < GLANCE:
            self.stage = Stage.GONE
        elif glance in BRINGS_WORDS:
            self.stage = Stage.WORDS
        elif glance.startswith((b"GET ", b"HEAD ")):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
            return True
        elif (method := glance.split(b" ")[0]).isalpha() and method.isupper():
            self.answer(see_other("/"))
        else:
            self.stage = Stage.GONE
        return False

    def _throw_away(self) -> None:
        if not self.connection.recv_into(_THROWN_AWAY, 0, socket.MSG_TRUNC):
            self.stage = Stage.GONE


def _target(head: bytes) -> tuple[str, str]:
    """Path and query of a request line."""
    line = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    path, _, query = (line[1] if len(line) > 1 else "/").partition("?")
    return path, query
