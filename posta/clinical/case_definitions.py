"""Clusters and single cases that a post should notice, as data (`case_definitions.toml`)."""

from dataclasses import dataclass
from functools import cache

from posta.clinical.data_files import read_table
from posta.terms.diagnoses import get_diagnoses

AT_ONCE, WEEKLY = "N", "S"  # flags of a diagnosis


@dataclass(frozen=True, slots=True)
class ClusterRule:
    """Diagnoses counted together over `days`; notable from `least` cases and `times` the usual."""

    name: str
    codes: tuple[str, ...]
    days: int
    least: int
    times: float


@cache
def list_cluster_rules() -> tuple[ClusterRule, ...]:
    """Return every rule in the order of the file."""
    rows = read_table("case_definitions")["watches"]
    return tuple(
        ClusterRule(row["name"], tuple(row["codes"]), row["days"], row["least"], row["times"]) for row in rows
    )  # fmt: skip


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
