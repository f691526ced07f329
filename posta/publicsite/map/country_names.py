"""The names of countries and seas on the map, in a quiet style and only where nothing else is drawn."""

from collections.abc import Iterator
from typing import Final

from posta.publicsite.map.projection import Point, project
from posta.terms.places import get_country

_COUNTRIES: Final = {
    "US": (32.4, -99.5),
    "GT": (14.6, -90.9),
    "HN": (14.7, -86.6),
    "SV": (13.2, -89.2),
    "BZ": (17.2, -87.3),
    "CU": (22.0, -85.2),
}
_SEAS: Final = {
    (24.6, -92.6): {"es": "Golfo de México", "en": "Gulf of Mexico", "fr": "Golfe du Mexique"},
    (18.3, -108.6): {"es": "Océano Pacífico", "en": "Pacific Ocean", "fr": "Océan Pacifique"},
}


def list_names(language: str) -> Iterator[tuple[str, Point]]:
    """Yield each name in a language with the point of its middle."""
    for at, words in _SEAS.items():
        yield words[language], project(*at)
    for code, at in _COUNTRIES.items():
        yield get_country(code).labels[language], project(*at)
