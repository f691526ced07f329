"""The server of a locked post: pages for browsers, and a queue for requests that bring words.

At most sixty-four connections are held; each is closed after a few seconds of silence. When all are taken, the oldest
of the address that has most of them is closed, so an address on the Wi-Fi can crowd out only its own. Requests with
words wait for their turn (see `posta.node.wsgi.unlock_queue`); an address whose words failed again and again is
refused until its delay is over.
"""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import parse_qs

from posta.node.http import http_responses
from posta.node.http.locked_page import LockReason, LoginProblem, known_language
from posta.node.http.login_throttle import Caller, LoginThrottle, caller_at_address, peer_address
from posta.node.http.return_page import KeptForm, kept_in, next_in, passphrase_page_address, return_page_at
from posta.node.process.locked_connection import TIMEOUT_SECONDS, ConnectionStage, LockedConnection
from posta.node.wsgi.unlock_queue import MAX_WAIT_SECONDS, UnlockAttempt, UnlockQueue

BACKLOG = 128
MAX_CONNECTIONS = 64
ACCEPTED_AT_ONCE = 16
MAX_UNSENT_FORMS = 8  # forms that wait to be kept
MAX_UNSENT_FORMS_PER_ADDRESS = 60  # of one address, until the post is open again


class LockedServer:
    """The listening sockets and the connections of a locked post, served from the supervisor's loop."""

    def __init__(
        self, selector: selectors.BaseSelector, listening: list[socket.socket], language: str, names: tuple[str, ...]
    ) -> None:
        self.listening = listening
        self._names = names
        self.on_words: Callable[[], None] = lambda: None
        self.on_typed: Callable[[], None] = lambda: None
        self._selector = selector
        self._language = language
        self._visitors: list[LockedConnection] = []
        self._attempts = LoginThrottle()
        self._turns = UnlockQueue(self._attempts)
        self._waiting: dict[UnlockAttempt, LockedConnection] = {}
        self._trying: Caller | None = None
        self._typed: list[LockedConnection] = []
        self._brought: Counter[str] = Counter()

    @property
    def is_busy(self) -> bool:
        """Return whether a connection is open whose time may run out."""
        return bool(self._visitors or self._waiting or self._typed)

    def open(self) -> None:
        """Begin to accept."""
        self._brought.clear()
        for each in self.listening:
            self._selector.register(each, selectors.EVENT_READ, lambda each=each: self._accept(each))

    def close(self) -> list[socket.socket]:
        """Stop accepting, close all connections, and return those that still wait with words."""
        for listening in self.listening:
            self._selector.unregister(listening)
        for visitor in list(self._visitors):
            self._dismiss(visitor)
        typed, self._typed = self._typed, []
        return [self._take(turn).connection for turn in self._turns.ranked()] + [each.connection for each in typed]

    def next_unsent_form(self) -> socket.socket | None:
        """Return the connection that brings the next form which somebody filled in before the post was locked."""
        return self._typed.pop(0).connection if self._typed else None

    def next_unlock_request(self) -> socket.socket | None:
        """Return the connection whose words are to be tried next."""
        for turn in self._turns.ranked():
            visitor = self._take(turn)
            if self._attempts.wait(turn.caller) > 0:
                self._send_away(visitor, LoginProblem.EARLY)
            else:
                self._trying = turn.caller
                return visitor.connection
        return None

    def unlock_succeeded(self) -> None:
        """Note that the words tried last were right."""
        if self._trying:
            self._attempts.note_success(self._trying)

    def unlock_failed(self) -> None:
        """Note that the words tried last opened nothing: their address waits before it tries again."""
        if self._trying:
            self._attempts.note_failure(self._trying)

    def dismiss_late(self, now: float) -> None:
        """Close connections that have been silent for too long, and answer those that have waited for too long."""
        for visitor in [each for each in self._visitors if now > each.deadline]:
            self._dismiss(visitor)
        for turn in [turn for turn, visitor in self._waiting.items() if now > visitor.deadline]:
            self._send_away(self._take(turn), LoginProblem.BUSY)

    def spoken(self) -> str:
        """Return the addresses of the page."""
        names = (each.getsockname()[:2] for each in self.listening)
        return ", ".join(f"http://{host}:{port}/" for host, port in names)

    def _accept(self, listening: socket.socket) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            try:
                connection, _address = listening.accept()
            except OSError:
                return
            if len(self._visitors) >= MAX_CONNECTIONS:
                self._dismiss(self._oldest_of_busiest_address())
            self._admit(LockedConnection(connection, peer_address(connection), self._language, self._names))

    def _oldest_of_busiest_address(self) -> LockedConnection:
        """Return the oldest connection of the address that has most of them."""
        counts = Counter(each.address for each in self._visitors)
        return max(self._visitors, key=lambda each: counts[each.address])

    def _admit(self, visitor: LockedConnection) -> None:
        visitor.deadline = time.monotonic() + TIMEOUT_SECONDS
        self._visitors.append(visitor)
        self._selector.register(visitor.connection, selectors.EVENT_READ, lambda: self._attend(visitor))

    def _attend(self, visitor: LockedConnection) -> None:
        before = visitor.stage
        stage = visitor.advance(self._answer_to)
        if stage is ConnectionStage.GONE:
            self._dismiss(visitor)
        elif stage is ConnectionStage.WORDS:
            self._queue_unlock(visitor)
        elif stage is ConnectionStage.TYPED:
            self._queue_form(visitor)
        elif stage is not before:
            visitor.deadline = time.monotonic() + TIMEOUT_SECONDS

    def _answer_to(self, path: str, query: str) -> http_responses.RawResponse:
        language = known_language(parse_qs(query).get("lang", [""])[0], self._language)
        if path in ("/", "/locked"):
            reason = LockReason.CLOSED if path == "/locked" else LockReason.LOCKED
            return http_responses.passphrase_page(language, reason=reason, back=next_in(query), kept=kept_in(query))
        if path == "/locked.css":
            return http_responses.stylesheet()
        if path == "/health":
            return http_responses.health_response("locked")
        if path == "/favicon.ico":
            return http_responses.empty_response()
        if guide := http_responses.help_page(path, language, back=next_in(query), kept=kept_in(query)):
            return guide
        spoken = "" if language == self._language else language
        return http_responses.redirect(passphrase_page_address(return_page_at(path, query), language=spoken))

    def _queue_unlock(self, visitor: LockedConnection) -> None:
        """Queue words: they are tried one after the other, in fair turns."""
        self._selector.unregister(visitor.connection)
        self._visitors.remove(visitor)
        caller = caller_at_address(visitor.address)
        if self._attempts.wait(caller) > 0:
            self._send_away(visitor, LoginProblem.EARLY)
            return
        turn = UnlockAttempt(caller)
        visitor.deadline = time.monotonic() + MAX_WAIT_SECONDS
        self._waiting[turn] = visitor
        for late in self._turns.join(turn):
            self._send_away(self._waiting.pop(late), LoginProblem.BUSY)
        self.on_words()

    def _queue_form(self, visitor: LockedConnection) -> None:
        """Queue a form: forms are kept one after the other.

        Few wait, and of one address only some, so that no address takes all places.
        """
        self._selector.unregister(visitor.connection)
        self._visitors.remove(visitor)
        self._brought[visitor.address] += 1
        if len(self._typed) >= MAX_UNSENT_FORMS or self._brought[visitor.address] > MAX_UNSENT_FORMS_PER_ADDRESS:
            visitor.answer(http_responses.redirect(passphrase_page_address("/", kept=KeptForm.LOST)))
            self._admit(visitor)
            return
        self._typed.append(visitor)
        self.on_typed()

    def _take(self, turn: UnlockAttempt) -> LockedConnection:
        self._turns.leave(turn)
        return self._waiting.pop(turn)

    def _send_away(self, visitor: LockedConnection, problem: LoginProblem) -> None:
        """Answer a caller who waited that their words were not tried, and let them take the answer."""
        visitor.answer(http_responses.passphrase_page(self._language, problem=problem))
        self._admit(visitor)

    def _dismiss(self, visitor: LockedConnection) -> None:
        self._selector.unregister(visitor.connection)
        self._visitors.remove(visitor)
        visitor.connection.close()


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    listening.setblocking(False)
    return listening
