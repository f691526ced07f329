"""The languages of the public page."""

from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("es", "en", "fr")
"""The languages in which every page is whole; the first is the one at the root of the site."""

CARE_LANGUAGES: Final = (*LANGUAGES, "ht", "pt")
"""The languages of the page for people who need care: Haitian Creole and Portuguese besides."""

NEAREST: Final[Mapping[str, str]] = {"ht": "fr", "pt": "es"}
"""For a language in which the site is not whole, the one whose pages its readers follow best."""

NAMES: Final[Mapping[str, str]] = {
    "es": "Español",
    "en": "English",
    "fr": "Français",
    "ht": "Kreyòl ayisyen",
    "pt": "Português",
}

Texts = Mapping[str, str]
"""One text in several languages, by language code."""
