"""Services over time: each as a bar on a line of years, in a drawing inside the row of a table."""

from dataclasses import dataclass

from posta.publicsite.network.partial_dates import first_day, has_begun, is_over, last_day
from posta.publicsite.network.public_network import PublicPlace, PublicService

WIDTH = 400
"""Units of the drawing; it is stretched to its cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceBar:
    """One service: the beginning and the width of its bar, in units of the drawing; thin if a date is not stated."""

    service: PublicService
    begin: float
    width: float
    stated: bool
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The line of years: the first one, the day at its end, and the position of each year."""

    first: int
    as_of: str
    ticks: tuple[float, ...]

    @property
    def width(self) -> int:
        """Return the width of the drawing in units."""
        return WIDTH


def draw_service_bars(place: PublicPlace, as_of: str) -> tuple[Axis, tuple[ServiceBar, ...]] | None:
    """Return the years and the bars of a place's services, or None if no date is stated."""
    begun = [service for service in place.services if has_begun(service.since, as_of)]
    dates = [date for service in begun for date in (service.since, service.until) if date and has_begun(date, as_of)]
    if not dates:
        return None
    first, last = int(min(dates).split("-")[0]), last_day(as_of)
    scale = WIDTH / (last - first)
    ticks = tuple(round((year - first) * scale, 1) for year in range(first, int(last - 0.001) + 1))
    return Axis(first=first, as_of=as_of, ticks=ticks), tuple(_span(one, first, last, as_of) for one in begun)


def _span(service: PublicService, first: int, last: float, as_of: str) -> ServiceBar:
    over = is_over(service.until, as_of)
    scale = WIDTH / (last - first)
    begin = first_day(service.since) if service.since else float(first)
    end = min(last_day(service.until), last) if over else last
    return ServiceBar(
        service=service,
        begin=round((begin - first) * scale, 1),
        width=round(max(end - begin, 0.02) * scale, 1),
        stated=bool(service.since),
        over=over,
    )
