"""How these figures are made: definitions, gaps, what protects people, every correction, and how to cite."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext

from posta.publicsite.addresses import Address, languages_of, path_of
from posta.publicsite.pages.downloads import present_downloads
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.published.dataset import path_of_measure
from posta.publicsite.published.figure import FEWEST_PEOPLE, Figure
from posta.publicsite.published.figure_periods import period_bounds
from posta.publicsite.published.localised_numbers import format_number
from posta.publicsite.published.present_figures import present_figure, to_anchor
from posta.publicsite.published.units import unit_label
from posta.publicsite.source import Source


def present_method(source: Source, language: str) -> Iterator[SitePage]:
    """Yield the page in one language."""
    text = source.content.texts.get("method", {}).get(language)
    about = gettext("What each figure counts, what it does not say, how people are protected, and what was corrected.")
    yield SitePage(
        address=Address(language, "method"),
        template="method.html",
        title=text.title if text else gettext("How these figures are made"),
        description=text.summary if text else about,
        shown={
            "text": text,
            "measures": _measures(source.figures, language),
            "fewest": FEWEST_PEOPLE,
            "corrections": _corrections(source.figures, language),
            "example": _example(source, language),
            "downloads": present_downloads(source, language),
        },
        others=languages_of("method"),
    )


def _measures(figures: Sequence[Figure], language: str) -> list[dict[str, Any]]:
    """Return each measure with its definition, its published periods and its missing years."""
    measures = {figure.measure: figure for figure in figures}
    shown = [
        {
            "label": figure.label[language],
            "unit": unit_label(figure.unit, 2, language),
            "definition": figure.definition[language],
            "survivors": figure.survivors,
            "periods": [first for first, _ in sorted({period_bounds(f.period) for f in figures if f.measure == code})],
            "gaps": _gaps([f for f in figures if f.measure == code]),
            "table": path_of_measure(code),
        }
        for code, figure in measures.items()
    ]
    return sorted(shown, key=lambda row: str(row["label"]))


def _gaps(figures: Sequence[Figure]) -> list[str]:
    """Return the years without a figure between the first and the last published one."""
    covered: set[int] = set()
    for figure in figures:
        first, last = (int(bound[:4]) for bound in period_bounds(figure.period))
        covered.update(range(first, last + 1))
    return [str(year) for year in range(min(covered), max(covered)) if year not in covered]


def _corrections(figures: Sequence[Figure], language: str) -> list[dict[str, Any]]:
    """Return every correction of every figure, the latest first."""
    rows = []
    for figure in figures:
        followers = [*(row.was for row in figure.corrections[1:]), figure.value]
        for row, then in zip(figure.corrections, followers, strict=False):
            rows.append(
                {
                    "date": row.date,
                    "anchor": to_anchor(figure.id),
                    "label": figure.label[language],
                    "was": format_number(row.was, language),
                    "then": format_number(then, language),
                    "reason": row.reason[language],
                }
            )
    return sorted(rows, key=lambda row: (row["date"], row["anchor"]), reverse=True)


def _example(source: Source, language: str) -> dict[str, Any] | None:
    """Return a figure to cite as an example, with its address if the site's address is known."""
    figures = sorted(source.figures, key=lambda figure: figure.front or len(source.figures))
    if not figures:
        return None
    address = source.content.settings.address
    page = f"{address}{path_of(Address(language, 'work'))}#{to_anchor(figures[0].id)}" if address else ""
    return {"figure": present_figure(figures[0], source.network, language), "address": page}
