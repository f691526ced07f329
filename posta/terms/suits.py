"""Whom forms and answers fit by sex and age, as data.

>>> list_suits("anc")[0].misfit("m", 30), list_suits("anc")[0].misfit("f", 70), list_suits("anc")[0].misfit("f", 24)
('sex', 'age', '')
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from posta.terms.data_files import read_toml

SEXES = {"f": "m", "m": "f"}  # the sex that a rule for the other one is asked about; of others nothing is known


@dataclass(frozen=True, slots=True)
class Suits:
    """One rule: a form, or the codes of one of its questions (`group.column`, `given` in the same row), and whom it fits."""

    form: str
    question: str = ""
    codes: frozenset[str] = frozenset()
    given: Mapping[str, str] = field(default_factory=dict)
    sex: str = ""
    from_years: int = 0
    to_years: int = 200

    def misfit(self, sex: object, years: int | None) -> str:
        """Return what of a person does not fit, "sex" or "age"; nothing where it fits or is not known."""
        if self.sex and sex == SEXES[self.sex]:
            return "sex"
        return "age" if years is not None and not self.from_years <= years <= self.to_years else ""


@cache
def list_suits(form: str) -> tuple[Suits, ...]:
    """Return the rules of a form, in the order of the file."""
    return tuple(one for one in list_all_suits() if one.form == form)


@cache
def list_all_suits() -> tuple[Suits, ...]:
    """Return every rule, in the order of the file."""
    rows = read_toml("suits.toml")["suits"]
    assert isinstance(rows, list)
    return tuple(_suits(row) for row in rows)


def source_of_suits() -> str:
    """Return where the ages come from."""
    return str(read_toml("suits.toml")["source"])


def _suits(row: dict[str, Any]) -> Suits:
    return Suits(
        row["form"], row.get("field", ""), frozenset(row.get("codes", ())), row.get("with", {}), row.get("sex", ""),
        row.get("from_years", 0), row.get("to_years", 200),
    )  # fmt: skip
