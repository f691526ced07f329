"""Five words that are shown once: held in memory between the answer to a form and the next page, then deleted.

A second load of the page, Back or the address from the history shows only that the words were shown already.
"""

import secrets
import threading
from dataclasses import dataclass, field

from posta.ids import StaffId
from posta.node.process_state import PROCESS

MAX_SECRETS = 16

_guard = threading.Lock()


@dataclass(frozen=True, slots=True, repr=False)
class OneTimePassphrase:
    """The five words of a colleague, for the session that asked for them only."""

    colleague: StaffId
    text: str = field(repr=False)
    session: str = field(repr=False)


def store_secret(words: OneTimePassphrase) -> str:
    """Store the words for one view; return the token of their page."""
    token = secrets.token_urlsafe(16)
    with _guard:
        while len(PROCESS.one_time_secrets) >= MAX_SECRETS:
            PROCESS.one_time_secrets.pop(next(iter(PROCESS.one_time_secrets)))
        PROCESS.one_time_secrets[token] = words
    return token


def pop_secret(token: str, session: str) -> OneTimePassphrase | None:
    """Return the words and delete them, if this session has not seen them yet."""
    with _guard:
        words: OneTimePassphrase | None = PROCESS.one_time_secrets.get(token)
        if words is None or words.session != session:
            return None
        del PROCESS.one_time_secrets[token]
        return words
