"""The formulary a mission starts from: international names with their ATC code.

>>> medicine_label("A02BC01", "es")
'omeprazol'
"""

from dataclasses import dataclass
from functools import cache

from posta.terms.data_files import choose_label, parse_labels, read_toml
from posta.terms.errors import InvalidTerms
from posta.terms.lists import OTHER


@dataclass(frozen=True, slots=True)
class Medicine:
    """One medicine: its ATC code, its international name and its name in each language."""

    atc: str
    inn: str
    labels: dict[str, str]


@cache
def get_medicines() -> dict[str, Medicine]:
    """Return all medicines by ATC code, in the order of the formulary. Raises InvalidTerms."""
    rows = read_toml("medicines.toml")["medicines"]
    assert isinstance(rows, list)
    found = {row["atc"]: Medicine(row["atc"], row["inn"], parse_labels(row)) for row in rows}
    if len(found) != len(rows):
        raise InvalidTerms("medicine_declared_twice")
    return found


def medicine_label(code: str, language: str) -> str:
    """Return the name of a medicine; an unknown code is shown raw."""
    medicine = get_medicines().get(code)
    return choose_label(medicine.labels, language, code) if medicine else f"{OTHER.get(language, OTHER['es'])} ({code})"
