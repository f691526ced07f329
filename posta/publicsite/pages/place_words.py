"""The words for a place on every page that shows it: name, kind, location, whether it is open, its services."""

from typing import Any

from posta.publicsite.network.partial_dates import has_begun, is_over
from posta.publicsite.network.public_network import PublicPlace
from posta.publicsite.network.route_order import name_of_state
from posta.publicsite.place_names import is_spanish, name_in_language
from posta.publicsite.source import Source


def present_place(place: PublicPlace, source: Source, language: str) -> dict[str, Any]:
    """Return what the pages show of a place in the active language."""
    as_of = source.content.settings.as_of
    return {
        "id": place.id,
        "name": name_in_language(place, language),
        "language": "es" if is_spanish(place, language) else "",
        "kind": source.network.labels["kind"][place.kind][language],
        "where": describe_location(place),
        "closed": place.closed if is_over(place.closed, as_of) else "",
        "later": not has_begun(place.opened, as_of),
        "opened": place.opened,
        "services": [source.network.labels["service"][service.code][language] for service in place.services],
        "partners": list_partners(place, source, language),
        "people": [source.network.labels["population"][group][language] for group in place.population],
    }


def describe_location(place: PublicPlace) -> str:
    """Return the municipality, if the mission shows it, and the state."""
    state = name_of_state(place.state)
    return f"{place.municipality_name}, {state}" if place.municipality_name else state


def list_partners(place: PublicPlace, source: Source, language: str) -> list[str]:
    """Return the names of the organisations that the mission works with at a place."""
    return [partner.name[language] for partner in source.network.partners if partner.code in place.partners]
