"""The tags in the head of a page for services that show a preview of a link."""

from collections.abc import Mapping
from typing import Any, Final

from posta.publicsite.language.site_languages import LANGUAGES
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.source import Source

WIDTH, HEIGHT = 1200, 630
"""The size of the drawing for links, in pixels."""
_LOCALES: Final = {"es": "es_MX", "en": "en_GB", "fr": "fr_FR"}


def share_path(language: str) -> str:
    """Return the path of a language's drawing."""
    return f"pictures/share-{language}.png"


def present_share(page: SitePage, source: Source) -> Mapping[str, Any]:
    """Return the values of the preview tags in the head of a page; nothing without an address."""
    settings, language = source.content.settings, page.address.language
    if not settings.address or page.root:
        return {}
    whole = language if language in LANGUAGES else LANGUAGES[0]
    return {
        "address": settings.address + page.path,
        "picture": settings.address + share_path(whole),
        "width": WIDTH,
        "height": HEIGHT,
        "locale": _LOCALES.get(language, language),
        "kind": "article" if page.address.page == "stories" and page.address.item else "website",
    }
