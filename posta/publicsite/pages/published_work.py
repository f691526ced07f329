"""What we did: every published figure by year and by place, with definition, source, trend, downloads and corrections.

There is no script to filter with: each year, place and figure has an anchor, and the page lists them at its top.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext

from posta.publicsite.addresses import Address, languages_of
from posta.publicsite.pages.downloads import present_downloads
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.published.comparisons import find_trend, list_comparisons
from posta.publicsite.published.dataset import path_of_measure
from posta.publicsite.published.figure import Figure
from posta.publicsite.published.figure_periods import period_bounds
from posta.publicsite.published.figure_places import find_figure_place
from posta.publicsite.published.present_figures import present_figure, present_figures
from posta.publicsite.source import Source


def present_work(source: Source, language: str) -> Iterator[SitePage]:
    """Yield the page in one language."""
    text = source.content.texts.get("work", {}).get(language)
    about = gettext("The figures that the mission has published, each with its definition, source and date.")
    done = [figure for figure in source.figures if not figure.context]
    yield SitePage(
        address=Address(language, "work"),
        template="work.html",
        title=text.title if text else gettext("What we did"),
        description=text.summary if text else about,
        shown={
            "text": text,
            "years": _years(source, language),
            "places": _places(done, source, language),
            "situation": [_detail(f, source, language) for f in source.figures if f.context],
            "downloads": present_downloads(source, language),
        },
        others=languages_of("work"),
    )


def _years(source: Source, language: str) -> list[dict[str, Any]]:
    """Return the figures of the mission's work by the year in which their period ends, the latest first."""
    done = [figure for figure in source.figures if not figure.context]
    years = sorted({_year(figure) for figure in done}, reverse=True)
    return [
        {
            "year": year,
            "figures": [_detail(figure, source, language) for figure in done if _year(figure) == year],
            "comparisons": list_comparisons([f for f in done if _year(f) == year], source.network, language),
        }
        for year in years
    ]


def _year(figure: Figure) -> str:
    return period_bounds(figure.period)[1][:4]


def _detail(figure: Figure, source: Source, language: str) -> dict[str, Any]:
    """Return a figure with the table of its measure and its trend.

    The trend is shown at the last period: `later` links to it.
    """
    shown = present_figure(figure, source.network, language)
    trend = find_trend(figure, source.figures, source.network, language)
    last = trend.rows[-1] if trend else shown
    return {
        "figure": shown,
        "trend": trend if last.anchor == shown.anchor else None,
        "later": last if last.anchor != shown.anchor else None,
        "table": path_of_measure(figure.measure),
    }


def _places(figures: Sequence[Figure], source: Source, language: str) -> list[dict[str, Any]]:
    """Return the places with their figures, the whole mission first, then by name."""
    found = {figure.place: find_figure_place(source.network, figure.place) for figure in figures}
    named = sorted((code != "", where.name[language], code) for code, where in found.items() if where)
    return [
        {
            "anchor": f"place-{code.lower()}" if code else "place-mission",
            "name": name,
            "figures": present_figures((f for f in figures if f.place == code), source.network, language),
        }
        for _, name, code in named
    ]
