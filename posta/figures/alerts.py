"""What a post should notice by itself, offline, from facts: a cluster above what is usual there, or one grave case.

A watch counts a group of diagnoses in the last days against the usual of the three weeks before. A single case is an
alert of its own when Mexico requires notification at once (flag N) and not also week by week (flag S: influenza and
the like, which are watched as clusters).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from posta.clinical.case_definitions import (
    ClusterRule,
    baseline_days,
    list_cluster_rules,
    single_case_codes,
    single_case_days,
)
from posta.figures.counts import count_by_day
from posta.ledger.row_types import Cursor

Counts = Mapping[str, Mapping[date, int]]


@dataclass(frozen=True, slots=True)
class ClusterAlert:
    """What was noticed: a watch or diagnosis by code, cases in so many days, the usual; `grave` for a single case."""

    name: str
    cases: int
    days: int
    usual: float
    grave: bool = False


def list_alerts(cursor: Cursor, post: int, today: date) -> list[ClusterAlert]:
    """Return what a post should notice today, gravest first."""
    longest = max(watch.days for watch in list_cluster_rules()) + baseline_days()
    return evaluate_counts(count_by_day(cursor, post, today - timedelta(days=longest)), today)


def evaluate_counts(counts: Counts, today: date) -> list[ClusterAlert]:
    """Return the alerts that counts by diagnosis and day give rise to."""
    first = today - timedelta(days=single_case_days() - 1)
    single = ((code, _count(counts, (code,), first, today)) for code in sorted(single_case_codes()))
    grave = [ClusterAlert(code, cases, single_case_days(), 0.0, grave=True) for code, cases in single if cases]
    clusters = [alert for watch in list_cluster_rules() if (alert := _evaluate_rule(watch, counts, today))]
    return grave + sorted(clusters, key=lambda alert: -alert.cases)


def _evaluate_rule(watch: ClusterRule, counts: Counts, today: date) -> ClusterAlert | None:
    first = today - timedelta(days=watch.days - 1)
    cases = _count(counts, watch.codes, first, today)
    before = _count(counts, watch.codes, first - timedelta(days=baseline_days()), first - timedelta(days=1))
    usual = before * watch.days / baseline_days()
    if cases < watch.least or cases < watch.times * usual:
        return None
    return ClusterAlert(watch.name, cases, watch.days, usual)


def _count(counts: Counts, codes: Iterable[str], first: date, last: date) -> int:
    return sum(n for code in codes for day, n in counts.get(code, {}).items() if first <= day <= last)
