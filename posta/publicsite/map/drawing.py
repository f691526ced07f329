"""Draws the points at one size: marks, labels that do not collide, and the names of countries and seas.

draw_points(points, hrefs, NARROW, "es", point_number).marks
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from posta.publicsite.map.country_names import list_names
from posta.publicsite.map.labels import Box, LabelRequest, PlacedLabel, estimate_width, place_labels
from posta.publicsite.map.map_values import Drawing, MapLabel, Mark
from posta.publicsite.map.points import MapPoint, Shape
from posta.publicsite.map.projection import HEIGHT, WIDTH, Point
from posta.publicsite.map.route_line import list_stretches

LINE: Final = 1.32
"""The height of a line of the site's face in sizes of its letters."""
MIDDLE: Final = 0.33
"""How far below the middle of a line its baseline is, in the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The sizes of one drawing in units of the map: marks by their shape, letters, and the visible frame."""

    frame: Box
    reach: dict[Shape, int]
    letters: int
    names: int
    tag: int

    @property
    def view(self) -> str:
        """Return the `viewBox` of the drawing."""
        frame = self.frame
        return f"{frame.left:.0f} {frame.top:.0f} {frame.right - frame.left:.0f} {frame.bottom - frame.top:.0f}"


WIDE: Final = Style(
    frame=Box(0, 0, WIDTH, HEIGHT),
    reach={"one": 10, "several": 15, "state": 13, "over": 10},
    letters=28,
    names=23,
    tag=40,
)
NARROW: Final = Style(
    frame=Box(15, 25, 1445, HEIGHT),
    reach={"one": 14, "several": 16, "state": 17, "over": 14},
    letters=58,
    names=46,
    tag=98,
)


def point_label(number: int, point: MapPoint) -> str:
    """Return the label of the wide drawing: the name, and the number of places if more than one."""
    return f"{point.name} ({point.count})" if point.count > 1 else point.name


def point_number(number: int, point: MapPoint) -> str:
    """Return the label of the narrow drawing: the point's number in the list."""
    return str(number)


def draw_points(
    points: Sequence[MapPoint], hrefs: Sequence[str], style: Style, language: str, label: Callable[[int, MapPoint], str]
) -> Drawing:
    """Return a drawing: each label in words if they fit, otherwise as its number, otherwise not at all."""
    labels = [label(number, point) for number, point in enumerate(points, 1)]
    numbers = [str(number) for number in range(1, len(points) + 1)]
    placed = _place(points, labels, style)
    if None in placed:
        labels = [words if place else number for words, place, number in zip(labels, placed, numbers, strict=True)]
        placed = _place(points, labels, style)
    marks = tuple(
        _mark(point, href, words, place, style)
        for point, href, words, place in zip(points, hrefs, labels, placed, strict=True)
    )
    taken = [place.box for place in placed if place] + [_wanted(point, "", style).mark for point in points]
    names = tuple(_name(words, at, style) for words, at in _free_names(language, taken, style))
    return Drawing(view=style.view, marks=marks, names=names, tag=style.tag)


def _place(points: Sequence[MapPoint], labels: Sequence[str], style: Style) -> tuple[PlacedLabel | None, ...]:
    wanted = [_wanted(point, words, style) for point, words in zip(points, labels, strict=True)]
    route = [step for line in list_stretches({point.code: point.at for point in points}) for step in pairwise(line)]
    return place_labels(wanted, style.frame, route)


def _wanted(point: MapPoint, words: str, style: Style) -> LabelRequest:
    if words.isdigit():
        return LabelRequest(at=point.at, reach=style.reach[point.shape], width=style.tag, height=style.tag)
    return LabelRequest(
        at=point.at,
        reach=style.reach[point.shape],
        width=estimate_width(words, style.letters),
        height=style.letters * LINE,
    )


def _mark(point: MapPoint, href: str, words: str, placed: PlacedLabel | None, style: Style) -> Mark:
    text = _text(words, point.at, placed.box, style.letters) if placed else None
    by_number = words.isdigit()
    return Mark(
        name=point.name,
        href=href,
        shape=point.shape,
        count=point.count,
        x=round(point.at[0]),
        y=round(point.at[1]),
        reach=style.reach[point.shape],
        leader=_leader(placed),
        text=None if by_number else text,
        tag=text if by_number else None,
        tag_x=round(placed.box.left) if placed else 0,
        tag_y=round(placed.box.top) if placed else 0,
    )


def _leader(placed: PlacedLabel | None) -> str:
    if not placed or not placed.leader:
        return ""
    (x1, y1), (x2, y2) = placed.leader
    return f"M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}"


def _text(words: str, at: Point, box: Box, size: int) -> MapLabel:
    """Return the line of text in a box, aligned with the side that faces its point."""
    middle = (box.left + box.right) / 2
    if words.isdigit() or box.left < at[0] < box.right:
        x, anchor = middle, "middle"
    else:
        x, anchor = (box.left, "start") if box.left >= at[0] else (box.right, "end")
    baseline = (box.top + box.bottom) / 2 + size * MIDDLE
    return MapLabel(words=words, x=round(x), y=round(baseline), anchor=anchor, size=size)


def _free_names(language: str, taken: Sequence[Box], style: Style) -> Iterator[tuple[str, Point]]:
    """Yield the names of countries and seas that cover no label and no mark."""
    for words, (x, y) in list_names(language):
        half = estimate_width(words, style.names) * 0.56
        box = Box(x - half, y - style.names * LINE / 2, x + half, y + style.names * LINE / 2)
        if style.frame.holds(box) and not any(box.meets(other, 4) for other in taken):
            yield words, (x, y)


def _name(words: str, at: Point, style: Style) -> MapLabel:
    return MapLabel(
        words=words, x=round(at[0]), y=round(at[1] + style.names * MIDDLE), anchor="middle", size=style.names
    )
