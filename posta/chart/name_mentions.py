"""Which lines of a written text hold the name of a registered person, before the text leaves the post.

A name is found in any order of its words, with or without accents, as it sounds (`name_search.phonetic`), and with
one letter left out, put in, changed or exchanged. Two words of one person within four words of each other are a
mention, because one word alone (a first name) identifies nobody. Two guards exclude common language: a word of the
dictionaries (the lists of `posta.seal.passphrase`, 7,776 common words of each language, and their simple endings)
must stand in the text exactly as in the name, and with a capital letter.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from typing import Final

from posta.chart.name_search.phonetic import fold_letters, phonetic_key, split_name
from posta.chart.record.person import Person
from posta.chart.record.person_registers import read_person
from posta.ledger.row_types import Cursor
from posta.seal.passphrase import LANGUAGES, get_list

NEAR: Final = 4
"""How many words apart two words of one name may stand, particles not counted."""
SHORTEST_WITH_ERROR: Final = 5
"""Letters from which on a word is also found with one letter wrong; in shorter ones that is another word."""

_PAGE: Final = "SELECT number, person, network, record FROM chart_person WHERE number > ? ORDER BY number LIMIT 2000"
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
"""A word and its apostrophe; hyphens and underscores divide, as in file names."""


@dataclass(frozen=True, slots=True, repr=False)
class TextLine:
    """One line of a text: where it stands and what it says."""

    file: str
    number: int
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class _TextWord:
    """A word of the text: its place among all words, the line, its letters without marks, and whether it has a capital."""

    at: int
    line: int
    plain: str
    capital: bool


def list_mentions(cursor: Cursor, lines: Iterable[TextLine]) -> list[TextLine]:
    """Return the lines in which the name of a registered person stands, in their order."""
    return find_mentions(lines, _names(cursor))


def find_mentions(lines: Iterable[TextLine], names: Iterable[str]) -> list[TextLine]:
    """Return the lines in which one of the names stands; a name over two lines counts for both.

    >>> text = [TextLine("a.md", 1, "Ayer llegó Mejía, Wilmer."), TextLine("a.md", 2, "Nadie más.")]
    >>> [line.number for line in find_mentions(text, ["Wilmer Mejía"])]
    [1]
    """
    all_lines = list(lines)
    words = list(_words(all_lines))
    near = _NearbyWords(words)
    found = {line for name in set(names) for line in near.lines_of(split_name(name))}
    return [line for number, line in enumerate(all_lines) if number in found]


def _words(lines: list[TextLine]) -> Iterator[_TextWord]:
    """Yield the words that may belong to names, of all lines; no name extends over a change of file."""
    at, file = 0, None
    for number, line in enumerate(lines):
        if line.file != file:
            at, file = at + NEAR + 1, line.file
        for written in _WORD.findall(unicodedata.normalize("NFC", line.text)):
            for plain in split_name(written):
                yield _TextWord(
                    at, number, plain, written[0].isupper() or not written.isascii() and not written.islower()
                )
                at += 1


class _NearbyWords:
    """The words of a text by every key under which a name may match them."""

    def __init__(self, words: Iterable[_TextWord]) -> None:
        self._by_key: Mapping[str, list[_TextWord]] = defaultdict(list)
        for word in words:
            for key in _keys(word.plain):
                self._by_key[key].append(word)

    def lines_of(self, name: tuple[str, ...]) -> set[int]:
        """Return the numbers of the lines where two words of one name stand near each other."""
        if len(name) == 1:
            return set()
        meetings = [self._meetings(token) for token in dict.fromkeys(name)]
        return {
            line
            for one, two in combinations(meetings, 2)
            for first in one
            for second in two
            if 0 < abs(first.at - second.at) <= NEAR
            for line in (first.line, second.line)
        }

    def _meetings(self, token: str) -> set[_TextWord]:
        """Return the words of the text that may be this word of a name."""
        met = {word for key in _keys(token) for word in self._by_key.get(key, ())}
        return {word for word in met if not _is_common(word.plain) or (word.capital and word.plain == token)}


@lru_cache(100_000)
def _keys(plain: str) -> frozenset[str]:
    """Return the sound of a word and, of a longer one, the word without each of its letters (distance one)."""
    keys = {f"~{phonetic_key(plain)}", plain}
    if len(plain) >= SHORTEST_WITH_ERROR:
        keys.update(plain[:at] + plain[at + 1 :] for at in range(len(plain)))
    return frozenset(keys)


@cache
def _common() -> frozenset[str]:
    return frozenset(fold_letters(word) for language in LANGUAGES for word in get_list(language))


@lru_cache(100_000)
def _is_common(plain: str) -> bool:
    """Return whether a word is in the dictionaries, also in the plural."""
    return any(form in _common() for form in (plain, plain.removesuffix("s"), plain.removesuffix("es")))


def _names(cursor: Cursor) -> Iterator[str]:
    """Yield every name in the register, current and competing ones; a page of people at a time."""
    last = -1
    while rows := cursor.execute(_PAGE, (last,)).fetchall():
        last = rows[-1][0]
        for row in rows:
            person = read_person(row[1:])
            given, families = (_values(person, field) for field in ("alias", "family_name"))
            yield from (f"{one} {two}" for one in given for two in families)


def _values(person: Person, field: str) -> list[str]:
    """Return the values of a field that live beside each other, at least one, empty where there is none."""
    return [str(value or "") for value in (person.answers.get(field), *person.conflicts.get(field, ()))]
