"""Where words are tried in a process that may hold keys: slowly, one at a time, counted, never written down.

The same gate lets in the first person (in a worker that has just been born) and everybody who joins later. One trial
costs a second and 256 MiB by design, so a second one waits and a third is told to come back; otherwise a stranger on
the Wi-Fi could keep every thread of the post busy with nonsense.
"""

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs

from posta.errors import CannotNow
from posta.node.attempts import count_failures, delay_after, note_failure, note_success, origin_of
from posta.node.locked_page import known_language
from posta.node.session import Session, Sessions

LONGEST_FORM = 4096
LONGEST_WORDS = 400
_MOST_AT_ONCE = 2


class Keys(Protocol):
    """What can be written as bytes: device keys, a person's keys."""

    def to_bytes(self) -> bytes: ...


class Unlocked(Protocol):
    """What a slot holds (`posta.node.unlock.Unlocked`)."""

    @property
    def device(self) -> Keys: ...
    @property
    def staff(self) -> bytes: ...
    @property
    def person(self) -> Keys | None: ...
    @property
    def master(self) -> bytes: ...


Unlock = Callable[[Path, str], Unlocked | None]

adopters: list[Unlock] = []
"""Who else may know the words, asked when no slot opens: rooms above put themselves here once the node is open."""


judges: list[Callable[[Path, Unlocked], bool]] = []
"""Whether somebody whose words were right may still come in; asked once the node is open."""


class OutOfService(CannotNow):
    """This computer was declared lost: nobody's words open it any more."""


class GateBusy(CannotNow):
    """Only two people may try their words at the same moment."""


class Gate:
    """Tries words against this home's slots."""

    def __init__(self, home: Path, unlock: Unlock, sessions: Sessions) -> None:
        self.home = home
        self._unlock = unlock
        self._sessions = sessions
        self._one_at_a_time = threading.Lock()
        self._places = threading.BoundedSemaphore(_MOST_AT_ONCE)

    def try_words(self, words: str, address: str) -> Unlocked | None:
        """What the words open, or None; wrong words take equally long, whatever is wrong with them."""
        if not self._places.acquire(blocking=False):
            raise GateBusy("Others are trying their words right now. Wait a few seconds and try again.")
        try:
            with self._one_at_a_time:
                return self._try(words, origin_of(address))
        finally:
            self._places.release()

    def enter(self, words: str, address: str, language: str) -> Session | None:
        """Begin a session for the person whose words these are."""
        if unlocked := self.try_words(words, address):
            return begin(self._sessions, unlocked, language)
        return None

    def enter_again(self, session: Session, words: str, address: str) -> bool:
        """Open this person's sealed compartments for another ten minutes, if the words are theirs."""
        unlocked = self.try_words(words, address)
        if unlocked is None or bytes(unlocked.staff) != session.staff_id:
            return False
        self._sessions.open_sealed(session)
        return True

    def _try(self, words: str, origin: str) -> Unlocked | None:
        if not words.strip():
            return None
        delay = delay_after(count_failures(self.home, origin))
        unlocked = self._open(words)
        time.sleep(delay)
        if unlocked is None:
            _tell(f"words refused, {note_failure(self.home, origin)} in a row, {origin}")
        else:
            note_success(self.home, origin)
            _tell(f"words accepted, {origin}")
        return unlocked

    def _open(self, words: str) -> Unlocked | None:
        """The first that knows the words: the slots of this home, then whoever is asked beside them."""
        asked = (ask(self.home, words) for ask in (self._unlock, *adopters))
        return next((found for found in asked if found and self.lets_in(found)), None)

    def lets_in(self, unlocked: Unlocked) -> bool:
        """Whether the log, once it can be read, says nothing against this person. Raises OutOfService."""
        return all(judge(self.home, unlocked) for judge in judges)


def begin(sessions: Sessions, unlocked: Unlocked, language: str) -> Session:
    """A session for the person in the slot."""
    person = unlocked.person.to_bytes() if unlocked.person else None
    return sessions.begin(unlocked.staff, person, language=language)  # type: ignore[arg-type]


def read_form(body: bytes) -> tuple[str, str]:
    """Words and language of a posted form; empty words if it is not one."""
    try:
        fields = parse_qs(body.decode(), max_num_fields=8)
    except ValueError:
        return "", known_language("")
    words = fields.get("words", [""])[0]
    return words if len(words) <= LONGEST_WORDS else "", known_language(fields.get("lang", [""])[0])


def _tell(text: str) -> None:
    """One line for the log of the machine; never words, names or ids."""
    sys.stderr.write(f"posta worker: {text}\n")
    sys.stderr.flush()
