"""Measures as they are typed: an example, the likely slip of the unit, and how small and large they are at which age.

>>> get_measures()["weight_kg"].limits_at(0)
(0.5, 6.5)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from posta.terms.data_files import parse_labels, read_toml

Limits = tuple[float, float]
ANY_NUMBER = 12


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure; `slip` says by language which unit was probably meant."""

    example: float
    slip: Mapping[str, str]
    bands: tuple[tuple[float, ...], ...]
    changes: tuple[tuple[float, ...], ...]

    def limits_at(self, months: int) -> Limits | None:
        """Return below and above what it is unusual at this age; None if no limit is given for the age."""
        band = next((band for band in reversed(self.bands) if months >= band[0]), None)
        return (band[1], band[2]) if band else None

    def limits_after(self, last: float, months: int, days: int) -> Limits | None:
        """Return below and above what it is unusual so many days after a last value.

        None if the last value is too old.
        """
        for since, within, less, more in self.changes:
            if months >= since and days <= within:
                return round(last * (1 - less / 100), 1), round(last * (1 + more / 100), 1)
        return None


def example_value(name: str) -> float:
    """Return a number as somebody would type it at this question."""
    measure = get_measures().get(name)
    return measure.example if measure else ANY_NUMBER


@cache
def get_measures() -> Mapping[str, Measure]:
    """Return every measure by the name of its question."""
    declared = {name: row for name, row in read_toml("measures.toml").items() if isinstance(row, dict)}
    return {name: _measure(row) for name, row in declared.items()}


def source_of_measures() -> str:
    """Return where the limits come from."""
    return str(read_toml("measures.toml")["source"])


def _measure(row: dict[str, object]) -> Measure:
    example = row["example"]
    assert isinstance(example, int | float)
    return Measure(example, parse_labels(row), _rows(row.get("bands")), _rows(row.get("changes")))


def _rows(value: object) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in value) if isinstance(value, list) else ()
