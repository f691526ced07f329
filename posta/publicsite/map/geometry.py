"""The base map: states of Mexico and the land around them, from Natural Earth (made once by `scripts/make_map.py`).

    geometry = read_geometry()
    is_inside(geometry.states["27"], project(17.5, -91.4))  # Tenosique lies in Tabasco

A path is the text of an SVG path in whole units of the map, relative from point to point.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from posta.publicsite.map.projection import Point

FILE: Final = Path(__file__).parent / "mexico.json"

Whole = tuple[int, int]
Ring = tuple[Whole, ...]


@dataclass(frozen=True, slots=True)
class Geometry:
    """The rings of each state by its INEGI code, and the paths that draw the base.

    `country` fills Mexico, `around` the land of its neighbours, `state_lines` are the borders between two states.
    """

    states: dict[str, Ring]
    country: str
    around: str
    state_lines: str
    borders: str


@cache
def read_geometry() -> Geometry:
    """Return the base map from its file."""
    read = json.loads(FILE.read_text(encoding="utf-8"))
    arcs = [_points(arc) for arc in read["arcs"]]
    shared: dict[int, int] = {}
    for ring in read["states"].values():
        for arc in ring:
            shared[max(arc, ~arc)] = shared.get(max(arc, ~arc), 0) + 1
    around = {max(arc, ~arc) for ring in read["neighbours"] for arc in ring}
    inner = [arcs[arc] for arc, sides in sorted(shared.items()) if sides == 2]
    return Geometry(
        states={code: _ring(ring, arcs) for code, ring in read["states"].items()},
        country=closed_path(_ring(ring, arcs) for ring in read["country"]),
        around=closed_path(_ring(ring, arcs) for ring in read["neighbours"]),
        state_lines="".join(map(_open_path, inner)),
        borders="".join(_open_path(arcs[arc]) for arc in _between(read["neighbours"], around & set(shared))),
    )


def is_inside(ring: Sequence[Point], point: Point) -> bool:
    """Return whether a point lies inside a closed ring (even-odd rule)."""
    x, y = point
    crossings = [
        x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]])
        if (y1 > y) != (y2 > y)
    ]
    return sum(crossings) % 2 == 1


def find_centre(ring: Sequence[Point]) -> Point:
    """Return the centroid of a ring, or the middle of its widest part if the centroid lies outside.

    It lies outside in a bent state; the part beside it counts.
    """
    twice, across, down = 0.0, 0.0, 0.0
    for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
        part = x1 * y2 - x2 * y1
        twice, across, down = twice + part, across + (x1 + x2) * part, down + (y1 + y2) * part
    centroid = (across / (3 * twice), down / (3 * twice))
    return centroid if is_inside(ring, centroid) else _widest(ring, centroid[1])


def closed_path(rings: Iterable[Ring]) -> str:
    """Return the SVG path of closed rings."""
    return "".join(_open_path(ring) + "z" for ring in rings)


def _widest(ring: Sequence[Point], y: float) -> Point:
    """Return the middle of the longest stretch inside a ring at a height."""
    edges = [pair for pair in pairwise([*ring, ring[0]]) if (pair[0][1] > y) != (pair[1][1] > y)]
    cuts = sorted(x1 + (y - y1) * (x2 - x1) / (y2 - y1) for (x1, y1), (x2, y2) in edges)
    left, right = max(zip(cuts[::2], cuts[1::2], strict=True), key=lambda pair: pair[1] - pair[0])
    return (left + right) / 2, y


def _points(arc: Sequence[int]) -> Ring:
    points, x, y = [], 0, 0
    for across, down in zip(arc[::2], arc[1::2], strict=True):
        x, y = x + across, y + down
        points.append((x, y))
    return tuple(points)


def _ring(arcs_of_ring: Iterable[int], arcs: Sequence[Ring]) -> Ring:
    return tuple(point for arc in arcs_of_ring for point in (arcs[arc] if arc >= 0 else arcs[~arc][::-1])[:-1])


def _between(rings: Iterable[Iterable[int]], outer: set[int]) -> list[int]:
    """Return the arcs that two neighbours of Mexico share: borders without Mexico."""
    sides: dict[int, int] = {}
    for ring in rings:
        for arc in ring:
            sides[max(arc, ~arc)] = sides.get(max(arc, ~arc), 0) + 1
    return sorted(arc for arc, count in sides.items() if count == 2 and arc not in outer)


def _open_path(points: Sequence[Whole]) -> str:
    steps = "".join(
        f"{'' if x2 < x1 else ' '}{x2 - x1}{'' if y2 < y1 else ' '}{y2 - y1}" for (x1, y1), (x2, y2) in pairwise(points)
    )
    return f"M{points[0][0]} {points[0][1]}l{steps.lstrip()}"
