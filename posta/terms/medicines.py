"""The formulary a mission starts from: international names with their ATC code.

>>> label_of_medicine("A02BC01", "es")
'omeprazol'
"""

from dataclasses import dataclass
from functools import cache

from posta.terms.errors import InvalidTerms
from posta.terms.lists import OTHER
from posta.terms.reading import label_in, labels_in, read_toml


@dataclass(frozen=True, slots=True)
class Medicine:
    """One medicine: its ATC code, its international name and its name in each language."""

    atc: str
    inn: str
    labels: dict[str, str]


@cache
def get_medicines() -> dict[str, Medicine]:
    """All medicines by ATC code, in the order of the formulary."""
    rows = read_toml("medicines.toml")["medicines"]
    assert isinstance(rows, list)
    found = {row["atc"]: Medicine(row["atc"], row["inn"], labels_in(row)) for row in rows}
    if len(found) != len(rows):
        raise InvalidTerms("medicines.toml: an ATC code stands twice; every code names one medicine.")
    return found


def label_of_medicine(code: str, language: str) -> str:
    """The name of a medicine; an unknown code is shown raw."""
    medicine = get_medicines().get(code)
    return label_in(medicine.labels, language, code) if medicine else f"{OTHER.get(language, OTHER['es'])} ({code})"
