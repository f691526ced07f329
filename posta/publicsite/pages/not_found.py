"""The page that a server shows for a missing page: one for all languages, at any depth."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.utils.translation import gettext

from posta.publicsite.addresses import Address, languages_of, path_of
from posta.publicsite.language.active_language import use_language
from posta.publicsite.language.site_languages import LANGUAGES
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.source import Source


def present_missing(source: Source, language: str) -> Iterator[SitePage]:
    """Yield the page once, in the first language.

    Its links start at the root of the host, because it may be shown at any depth.
    """
    if language != LANGUAGES[0]:
        return
    root = urlsplit(source.content.settings.address).path or "/"
    sections = [_section(one) for one in LANGUAGES]
    yield SitePage(
        address=Address(language, "missing"),
        template="missing.html",
        title=sections[0]["title"],
        description=sections[0]["text"],
        shown={"sections": sections},
        others=languages_of("missing"),
        root=root if root.endswith("/") else f"{root}/",
    )


def _section(language: str) -> dict[str, str]:
    with use_language(language):
        return {
            "language": language,
            "title": gettext("This page is not here"),
            "text": gettext("It may have moved."),
            "home": gettext("To the first page"),
            "home_path": path_of(Address(language, "home")),
            "care": gettext("If you need care"),
            "care_path": path_of(Address(language, "care")),
        }
