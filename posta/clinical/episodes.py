"""How long a case lasts: whether a diagnosis is a follow-up of an earlier one, and which illness stays (`episodes.toml`).

The days are an example for the medical coordinator: they have no source.

>>> days_of_case("ari_upper"), days_of_case("scabies"), days_of_case("asthma"), days_of_case("htn"), days_of_case("epil")
(14, 28, 28, 365, 365)
"""

from posta.clinical.cohort import ILLNESSES
from posta.clinical.data_files import read_table
from posta.terms.diagnoses import find_diagnosis
from posta.terms.lists import get_list

LONG = "ncd"  # the group of the illnesses of the chronic cohort, whose list has codes that are no line of diagnosis


def days_of_case(code: str) -> int:
    """Return for how many days the same diagnosis belongs to the same case."""
    table, line = read_table("episodes")["diagnoses"], find_diagnosis(code)
    group = line.group if line else LONG if code in get_list(ILLNESSES).codes else ""
    by_group: int = table["by_group"].get(group, table["days"])
    days: int = table["by_code"].get(code, by_group)
    return days


def is_long_illness(code: str) -> bool:
    """Return whether a diagnosis is an illness that one goes on treating; not of a code that no table has.

    >>> is_long_illness("htn"), is_long_illness("asthma"), is_long_illness("scabies"), is_long_illness("nonsense")
    (True, True, False, False)
    """
    table = read_table("episodes")["long_illnesses"]
    return code in table["codes"] or days_of_case(code) >= table["days"]
