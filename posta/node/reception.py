"""Who comes to a locked post: pages for those who ask, a queue for those who bring words.

At most sixty-four connections are held and eight may wait with words; each is dismissed after a few seconds of silence,
so a stranger on the Wi-Fi cannot fill the room.
"""

import selectors
import socket
import time
from collections.abc import Callable
from urllib.parse import parse_qs

from posta.node import answers
from posta.node.attempts import HERE, address_of, origin_of
from posta.node.locked_page import Problem, Reason, known_language
from posta.node.visitor import PATIENCE, Stage, Visitor

BACKLOG = 128
MOST_VISITORS = 64
MOST_WAITING = 8
ACCEPTED_AT_ONCE = 16


class Reception:
    """The listening sockets and the visitors of a locked post, attended from the supervisor's loop."""

    def __init__(self, selector: selectors.BaseSelector, listening: list[socket.socket], language: str) -> None:
        self.listening = listening
        self.on_words: Callable[[], None] = lambda: None
        self._selector = selector
        self._language = language
        self._visitors: list[Visitor] = []
        self._waiting: list[Visitor] = []

    @property
    def is_busy(self) -> bool:
        """Whether anybody is here whose time may run out."""
        return bool(self._visitors)

    def open(self) -> None:
        """Begin to accept."""
        for each in self.listening:
            self._selector.register(each, selectors.EVENT_READ, lambda each=each: self._accept(each))

    def close(self) -> list[socket.socket]:
        """Stop accepting, send everybody away, and give back the connections that still wait with words."""
        for listening in self.listening:
            self._selector.unregister(listening)
        for visitor in list(self._visitors):
            self._dismiss(visitor)
        waiting, self._waiting = self._waiting, []
        return [visitor.connection for visitor in waiting]

    def next_words(self) -> socket.socket | None:
        """The connection whose words are to be tried next."""
        return self._waiting.pop(0).connection if self._waiting else None

    def dismiss_late(self, now: float) -> None:
        """Hang up on those who have been silent for too long."""
        for visitor in [each for each in self._visitors if now > each.deadline]:
            self._dismiss(visitor)

    def spoken(self) -> str:
        """The addresses of the page."""
        names = (each.getsockname()[:2] for each in self.listening)
        return ", ".join(f"http://{host}:{port}/" for host, port in names)

    def _accept(self, listening: socket.socket) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            try:
                connection, _address = listening.accept()
            except OSError:
                return
            if len(self._visitors) >= MOST_VISITORS:
                self._dismiss(self._visitors[0])
            self._admit(Visitor(connection))

    def _admit(self, visitor: Visitor) -> None:
        visitor.deadline = time.monotonic() + PATIENCE
        self._visitors.append(visitor)
        self._selector.register(visitor.connection, selectors.EVENT_READ, lambda: self._attend(visitor))

    def _attend(self, visitor: Visitor) -> None:
        before = visitor.stage
        stage = visitor.advance(self._answer_to)
        if stage is Stage.GONE:
            self._dismiss(visitor)
        elif stage is Stage.WORDS:
            self._let_wait(visitor)
        elif stage is not before:
            visitor.deadline = time.monotonic() + PATIENCE

    def _answer_to(self, path: str, query: str) -> answers.Answer:
        language = known_language(parse_qs(query).get("lang", [""])[0], self._language)
        if path in ("/", "/locked"):
            return answers.page(language, reason=Reason.CLOSED if path == "/locked" else Reason.LOCKED)
        if path == "/locked.css":
            return answers.stylesheet()
        if path == "/health":
            return answers.health("locked")
        if path == "/favicon.ico":
            return answers.nothing()
        return answers.see_other("/" if language == self._language else f"/?lang={language}")

    def _let_wait(self, visitor: Visitor) -> None:
        """Words are tried one after the other, those typed at the computer itself before those from the network."""
        self._selector.unregister(visitor.connection)
        self._visitors.remove(visitor)
        self._waiting.append(visitor)
        self._waiting.sort(key=lambda each: origin_of(address_of(each.connection)) != HERE)
        for late in self._waiting[MOST_WAITING:]:
            late.answer(answers.page(self._language, problem=Problem.BUSY))
            self._admit(late)
        del self._waiting[MOST_WAITING:]
        self.on_words()

    def _dismiss(self, visitor: Visitor) -> None:
        self._selector.unregister(visitor.connection)
        self._visitors.remove(visitor)
        visitor.connection.close()


def bound(host: str, port: int) -> socket.socket:
    """A listening socket."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    listening.setblocking(False)
    return listening
