"""The words of a text for comparison with names: no accents, no capitals, no small words (`de`, `la`, `the`), no marks
inside."""

import re
import unicodedata
from html import unescape
from typing import Final

_SMALL: Final = frozenset(
    {"a", "al", "an", "and", "au", "aux", "d", "de", "del", "des", "du", "e", "el", "en", "et", "in", "l", "la", "las"}
    | {"le", "les", "lo", "los", "o", "of", "on", "the", "un", "una", "une", "y"}
)
_WORD: Final = re.compile(r"[^\W_]+")


def split_name(text: str) -> list[str]:
    """Return the words of a text in the form in which names are compared."""
    plain = unescape(text).translate({ord(mark): None for mark in "*~`\\"})
    letters = unicodedata.normalize("NFKD", plain).casefold()
    kept = "".join(letter for letter in letters if unicodedata.category(letter) not in ("Mn", "Cf"))
    return [word for word in _WORD.findall(kept) if word not in _SMALL]
