"""Presents figures on a page: finished words for `parts/figure.html` and the figures' own pages.

present_front(source.figures, source.network, "fr")   # those on the first page, by rank
present_figures(list_at(source.figures, place), source.network, "fr")   # those of one place
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from posta.publicsite.language.date_format import format_partial_date
from posta.publicsite.language.site_languages import NEAREST
from posta.publicsite.network.public_network import PublicNetwork, PublicPlace
from posta.publicsite.published.figure import Figure
from posta.publicsite.published.figure_places import find_figure_place
from posta.publicsite.published.localised_numbers import format_number
from posta.publicsite.published.units import unit_label


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCorrection:
    """The earlier value of a figure, the day of its correction and the reason."""

    number: str
    date: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFigure:
    """A figure in one language. `value` is the count for machines, `amount` for readers, with its certainty in words.

    `where` is empty for figures not of the mission's work. `anchor` is its anchor on the page *What we did*.
    """

    anchor: str
    measure: str
    value: str
    amount: str
    unit: str
    label: str
    period: str
    where: str
    definition: str
    source: str
    source_address: str
    published: str
    since: str
    survivors: bool
    corrections: tuple[ShownCorrection, ...]


def present_front(figures: Iterable[Figure], network: PublicNetwork, language: str) -> list[ShownFigure]:
    """Return the figures that the content chose for the first page, by their rank."""
    return present_figures(sorted((f for f in figures if f.front), key=lambda f: f.front), network, language)


def present_figures(figures: Iterable[Figure], network: PublicNetwork, language: str) -> list[ShownFigure]:
    """Return figures as a page shows them, in their order."""
    return [present_figure(figure, network, language) for figure in figures]


def present_figure(figure: Figure, network: PublicNetwork, language: str) -> ShownFigure:
    """Return a figure as a page shows it in a language, which must be active."""
    where = find_figure_place(network, figure.place)
    return ShownFigure(
        anchor=to_anchor(figure.id),
        measure=figure.measure,
        value=str(figure.value),
        amount=_amount(figure, language),
        unit=unit_label(figure.unit, figure.value, language),
        label=figure.label[language],
        period=format_period(figure.period),
        where=where.name[language] if where and not figure.context else "",
        definition=figure.definition[language],
        source=figure.source[language],
        source_address=figure.source_address,
        published=figure.published,
        since=figure.since,
        survivors=figure.survivors,
        corrections=tuple(
            ShownCorrection(number=format_number(row.was, language), date=row.date, reason=row.reason[language])
            for row in figure.corrections
        ),
    )


def format_amounts(figures: Iterable[Figure], language: str) -> Mapping[str, str]:
    """Return each figure by its id in the words of a sentence: `about 1,000 people`."""
    whole = NEAREST.get(language, language)
    return {one.id: f"{_amount(one, whole)} {unit_label(one.unit, one.value, whole)}" for one in figures}


def format_period(period: str) -> str:
    """Return a period in words: `2018`, `September 2018`, `2016–2018`."""
    first, _, last = period.partition("/")
    return f"{format_partial_date(first)}–{format_partial_date(last)}" if last else format_partial_date(first)


def _amount(figure: Figure, language: str) -> str:
    number = format_number(figure.value, language)
    if figure.certainty == "about":
        return gettext("about %(n)s") % {"n": number}
    return gettext("an estimated %(n)s") % {"n": number} if figure.certainty == "estimate" else number


def to_anchor(id: str) -> str:
    """Return the anchor of a figure on the page *What we did*; it is citable and does not change."""
    return f"figure-{id}"


def list_at(figures: Iterable[Figure], place: PublicPlace) -> list[Figure]:
    """Return the figures of a public place: its own, and those of its municipality."""
    codes = {place.id, place.municipality} - {""}
    return [figure for figure in figures if figure.place in codes] if place.precision == "municipality" else []
