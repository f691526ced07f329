"""The page of emergencies: each with its date, place, staff, people and text."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from posta.publicsite.addresses import Address, languages_of
from posta.publicsite.content.site_content import PublicEmergency
from posta.publicsite.network.public_network import PublicEvent
from posta.publicsite.pages.place_words import present_place
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.source import Source


def present_emergencies(source: Source, language: str) -> Iterator[SitePage]:
    """Yield the page in one language."""
    yield SitePage(
        address=Address(language, "emergencies"),
        template="emergencies.html",
        title=gettext("Emergencies"),
        description=gettext("Where the mission sent emergency teams, when, and how many people they reached."),
        shown={
            "text": source.content.texts.get("emergencies", {}).get(language),
            "emergencies": list_emergencies(source, language),
        },
        others=languages_of("emergencies"),
    )


def list_emergencies(source: Source, language: str) -> list[dict[str, Any]]:
    """Return the emergencies of the network and those only in the mission's texts, newest first."""
    written = {one.event: one for one in source.content.emergencies}
    events = [event for event in source.network.events if event.kind == "emergency"]
    shown = [_of_event(event, written.get(event.id), source, language) for event in events]
    known = {event.id for event in events}
    shown += [_of_text(one, source, language) for one in source.content.emergencies if one.event not in known]
    return sorted(shown, key=lambda one: (one["date"], one["id"]), reverse=True)


def _of_event(event: PublicEvent, written: PublicEmergency | None, source: Source, language: str) -> dict[str, Any]:
    text = written.texts[language] if written else None
    return {
        "id": written.slug if written else event.id,
        "date": event.date,
        "title": text.title if text else event.text[language],
        "text": text,
        "places": _places(event.places, source, language),
        "staff": event.staff,
        "people": event.people,
        "about": _is_about(event, source),
        "services": _services(event.places, source, language),
    }


def _of_text(written: PublicEmergency, source: Source, language: str) -> dict[str, Any]:
    text = written.texts[language]
    places = _places((written.place,), source, language)
    services = _services((written.place,), source, language)
    return {
        "id": written.slug,
        "date": written.date,
        "title": text.title,
        "text": text,
        "places": places,
        "services": services,
    }


def _places(ids: tuple[str, ...], source: Source, language: str) -> list[dict[str, Any]]:
    return [present_place(place, source, language) for place in source.network.places if place.id in ids]


def _services(ids: tuple[str, ...], source: Source, language: str) -> list[str]:
    """Return what was done at the places of an emergency, each service once."""
    return list(dict.fromkeys(name for place in _places(ids, source, language) for name in place["services"]))


def _is_about(event: PublicEvent, source: Source) -> bool:
    """Return whether the number of people is published as a round one.

    An exact 1,000 would claim a count that nobody made.
    """
    towns = {place.municipality for place in source.network.places if place.id in event.places}
    return any(
        figure.value == event.people and figure.place in {*event.places, *towns} and figure.certainty != "exact"
        for figure in source.figures
    )
