"""One line of own words that goes into an act: a reason, what was the error. Too long is refused and said, never cut."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.catalog.words import WORDS

LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed, with single spaces; `error` says why it cannot be taken as it is."""

    words: str
    error: str = ""


def read_line(text: str, longest: int = LONGEST_LINE) -> Line:
    """Return a typed line, with what is wrong with it.

    >>> read_line("  una   herida ").words
    'una herida'
    """
    words = " ".join(text.split())
    return Line(words, _(WORDS["too_long"]) % {"limit": longest} if len(words) > longest else "")
