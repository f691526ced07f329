"""Figures for machines: JSON, and a description of the data set in the words of schema.org (JSON-LD).

The tags beside a figure are those of HXL 1.1.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from posta.publicsite.addresses import DOWNLOADS, Address, link, path_of
from posta.publicsite.content.site_content import SiteSettings
from posta.publicsite.language.site_languages import LANGUAGES
from posta.publicsite.network.public_network import PublicNetwork
from posta.publicsite.published.figure import Figure
from posta.publicsite.published.figure_periods import period_bounds
from posta.publicsite.published.figure_places import find_figure_place
from posta.publicsite.published.units import unit_label

Json = dict[str, Any]
TABLE: Final = f"{DOWNLOADS}/figures.csv"
JSON: Final = f"{DOWNLOADS}/figures.json"
VOCABULARY: Final = "https://schema.org/"
"""The name of the words that describe the data set; nothing is loaded from there."""
_NAME: Final = {"es": ": cifras publicadas", "en": ": published figures", "fr": "\N{NO-BREAK SPACE}: chiffres publiés"}
_DESCRIPTION: Final = {
    "es": "Lo que la misión publicó, cada cifra con su definición, fuente, fecha y correcciones: ",
    "en": "What the mission published, each figure with its definition, source, date and corrections: ",
    "fr": "Ce que la mission a publié, chaque chiffre avec définition, source, date et corrections\N{NO-BREAK SPACE}: ",
}
FORMATS: Final[Mapping[str, str]] = {"csv": "text/csv", "json": "application/json"}


def write_json(figures: Sequence[Figure], network: PublicNetwork, settings: SiteSettings) -> bytes:
    """Return every figure with all its fields, in every language."""
    return _bytes(
        {
            "mission": dict(settings.name),
            "as_of": settings.as_of,
            "figures": [_figure(figure, network) for figure in figures],
        }
    )


def write_description(
    figures: Sequence[Figure], network: PublicNetwork, settings: SiteSettings, language: str
) -> bytes:
    """Return the description of the data set in one language as JSON-LD."""
    dates = sorted({*(figure.published for figure in figures), *(row.date for f in figures for row in f.corrections)})
    years = sorted(bound[:4] for figure in figures for bound in period_bounds(figure.period))
    organisation = {"@type": "Organization", "name": settings.name[language]}
    return _bytes(
        {
            "@context": VOCABULARY,
            "@type": "Dataset",
            "name": dataset_name(settings, language),
            "description": describe_dataset(figures, language),
            "url": _address(settings, path_of(Address(language, "work"))),
            "inLanguage": language,
            "isAccessibleForFree": True,
            "creator": organisation,
            "publisher": organisation,
            "temporalCoverage": f"{years[0]}/{years[-1]}",
            "spatialCoverage": {"@type": "Place", "name": network.name[language]},
            "dateModified": dates[-1],
            "measurementTechnique": _address(settings, path_of(Address(language, "method"))),
            "variableMeasured": _measures(figures, language),
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": path.rpartition("/")[2],
                    "encodingFormat": FORMATS[path.rpartition(".")[2]],
                    "contentUrl": _address(settings, path),
                }
                for path in list_files(figures)
            ],
        }
    )


def path_of_measure(measure: str) -> str:
    """Return the path of the table of one measure."""
    return f"{DOWNLOADS}/measures/{measure}.csv"


def path_of_description(language: str) -> str:
    """Return the path of the description of the data set in a language."""
    return f"{DOWNLOADS}/dataset.{language}.jsonld"


def list_files(figures: Sequence[Figure]) -> list[str]:
    """Return the paths of the files with figures: the whole table, the whole in JSON, a table per measure."""
    return [TABLE, JSON, *(path_of_measure(measure) for measure in sorted({figure.measure for figure in figures}))]


def dataset_name(settings: SiteSettings, language: str) -> str:
    """Return the name of the data set."""
    return f"{settings.name[language]}{_NAME[language]}"


def describe_dataset(figures: Sequence[Figure], language: str) -> str:
    """Return one sentence about the data set, with what it measures."""
    labels = {figure.measure: figure.label[language] for figure in figures}
    return f"{_DESCRIPTION[language]}{'; '.join(labels[measure] for measure in sorted(labels))}."


def _figure(figure: Figure, network: PublicNetwork) -> Json:
    where = find_figure_place(network, figure.place)
    state, municipality = where.pcodes if where else ("", "")
    return {
        "id": figure.id,
        "measure": figure.measure,
        "label": dict(figure.label),
        "value": figure.value,
        "unit": figure.unit,
        "certainty": figure.certainty,
        "about": "situation" if figure.context else "activity",
        "period": figure.period,
        "since": figure.since or None,
        "place": None
        if figure.context or not where
        else {"name": dict(where.name), "state": state or None, "municipality": municipality or None},
        "definition": dict(figure.definition),
        "source": {"name": dict(figure.source), "address": figure.source_address or None},
        "published": figure.published,
        "corrections": [{"was": row.was, "date": row.date, "reason": dict(row.reason)} for row in figure.corrections],
        "hxl": figure.hxl or None,
    }


def _measures(figures: Iterable[Figure], language: str) -> list[Json]:
    measures = {figure.measure: figure for figure in figures}
    return [
        {
            "@type": "PropertyValue",
            "propertyID": code,
            "name": figure.label[language],
            "description": figure.definition[language],
            "unitText": unit_label(figure.unit, 2, language),
        }
        for code, figure in sorted(measures.items())
    ]


def _address(settings: SiteSettings, path: str) -> str:
    """Return the address of a file: complete if the site's is known, else from the description's folder."""
    return f"{settings.address}{path}" if settings.address else link(path_of_description(LANGUAGES[0]), path)


def _bytes(content: Json) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
