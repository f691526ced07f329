"""What a post should notice by itself, offline, from facts: a cluster above what is usual there, or one grave case.

A watch counts a group of diagnoses in the last days against the usual of the three weeks before. A single case speaks
for itself when Mexico wants it notified at once (flag N) and not also week by week (flag S: influenza and the like,
which are watched as clusters).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from posta.figures.counts import count_by_day
from posta.ledger.row_types import Cursor
from posta.terms.diagnoses import get_diagnoses

AT_ONCE, WEEKLY = "N", "S"
BASELINE_DAYS = 21
SINGLE_DAYS = 3

Counts = Mapping[str, Mapping[date, int]]


@dataclass(frozen=True, slots=True)
class Watch:
    """Diagnoses counted together over `days`; worth a word from `least` cases and `times` the usual."""

    name: str
    codes: tuple[str, ...]
    days: int = 3
    least: int = 5
    times: float = 2.0


@dataclass(frozen=True, slots=True)
class ClusterAlert:
    """What was noticed: a watch or diagnosis by code, cases in so many days, the usual; `grave` for a single case."""

    name: str
    cases: int
    days: int
    usual: float
    grave: bool = False


WATCHES = (
    Watch("diarrhoea", ("awd", "bloody_d", "persist_d")),
    Watch("bloody_diarrhoea", ("bloody_d",), days=7, least=3),
    Watch("respiratory", ("ari_upper", "ari_lower", "ili", "covid_susp", "covid_conf"), least=8),
    Watch("fever_rash", ("varicella", "dengue", "zika", "chik"), days=7, least=3),
    Watch("skin", ("scabies", "lice"), days=7, least=8),
)


def list_alerts(cursor: Cursor, post: int, today: date) -> list[ClusterAlert]:
    """What a post should notice today, gravest first."""
    longest = max(watch.days for watch in WATCHES) + BASELINE_DAYS
    return evaluate_counts(count_by_day(cursor, post, today - timedelta(days=longest)), today)


def evaluate_counts(counts: Counts, today: date) -> list[ClusterAlert]:
    """The alerts that counts by diagnosis and day give rise to."""
    first = today - timedelta(days=SINGLE_DAYS - 1)
    single = ((code, _count(counts, (code,), first, today)) for code in sorted(immediate_codes()))
    grave = [ClusterAlert(code, cases, SINGLE_DAYS, 0.0, grave=True) for code, cases in single if cases]
    clusters = [alert for watch in WATCHES if (alert := _evaluate_rule(watch, counts, today))]
    return grave + sorted(clusters, key=lambda alert: -alert.cases)


def immediate_codes() -> frozenset[str]:
    """The diagnoses of which one case is enough."""
    lines = get_diagnoses().values()
    return frozenset(line.code for line in lines if AT_ONCE in line.flags and WEEKLY not in line.flags)


def _evaluate_rule(watch: Watch, counts: Counts, today: date) -> ClusterAlert | None:
    first = today - timedelta(days=watch.days - 1)
    cases = _count(counts, watch.codes, first, today)
    before = _count(counts, watch.codes, first - timedelta(days=BASELINE_DAYS), first - timedelta(days=1))
    usual = before * watch.days / BASELINE_DAYS
    if cases < watch.least or cases < watch.times * usual:
        return None
    return ClusterAlert(watch.name, cases, watch.days, usual)


def _count(counts: Counts, codes: Iterable[str], first: date, last: date) -> int:
    return sum(n for code in codes for day, n in counts.get(code, {}).items() if first <= day <= last)
