"""The points of the map: places in one municipality are one point; places shown by state alone are one point per state.

A point is at the seat of its municipality to a tenth of a degree, or at the middle of its state: this module knows
nothing finer, and nothing of a place outside the public network.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final, Literal

from posta.publicsite.map.geometry import find_centre, read_geometry
from posta.publicsite.map.projection import Point, project
from posta.publicsite.network.partial_dates import is_over
from posta.publicsite.network.public_network import PublicNetwork, PublicPlace
from posta.publicsite.network.route_order import name_of_state, sort_along_route

SEATS: Final = Path(__file__).parent / "seats.toml"

Shape = Literal["one", "several", "state", "over"]
"""One place, several, places shown by their state, and places where the mission works no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPoint:
    """Places drawn as one mark. `code` is the INEGI code of their municipality, or of their state instead."""

    code: str
    name: str
    at: Point
    shape: Shape
    places: tuple[PublicPlace, ...]

    @property
    def count(self) -> int:
        """Return how many places the mark represents."""
        return sum(place.count for place in self.places)


def list_points(network: PublicNetwork, as_of: str) -> tuple[MapPoint, ...]:
    """Return the points from south to north; `as_of` is the day on which an ended service counts as over."""
    ordered = [place for _, group in sort_along_route(network.places) for place in group]
    return tuple(_points(ordered, as_of))


def find_seat(code: str) -> Point | None:
    """Return the position of a municipality's seat on the map, or None if it is not listed."""
    seat = _read_seats().get(code)
    return project(*seat) if seat else None


def _points(places: list[PublicPlace], as_of: str) -> Iterator[MapPoint]:
    for code, group in groupby(places, key=_code_of):
        here = tuple(group)
        seat = find_seat(code) if len(code) == 5 else None
        yield MapPoint(
            code=code,
            name=here[0].municipality_name if seat else name_of_state(code),
            at=seat or find_centre(read_geometry().states[code]),
            shape=_shape_of(here, as_of, by_state=seat is None),
            places=here,
        )


def _code_of(place: PublicPlace) -> str:
    """Return the municipality's code if its seat is listed, otherwise the state's."""
    return place.municipality if place.municipality in _read_seats() else place.state


def _shape_of(places: tuple[PublicPlace, ...], as_of: str, *, by_state: bool) -> Shape:
    if all(is_over(place.closed, as_of) for place in places):
        return "over"
    if by_state:
        return "state"
    return "several" if sum(place.count for place in places) > 1 else "one"


@cache
def _read_seats() -> dict[str, tuple[float, float]]:
    read = tomllib.loads(SEATS.read_text(encoding="utf-8"))
    return {code: (latitude, longitude) for code, (latitude, longitude) in read["seats"].items()}
