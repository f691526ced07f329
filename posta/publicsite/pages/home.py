"""The first page: what is happening, for whom, three figures, the map, and the way to care."""

from collections.abc import Iterator

from posta.publicsite.addresses import Address, languages_of
from posta.publicsite.pages.page import Page
from posta.publicsite.source import Source


def present_home(source: Source, language: str) -> Iterator[Page]:
    """Give the first page in one language."""
    settings = source.content.settings
    yield Page(
        address=Address(language, "home"),
        template="home.html",
        title=settings.name[language],
        description=settings.about[language],
        shown={
            "about": settings.about[language],
            "text": source.content.texts.get("home", {}).get(language),
            "places": [{"title": place.name[language]} for place in source.network.places],
        },
        others=languages_of("home"),
    )
