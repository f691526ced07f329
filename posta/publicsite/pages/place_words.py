"""The words for a place on every page that shows it: name, kind, location, whether it is open, its services."""

from typing import Any

from posta.publicsite.network.partial_dates import has_begun, is_over
from posta.publicsite.network.public_network import PublicPlace, PublicService
from posta.publicsite.network.route_order import name_of_state
from posta.publicsite.place_names import is_spanish, name_in_language
from posta.publicsite.source import Source


def present_place(place: PublicPlace, source: Source, language: str) -> dict[str, Any]:
    """Return what the pages show of a place in the active language."""
    as_of = source.content.settings.as_of
    closed, later = is_over(place.closed, as_of), not has_begun(place.opened, as_of)
    given = [service for service in place.services if is_given(service, as_of)]
    shown = place.services if closed or later else given  # what it had, or will have; else what is given there now
    return {
        "id": place.id,
        "name": name_in_language(place, language),
        "language": "es" if is_spanish(place, language) else "",
        "kind": source.network.labels["kind"][place.kind][language],
        "where": describe_location(place),
        "closed": place.closed if closed else "",
        "later": later,
        "open": bool(given) and not closed and not later,
        "opened": place.opened,
        "services": [source.network.labels["service"][service.code][language] for service in shown],
        "partners": list_partners(place, source, language),
        "people": [source.network.labels["population"][group][language] for group in place.population],
    }


def is_given(service: PublicService, as_of: str) -> bool:
    """Return whether a service is given on a day."""
    return has_begun(service.since, as_of) and not is_over(service.until, as_of)


def describe_location(place: PublicPlace) -> str:
    """Return the municipality, if the mission shows it, and the state."""
    state = name_of_state(place.state)
    return f"{place.municipality_name}, {state}" if place.municipality_name else state


def list_partners(place: PublicPlace, source: Source, language: str) -> list[str]:
    """Return the names of the organisations that the mission works with at a place."""
    return [partner.name[language] for partner in source.network.partners if partner.code in place.partners]
