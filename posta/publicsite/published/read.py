"""Reading `figures.toml`: the figures that the mission published itself, each fault with its line and what to do.

    [[source]]   id, address, [source.name] in es, en and fr
    [[measure]]  id, unit, hxl, survivors, context, [measure.label] and [measure.definition] in es, en and fr
    [[figure]]   id, measure, value, period, place, certainty, since, source, published, front
    [[figure.correction]]  was, date, [figure.correction.reason] in es, en and fr

A measure is defined once and a source is named once, so that the years of one thing mean the same.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from posta.publicsite.errors import NotPublishable, Problem
from posta.publicsite.languages import Texts
from posta.publicsite.network.values import Network
from posta.publicsite.published.faults import Fault, WrongFigure
from posta.publicsite.published.join import list_contradictions, sort_figures
from posta.publicsite.published.lines import Spot, find_lines, line_of
from posta.publicsite.published.values import Correction, Figure

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
    """A figure's own table with the number of it and of its measure and source (-1: it names none that exists)."""

    number: int
    table: Mapping[str, Any]
    measure: int
    source: int


def read_figures(folder: Path, network: Network, as_of: str) -> tuple[Figure, ...]:
    """Return the figures of a content folder, none where it has no such file. Raises NotPublishable with every fault."""
    path = folder / NAME
    if not path.exists():
        return ()
    text, read = _parse(path)
    lines = find_lines(text)
    problems: list[Problem] = [_problem(lines, spot, fault) for spot, fault in _list_strangers(read)]
    figures: dict[int, Figure] = {}
    for row in _rows(read):
        try:
            figures[row.number] = _figure(row, read)
        except WrongFigure as wrong:
            problems += (_problem(lines, _spot(row, fault.field), fault) for fault in wrong.faults)
    numbers = {id(figure): number for number, figure in figures.items()}
    for figure, fault in list_contradictions(network, as_of, tuple(figures.values())):
        problems.append(_problem(lines, ("figure", numbers[id(figure)], fault.field), fault))
    if problems:
        raise NotPublishable(problems)
    return sort_figures(figures.values())


def _parse(path: Path) -> tuple[str, Mapping[str, list[Mapping[str, Any]]]]:
    """Return the text of the file and its lists of tables. Raises NotPublishable for what is no such file."""
    try:
        text = path.read_text(encoding="utf-8")
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        what, todo = (
            "This is not written as TOML.",
            "Look at quotes, brackets and doubled names in and above this line.",
        )
        raise NotPublishable([Problem(NAME, int(line[1]) if line else 0, what, todo)]) from None
    except (OSError, UnicodeDecodeError):
        raise NotPublishable([Problem(NAME, 0, "It cannot be read as text.", "Save it as UTF-8.")]) from None
    tables = {name: read.get(name, []) for name in _KEYS}
    if wrong := [name for name, rows in tables.items() if not _is_tables(rows)]:
        raise NotPublishable(
            [Problem(NAME, 0, f"`{name}` is no list.", f"Begin each with [[{name}]].") for name in wrong]
        )
    if unknown := read.keys() - _KEYS.keys():
        what = f"It holds tables that are not known: {', '.join(sorted(unknown))}."
        raise NotPublishable([Problem(NAME, 0, what, "Write [[source]], [[measure]] and [[figure]].")])
    return text, tables


def _is_tables(rows: object) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _list_strangers(read: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[tuple[Spot, Fault]]:
    """Give keys that nobody reads (a slip of the pen), and a second measure or source of the same id."""
    for name, tables in read.items():
        seen: set[object] = set()
        for number, table in enumerate(tables):
            for key in sorted(table.keys() - _KEYS[name]):
                known = ", ".join(sorted(_KEYS[name]))
                yield (name, number, key), Fault(key, f"`{key}` is not known here.", f"Write one of: {known}.")
            if name != "figure" and (code := str(table.get("id", ""))) in seen:
                yield (name, number, "id"), Fault("id", f"Another {name} has this id.", "Give each its own.")
            else:
                seen.add(code if name != "figure" else number)


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


def _corrections(rows: object) -> Iterator[Correction]:
    for row in rows if isinstance(rows, list) else []:
        table = row if isinstance(row, dict) else {}
        yield Correction(was=table.get("was", ""), date=_word(table, "date"), reason=_texts(table, "reason"))


def _word(table: Mapping[str, Any], key: str) -> str:
    """Return a value as text: a year may be written 2018 or "2018", a day with or without quotes."""
    return str(table.get(key, ""))


def _texts(table: Mapping[str, Any], key: str) -> Texts:
    texts = table.get(key)
    return (
        {language: " ".join(str(text).split()) for language, text in texts.items()} if isinstance(texts, dict) else {}
    )


def _spot(row: _Row, field: str) -> Spot:
    """Return where a fault of a figure is mended: in its measure, in its source, or in its own table."""
    first, _, rest = field.partition(".")
    if first in _OF_MEASURE and row.measure >= 0:
        return "measure", row.measure, field
    if first in _OF_SOURCE and row.source >= 0:
        return "source", row.source, f"{_OF_SOURCE[first]}.{rest}"
    own = "measure" if first in _OF_MEASURE else "source" if first in _OF_SOURCE else field
    return "figure", row.number, own


def _problem(lines: Mapping[Spot, int], spot: Spot, fault: Fault) -> Problem:
    return Problem(NAME, line_of(lines, spot), fault.what, fault.todo)
