"""The values of the column beside a form: what is known of the person or the place, in cards, and one line for a phone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from posta.catalog.language.field import Field
from posta.formkit.language import current_language
from posta.formkit.number_format import format_number

Row = tuple[str, str]
WIDTH, HEIGHT, EDGE = 64, 20, 2  # of the small curve


@dataclass(frozen=True, slots=True, repr=False)
class Trend:
    """One number over time: oldest first, with the way it went last; `points` draw it where there are three."""

    label: str
    unit: str
    words: str
    when: str
    points: str


@dataclass(frozen=True, slots=True, repr=False)
class KnownLink:
    """What leads further: an open signal, the last movements, the sites that were surveyed."""

    href: str
    words: str
    state: str
    late: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class KnownPart:
    """One card beside the form."""

    title: str
    when: str = ""
    what: str = ""
    summary: str = ""
    facts: tuple[Row, ...] = ()
    trends: tuple[Trend, ...] = ()
    links: tuple[KnownLink, ...] = ()

    @property
    def says(self) -> bool:
        """Return whether the card holds anything."""
        return bool(self.what or self.facts or self.trends or self.links)


@dataclass(frozen=True, slots=True, repr=False)
class KnownFacts:
    """The cards beside the form, and the line that stands for them on a phone."""

    parts: tuple[KnownPart, ...] = ()
    line: str = ""


def gather_known(found: Iterable[KnownPart]) -> KnownFacts:
    """Return the cards that say something, with their line."""
    parts = tuple(one for one in found if one.says)
    return KnownFacts(parts, " · ".join(_lines(parts)))


def make_trend(label: str, unit: str, values: Sequence[float], when: str) -> Trend:
    """Return one number over time, oldest first.

    >>> make_trend("PHQ-9", "", [18, 14, 9], "").points
    '2,2 32,9.11111 62,18'
    """
    way = "" if len(values) < 2 else {1: " ↑", 0: " =", -1: " ↓"}[(values[-1] > values[-2]) - (values[-1] < values[-2])]
    words = " → ".join(format_number(value) for value in values) + way
    return Trend(label, unit, words, when, _curve(values) if len(values) > 2 else "")


def trend_of(field: Field, values: Sequence[float], when: str) -> Trend:
    """Return the numbers that answered a question over time, oldest first."""
    return make_trend(field.label(current_language()).partition(" (")[0], field.unit, values, when)


def number_of(value: object) -> float | None:
    """Return an answer as a number; a code that is a number counts as one, and 0 says nothing there."""
    if isinstance(value, str) and value.isdecimal() and value != "0":
        return int(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _lines(parts: Sequence[KnownPart]) -> Iterator[str]:
    """Yield the parts in a few words each, for the top of a phone."""
    for part in parts:
        if part.when:
            yield f"{part.title} {part.when}"
        yield from (f"{one.label} {one.words}" for one in part.trends[:2])
        if part.links:
            yield f"{part.title}: {format_number(len(part.links))}"
        elif not part.when:
            yield from (f"{label}: {words}" for label, words in part.facts[:1])


def _curve(values: Sequence[float]) -> str:
    """Return the points of a small curve.

    >>> _curve([1, 3, 2])
    '2,18 32,2 62,10'
    """
    low, high = min(values), max(values)
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)
    height = (HEIGHT - 2 * EDGE) / ((high - low) or 1)
    return " ".join(f"{EDGE + at * step:g},{HEIGHT - EDGE - (one - low) * height:g}" for at, one in enumerate(values))
