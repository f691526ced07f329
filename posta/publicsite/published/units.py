"""The units of figures, with the words beside a number: the table `units.toml`.

>>> unit_label("shelters", 2, "es")
'albergues'
>>> unit_label("shelters", 0, "fr")
'refuge'
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posta.publicsite.language.site_languages import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit: whether each one is a person or an act with a person, and its words for one and for several."""

    persons: bool
    one: Texts
    many: Texts


def _read() -> Mapping[str, Unit]:
    table = tomllib.loads((Path(__file__).parent / "units.toml").read_text(encoding="utf-8"))
    return {code: Unit(**row) for code, row in table.items()}


UNITS: Final[Mapping[str, Unit]] = _read()


def unit_label(unit: str, value: int, language: str) -> str:
    """Return the word of a unit beside a number; French uses the singular for 0."""
    found = UNITS[unit]
    single = value <= 1 if language == "fr" else value == 1
    return (found.one if single else found.many)[language]
