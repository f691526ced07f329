"""How long a case lasts: whether a diagnosis is a follow-up of an earlier one (`episodes.toml`).

The days are an example for the medical coordinator: they have no source.

>>> days_of_case("ari_upper"), days_of_case("scabies"), days_of_case("asthma"), days_of_case("htn")
(14, 28, 28, 365)
"""

from posta.clinical.data_files import read_table
from posta.terms.diagnoses import find_diagnosis


def days_of_case(code: str) -> int:
    """Return for how many days the same diagnosis belongs to the same case."""
    table, line = read_table("episodes")["diagnoses"], find_diagnosis(code)
    by_group: int = table["by_group"].get(line.group if line else "", table["days"])
    days: int = table["by_code"].get(code, by_group)
    return days
