"""Who comes to a locked post: pages for those who ask, a queue for those who bring words.

At most sixty-four connections are held; each is dismissed after a few seconds of silence, and when the room is full, the
oldest of the address that has most of them leaves, so a stranger on the Wi-Fi can fill it with their own only. Those with
words wait for their turn (see `turns`); an address whose words failed again and again is sent away until its delay is over.
"""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import parse_qs

from posta.node import answers
from posta.node.attempts import Attempts, Caller, address_of, caller_from
from posta.node.local_page import Kept, asks_for_words, kept_in, next_in, page_at
from posta.node.locked_page import Problem, Reason, known_language
from posta.node.turns import LONGEST_WAIT, Turn, Turns
from posta.node.visitor import PATIENCE, Stage, Visitor

BACKLOG = 128
MOST_VISITORS = 64
ACCEPTED_AT_ONCE = 16
MOST_TYPED = 8  # forms that wait to be kept
MOST_TYPED_OF_ONE = 60  # of one address, until the post is open again


class Reception:
    """The listening sockets and the visitors of a locked post, attended from the supervisor's loop."""

    def __init__(
        self, selector: selectors.BaseSelector, listening: list[socket.socket], language: str, names: tuple[str, ...]
    ) -> None:
        self.listening = listening
        self._names = names
        self.on_words: Callable[[], None] = lambda: None
        self.on_typed: Callable[[], None] = lambda: None
        self._selector = selector
        self._language = language
        self._visitors: list[Visitor] = []
        self._attempts = Attempts()
        self._turns = Turns(self._attempts)
        self._waiting: dict[Turn, Visitor] = {}
        self._trying: Caller | None = None
        self._typed: list[Visitor] = []
        self._brought: Counter[str] = Counter()

    @property
    def is_busy(self) -> bool:
        """Whether anybody is here whose time may run out."""
        return bool(self._visitors or self._waiting or self._typed)

    def open(self) -> None:
        """Begin to accept."""
        self._brought.clear()
        for each in self.listening:
            self._selector.register(each, selectors.EVENT_READ, lambda each=each: self._accept(each))

    def close(self) -> list[socket.socket]:
        """Stop accepting, send everybody away, and give back the connections that still wait with words."""
        for listening in self.listening:
            self._selector.unregister(listening)
        for visitor in list(self._visitors):
            self._dismiss(visitor)
        typed, self._typed = self._typed, []
        return [self._take(turn).connection for turn in self._turns.ranked()] + [each.connection for each in typed]

    def next_typed(self) -> socket.socket | None:
        """The connection that brings the next form which somebody filled in before the post was locked."""
        return self._typed.pop(0).connection if self._typed else None

    def next_words(self) -> socket.socket | None:
        """The connection whose words are to be tried next."""
        for turn in self._turns.ranked():
            visitor = self._take(turn)
            if self._attempts.wait(turn.caller) > 0:
                self._send_away(visitor, Problem.EARLY)
            else:
                self._trying = turn.caller
                return visitor.connection
        return None

    def words_opened(self) -> None:
        """Note that the words tried last were right."""
        if self._trying:
            self._attempts.note_success(self._trying)

    def words_failed(self) -> None:
        """Note that the words tried last opened nothing: their address waits before it tries again."""
        if self._trying:
            self._attempts.note_failure(self._trying)

    def dismiss_late(self, now: float) -> None:
        """Hang up on those who have been silent for too long, and answer those who have waited for too long."""
        for visitor in [each for each in self._visitors if now > each.deadline]:
            self._dismiss(visitor)
        for turn in [turn for turn, visitor in self._waiting.items() if now > visitor.deadline]:
            self._send_away(self._take(turn), Problem.BUSY)

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
                self._dismiss(self._most_crowding())
            self._admit(Visitor(connection, address_of(connection), self._language, self._names))

    def _most_crowding(self) -> Visitor:
        """The oldest visitor of the address that has most of them."""
        counts = Counter(each.address for each in self._visitors)
        return max(self._visitors, key=lambda each: counts[each.address])

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
        elif stage is Stage.TYPED:
            self._let_keep(visitor)
        elif stage is not before:
            visitor.deadline = time.monotonic() + PATIENCE

    def _answer_to(self, path: str, query: str) -> answers.Answer:
        language = known_language(parse_qs(query).get("lang", [""])[0], self._language)
        if path in ("/", "/locked"):
            reason = Reason.CLOSED if path == "/locked" else Reason.LOCKED
            return answers.page(language, reason=reason, back=next_in(query), kept=kept_in(query))
        if path == "/locked.css":
            return answers.stylesheet()
        if path == "/health":
            return answers.health("locked")
        if path == "/favicon.ico":
            return answers.nothing()
        spoken = "" if language == self._language else language
        return answers.see_other(asks_for_words(page_at(path, query), language=spoken))

    def _let_wait(self, visitor: Visitor) -> None:
        """Words are tried one after the other, in fair turns."""
        self._selector.unregister(visitor.connection)
        self._visitors.remove(visitor)
        caller = caller_from(visitor.address)
        if self._attempts.wait(caller) > 0:
            self._send_away(visitor, Problem.EARLY)
            return
        turn = Turn(caller)
        visitor.deadline = time.monotonic() + LONGEST_WAIT
        self._waiting[turn] = visitor
        for late in self._turns.join(turn):
            self._send_away(self._waiting.pop(late), Problem.BUSY)
        self.on_words()

    def _let_keep(self, visitor: Visitor) -> None:
        """Forms are kept one after the other; few wait, and of one address only some, so that nobody fills the room."""
        self._selector.unregister(visitor.connection)
        self._visitors.remove(visitor)
        self._brought[visitor.address] += 1
        if len(self._typed) >= MOST_TYPED or self._brought[visitor.address] > MOST_TYPED_OF_ONE:
            visitor.answer(answers.see_other(asks_for_words("/", kept=Kept.LOST)))
            self._admit(visitor)
            return
        self._typed.append(visitor)
        self.on_typed()

    def _take(self, turn: Turn) -> Visitor:
        self._turns.leave(turn)
        return self._waiting.pop(turn)

    def _send_away(self, visitor: Visitor, problem: Problem) -> None:
        """Answer somebody who waited that their words were not tried, and let them take the answer."""
        visitor.answer(answers.page(self._language, problem=problem))
        self._admit(visitor)

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
