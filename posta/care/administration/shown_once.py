"""Words that are shown once: kept in memory between the answer to a form and the page it leads to, then gone.

Whoever loads the page again, goes back to it or finds its address is told that the words were shown already.
"""

import secrets
import threading
from dataclasses import dataclass, field

from posta.ids import StaffId

MOST = 16

_guard = threading.Lock()
_waiting: dict[str, "Words"] = {}


@dataclass(frozen=True, slots=True)
class Words:
    """The five words of a colleague, for the eyes of the session that asked for them."""

    colleague: StaffId
    text: str = field(repr=False)
    session: str = field(repr=False)


def keep(words: Words) -> str:
    """Keep the words for one look; returns the token of their page."""
    token = secrets.token_urlsafe(16)
    with _guard:
        while len(_waiting) >= MOST:
            _waiting.pop(next(iter(_waiting)))
        _waiting[token] = words
    return token


def take(token: str, session: str) -> Words | None:
    """The words, if this session has not seen them yet; after this nobody can."""
    with _guard:
        words = _waiting.get(token)
        if words is None or words.session != session:
            return None
        return _waiting.pop(token)
