"""The first page: the situation, the people, three figures, the map, and the link to care."""

from collections.abc import Iterator
from typing import Any

from posta.publicsite.addresses import Address, languages_of, path_of
from posta.publicsite.language.site_languages import CARE_LANGUAGES, NAMES
from posta.publicsite.map.present_map import present_map
from posta.publicsite.pages.emergencies import list_emergencies
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.published.present_figures import present_front
from posta.publicsite.source import Source


def present_home(source: Source, language: str) -> Iterator[SitePage]:
    """Yield the first page in one language."""
    settings, content = source.content.settings, source.content
    yield SitePage(
        address=Address(language, "home"),
        template="home.html",
        title=settings.name[language],
        description=settings.about[language],
        shown={
            "about": settings.about[language],
            "text": content.texts.get("home", {}).get(language),
            "care": source.content.care[language],
            "care_languages": [
                {"code": code, "name": NAMES[code], "title": source.content.care[code]["title"]}
                for code in CARE_LANGUAGES
            ],
            "figures": present_front(source.figures, source.network, language),
            "people": _people(source, language),
            "map": present_map(
                source.network,
                language,
                path_of(Address(language, "home")),
                as_of=settings.as_of,
                list_at=path_of(Address(language, "where")),
            ),
            "emergencies": list_emergencies(source, language),
            "story": next(iter(content.stories), None),
            "story_text": content.stories[0].texts[language] if content.stories else None,
            "picture": content.pictures.get(settings.picture),
        },
        others=languages_of("home"),
    )


def _people(source: Source, language: str) -> list[Any]:
    """Return the groups of people that some place serves, in the order of the mission's list."""
    come = {group for place in source.network.places for group in place.population}
    return [label[language] for group, label in source.network.labels.get("population", {}).items() if group in come]
