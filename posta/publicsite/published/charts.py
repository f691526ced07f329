"""The geometry of charts: pure functions from numbers to whole coordinates; templates only draw them.

A chart is a box of `WIDTH` units across, made for a telephone: shown 300 px wide, ten units are one pixel, and it
grows a little on a wide screen, so that its words stay readable on both. Every scale begins at zero.

    draw_bars([ChartBar("Reynosa", 2, "2"), ChartBar("Matamoros", 4, "4")]).bars[0].width   # half of bars[1].width
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 3000
TEXT: Final = 150
"""The size of letters, in units."""

LINE: Final = 200
_FOOT: Final = 50
"""How far the foot of letters stands above the end of their line."""

_GAP: Final = 80
_BAR: Final = 160
_ROW_GAP: Final = 140
_MARGIN: Final = 40
_STEPS: Final = (1, 2, 5)
_MOST_TICKS: Final = 4
_TREND_HEIGHT: Final = 1200


@dataclass(frozen=True, slots=True)
class ChartBar:
    """A bar to draw: its label, its value from zero, and the value as written beside it."""

    label: str
    value: int
    shown: str


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A line of words and the height of its foot."""

    words: str
    y: int


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar in its place: the lines of its label above it, its value at the right edge, the bar from the left edge."""

    lines: tuple[LabelLine, ...]
    shown: str
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale: its position, its value, and its words with their alignment.

    `words` are empty where the words of all lines would touch; then only the first and the last have any.
    """

    at: int
    value: int
    words: str
    anchor: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars in a box, with the lines of their scale from zero; `foot` is where the lines end, above their words."""

    width: int
    height: int
    foot: int
    bars: tuple[DrawnBar, ...]
    ticks: tuple[Tick, ...]

    @property
    def words_at(self) -> int:
        """Return the foot of the words of the scale, in units of the drawing."""
        return self.height - _FOOT


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a time; `time` counts years or months, so that a gap is as wide as it is long."""

    time: int
    value: int
    shown: str
    when: str


@dataclass(frozen=True, slots=True)
class DrawnPoint:
    """A point in its place, with its value above it and its time below the axis; `anchor` aligns both."""

    x: int
    y: int
    shown: str
    when: str
    anchor: str

    @property
    def words_at(self) -> int:
        """Return the foot of the value's words, above the point, in units of the drawing."""
        return self.y - 2 * _FOOT


@dataclass(frozen=True, slots=True)
class TrendChart:
    """A line through points in a box; `foot` is the height of zero. Only the first and last points have words."""

    width: int
    height: int
    foot: int
    path: str
    points: tuple[DrawnPoint, ...]

    @property
    def ends(self) -> tuple[DrawnPoint, DrawnPoint]:
        """Return the first and the last point."""
        return self.points[0], self.points[-1]


def choose_scale(highest: int) -> tuple[int, ...]:
    """Return the round values of a scale from zero for a value: `choose_scale(23500)` is 0, 10000, 20000, 30000."""
    power = 1
    while True:
        for step in _STEPS:
            if step * power * _MOST_TICKS >= highest:
                return tuple(range(0, _round_up(highest, step * power) + 1, step * power))
        power *= 10


def draw_bars(bars: Sequence[ChartBar], write: Callable[[int], str] = str) -> BarChart:
    """Return a chart of bars one below the other, in their order; `write` makes the words of the scale.

    Raises ValueError for a value below zero.
    """
    if any(bar.value < 0 for bar in bars):
        raise ValueError("A bar begins at zero.")
    scale = choose_scale(max((bar.value for bar in bars), default=0))
    drawn: list[DrawnBar] = []
    y = 0
    for bar in bars:
        room = WIDTH - estimate_text_width(bar.shown) - _GAP
        lines = tuple(LabelLine(words, y + LINE * n - _FOOT) for n, words in enumerate(wrap(bar.label, room), start=1))
        top = y + LINE * len(lines)
        drawn.append(DrawnBar(lines, bar.shown, top, _along(bar.value, scale[-1], WIDTH), _BAR))
        y = top + _BAR + _ROW_GAP
    foot = max(y - _ROW_GAP, 0) + _MARGIN
    return BarChart(WIDTH, foot + LINE, foot, tuple(drawn), _ticks(scale, write))


def _ticks(scale: Sequence[int], write: Callable[[int], str]) -> tuple[Tick, ...]:
    words = [write(value) for value in scale]
    crowded = sum(estimate_text_width(one) + _GAP for one in words) > WIDTH * (len(words) - 1) / len(words)
    last = len(scale) - 1
    return tuple(
        Tick(
            at=_along(value, scale[-1], WIDTH),
            value=value,
            words="" if crowded and 0 < n < last else words[n],
            anchor="start" if n == 0 else "end" if n == last else "middle",
        )
        for n, value in enumerate(scale)
    )


def draw_trend(points: Iterable[Point]) -> TrendChart | None:
    """Return a line through values by time; None for fewer than two times, because one value has no trend.

    Raises ValueError for two values at one time, or one below zero.
    """
    ordered = sorted(points, key=lambda point: point.time)
    if len({point.time for point in ordered}) < len(ordered) or any(point.value < 0 for point in ordered):
        raise ValueError("A trend has one value for each time, zero or more.")
    if len(ordered) < 2:
        return None
    first, span = ordered[0].time, ordered[-1].time - ordered[0].time
    top = choose_scale(max(point.value for point in ordered))[-1]
    foot, room = _TREND_HEIGHT - LINE - _MARGIN, _TREND_HEIGHT - 2 * LINE - 2 * _MARGIN
    drawn = tuple(
        DrawnPoint(
            x=_MARGIN + _along(point.time - first, span, WIDTH - 2 * _MARGIN),
            y=foot - _along(point.value, top, room),
            shown=point.shown,
            when=point.when,
            anchor="start" if point is ordered[0] else "end",
        )
        for point in ordered
    )
    path = " ".join(f"{'L' if n else 'M'}{point.x} {point.y}" for n, point in enumerate(drawn))
    return TrendChart(WIDTH, _TREND_HEIGHT, foot, path, drawn)


def estimate_text_width(words: str) -> int:
    """Return the largest probable width of words, in units.

    No font is known here: the estimate is a little more than common fonts need.
    """
    return sum(_width_of_letter(letter) for letter in words)


def wrap(words: str, room: int) -> list[str]:
    """Return words in lines that fit into a width. A word that is longer than a line is divided."""
    lines = [""]
    for word in words.split():
        for piece in _pieces(word, room):
            longer = f"{lines[-1]} {piece}" if lines[-1] else piece
            if estimate_text_width(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, room: int) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and estimate_text_width(pieces[-1] + letter) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _width_of_letter(letter: str) -> int:
    if letter in "iljtfrI.,:;'’|!()[] \u202f-":
        return TEXT * 45 // 100
    if letter.islower() and letter not in "mwæœ":
        return TEXT * 62 // 100
    return TEXT * 66 // 100 if letter.isdigit() else TEXT


def _along(value: int, top: int, room: int) -> int:
    """Return the position of a value along a width, to the nearest unit."""
    return (2 * value * room + top) // (2 * top) if top else 0


def _round_up(value: int, step: int) -> int:
    """Return the first multiple of a step that is not below a value, at least one step."""
    return max(-(-value // step), 1) * step
