"""Reads `figures.toml`: the figures that the mission published itself, each fault with its line and what to do.

    [[source]]   id, address, [source.name] in es, en and fr
    [[measure]]  id, unit, hxl, survivors, context, [measure.label] and [measure.definition] in es, en and fr
    [[figure]]   id, measure, value, period, place, certainty, since, source, published, front
    [[figure.correction]]  was, date, [figure.correction.reason] in es, en and fr

A measure is defined once and a source is named once, so that all years of a measure mean the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from posta.publicsite.errors import InputProblem, NotPublishable
from posta.publicsite.language.french_typography import typeset_french
from posta.publicsite.language.site_languages import Texts
from posta.publicsite.network.public_network import PublicNetwork
from posta.publicsite.published.figure import Figure, FigureCorrection
from posta.publicsite.published.figure_faults import WrongFigure
from posta.publicsite.published.join_figures import list_contradictions, sort_figures
from posta.publicsite.toml.toml_file import Toml, parse_toml, read_text

NAME: Final = "figures.toml"

_KEYS: Final[Mapping[str, frozenset[str]]] = {
    "source": frozenset({"id", "address", "name"}),
    "measure": frozenset({"id", "unit", "hxl", "survivors", "context", "label", "definition"}),
    "figure": frozenset(
        {
            "id",
            "measure",
            "value",
            "period",
            "place",
            "certainty",
            "since",
            "source",
            "published",
            "front",
            "correction",
        }
    ),
}
_OF_MEASURE: Final = _KEYS["measure"] - {"id"}
_OF_SOURCE: Final = {"source": "name", "source_address": "address"}


@dataclass(frozen=True, slots=True)
class _Row:
    """A figure's own table with its number and those of its measure and source (-1: it names none that exists)."""

    number: int
    table: Mapping[str, Any]
    measure: int
    source: int


def read_figures(folder: Path, network: PublicNetwork, as_of: str) -> tuple[Figure, ...]:
    """Return the figures of a content folder, none without the file. Raises NotPublishable with every fault."""
    path = folder / NAME
    if not path.exists():
        return ()
    toml = parse_toml(read_text(path, NAME), NAME)
    read = _tables(toml)
    problems = list(_list_unknown_keys(toml, read))
    figures: list[tuple[int, Figure]] = []
    for row in _rows(read):
        try:
            figures.append((row.number, _figure(row, read)))
        except WrongFigure as wrong:
            problems += (toml.problem(_spot(row, fault.field), fault.what, fault.todo) for fault in wrong.faults)
    for number, fault in list_contradictions(network, as_of, [figure for _, figure in figures]):
        problems.append(toml.problem(f"figure.{figures[number][0]}.{fault.field}", fault.what, fault.todo))
    if problems:
        raise NotPublishable(problems)
    return sort_figures(figure for _, figure in figures)


def _tables(toml: Toml) -> Mapping[str, list[Mapping[str, Any]]]:
    """Return the lists of tables of the file. Raises NotPublishable if one is no list."""
    tables = {name: toml.values.get(name, []) for name in _KEYS}
    problems = [
        toml.problem(name, f"`{name}` is no list.", f"Begin each with [[{name}]].")
        for name, rows in tables.items()
        if not _is_tables(rows)
    ]
    problems += (
        toml.problem(name, f"`{name}` is not known here.", "Write [[source]], [[measure]] and [[figure]].")
        for name in toml.values.keys() - _KEYS.keys()
    )
    if problems:
        raise NotPublishable(problems)
    return tables


def _is_tables(rows: object) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _list_unknown_keys(toml: Toml, read: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[InputProblem]:
    """Yield unknown keys (typing errors), and a second measure or source of the same id."""
    for name, tables in read.items():
        seen: set[str] = set()
        for number, table in enumerate(tables):
            spot = f"{name}.{number}"
            for key in table.keys() - _KEYS[name]:
                todo = f"Write one of: {', '.join(sorted(_KEYS[name]))}."
                yield toml.problem(f"{spot}.{key}", f"`{key}` is not known here.", todo)
            if name != "figure" and _word(table, "id") in seen:
                yield toml.problem(f"{spot}.id", f"Another {name} has this id.", "Give each its own.")
            seen.add(_word(table, "id"))


def _rows(read: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[_Row]:
    measures, sources = (
        {str(table.get("id", "")): number for number, table in reversed([*enumerate(read[name])])}
        for name in ("measure", "source")
    )
    for number, table in enumerate(read["figure"]):
        yield _Row(number, table, measures.get(_word(table, "measure"), -1), sources.get(_word(table, "source"), -1))


def _figure(row: _Row, read: Mapping[str, list[Mapping[str, Any]]]) -> Figure:
    """Return the figure of a row. Raises WrongFigure."""
    measure = read["measure"][row.measure] if row.measure >= 0 else {}
    source = read["source"][row.source] if row.source >= 0 else {}
    return Figure(
        id=_word(row.table, "id"),
        measure=_word(row.table, "measure"),
        label=_texts(measure, "label"),
        value=row.table.get("value", ""),
        unit=_word(measure, "unit"),
        period=_word(row.table, "period"),
        definition=_texts(measure, "definition"),
        source=_texts(source, "name"),
        source_address=_word(source, "address"),
        published=_word(row.table, "published"),
        place=_word(row.table, "place"),
        certainty=row.table.get("certainty", "exact"),
        corrections=tuple(_corrections(row.table.get("correction"))),
        hxl=_word(measure, "hxl"),
        since=_word(row.table, "since"),
        survivors=measure.get("survivors", False),
        context=measure.get("context", False),
        front=row.table.get("front", 0),
    )


def _corrections(rows: object) -> Iterator[FigureCorrection]:
    for row in rows if isinstance(rows, list) else []:
        table = row if isinstance(row, dict) else {}
        yield FigureCorrection(was=table.get("was", ""), date=_word(table, "date"), reason=_texts(table, "reason"))


def _word(table: Mapping[str, Any], key: str) -> str:
    """Return a value as text: a year may be written 2018 or "2018", a day with or without quotes."""
    return str(table.get(key, ""))


def _texts(table: Mapping[str, Any], key: str) -> Texts:
    texts = table.get(key)
    if not isinstance(texts, dict):
        return {}
    return typeset_french({language: " ".join(str(text).split()) for language, text in texts.items()})


def _spot(row: _Row, field: str) -> str:
    """Return the table in which to correct a fault of a figure: its measure's, its source's, or its own."""
    if field in _OF_MEASURE and row.measure >= 0:
        return f"measure.{row.measure}.{field}"
    if field in _OF_SOURCE and row.source >= 0:
        return f"source.{row.source}.{_OF_SOURCE[field]}"
    own = "measure" if field in _OF_MEASURE else "source" if field in _OF_SOURCE else field
    return f"figure.{row.number}.{own}"
