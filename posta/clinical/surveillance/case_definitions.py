"""Clusters and single cases that a post should notice, as data (`case_definitions.toml`).

Each rule names its source: what Mexico wants notified at once (flag N of the diagnoses), IDSR (DHIS2 metadata), EWARN
practice; what is called own is an example for the coordination's epidemiologist to set.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from posta.clinical.data_files import read_table
from posta.terms.diagnoses import get_diagnoses

AT_ONCE, WEEKLY = "N", "S"  # flags of a diagnosis


@dataclass(frozen=True, slots=True)
class ClusterRule:
    """Main diagnoses counted together over `days`; notable from `least` cases.

    `times` the usual must be reached too (0: not compared), where the post reported in `reporting_weeks` of the weeks
    before; and `share` percent of all main diagnoses, or `share_times` the part that they were of all before. `unless`
    names a rule that stands for this one. `number` is that of the mission's list of alerts, `source` a key of the sources.
    """

    name: str
    codes: tuple[str, ...]
    days: int
    least: int
    times: float = 0.0
    reporting_weeks: int = 0
    share: float = 0.0
    share_times: float = 0.0
    unless: str = ""
    number: str = ""
    source: str = ""
    signal_type: str = "disease"


@cache
def list_cluster_rules() -> tuple[ClusterRule, ...]:
    """Return every rule in the order of the file."""
    rows = read_table("case_definitions")["watches"]
    return tuple(ClusterRule(**{**row, "codes": tuple(row["codes"])}) for row in rows)


def cluster_sources() -> Mapping[str, str]:
    """Return the sources of the rules by their short names."""
    found: Mapping[str, str] = read_table("case_definitions")["sources"]
    return found


@cache
def single_case_codes() -> frozenset[str]:
    """Return the diagnoses for which one case is enough."""
    lines = get_diagnoses().values()
    return frozenset(line.code for line in lines if AT_ONCE in line.flags and WEEKLY not in line.flags)


def baseline_days() -> int:
    """Return over how many days before a cluster the usual is counted."""
    days: int = read_table("case_definitions")["usual_days"]
    return days


def single_case_days() -> int:
    """Return for how many days a single case is shown."""
    days: int = read_table("case_definitions")["single_days"]
    return days
