"""What a post should notice by itself, offline, from facts: a cluster above what is usual there, or one grave case.

The rules are data (`clinical/data/case_definitions.toml`), and one query counts for all of them: diagnoses of the last
days, some against the usual of the three weeks before. A single case is an alert of its own when Mexico requires
notification at once (flag N) and not also week by week (flag S: influenza and the like, which are watched as clusters).
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

PERCENT, WEEK = 100, 7
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
    found = {rule.name: alert for rule in list_cluster_rules() if (alert := _evaluate_rule(rule, counts, today))}
    clusters = [found[rule.name] for rule in list_cluster_rules() if rule.name in found and rule.unless not in found]
    return grave + sorted(clusters, key=lambda alert: -alert.cases)


def _evaluate_rule(rule: ClusterRule, counts: Counts, today: date) -> ClusterAlert | None:
    first = today - timedelta(days=rule.days - 1)
    cases = _count(counts, rule.codes, first, today)
    if cases < rule.least or (rule.share and cases * PERCENT < rule.share * _count(counts, counts, first, today)):
        return None
    usual = _count(counts, rule.codes, first - timedelta(days=baseline_days()), first - timedelta(days=1))
    usual_here = usual * rule.days / baseline_days()
    if cases < rule.times * usual_here or _reporting_weeks(counts, first) < rule.reporting_weeks:
        return None
    return ClusterAlert(rule.name, cases, rule.days, usual_here)


def _reporting_weeks(counts: Counts, until: date) -> int:
    """Return in how many of the whole weeks before a day the post wrote any diagnosis."""
    days = {(until - day).days for by_day in counts.values() for day in by_day}
    return len({(back - 1) // WEEK for back in days if 0 < back <= baseline_days()})


def _count(counts: Counts, codes: Iterable[str], first: date, last: date) -> int:
    return sum(n for code in codes for day, n in counts.get(code, {}).items() if first <= day <= last)
