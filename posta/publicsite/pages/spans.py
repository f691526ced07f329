"""Services over time: each as a bar on a line of years, in a drawing that stands inside the row of a table."""

from dataclasses import dataclass

from posta.publicsite.network.periods import begin_of, end_of, has_begun, is_over
from posta.publicsite.network.values import Place, Service

WIDTH = 400
"""Units of the drawing; it is stretched to its cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One service: where its bar begins and how wide it is, in units of the drawing; thin where it is not stated."""

    service: Service
    begin: float
    width: float
    stated: bool
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The line of years: the first one, the day at its end, and where each year begins."""

    first: int
    as_of: str
    ticks: tuple[float, ...]

    @property
    def width(self) -> int:
        """The units of the drawing."""
        return WIDTH


def draw_spans(place: Place, as_of: str) -> tuple[Axis, tuple[Span, ...]] | None:
    """Return the years and the bars of a place's services, or None where no date is stated: there is nothing to draw."""
    begun = [service for service in place.services if has_begun(service.since, as_of)]
    dates = [date for service in begun for date in (service.since, service.until) if date and has_begun(date, as_of)]
    if not dates:
        return None
    first, last = int(min(dates).split("-")[0]), end_of(as_of)
    scale = WIDTH / (last - first)
    ticks = tuple(round((year - first) * scale, 1) for year in range(first, int(last - 0.001) + 1))
    return Axis(first=first, as_of=as_of, ticks=ticks), tuple(_span(one, first, last, as_of) for one in begun)


def _span(service: Service, first: int, last: float, as_of: str) -> Span:
    over = is_over(service.until, as_of)
    scale = WIDTH / (last - first)
    begin = begin_of(service.since) if service.since else float(first)
    end = min(end_of(service.until), last) if over else last
    return Span(
        service=service,
        begin=round((begin - first) * scale, 1),
        width=round(max(end - begin, 0.02) * scale, 1),
        stated=bool(service.since),
        over=over,
    )
