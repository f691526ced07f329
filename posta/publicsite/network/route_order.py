"""The order of the places along the way: stretches from south to north, and the states in each.

A person on the road looks for the next place, so places are listed along the road and not by the alphabet. The
stretches follow the ways through Mexico that the mission's networks name: from the southern border along the Gulf,
the centre, the Pacific, and the northern border.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from posta.publicsite.network.public_network import PublicPlace
from posta.terms.places import ENTITIES, place_label

STRETCHES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("south", ("07", "27", "04", "23", "31", "20")),
    ("gulf", ("30",)),
    ("pacific", ("12", "16", "06", "14", "18")),
    ("centre", ("21", "29", "09", "17", "15", "13", "22", "11", "01", "24", "32")),
    ("north", ("28", "19", "05", "10", "25", "08", "26", "03", "02")),
)
"""Each stretch with its states (INEGI codes) from south to north or, at the northern border, from east to west."""

ORDER: Final = {
    state: (number, place) for number, (_, states) in enumerate(STRETCHES) for place, state in enumerate(states)
}
_STRETCH: Final = {state: code for code, states in STRETCHES for state in states}
_USUAL_NAMES: Final = {"05": "Coahuila", "15": "Estado de México", "16": "Michoacán", "30": "Veracruz"}


def sort_along_route(places: Iterable[PublicPlace]) -> Iterator[tuple[str, tuple[PublicPlace, ...]]]:
    """Yield each stretch that has places with its places: by state along the way, then by municipality and kind."""
    ordered = sorted(places, key=_position)
    for stretch, group in groupby(ordered, key=lambda place: _STRETCH[place.state]):
        yield stretch, tuple(group)


def name_of_state(code: str) -> str:
    """Return the usual name of a state by its INEGI code: `30` is Veracruz."""
    return _USUAL_NAMES.get(code) or place_label(ENTITIES[code], "es")


def _position(place: PublicPlace) -> tuple[tuple[int, int], bool, str, str, str]:
    """Return the sort key of a place: places shown by state alone follow those with a municipality."""
    return ORDER[place.state], not place.municipality, place.municipality_name, place.kind, place.id
