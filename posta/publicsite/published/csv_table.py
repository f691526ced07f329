"""Figures as a table for spreadsheets and for humanitarian data: CSV whose second row holds HXL tags (HXL 1.1).

A cell that a spreadsheet would take for a formula begins with an apostrophe, so that it stays text. The file is UTF-8
with a mark at its beginning: without it, Excel shows Chalchihuitán with other letters.
"""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from posta.publicsite.language.site_languages import LANGUAGES
from posta.publicsite.network.public_network import PublicNetwork
from posta.publicsite.published.figure import Figure
from posta.publicsite.published.figure_periods import period_bounds
from posta.publicsite.published.figure_places import FigurePlace, find_figure_place

VALUE_TAG: Final = "#indicator+value+num"
FORMULA_BEGINS_WITH: Final = "=+-@\t\r\n＝＋－＠"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its HXL tag, and its value for a figure."""

    head: str
    tag: str
    cell: Callable[[Figure, FigurePlace], str | int]


def _by_language(head: str, tag: str, cell: Callable[[Figure, FigurePlace, str], str]) -> list[Column]:
    def in_language(language: str) -> Callable[[Figure, FigurePlace], str]:
        return lambda figure, where: cell(figure, where, language)

    return [Column(f"{head}_{language}", f"{tag}+i_{language}", in_language(language)) for language in LANGUAGES]


COLUMNS: Final[tuple[Column, ...]] = (
    Column("id", "#meta+id", lambda f, w: f.id),
    Column("measure", "#indicator+code", lambda f, w: f.measure),
    *_by_language("label", "#indicator+name", lambda f, w, language: f.label[language]),
    Column("value", VALUE_TAG, lambda f, w: f.value),
    Column("unit", "#indicator+unit", lambda f, w: f.unit),
    Column("certainty", "#indicator+certainty", lambda f, w: f.certainty),
    Column("about", "#indicator+type", lambda f, w: "situation" if f.context else "activity"),
    Column("period", "#date+period", lambda f, w: f.period),
    Column("period_start", "#date+start", lambda f, w: period_bounds(f.period)[0]),
    Column("period_end", "#date+end", lambda f, w: period_bounds(f.period)[1]),
    Column("since", "#date+since", lambda f, w: f.since),
    Column("state_code", "#adm1+code+v_pcode", lambda f, w: w.pcodes[0]),
    Column("state_iso", "#adm1+code+v_iso", lambda f, w: w.state),
    Column("municipality_code", "#adm2+code+v_pcode", lambda f, w: w.pcodes[1]),
    Column("municipality", "#adm2+name", lambda f, w: w.municipality_name),
    *_by_language("place", "#loc+name", lambda f, w, language: "" if f.context else w.name[language]),
    *_by_language("definition", "#meta+definition", lambda f, w, language: f.definition[language]),
    *_by_language("source", "#meta+source", lambda f, w, language: f.source[language]),
    Column("source_address", "#meta+source+url", lambda f, w: f.source_address),
    Column("published", "#date+published", lambda f, w: f.published),
    Column("corrected", "#date+corrected", lambda f, w: f.corrections[-1].date if f.corrections else ""),
    *_by_language("corrections", "#meta+corrections", lambda f, w, language: corrections_in(f, language)),
)


def write_table(figures: Iterable[Figure], network: PublicNetwork, value_tag: str = VALUE_TAG) -> bytes:
    """Return figures as CSV: heads, tags, one row each.

    The tag of the value may be that of the table's only measure.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(column.head for column in COLUMNS)
    writer.writerow(value_tag if column.tag == VALUE_TAG else column.tag for column in COLUMNS)
    for figure in figures:
        where = find_figure_place(network, figure.place) or FigurePlace(
            code=figure.place, name=dict.fromkeys(LANGUAGES, "")
        )
        writer.writerow(keep_text(column.cell(figure, where)) for column in COLUMNS)
    return out.getvalue().encode("utf-8-sig")


def keep_text(cell: str | int) -> str | int:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(tuple(FORMULA_BEGINS_WITH)) else cell


def corrections_in(figure: Figure, language: str) -> str:
    """Return the corrections of a figure in one line: `2019-03-01: 1900 → 2000. A month was missing.`"""
    followers = [*(row.was for row in figure.corrections[1:]), figure.value]
    return " | ".join(
        f"{row.date}: {row.was} → {then}. {row.reason[language]}"
        for row, then in zip(figure.corrections, followers, strict=False)
    )
