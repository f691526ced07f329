"""The downloads of the figures: one table and one JSON of all, a table per measure, and a description.

    make_downloads(source)["datos/figures.csv"]

None are made if nothing was published.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.published.csv_table import VALUE_TAG, write_table
from posta.publicsite.published.dataset import (
    FORMATS,
    JSON,
    TABLE,
    VOCABULARY,
    dataset_name,
    describe_dataset,
    list_files,
    path_of_description,
    path_of_measure,
    write_description,
    write_json,
)
from posta.publicsite.published.figure_periods import period_bounds
from posta.publicsite.source import Source


def make_downloads(source: Source, _pages: Sequence[SitePage] = ()) -> Mapping[str, bytes]:
    """Return the downloads of a site by path."""
    figures, network, settings = source.figures, source.network, source.content.settings
    if not figures:
        return {}
    tables = {}
    for measure in sorted({figure.measure for figure in figures}):
        same = [figure for figure in figures if figure.measure == measure]
        tables[path_of_measure(measure)] = write_table(same, network, same[0].hxl or VALUE_TAG)
    return {
        TABLE: write_table(figures, network),
        JSON: write_json(figures, network, settings),
        **tables,
        **{
            path_of_description(language): write_description(figures, network, settings, language)
            for language in source.languages
        },
    }


def present_downloads(source: Source, language: str) -> dict[str, Any]:
    """Return the downloads and their descriptions; empty if nothing was published."""
    figures = source.figures
    if not figures:
        return {}
    labels = {path_of_measure(figure.measure): figure.label[language] for figure in figures}
    labels |= {TABLE: gettext("all figures as a table (CSV)"), JSON: gettext("all figures for programs (JSON)")}
    years = sorted(bound[:4] for figure in figures for bound in period_bounds(figure.period))
    description = path_of_description(language)
    return {
        "vocabulary": VOCABULARY,
        "table": TABLE,
        "description": description,
        "description_name": description.rpartition("/")[2],
        "name": dataset_name(source.content.settings, language),
        "about": describe_dataset(figures, language),
        "period": f"{years[0]}/{years[-1]}",
        "files": [
            {
                "path": path,
                "name": path.rpartition("/")[2],
                "media_type": FORMATS[path.rpartition(".")[2]],
                "about": labels[path],
            }
            for path in list_files(figures)
        ],
    }
