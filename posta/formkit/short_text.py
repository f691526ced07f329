"""One line of free text that is recorded with an act: a reason, an error. Too long a line is refused, never cut."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.catalog.error_messages import MESSAGES

MAX_TEXT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class ShortText:
    """What was typed, with single spaces; `error` says why it cannot be accepted."""

    words: str
    error: str = ""


def parse_short_text(text: str, longest: int = MAX_TEXT_LENGTH) -> ShortText:
    """Return a typed line, with what is wrong with it.

    >>> parse_short_text("  una   herida ").words
    'una herida'
    """
    words = " ".join(text.split())
    return ShortText(words, _(MESSAGES["too_long"]) % {"limit": longest} if len(words) > longest else "")
