"""Reads the tables of this room: TOML files beside it, in which every row names its source."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

Row = Mapping[str, object]
LANGUAGES = ("es", "en", "fr")
_FOLDER = Path(__file__).parent / "data"


class InvalidTable(ValueError):
    """A clinical table breaks a rule of its own; the message names file, row and remedy."""


@cache
def read_table(name: str) -> Mapping[str, Any]:
    """Read one table of this room, once."""
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def list_rows(name: str, kind: str, *, worded: bool = False) -> tuple[Row, ...]:
    """Return the rows `[[kind]]` of a table; raises InvalidTable for a row without source, or words if `worded`."""
    rows = read_table(name).get(kind, [])
    assert isinstance(rows, list)
    for place, row in enumerate(rows, 1):
        missing = [key for key in ("source", *(LANGUAGES if worded else ())) if not row.get(key)]
        if missing:
            raise InvalidTable(f"{name}.toml, [[{kind}]] {place}: {', '.join(missing)} missing; every row needs it.")
    return tuple(rows)


def labels_in(row: Row) -> dict[str, str]:
    """Return the words of a row by language."""
    return {language: str(row[language]) for language in LANGUAGES if language in row}


def strings_in(row: Row, key: str) -> tuple[str, ...]:
    """Return a list of strings of a row; none where the row has no such key."""
    value = row.get(key, ())
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else (str(value),)


def number_in(row: Row, key: str) -> float | None:
    """Return a number of a row; None where the row has none."""
    value = row.get(key)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
