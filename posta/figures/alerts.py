"""What a post should notice by itself, offline, from facts: a cluster above what is usual there, or one grave case.

The rules are data (`clinical/data/case_definitions.toml`, `alert_rules.toml`), and four queries count for all of them,
for one post or for every post of the mission: coordination sees what each post sees. A single case is an alert of its
own when Mexico requires notification at once (flag N) and not also week by week (flag S: influenza and the like, which
are watched as clusters).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from posta.clinical.alert_rules import (
    AlertRule,
    ArrivalRule,
    Case,
    list_arrival_rules,
    list_case_rules,
    list_death_rules,
    list_site_rules,
)
from posta.clinical.case_definitions import (
    ClusterRule,
    baseline_days,
    list_cluster_rules,
    single_case_codes,
    single_case_days,
)
from posta.clock import to_epoch_day
from posta.figures.alert_facts import SiteSurvey, list_cases, list_deaths, list_site_surveys
from posta.figures.counts import count_days_by_post
from posta.ledger.row_types import Cursor

PERCENT, WEEK = 100, 7
SURVEY_DAYS = 7
LEVELS = ("outbreak", "red", "orange", "yellow")
Counts = Mapping[str, Mapping[date, int]]


@dataclass(frozen=True, slots=True)
class ClusterAlert:
    """What was noticed: a rule or diagnosis by code, cases in so many days, the usual; `grave` for a single case.

    `level` is that of a rule which gives one. An alert about a site counts no cases.
    """

    name: str
    cases: int
    days: int
    usual: float
    grave: bool = False
    level: str = ""


def list_alerts(cursor: Cursor, post: int, today: date) -> list[ClusterAlert]:
    """Return what a post should notice today, gravest first."""
    return list_alerts_by_post(cursor, [post], today).get(post, [])


def list_alerts_by_post(cursor: Cursor, posts: Sequence[int], today: date) -> dict[int, list[ClusterAlert]]:
    """Return what each of these posts should notice today, gravest first; posts without an alert are left out."""
    if not posts:
        return {}
    day, since = to_epoch_day(today), today - timedelta(days=_days_counted())
    counts = count_days_by_post(cursor, posts, since)
    cases = list_cases(cursor, posts, day)
    deaths = list_deaths(cursor, posts, day)
    surveys = list_site_surveys(cursor, posts, day - SURVEY_DAYS + 1)
    found: dict[int, list[ClusterAlert]] = {}
    for post in posts:
        alerts = [
            *evaluate_cases(cases.get(post, ()), day),
            *evaluate_deaths(deaths.get(post, ()), day),
            *evaluate_counts(counts.get(post, {}), today),
            *evaluate_arrivals(counts.get(post, {}), today),
            *evaluate_site(surveys.get(post)),
        ]
        if alerts:
            found[post] = sorted(alerts, key=_gravity)
    return found


def _days_counted() -> int:
    """Return as many days as some rule looks back, with the weeks that it compares with."""
    clusters = max(rule.days for rule in list_cluster_rules()) + baseline_days()
    return max(clusters, *(rule.days + WEEK * rule.weeks for rule in list_arrival_rules()))


def _gravity(alert: ClusterAlert) -> int:
    """Return the place of an alert: outbreaks and red ones, single cases, then the others in their order."""
    if alert.level in LEVELS[:2]:
        return LEVELS.index(alert.level)
    return 2 if alert.grave else 3


def evaluate_cases(cases: Iterable[Case], today: int) -> list[ClusterAlert]:
    """Return the alerts about cases of a post."""
    known, found = list(cases), {}
    for rule in list_case_rules():
        counted = [today - one.day for one in known if rule.counts(one)]
        now = sum(0 <= back < rule.days for back in counted)
        before = sum(rule.days <= back < rule.days + rule.quiet_days for back in counted)
        if now >= rule.least and not before:
            found[rule.name] = ClusterAlert(rule.name, now, rule.days, 0.0, level=rule.level)
    return _standing(found, list_case_rules())


def evaluate_deaths(deaths: Iterable[tuple[int, str, str]], today: int) -> list[ClusterAlert]:
    """Return the alerts about deaths of a post: rows of day, cause and whether maternal."""
    known, found = list(deaths), {}
    for rule in list_death_rules():
        now = sum(rule.counts(cause, maternal) for day, cause, maternal in known if 0 <= today - day < rule.days)
        if now >= rule.least:
            found[rule.name] = ClusterAlert(rule.name, now, rule.days, 0.0, level=rule.level)
    return _standing(found, list_death_rules())


def evaluate_site(survey: SiteSurvey | None) -> list[ClusterAlert]:
    """Return the alerts about the site of a post, from its newest survey."""
    if survey is None:
        return []
    found = {}
    for rule in list_site_rules():
        value = survey.measures.get(rule.measure)
        if value is not None and rule.is_met(value, survey.people, survey.site_type):
            found[rule.name] = ClusterAlert(rule.name, 0, SURVEY_DAYS, 0.0, level=rule.level)
    return _standing(found, list_site_rules())


def evaluate_arrivals(counts: Counts, today: date) -> list[ClusterAlert]:
    """Return the alerts about how many came; a consultation counts by its main diagnosis."""
    return [alert for rule in list_arrival_rules() if (alert := _evaluate_arrivals(rule, counts, today))]


def _evaluate_arrivals(rule: ArrivalRule, counts: Counts, today: date) -> ClusterAlert | None:
    first = today - timedelta(days=rule.days - 1)
    now = _count(counts, counts, first, today)
    mean = _count(counts, counts, first - timedelta(weeks=rule.weeks), first - timedelta(days=1)) / rule.weeks
    enough = _reporting_weeks(counts, first) >= rule.reporting_weeks
    if not enough or now <= rule.times * mean or now - mean < rule.excess:
        return None
    return ClusterAlert(rule.name, now, rule.days, mean, level=rule.level)


def _standing(found: Mapping[str, ClusterAlert], rules: Iterable[AlertRule]) -> list[ClusterAlert]:
    """Return the alerts for which no other of their kind stands, in the order of the rules."""
    return [found[rule.name] for rule in rules if rule.name in found and rule.unless not in found]


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
