"""Draws the route as a quiet line: a sketch through the points of the map, no finer than they are."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from posta.publicsite.map.projection import Point, project

FILE: Final = Path(__file__).parent / "route.toml"


def draw_route(points: Mapping[str, Point]) -> str:
    """Return the SVG path of the route through the shown points, by INEGI code; empty if it touches none."""
    return "".join(map(_curve, list_stretches(points)))


def list_stretches(points: Mapping[str, Point]) -> tuple[tuple[Point, ...], ...]:
    """Return the lines of the route, each as its list of points."""
    return tuple(map(tuple, _stretches(points)))


def _stretches(points: Mapping[str, Point]) -> Iterator[list[Point]]:
    read = _read()
    if read["first"] in points:
        yield from ([project(*place), points[read["first"]]] for place in read["from"])
    for stretch in read["stretch"]:
        shown = [points[code] for code in stretch["codes"] if code in points]
        if stretch["codes"][0] in points and len(shown) > 1:
            bends = [project(*place) for place in stretch.get("bend", ())]
            yield [shown[0], *bends, *shown[1:]]


def _curve(line: Sequence[Point]) -> str:
    """Return a smooth path through points (Catmull and Rom's spline as Bézier curves), in whole units."""
    around = [line[0], *line, line[-1]]
    parts = [f"M{line[0][0]:.0f} {line[0][1]:.0f}"]
    for at, (start, end) in enumerate(pairwise(line)):
        before, after = around[at], around[at + 3]
        one = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        other = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        parts.append("C" + " ".join(f"{number:.0f}" for point in (one, other, end) for number in point))
    return "".join(parts)


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
