"""The rows of facts from the answers of entries, gathered so that a batch is a few statements.

Values were checked against their questions when the part was opened (`encoding.shapes`). For coarse copies that check
is weak: what is not of the declared type is left out here. Forms and questions that this program does not know stay
in the log.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import NamedTuple

from posta.figures.facts.columns import PYTHON_TYPES, Table, list_tables

Answers = Mapping[int, object]
Rows = dict[str, list[tuple]]  # by the statement that adds them
_Read = Callable[[Rows, int, Answers], None]
_NOTHING: Answers = {}


class _Single(NamedTuple):
    """How single values become a row: the statement, their numbers, and the types of those that are copies."""

    insertion: str
    numbers: tuple[int, ...]
    copies: tuple[tuple[int, tuple[type, ...]], ...]


def add_rows(rows: Rows, entry: int, forms: Mapping[int, Answers]) -> None:
    """Add to `rows` what the forms of an entry give; `entry` is its row in the log."""
    readers = _readers()
    for number, answers in forms.items():
        for question, read in readers.get(number, ()):
            if question is None or question in answers:
                read(rows, entry, answers)


@cache
def _readers() -> dict[int, tuple[tuple[int | None, _Read], ...]]:
    """Return for each form one reader for each table, with the question whose answer it needs."""
    readers: dict[int, tuple[tuple[int | None, _Read], ...]] = {}
    for table in list_tables():
        reader = (table.path[0] if table.path else None, _reader_of(table))
        readers[table.form.number] = (*readers.get(table.form.number, ()), reader)
    return readers


def _reader_of(table: Table) -> _Read:
    if table.holds_codes:
        return _read_codes_in_rows(table) if table.has_positions else _read_codes(table)
    return _read_group(table) if table.has_positions else _read_form(table)


def _read_form(table: Table) -> _Read:
    insertion, numbers, copies = _single(table)

    def read(rows: Rows, entry: int, answers: Answers) -> None:
        row: tuple = (entry, *map(answers.get, numbers))
        rows.setdefault(insertion, []).append(_fitting(row, copies) if copies else row)

    return read


def _read_group(table: Table) -> _Read:
    insertion, numbers, copies = _single(table)
    (group,) = table.path

    def read(rows: Rows, entry: int, answers: Answers) -> None:
        found = answers.get(group)
        if found:
            added = rows.setdefault(insertion, [])
            for position, one in _list_rows(found):
                row: tuple = (entry, position, *map(one.get, numbers))
                added.append(_fitting(row, copies) if copies else row)

    return read


def _read_codes(table: Table) -> _Read:
    (question,) = table.path
    insertion = table.insertion

    def read(rows: Rows, entry: int, answers: Answers) -> None:
        codes = answers.get(question)
        if codes and type(codes) is list:
            rows.setdefault(insertion, []).extend((entry, code) for code in codes)

    return read


def _read_codes_in_rows(table: Table) -> _Read:
    group, question = table.path
    insertion = table.insertion

    def read(rows: Rows, entry: int, answers: Answers) -> None:
        for position, one in _list_rows(answers.get(group)):
            codes = one.get(question)
            if codes and type(codes) is list:
                rows.setdefault(insertion, []).extend((entry, position, code) for code in codes)

    return read


def _list_rows(found: object) -> Iterable[tuple[int, Answers]]:
    """Return the rows of a group with their positions; of rows that stand apart these are their keys."""
    if type(found) is list:
        return enumerate(found)
    return sorted(found.items()) if type(found) is dict else ()


def _single(table: Table) -> _Single:
    keys = len(table.keys)
    copies = ((keys + i, PYTHON_TYPES[one.type]) for i, one in enumerate(table.columns) if one.is_copy)
    return _Single(table.insertion, tuple(one.number for one in table.columns), tuple(copies))


def _fitting(row: tuple, copies: tuple[tuple[int, tuple[type, ...]], ...]) -> tuple:
    """Return the row without copies of another type than declared."""
    for place, types in copies:
        if row[place] is not None and type(row[place]) not in types:
            row = (*row[:place], None, *row[place + 1 :])
    return row
