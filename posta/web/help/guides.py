"""The guides that are built into the program: their list by task, and their text in each language.

`scripts/write_help.py` builds `texts/` from docs/how-to, docs/runbooks and docs/tutorials. Nothing else is shown, so
an address can name no other file.
"""

from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path

from django.utils.safestring import SafeString
from django.utils.translation import gettext_noop as N_

TEXTS = Path(__file__).parent / "texts"
LANGUAGES = ("es", "en", "fr")

# By what one wants to do; a test holds the list to the folders of docs/ and the reverse.
SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("begin", N_("Begin"), ("first-morning", "open-and-lock", "keyboard")),
    ("care", N_("Give care"), ("todays-board", "reception", "find-and-register", "read-a-record", "record-a-consultation",
                               "fill-a-form", "correct-a-record", "keep-drafts", "travel-together", "refer-a-person",
                               "print", "site-activities", "choices")),
    ("exchange", N_("Exchange with others"), ("exchange", "carry-on-usb")),
    ("trouble", N_("When something happens"), ("lost-laptop", "broken-disk", "clock-wrong", "missing-key", "key-holder-leaves",
                                               "forked-feed", "relay-seized")),
    ("administer", N_("Administer"), ("administer", "add-a-colleague", "prepare-a-computer", "enrol-a-post", "places",
                                      "renew-cards", "back-up-and-restore", "import-municipalities", "run-a-relay")),
    ("count", N_("Count and publish"), ("read-the-figures", "publish-a-figure", "publish-the-page")),
)  # fmt: skip
NAMES = frozenset(name for _, _, names in SECTIONS for name in names)


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide in one language: its name in addresses, its title, and its body as HTML made by Posta."""

    name: str
    title: str
    body: SafeString


def find_guide(name: str, language: str) -> Guide | None:
    """Return a guide in a language, or None if there is no such guide; unknown languages give Spanish."""
    if name not in NAMES:
        return None
    return _read_guide(name, language if language in LANGUAGES else LANGUAGES[0])


def list_sections(language: str) -> list[tuple[str, str, list[Guide]]]:
    """Return each section: its name in the page, its title to be translated, and its guides."""
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    return [(key, title, [_read_guide(name, spoken) for name in names]) for key, title, names in SECTIONS]


@cache
def _read_guide(name: str, language: str) -> Guide:
    head, _, body = (TEXTS / language / f"{name}.html").read_text(encoding="utf-8").partition("\n")
    return Guide(name, unescape(head.removeprefix("<h1>").removesuffix("</h1>")), SafeString(body))
