"""The privacy notice in the languages of the route, and the sentences that are read aloud before a person chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from posta.terms.data_files import read_toml

SPOKEN = ("es", "en", "fr", "ht", "pt")


@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    """The notice in one language: its version, its name there, its title and paragraphs, and a sentence for each matter."""

    version: str
    language: str
    name: str
    title: str
    paragraphs: tuple[str, ...]
    questions: Mapping[str, str]


@cache
def get_notice(language: str) -> PrivacyNotice:
    """Return the notice in a language; in Spanish where there is none.

    >>> get_notice("pt").name, get_notice("xx").language
    ('Português', 'es')
    """
    spoken = language if language in SPOKEN else SPOKEN[0]
    content = read_toml("notices.toml")
    words = content[spoken]
    assert isinstance(words, dict)
    paragraphs, questions = tuple(map(str, words["paragraphs"])), dict(words["questions"])
    return PrivacyNotice(
        str(content["version"]), spoken, str(words["name"]), str(words["title"]), paragraphs, questions
    )


def list_notices() -> tuple[PrivacyNotice, ...]:
    """Return the notice in every language."""
    return tuple(get_notice(language) for language in SPOKEN)
