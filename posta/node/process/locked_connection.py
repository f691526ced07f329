"""One connection to a locked post, answered without ever reading what a person typed.

The supervisor looks at the first thirteen bytes of a request without taking them (`MSG_PEEK`): long enough for `POST
/unlock `, too short for any word. Of such a request it looks at the head alone, in steps that cannot reach into the
body, and waits until the whole form lies in the kernel; then the connection is left untouched, for a worker, which so
never waits for a slow sender. A GET is read and answered. A form that was open when the post locked is left in the
kernel in the same way, for the process of `form_keeper`; the body of any other request is dropped inside the kernel
(`MSG_TRUNC`). Nothing that was typed ever enters this process.
"""

import contextlib
import fcntl
import socket
import struct
import termios
from collections.abc import Callable, Mapping
from enum import Enum

from posta.node.http.http_responses import RawResponse, passphrase_page, redirect, wrong_host_page
from posta.node.http.locked_page import DEFAULT_LANGUAGE, LoginProblem
from posta.node.http.request_head import (
    END_OF_HEAD,
    is_foreign,
    is_too_long_to_keep,
    is_typed_form,
    read_fields,
    size_of_form,
    size_of_typed,
    target_of,
)
from posta.node.http.return_page import KeptForm, passphrase_page_address, return_page_of_referer
from posta.node.wsgi.host_names import is_ours

UNLOCK_PREFIX = (b"POST /unlock ", b"POST /unlock?")
PEEK_BYTES = 13
LONGEST_HEAD = 8192
TIMEOUT_SECONDS = 5.0  # seconds to send a request, and again to take the answer

_DRAIN_BYTES = bytearray(65536)


class ConnectionStage(Enum):
    """How far a connection has come."""

    ASKING = "asking"
    WORDS = "words"
    TYPED = "typed"
    LEAVING = "leaving"
    GONE = "gone"


class LockedConnection:
    """A connection and how far it has come; `advance` is called whenever it has something to read."""

    def __init__(
        self,
        connection: socket.socket,
        address: str = "",
        language: str = DEFAULT_LANGUAGE,
        names: tuple[str, ...] = (),
    ) -> None:
        connection.setblocking(False)
        self.connection = connection
        self.address = address
        self._language = language
        self._names = names
        self.deadline = float("inf")
        self.stage = ConnectionStage.ASKING
        self._head = b""
        self._brings = ConnectionStage.WORDS
        self._form = 0  # bytes of head and form together, once the head of a form with words was seen
        # Nothing shorter is a request; without this a slow sender would keep the loop spinning on peeked bytes.
        self._wake_at(PEEK_BYTES)

    def advance(self, answer_to: Callable[[str, str], RawResponse]) -> ConnectionStage:
        """Read what there is; `answer_to(path, query)` makes the answer to a GET."""
        try:
            if self.stage is ConnectionStage.LEAVING:
                self._drain()
            else:
                self._listen(answer_to)
        except BlockingIOError:
            pass
        except OSError:
            self.stage = ConnectionStage.GONE
        return self.stage

    def answer(self, answer: RawResponse) -> None:
        """Send the answer, then only wait for the other side to close (closing first could destroy it)."""
        with contextlib.suppress(OSError):
            self.connection.send(answer.to_bytes())
            self.connection.shutdown(socket.SHUT_WR)
            self._wake_at(1)
        self.stage = ConnectionStage.LEAVING

    def _listen(self, answer_to: Callable[[str, str], RawResponse]) -> None:
        if not self._head and not self._is_reading():
            return
        more = self.connection.recv(LONGEST_HEAD - len(self._head))
        self._head += more
        if b"\r\n\r\n" in self._head:
            knows = is_ours(read_fields(self._head).get("host", ""), self._names)
            self.answer(answer_to(*target_of(self._head)) if knows else wrong_host_page(self._language))
        elif not more or len(self._head) >= LONGEST_HEAD:
            self.stage = ConnectionStage.GONE

    def _is_reading(self) -> bool:
        """Return whether the request is one to be read, judging by its first bytes alone."""
        glance = self.connection.recv(PEEK_BYTES, socket.MSG_PEEK)
        if len(glance) < PEEK_BYTES:
            self.stage = ConnectionStage.GONE
        elif glance in UNLOCK_PREFIX:
            self._wait_for_form()
        elif glance.startswith((b"GET ", b"HEAD ")):
            self._wake_at(1)
            return True
        elif glance.startswith(b"POST "):
            self._brings = ConnectionStage.TYPED
            self._wait_for_form()
        elif (method := glance.split(b" ")[0]).isalpha() and method.isupper():
            self.answer(redirect("/"))
        else:
            self.stage = ConnectionStage.GONE
        return False

    def _wait_for_form(self) -> None:
        """Go on to WORDS when the whole form lies in the kernel; its head is looked at, its body never."""
        arrived = self._arrived()
        if arrived < self._mark:  # woken without what was waited for: the other side has hung up
            self.stage = ConnectionStage.GONE
        elif not self._form:
            self._look_at_head(arrived)
        if self._form and arrived >= self._form:
            self._wake_at(1)
            self.stage = self._brings

    def _look_at_head(self, arrived: int) -> None:
        """Wait for the rest of a form of ours; answer anything else."""
        head = self._peek_head()
        if head is None and arrived < LONGEST_HEAD:
            self._wake_at(arrived + 1)
            return
        head = head or b""
        fields = read_fields(head)
        if not is_ours(fields.get("host", ""), self._names):
            self.answer(wrong_host_page(self._language))
            return
        if self._brings is ConnectionStage.TYPED:
            size = size_of_typed(fields) if is_typed_form(head) else 0
        else:
            size = 0 if is_foreign(fields) else size_of_form(fields)
        if size:
            self._form = len(head) + size
            self._wake_at(self._form)
        else:
            self._refuse(fields)

    def _refuse(self, fields: Mapping[str, str]) -> None:
        if self._brings is ConnectionStage.WORDS:
            self.answer(passphrase_page(self._language, problem=LoginProblem.REFUSED))
        else:
            kept = KeptForm.LOST if is_too_long_to_keep(fields) else KeptForm.NOTHING_SENT
            self.answer(redirect(passphrase_page_address(return_page_of_referer(fields.get("referer", "")), kept=kept)))

    def _peek_head(self) -> bytes | None:
        size = PEEK_BYTES
        while size <= LONGEST_HEAD:
            seen = self.connection.recv(size, socket.MSG_PEEK)
            if seen.endswith(END_OF_HEAD):
                return seen
            if len(seen) < size:
                return None
            size += _steps_to_end(seen)
        return None

    def _arrived(self) -> int:
        """Return how many bytes the kernel holds of what was sent."""
        return int(struct.unpack("i", fcntl.ioctl(self.connection, termios.FIONREAD, b"\0" * 4))[0])

    def _wake_at(self, mark: int) -> None:
        self._mark = mark
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, mark)

    def _drain(self) -> None:
        if not self.connection.recv_into(_DRAIN_BYTES, 0, socket.MSG_TRUNC):
            self.stage = ConnectionStage.GONE


def _steps_to_end(seen: bytes) -> int:
    r"""Return how many bytes more the end of the head has at least.

    A look that far never reaches into the body.

    >>> _steps_to_end(b"Host: posta"), _steps_to_end(b"Host: posta\r\n"), _steps_to_end(b"Host: posta\r\n\r")
    (4, 2, 1)
    """
    return next(4 - length for length in (3, 2, 1, 0) if seen.endswith(END_OF_HEAD[:length]))
