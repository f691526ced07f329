"""Places labels beside points so that none covers another label, a point or a line, and none leaves the frame.

    placed = place_labels([LabelRequest(at=(100, 80), reach=9, width=120, height=30)], Box(0, 0, 800, 600))
    placed[0].box, placed[0].leader

Each label tries places around its point, near ones first; one at a distance gets a leader line. Points with the most
neighbours choose first. The same input gives the same places; a label without room is None and appears in the list.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import cos, dist, pi, sin
from typing import Final

from posta.publicsite.map.projection import Point

GAP: Final = 6.0
"""Between a point and its label, and at least between two labels."""
DIRECTIONS: Final = (0, 8, 4, 12, 15, 1, 7, 9, 2, 14, 6, 10, 3, 13, 5, 11)
"""The sixteen directions in the order in which they read best: right, left, below, above, then between (clockwise)."""
DISTANCES: Final = (0.0, 18.0, 40.0, 65.0, 95.0, 130.0)
"""How far a label may stand off, in units beyond the gap; from the second on it has a leader line."""


Line = tuple[Point, Point]
"""A straight line from one point to another."""

_NARROW: Final = frozenset("ijlftrI.,'’:;()|!1- ")
_WIDE: Final = frozenset("mwMWQO@%&")


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle. Raises ValueError if its edges are exchanged."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        """Refuse a right edge left of the left one, and a bottom above the top."""
        if self.right < self.left or self.bottom < self.top:
            raise ValueError("A box has its right edge right of its left one, and its bottom below its top.")

    def meets(self, other: "Box", gap: float = 0.0) -> bool:
        """Return whether two boxes share any area, or are closer than a gap."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def holds(self, other: "Box") -> bool:
        """Return whether the other box lies wholly inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def is_crossed(self, line: Line) -> bool:
        """Return whether a straight line passes through (Liang and Barsky)."""
        (x1, y1), (x2, y2) = line
        begin, end = 0.0, 1.0
        for step, room in (
            (x1 - x2, x1 - self.left),
            (x2 - x1, self.right - x1),
            (y1 - y2, y1 - self.top),
            (y2 - y1, self.bottom - y1),
        ):
            if step == 0:
                if room <= 0:
                    return False
            elif step < 0:
                begin = max(begin, room / step)
            else:
                end = min(end, room / step)
        return begin < end


@dataclass(frozen=True, slots=True)
class LabelRequest:
    """A label to place: the position of its point, the size of the point's mark, and the size of the text."""

    at: Point
    reach: float
    width: float
    height: float

    @property
    def mark(self) -> Box:
        """Return the square that the mark of the point covers."""
        x, y = self.at
        return Box(x - self.reach, y - self.reach, x + self.reach, y + self.reach)


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """The place of a label, and the line from the mark to it (None: the label is directly beside its point)."""

    box: Box
    leader: Line | None


def place_labels(
    wanted: Sequence[LabelRequest], frame: Box, quiet: Sequence[Line] = ()
) -> tuple[PlacedLabel | None, ...]:
    """Return a place for each label in the order given, or None for one without room.

    `quiet` are lines that a label avoids if it has a choice.
    """
    marks = [one.mark for one in wanted]
    placed: dict[int, PlacedLabel] = {}
    for index in sorted(range(len(wanted)), key=lambda index: (-_crowd(wanted, index), index)):
        around = [mark for number, mark in enumerate(marks) if number != index]
        best = _best(wanted[index], frame, around, placed.values(), quiet)
        if best:
            placed[index] = best
    return tuple(placed.get(index) for index in range(len(wanted)))


def _best(
    wanted: LabelRequest, frame: Box, around: Sequence[Box], placed: Collection[PlacedLabel], quiet: Sequence[Line]
) -> PlacedLabel | None:
    """Return the first of the cheapest places that are free, or None."""
    best: PlacedLabel | None = None
    for one in _candidates(wanted, frame):
        if one.box.meets(wanted.mark) or not _is_free(one, around, placed):
            continue
        cost = _cost(one, quiet)
        if cost == 0:
            return one
        if best is None or cost < _cost(best, quiet):
            best = one
    return best


def _cost(placed: PlacedLabel, quiet: Sequence[Line]) -> int:
    """Return the cost of a place: 0 beside its point, 1 over a quiet line, 2 or more with leader."""
    covers = any(placed.box.is_crossed(line) for line in quiet)
    return covers + (2 if placed.leader else 0)


def _crowd(wanted: Sequence[LabelRequest], index: int) -> int:
    """Return how many other points are near enough to take a label's room."""
    one = wanted[index]
    room = one.width + one.height + 2 * one.reach
    return sum(dist(one.at, other.at) < room for number, other in enumerate(wanted) if number != index)


def _candidates(wanted: LabelRequest, frame: Box) -> Iterator[PlacedLabel]:
    for distance in DISTANCES:
        for direction in DIRECTIONS:
            placed = _stand(wanted, direction, distance)
            if frame.holds(placed.box):
                yield placed


def _stand(wanted: LabelRequest, direction: int, distance: float) -> PlacedLabel:
    """Return the label's place in one of sixteen directions, at a distance from the mark.

    The distance is that of its near edge or corner.
    """
    across, down = cos(direction * pi / 8), sin(direction * pi / 8)
    away = wanted.reach + GAP + distance
    x, y = wanted.at[0] + across * away, wanted.at[1] + down * away
    left = x - wanted.width * (1 - across) / 2
    top = y - wanted.height * (1 - down) / 2
    box = Box(left, top, left + wanted.width, top + wanted.height)
    if not distance:
        return PlacedLabel(box, None)
    end = (min(max(wanted.at[0], box.left), box.right), min(max(wanted.at[1], box.top), box.bottom))
    length = dist(wanted.at, end)
    start = tuple(a + (b - a) * wanted.reach / length for a, b in zip(wanted.at, end, strict=True)) if length else end
    return PlacedLabel(box, ((start[0], start[1]), end))


def _is_free(one: PlacedLabel, marks: Sequence[Box], placed: Collection[PlacedLabel]) -> bool:
    """Return whether a label and its leader touch no mark, label or leader."""
    if any(one.box.meets(mark, GAP / 2) for mark in marks):
        return False
    if one.leader and any(mark.is_crossed(one.leader) for mark in marks):
        return False
    return not any(_collide(one, other) for other in placed)


def _collide(one: PlacedLabel, other: PlacedLabel) -> bool:
    if one.box.meets(other.box, GAP):
        return True
    if (one.leader and other.box.is_crossed(one.leader)) or (other.leader and one.box.is_crossed(other.leader)):
        return True
    return bool(one.leader and other.leader and _cross(one.leader, other.leader))


def _cross(one: Line, other: Line) -> bool:
    """Return whether two straight lines cross."""

    def side(line: Line, point: Point) -> bool:
        (x1, y1), (x2, y2) = line
        return (x2 - x1) * (point[1] - y1) > (y2 - y1) * (point[0] - x1)

    return side(one, other[0]) != side(one, other[1]) and side(other, one[0]) != side(other, one[1])


def estimate_width(text: str, size: float) -> float:
    """Return the approximate width of a text in bold sans-serif of a size.

    The site's own face is narrower; few faces are wider.
    """
    return size * sum(map(_width_of_letter, text))


def _width_of_letter(letter: str) -> float:
    if letter in _NARROW:
        return 0.42
    if letter in _WIDE:
        return 1.0
    return 0.72 if letter.isupper() else 0.64
