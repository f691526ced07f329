"""Where the mission works: the map, and every public place in a table, in the order of the road."""

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext, gettext_lazy

from posta.publicsite.addresses import Address, languages_of, path_of
from posta.publicsite.map.present_map import present_map
from posta.publicsite.network.route_order import sort_along_route
from posta.publicsite.pages.place_words import present_place
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.source import Source

STRETCHES: Final = {
    "south": gettext_lazy("South"),
    "gulf": gettext_lazy("Gulf coast"),
    "pacific": gettext_lazy("Pacific coast"),
    "centre": gettext_lazy("Centre"),
    "north": gettext_lazy("Northern border"),
}


def present_where(source: Source, language: str) -> Iterator[SitePage]:
    """Yield the page in one language."""
    yield SitePage(
        address=Address(language, "where"),
        template="where.html",
        title=gettext("Where we work"),
        description=gettext("Every place of the mission that is public, with its services and since when."),
        shown={
            "text": source.content.texts.get("where", {}).get(language),
            "map": present_map(
                source.network,
                language,
                path_of(Address(language, "where")),
                as_of=source.content.settings.as_of,
            ),
            "stretches": list(list_stretches(source, language)),
        },
        others=languages_of("where"),
    )


def list_stretches(source: Source, language: str) -> Iterator[dict[str, Any]]:
    """Yield each stretch of the way with its places as rows."""
    for stretch, places in sort_along_route(source.network.places):
        yield {
            "name": STRETCHES[stretch],
            "places": [present_place(place, source, language) for place in places],
        }
