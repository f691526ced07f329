"""How to help: give, work with the mission, be a partner, and what not to do."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext

from posta.publicsite.addresses import Address, languages_of
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.source import Source

MULTIPLE_ROLES: Final = frozenset({"doctor_or_psychologist"})
"""Codes of the list of roles that stand for more than one trade: each is in the list by itself."""


def present_help(source: Source, language: str) -> Iterator[SitePage]:
    """Yield the page in one language."""
    roles = source.network.labels.get("role", {})
    yield SitePage(
        address=Address(language, "help"),
        template="help.html",
        title=gettext("How to help"),
        description=gettext("How to give, to work with the mission, to be a partner, and what not to do."),
        shown={
            "text": source.content.texts.get("help", {}).get(language),
            "trades": [label[language] for code, label in roles.items() if code not in MULTIPLE_ROLES],
        },
        others=languages_of("help"),
    )
