"""Answers of a visit that speak against going on one's way, as data.

>>> "meningitis" in list_not_home()[0].codes, list_not_home()[1].fields
(True, ('dehydration',))
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from posta.terms.data_files import read_toml


@dataclass(frozen=True, slots=True)
class NotHome:
    """Codes of questions of a form with which nobody goes on their way as a rule."""

    form: str
    fields: tuple[str, ...]
    codes: tuple[str, ...]


@cache
def list_not_home() -> tuple[NotHome, ...]:
    """Every row, in the order of the file."""
    rows = read_toml("not_home.toml")["not_home"]
    assert isinstance(rows, list)
    return tuple(_row(row) for row in rows)


def source_of_not_home() -> str:
    """Where the list comes from."""
    return str(read_toml("not_home.toml")["source"])


def _row(row: dict[str, Any]) -> NotHome:
    return NotHome(row["form"], tuple(row["fields"]), tuple(row["codes"]))
