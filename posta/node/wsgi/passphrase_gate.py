"""Where words are tried in a process that may hold keys: slowly, one at a time, in fair turns, never written down.

The same gate lets in the first person (in a worker that has just started) and everybody who joins later. One trial
costs a second and 256 MiB by design, so the others wait for their turn (see `posta.node.wsgi.unlock_queue`); a caller
whose words failed again and again is refused at once until its delay is over (see `posta.node.http.login_throttle`),
and nothing is computed for it.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs

from posta.errors import TemporarilyUnavailable, gettext_noop
from posta.node.http.locked_page import known_language
from posta.node.http.login_throttle import Caller, LoginThrottle, caller_at_address, caller_with_session
from posta.node.process_state import PROCESS
from posta.node.session import Session, Sessions
from posta.node.wsgi.unlock_queue import MAX_WAIT_SECONDS, UnlockAttempt, UnlockQueue

MAX_PASSPHRASE_SIZE = 400


class SerialisableKeys(Protocol):
    """What can be written as bytes: device keys, a person's keys."""

    def to_bytes(self) -> bytes: ...


class UnlockedSlot(Protocol):
    """What a slot holds (`posta.node.identity.device.Unlocked`)."""

    @property
    def device(self) -> SerialisableKeys: ...
    @property
    def staff(self) -> bytes: ...
    @property
    def person(self) -> SerialisableKeys | None: ...
    @property
    def master(self) -> bytes: ...


Unlock = Callable[[Path, str], UnlockedSlot | None]


class DeviceDeclaredLost(TemporarilyUnavailable):
    """This computer was declared lost: no words open it any more."""

    sentence = gettext_noop("This computer was declared lost.")


class GateBusy(TemporarilyUnavailable):
    """So many may wait with their words, and so long; the words of a caller who is refused were not tried."""

    sentence = gettext_noop("Others are trying their words right now. Wait a few seconds and try again.")


class TooSoon(TemporarilyUnavailable):
    """After several failures in a row the same caller waits some seconds; the words were not tried."""

    sentence = gettext_noop("Words were wrong several times in a row from here. Wait fifteen seconds and try again.")


class PassphraseGate:
    """Tries words against this home's slots."""

    def __init__(self, home: Path, unlock: Unlock, sessions: Sessions, attempts: LoginThrottle | None = None) -> None:
        self.home = home
        self.patience = MAX_WAIT_SECONDS
        self._unlock = unlock
        self._sessions = sessions
        self._attempts = attempts or LoginThrottle()
        self._turns = UnlockQueue(self._attempts)
        self._is_free = True
        self._is_closed = False
        self._guard = threading.Condition()

    def try_words(self, words: str, caller: Caller) -> UnlockedSlot | None:
        """Return what the words open, or None. Raises GateBusy and TooSoon when they are not tried at all."""
        if not words.strip():
            return None
        with self._turn_of(caller):
            unlocked = self._open(words)
            self._note(caller, unlocked)
        return unlocked

    def enter(self, words: str, address: str, language: str) -> Session | None:
        """Begin a session for the person whose words these are."""
        if unlocked := self.try_words(words, caller_at_address(address)):
            return begin_session(self._sessions, unlocked, language)
        return None

    def reunlock(self, session: Session, words: str) -> bool:
        """Open this person's sealed compartments for another ten minutes, if the words are theirs."""
        unlocked = self.try_words(words, caller_with_session(session.staff_id))
        if unlocked is None or bytes(unlocked.staff) != session.staff_id:
            return False
        self._sessions.open_sealed(session)
        return True

    @contextmanager
    def _turn_of(self, caller: Caller) -> Iterator[None]:
        """Wait for this caller's turn, and hold it."""
        turn = UnlockAttempt(caller)
        with self._guard:
            self._check_delay(caller)
            self._turns.join(turn)
            try:
                self._wait_for(turn)
            finally:
                self._turns.leave(turn)
                self._guard.notify_all()
            self._check_delay(caller)  # somebody else at this address may have failed meanwhile
            self._is_free = False
        try:
            yield
        finally:
            with self._guard:
                self._is_free = True
                self._guard.notify_all()

    def _wait_for(self, turn: UnlockAttempt) -> None:
        end = time.monotonic() + self.patience
        self._guard.notify_all()  # wake those that had to leave for this one
        while not (self._is_free and self._turns.ranked()[:1] == [turn]):
            if self._is_closed or turn not in self._turns or not self._guard.wait(max(0.0, end - time.monotonic())):
                raise GateBusy

    def _check_delay(self, caller: Caller) -> None:
        if self._attempts.wait(caller) > 0:
            raise TooSoon

    def _note(self, caller: Caller, unlocked: UnlockedSlot | None) -> None:
        with self._guard:
            if unlocked is not None:
                self._attempts.note_success(caller)
                _log_line(f"words accepted, {caller.origin}")
            else:
                _log_line(f"words refused, {self._attempts.note_failure(caller)} in a row, {caller.origin}")

    def _open(self, words: str) -> UnlockedSlot | None:
        """Return the first that knows the words: the slots of this home, then the sources asked after them."""
        asked = (ask(self.home, words) for ask in (self._unlock, *PROCESS.unlock_fallbacks))
        return next((found for found in asked if found and self.may_enter(found)), None)

    def close(self) -> None:
        """Refuse callers who wait, so that they come again.

        This worker is about to be replaced, and must not wait for them.
        """
        with self._guard:
            self._is_closed = True
            self._guard.notify_all()

    def may_enter(self, unlocked: UnlockedSlot) -> bool:
        """Return whether the log, once it can be read, says nothing against this person. Raises ThisDeviceRevoked."""
        return all(judge(self.home, unlocked) for judge in PROCESS.unlock_checks)


def begin_session(sessions: Sessions, unlocked: UnlockedSlot, language: str) -> Session:
    """Return a session for the person in the slot."""
    return sessions.begin(unlocked.staff, unlocked.person, language=language)  # type: ignore[arg-type]


def read_form(body: bytes) -> tuple[str, str]:
    """Return words and language of a posted form; empty words if it is not one."""
    try:
        fields = parse_qs(body.decode(), max_num_fields=8)
    except ValueError:
        return "", known_language("")
    words = fields.get("words", [""])[0]
    return words if len(words) <= MAX_PASSPHRASE_SIZE else "", known_language(fields.get("lang", [""])[0])


def _log_line(text: str) -> None:
    """Write one line for the log of the machine; never words, names or ids."""
    sys.stderr.write(f"posta worker: {text}\n")
    sys.stderr.flush()
