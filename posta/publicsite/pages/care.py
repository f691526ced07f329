"""The page for people who need care: the places along the way, their services, what is free and what is kept secret."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from posta.publicsite.addresses import Address, languages_of
from posta.publicsite.content.care_texts import format_care_day
from posta.publicsite.language.site_languages import LANGUAGES
from posta.publicsite.network.disclosure_gate import NOT_CARE, SURVIVORS_SERVICES
from posta.publicsite.network.partial_dates import has_begun, is_over
from posta.publicsite.network.public_network import PublicPlace
from posta.publicsite.network.route_order import ORDER, name_of_state, sort_along_route
from posta.publicsite.pages.place_words import is_given
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.source import Source


def present_care(source: Source, language: str) -> Iterator[SitePage]:
    """Yield the page in one of the languages of `CARE_LANGUAGES`."""
    words, as_of = source.content.care[language], source.content.settings.as_of
    yield SitePage(
        address=Address(language, "care"),
        template="care.html",
        title=words["title"],
        description=words["summary"],
        shown={
            "words": words,
            "stretches": list(_stretches(source, language, words)),
            "survivors_states": _survivors_states(source, words, as_of),
            "as_of": words["frame"]["as_of"].format(date=format_care_day(as_of, words)),
            "whole_site": language in LANGUAGES,
        },
        others=languages_of("care"),
    )


def _stretches(source: Source, language: str, words: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the stretches of the way, each with its towns or states and their places that give care now."""
    open_places = [place for place in source.network.places if _gives_care(place, source.content.settings.as_of)]
    for stretch, places in sort_along_route(open_places):
        yield {
            "name": words["stretch"][stretch],
            "stops": [
                {"name": where, "places": list(_join_alike([_present(one, source, language, words) for one in there]))}
                for where, there in groupby(places, key=_where)
            ],
        }


def _where(place: PublicPlace) -> str:
    state = name_of_state(place.state)
    return f"{place.municipality_name}, {state}" if place.municipality_name else state


def _gives_care(place: PublicPlace, as_of: str) -> bool:
    """Return whether people can come to a place on a day.

    A place that the mission only monitors gives no care.
    """
    return not is_over(place.closed, as_of) and has_begun(place.opened, as_of) and bool(_open_services(place, as_of))


def _open_services(place: PublicPlace, as_of: str) -> list[str]:
    """Return the services given on a day; those for survivors are described apart, for whole states."""
    return [
        service.code
        for service in place.services
        if service.code not in NOT_CARE | SURVIVORS_SERVICES and is_given(service, as_of)
    ]


def _present(place: PublicPlace, source: Source, language: str, words: Mapping[str, Any]) -> dict[str, Any]:
    kind = words["kind"].get(place.kind) or _label(source, "kind", place.kind, language)
    named = place.precision == "municipality"
    services = " · ".join(
        words["service"].get(code) or _label(source, "service", code, language)
        for code in _open_services(place, source.content.settings.as_of)
    )
    return {
        "names": [place.name["es"] if named else _counted(place, kind, words)],
        "language": "es" if named and language != "es" else "",
        "services": words["places"]["row"].format(kind=kind, services=services) if named else services,
        "hours": source.content.hours.get(place.id, {}).get(language, ""),
        "note": _note(place, words),
    }


def _join_alike(places: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the places of a town; neighbours with the same kind and services become one with all names."""
    for _, alike in groupby(
        places, key=lambda place: (place["services"], place["hours"], place["note"], place["language"])
    ):
        rows = list(alike)
        yield {**rows[0], "names": [name for row in rows for name in row["names"]]}


def _counted(place: PublicPlace, kind: str, words: Mapping[str, Any]) -> str:
    if place.count == 1:
        return kind
    return str(words["places"]["communities"]).format(count=place.count) if place.kind == "community" else kind


def _note(place: PublicPlace, words: Mapping[str, Any]) -> str:
    if place.kind == "emergency":
        return str(words["places"]["emergency"])
    return "" if place.municipality else str(words["places"]["ask_team"])


def _label(source: Source, table: str, code: str, language: str) -> str:
    """Return the word of the mission's own list, for a code without plainer words on this page."""
    label = source.network.labels[table][code]
    return label.get(language) or label["es"]


def _survivors_states(source: Source, words: Mapping[str, Any], as_of: str) -> str:
    """Return the sentence with the states that have care after sexual violence on a day, south to north, or nothing."""
    states = {state for state, service in source.network.state_services if is_given(service, as_of)}
    ordered = [name_of_state(state) for state in sorted(states, key=lambda state: ORDER[state])]
    return str(words["survivors"]["states"]).format(states=", ".join(ordered)) if ordered else ""
