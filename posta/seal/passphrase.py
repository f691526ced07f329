"""Five generated words that open a device, and six that two people compare aloud.

A person who unlocks a post types five words and nothing else. Each is drawn from 7,776 words of their language, so
five of them hold 64.6 bits: with the slots' slow key derivation that is millions of years for a thief with the disk.
Words are plain (a-z only, four to eight letters), none frightens, offends or embarrasses, and nearly all differ from
every other in at least two letters. Case, accents, hyphens and spacing of what is typed do not matter.

The lists are our own. Words were ranked by the frequencies of the Python package `wordfreq` 3.1.1 (Robyn Speer; large
lists), kept when `simplemma` 2.0.0 knows them as a common word, and then filtered by rule and by reading. A list may
change in any release, for a passphrase is derived from what was typed and never looked up. The short lists
(`*-compare.txt`, 256 words each) must not: two devices must show the same words, and shares on paper are made of
them.

Accents go by Unicode's compatibility decomposition (NFKD, UAX 15).

>>> normalise_passphrase("  Marea-LÁPIZ   río ")
'marea lapiz rio'
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from posta.errors import InvalidData, gettext_noop
from posta.seal.keys import Random

LANGUAGES = ("es", "en", "fr")
LIST_SIZE = 7776
PASSPHRASE_LENGTH = 5
COMPARISON_LENGTH = 6

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_LARGEST_UNBIASED = (1 << 16) // LIST_SIZE * LIST_SIZE


class UnknownLanguage(InvalidData):
    """Words exist in Spanish, English and French."""

    sentence = gettext_noop("There is no word list in this language: choose es, en or fr.")


class TooShortToCompare(InvalidData):
    """Six words stand for the first six bytes of a hash."""

    sentence = gettext_noop("There is too little to compare: six words need a hash of six bytes or more.")


def generate_passphrase(language: str, random: Random, *, count: int = PASSPHRASE_LENGTH) -> str:
    """Draw new words to write down, separated by spaces; every list entry is equally likely."""
    words = get_list(language)
    return " ".join(words[_unbiased_index(random)] for _ in range(count))


def normalise_passphrase(text: str) -> str:
    """Return what was typed, in one form: lower case, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def comparison_words(secret_hash: bytes, language: str) -> tuple[str, ...]:
    """Return six words that two people read to each other at enrolment.

    They are equal on both screens, or an attacker is between the devices.

    Raises TooShortToCompare, UnknownLanguage.
    """
    if len(secret_hash) < COMPARISON_LENGTH:
        raise TooShortToCompare
    return encode_words(secret_hash[:COMPARISON_LENGTH], language)


def encode_words(raw: bytes, language: str) -> tuple[str, ...]:
    """Return one word of the comparing list for each byte."""
    words = _read_list(f"{_known(language)}-compare")
    return tuple(words[byte] for byte in raw)


def get_list(language: str) -> tuple[str, ...]:
    """Return the 7,776 words of a language, in alphabetical order."""
    return _read_list(_known(language))


@cache
def _read_list(name: str) -> tuple[str, ...]:
    return tuple((files("posta.seal") / "wordlists" / f"{name}.txt").read_text("ascii").split())


def _known(language: str) -> str:
    if (short := language[:2]) not in LANGUAGES:
        raise UnknownLanguage
    return short


def _unbiased_index(random: Random) -> int:
    """Return a number below 7,776 from two random bytes, thrown again where the remainder would favour some words."""
    while (number := int.from_bytes(random(2), "big")) >= _LARGEST_UNBIASED:
        pass
    return number % LIST_SIZE
