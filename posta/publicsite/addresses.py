"""The address of each page of the site in each language, and the links from one page to another.

Spanish is at the root, every other language in a folder of its own. Links are relative and name the file, so that the
site also works from a USB stick: `link(Address("es", "where"), Address("en", "home"))` is `en/index.html`.
"""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from posta.publicsite.language.site_languages import CARE_LANGUAGES, LANGUAGES

SLUGS: Final[Mapping[str, Mapping[str, str]]] = {
    "home": {"es": "index", "en": "index", "fr": "index"},
    "care": {
        "es": "si-necesita-atencion",
        "en": "if-you-need-care",
        "fr": "si-vous-avez-besoin-de-soins",
        "ht": "si-ou-bezwen-swen",
        "pt": "se-precisa-de-atendimento",
    },
    "where": {"es": "donde-trabajamos", "en": "where-we-work", "fr": "ou-nous-travaillons"},
    "work": {"es": "que-hicimos", "en": "what-we-did", "fr": "ce-que-nous-avons-fait"},
    "emergencies": {"es": "emergencias", "en": "emergencies", "fr": "urgences"},
    "stories": {"es": "historias", "en": "stories", "fr": "recits"},
    "help": {"es": "como-ayudar", "en": "how-to-help", "fr": "comment-aider"},
    "method": {
        "es": "como-se-hacen-las-cifras",
        "en": "how-these-figures-are-made",
        "fr": "comment-ces-chiffres-sont-faits",
    },
    "missing": {"es": "404"},
}
"""The file name of each page without its ending, by page and language. `where` and `stories` also have pages below.
`missing` is the one page that a server shows in place of what is not there, in all languages at once."""

DOWNLOADS: Final = "datos"
"""The folder of the site in which downloads stand."""


@dataclass(frozen=True, slots=True)
class Address:
    """A page in a language; `item` names one place or story below `where` or `stories`."""

    language: str
    page: str
    item: str = ""


def path_of(address: Address) -> str:
    """Return the path of a page below the root of the site.

    Raises KeyError for a page that the language lacks.
    """
    slug = SLUGS[address.page][address.language]
    name = f"{slug}/{address.item}" if address.item else slug
    folder = "" if address.language == LANGUAGES[0] else f"{address.language}/"
    return f"{folder}{name}.html"


def feed_path(language: str) -> str:
    """Return the path of a language's feed of news."""
    return "feed.xml" if language == LANGUAGES[0] else f"{language}/feed.xml"


def link(source: str, target: str) -> str:
    """Return the link from the page at one path to a file; both are below the site's root."""
    return posixpath.relpath(target, posixpath.dirname(source) or ".")


def languages_of(page: str) -> tuple[str, ...]:
    """Return the languages in which a page exists."""
    return tuple(language for language in CARE_LANGUAGES if language in SLUGS[page])
