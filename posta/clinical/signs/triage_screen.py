"""Which criteria a triage screen asks, in which groups, and which a colleague without instruments is asked.

The table is `triage_screen.toml`; the groups are those of the lists.

The groups are those of the Interagency Integrated Triage Tool (WHO, ICRC, MSF); what is asked without instruments is
an example for the medical coordinator.

>>> group_of("stridor"), group_of("snake"), "ecg" in list_asked(light=True), "ecg" in list_asked(light=False)
('breathing', 'other', False, True)
"""

from functools import cache

from posta.clinical.data_files import read_table
from posta.terms.lists import get_list

OTHER, PREGNANCY = "other", "pregnancy"
LISTS = ("iitt_red", "iitt_yellow")


@cache
def list_asked(*, light: bool) -> frozenset[str]:
    """Return the criteria that a screen asks; with `light` those that are seen without instruments."""
    table = read_table("triage_screen")
    spared = {*table["screen"]["measured"], *(table["light"]["without"] if light else ())}
    return frozenset(code for name in LISTS for code in get_list(name).codes) - spared


@cache
def group_of(criterion: str) -> str:
    """Return the group of a criterion."""
    options = (get_list(name).by_code.get(criterion) for name in LISTS)
    return next((one.group for one in options if one is not None and one.group), OTHER)
