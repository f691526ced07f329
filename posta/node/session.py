"""Who is at work in this worker: sessions in memory, one per browser, gone with the process.

A session begins with a person's five words and ends by logout, after some minutes without a human request, after
twelve hours whatever happens, or with the lock. Times are monotonic, so turning the clock back keeps nobody
in. Person-held compartments stay open for ten minutes after the words; then the words are asked again.

    begin ---- each request: seen ----> ... ---- end ----> somebody left: the worker is replaced (see `handover`)
                                                      \\--> nobody left:   the post is locked

The token is 256 random bits in a cookie that scripts cannot read and other sites cannot send.

>>> from posta.clock import SystemClock
>>> sessions = Sessions(SystemClock())
>>> session = sessions.begin(StaffId(bytes(16)), None, language="es")
>>> sessions.find(session.token) is session
True
"""

import secrets
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from posta.clock import Clock
from posta.ids import StaffId

if TYPE_CHECKING:  # a worker that is not open yet loads no cryptography
    from posta.seal.keys import PersonKeys

TOKEN_BYTES = 32
IDLE_LIMIT = 5 * 60.0
ABSOLUTE_LIMIT = 12 * 3600.0
SEALED_LIMIT = 10 * 60.0


@dataclass(slots=True, repr=False)
class Session:
    """One person at one browser. `person_keys` are made once, when the words open them; None for one who holds none.

    What these opened is held here too, so that it goes with the session: it is worked out again in the next worker.
    """

    token: str = field(repr=False)
    staff_id: StaffId
    person_keys: "PersonKeys | None" = field(repr=False)
    opened_at: float
    last_seen: float
    unlocked_until: float
    language: str
    greeted: bool = False
    """Whether this session has seen its first page."""
    place: int = 0
    """The number of the place at which this person said they are today; 0 as long as nobody asked."""
    place_day: int = -1
    """The day on which they said so (days since 1970), by the calendar of that place."""
    keyring: Any = field(default=None, init=False, repr=False)
    """What this session opens of the records, as `web.current_actor` worked it out."""
    admin_keys: Any = field(default=None, init=False, repr=False)
    """The mission's keys of an administrator, as `administration.access` opened them."""


class SessionListener(Protocol):
    """Who wants to know: in a worker, the line to the supervisor."""

    def somebody_active(self) -> None: ...

    def keys_left(self) -> None: ...

    def nobody_left(self) -> None: ...


class Sessions:
    """The sessions of one worker. Safe to use from every thread that answers requests."""

    def __init__(self, clock: Clock, *, idle_limit: float = IDLE_LIMIT) -> None:
        self.clock = clock
        self.idle_limit = idle_limit
        self.listener: SessionListener | None = None
        self.closing = False  # the post is being locked; this process ends in a moment
        self._open: dict[str, Session] = {}
        self._guard = threading.RLock()

    def begin(self, staff_id: StaffId, person_keys: "PersonKeys | None", *, language: str) -> Session:
        """Return a new session, with a new token, for a person whose words have just opened."""
        now = self.clock.monotonic()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session = Session(token, staff_id, person_keys, now, now, now + SEALED_LIMIT, language)
        with self._guard:
            self._open[token] = session
        return session

    def find(self, token: str | None) -> Session | None:
        """Return the session of this token while it lasts; asking does not prolong it."""
        with self._guard:
            session = self._open.get(token) if token else None
        if session is None or self._is_over(session):
            return None
        return session

    def seen(self, session: Session) -> None:
        """Note that a person, not a polling page, asked for something."""
        session.last_seen = self.clock.monotonic()
        if self.listener:
            self.listener.somebody_active()

    def end(self, session: Session) -> None:
        """End one session: lock if it was the last, else have the worker replaced if its keys must be forgotten."""
        with self._guard:
            had = self._open.pop(session.token, None)
            is_last = not self._open
        if had is None or self.listener is None:
            return
        if is_last:
            self.lock()
        elif had.person_keys is not None:
            self.listener.keys_left()

    def end_expired(self) -> int:
        """End every session that is past a limit; returns how many."""
        over = [session for session in self.list_all() if self._is_over(session)]
        for session in over:
            self.end(session)
        return len(over)

    def lock(self) -> None:
        """Lock the whole post, everybody included."""
        if self.listener:
            self.closing = True
            self.listener.nobody_left()

    def list_all(self) -> list[Session]:
        """Return every session that has not been ended."""
        with self._guard:
            return list(self._open.values())

    def take_over(self, sessions: list[Session]) -> None:
        """Continue the sessions of the worker before this one; their cookies stay good."""
        with self._guard:
            self._open.update({session.token: session for session in sessions})

    def has_sealed_access(self, session: Session) -> bool:
        """Return whether this person's sealed compartments are open, or the words are due again."""
        return session.person_keys is not None and self.clock.monotonic() < session.unlocked_until

    def open_sealed(self, session: Session) -> None:
        """Open sealed compartments for another ten minutes, once the words were given again."""
        session.unlocked_until = self.clock.monotonic() + SEALED_LIMIT

    def close_sealed(self, session: Session) -> None:
        """Close sealed compartments before their time ("stop and hide")."""
        session.unlocked_until = 0.0

    def _is_over(self, session: Session) -> bool:
        now = self.clock.monotonic()
        return now - session.last_seen >= self.idle_limit or now - session.opened_at >= ABSOLUTE_LIMIT
