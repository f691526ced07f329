"""Decides which figures can be compared: places of one measure, measures of one unit, years of one measure at one place.

Only values for the same period are compared, and never with a total that includes them. A single value has no trend,
and none is drawn.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from posta.publicsite.network.public_network import PublicNetwork
from posta.publicsite.published.charts import BarChart, ChartBar, Point, TrendChart, draw_bars, draw_trend
from posta.publicsite.published.figure import Figure
from posta.publicsite.published.figure_places import find_figure_place
from posta.publicsite.published.localised_numbers import format_number
from posta.publicsite.published.present_figures import ShownFigure, format_period, present_figures
from posta.publicsite.published.units import unit_label


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A chart of bars with the same values as a table: each row's name and figure. `anchor` distinguishes charts.

    All rows are of one period.
    """

    anchor: str
    title: str
    unit: str
    chart: BarChart
    rows: tuple[tuple[str, ShownFigure], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """The values of one measure at one place over time as a line, and the same as a table."""

    anchor: str
    line: TrendChart
    rows: tuple[ShownFigure, ...]


def list_comparisons(figures: Sequence[Figure], network: PublicNetwork, language: str) -> list[Comparison]:
    """Return the comparisons among figures, each of two values or more, in the order of the figures."""
    return [
        *_by_measure(figures, network, language),
        *_by_place(figures, network, language),
    ]


def find_trend(figure: Figure, figures: Iterable[Figure], network: PublicNetwork, language: str) -> Development | None:
    """Return the trend of one measure at one place, or None while fewer than two periods are published."""
    if "/" in figure.period:  # several years are no single point in time
        return None
    same = sorted((other for other in figures if _thing(other) == _thing(figure)), key=lambda other: other.period)
    line = draw_trend(
        Point(_time(other.period), other.value, _written(other, language), format_period(other.period))
        for other in same
    )
    if line is None:
        return None
    return Development(anchor=f"trend-{figure.id}", line=line, rows=tuple(present_figures(same, network, language)))


def _thing(figure: Figure) -> tuple[str, str, int]:
    """Return what makes values one series: measure, place, and whether they are of years or of months."""
    return figure.measure, figure.place, len(figure.period)


def _time(period: str) -> int:
    return int(period[:4]) * 12 + int(period[5:7] or 1) - 1


def _by_place(figures: Sequence[Figure], network: PublicNetwork, language: str) -> Iterator[Comparison]:
    def level(figure: Figure) -> tuple[str, str, str]:
        where = find_figure_place(network, figure.place)
        return figure.measure, figure.period, where.level if where else ""

    for key in dict.fromkeys(map(level, figures)):
        same = [figure for figure in figures if level(figure) == key]
        names = [where.name[language] for figure in same if (where := find_figure_place(network, figure.place))]
        if len(same) > 1:
            yield _compare(f"places-{'-'.join(key)}", same[0].label[language], names, same, network, language)


def _by_measure(figures: Sequence[Figure], network: PublicNetwork, language: str) -> Iterator[Comparison]:
    for key in dict.fromkeys((figure.unit, figure.place, figure.period) for figure in figures):
        same = [figure for figure in figures if (figure.unit, figure.place, figure.period) == key]
        names = [figure.label[language] for figure in same]
        if len(same) > 1:
            where = find_figure_place(network, key[1])
            title = gettext("%(unit)s: %(place)s") % {
                "unit": unit_label(key[0], 2, language).capitalize(),
                "place": where.name[language] if where else "",
            }
            yield _compare(f"{key[0]}-{key[1] or 'mission'}-{key[2]}", title, names, same, network, language)


def _compare(
    anchor: str, title: str, names: Sequence[str], figures: Sequence[Figure], network: PublicNetwork, language: str
) -> Comparison:
    """Return one comparison, the longest bar first."""
    order = sorted(range(len(figures)), key=lambda n: (-figures[n].value, names[n], figures[n].id))
    bars = [ChartBar(names[n], figures[n].value, _written(figures[n], language)) for n in order]
    shown = present_figures([figures[n] for n in order], network, language)
    return Comparison(
        anchor=f"chart-{anchor.lower().replace('/', '-')}",
        title=title,
        unit=unit_label(figures[0].unit, 2, language),
        chart=draw_bars(bars, lambda value: format_number(value, language)),
        rows=tuple(zip((names[n] for n in order), shown, strict=True)),
    )


def _written(figure: Figure, language: str) -> str:
    """Return a value as written beside its bar; a sign marks an inexact one."""
    return f"{'' if figure.certainty == 'exact' else '≈ '}{format_number(figure.value, language)}"
