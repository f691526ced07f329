"""A page for each public place: its services and since when, its events, its partners and the people it serves."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from posta.publicsite.addresses import Address, languages_of
from posta.publicsite.network.public_network import PublicPlace
from posta.publicsite.pages.place_words import present_place
from posta.publicsite.pages.service_bars import draw_service_bars
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.published.present_figures import list_at, present_figures
from posta.publicsite.source import Source


def present_places(source: Source, language: str) -> Iterator[SitePage]:
    """Yield the page of every public place in one language."""
    for place in source.network.places:
        shown = present_place(place, source, language)
        yield SitePage(
            address=Address(language, "where", place.id),
            template="place.html",
            title=f"{shown['name']}, {shown['where']}" if shown["where"] not in shown["name"] else shown["name"],
            description=gettext("%(name)s, %(where)s: what the mission does there, since when and with whom.")
            % {"name": shown["name"], "where": shown["where"]},
            shown={
                "place": shown,
                "text": source.content.places.get(place.id, {}).get(language),
                "figures": present_figures(list_at(source.figures, place), source.network, language),
                "events": list(_events(place, source, language)),
                **_services(place, source, language),
            },
            others=languages_of("where"),
        )


def _services(place: PublicPlace, source: Source, language: str) -> dict[str, Any]:
    """Return the rows of the table of services, and the line of years if one can be drawn."""
    names = source.network.labels["service"]
    drawn = draw_service_bars(place, source.content.settings.as_of)
    spans = {span.service: span for span in drawn[1]} if drawn else {}
    rows = [
        {"name": names[one.code][language], "since": one.since, "until": one.until, "span": spans.get(one)}
        for one in place.services
    ]
    thin = any(not span.stated for span in spans.values())
    return {"services": rows, "axis": drawn[0] if drawn else None, "thin": thin}


def _events(place: PublicPlace, source: Source, language: str) -> Iterator[dict[str, str]]:
    """Yield the events at a place, first to last."""
    for event in sorted(source.network.events, key=lambda one: one.date):
        if place.id in event.places:
            yield {"date": event.date, "text": event.text[language]}
