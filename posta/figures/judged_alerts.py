"""Judges what facts say by the rules: a cluster above what is usual at a place, one grave case, a site below the minimum.

The rules are data (`clinical/data/case_definitions.toml`, `alert_rules.toml`). A single case is an alert of its own when
Mexico requires notification at once (flag N) and not also week by week (flag S: influenza and the like, which are
watched as clusters). Nothing here reads a table: the facts of one place come in, for whatever day is asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

from posta.catalog.encoding.unlinked_rows import mission_week
from posta.clinical.surveillance.alert_rules import (
    POST,
    AlertRule,
    ArrivalRule,
    Case,
    CaseReport,
    CaseRule,
    Death,
    PopulationRule,
    Screening,
    list_alert_rules,
    list_arrival_rules,
    list_case_rules_of,
    list_death_rules,
    list_mortality_rules,
    list_population_rules,
    list_quality_rules,
    list_report_rules,
    list_screening_rules,
    list_site_rules,
    list_tally_rules,
)
from posta.clinical.surveillance.case_definitions import (
    ClusterRule,
    baseline_days,
    list_cluster_rules,
    single_case_codes,
    single_case_days,
)
from posta.clock import to_epoch_day
from posta.figures.alert_facts import PERCENT, SURVEY_DAYS, WEEK, AlertFacts, Assessment, Counts, SiteSurvey
from posta.figures.unlinked_weeks import Tallies

Dated = TypeVar("Dated", SiteSurvey, Assessment)
LEVELS = ("outbreak", "red", "orange", "yellow")


@dataclass(frozen=True, slots=True)
class ClusterAlert:
    """What was noticed: a rule or diagnosis by code, cases in so many days, the usual; `grave` for a single case.

    `level` is that of a rule which gives one. An alert about a site counts no cases. `municipality` is the code of the
    one whose posts were counted together, where the cases are of several of them, or of another. One of the whole mission
    is `everywhere`, and says no number.
    """

    name: str
    cases: int
    days: int
    usual: float
    grave: bool = False
    level: str = ""
    municipality: str = ""
    everywhere: bool = False


def judge_post(facts: AlertFacts, today: date) -> list[ClusterAlert]:
    """Return the alerts of one post on a day, gravest first; rules about a municipality are not among them."""
    day = to_epoch_day(today)
    found = [
        *evaluate_cases(facts.cases, day, list_case_rules_of(POST)),
        *evaluate_reports(facts.reports, day),
        *evaluate_deaths(facts.deaths, day),
        *evaluate_mortality(find_newest(facts.assessments, day)),
        *evaluate_counts(facts.counts, today),
        *evaluate_arrivals(facts.counts, today),
        *evaluate_screenings(facts.screenings, day),
        *evaluate_sites(facts.surveys, day),
        *evaluate_populations(facts.surveys, day),
        *evaluate_quality(facts.counts, today),
    ]
    names = {alert.name for alert in found}
    rules = list_alert_rules()
    return sorted((one for one in found if not (one.name in rules and rules[one.name].unless in names)), key=gravity)


def gravity(alert: ClusterAlert) -> int:
    """Return the place of an alert: outbreaks and red ones, single cases, then the others in their order."""
    if alert.level in LEVELS[:2]:
        return LEVELS.index(alert.level)
    return 2 if alert.grave else 3


def find_newest(dated: Sequence[Dated], day: int) -> Dated | None:
    """Return the newest survey or assessment of the days that count before a day; they come in their order."""
    return next((one for one in reversed(dated) if day - SURVEY_DAYS < one.day <= day), None)


def evaluate_cases(cases: Iterable[Case], today: int, rules: Sequence[CaseRule]) -> list[ClusterAlert]:
    """Return the alerts about cases that one of these rules counts."""
    by_code: dict[str, list[Case]] = defaultdict(list)
    for one in cases:
        by_code[one.dx].append(one)
    found = {}
    for rule in rules:
        known = [one for code in rule.codes for one in by_code.get(code, ())]
        now = _number([one for one in known if 0 <= today - one.day < rule.days and rule.counts(one)], rule)
        enough = now >= rule.least or _have_doubled(known, today, rule)
        if enough and not _were_before(known, today, rule):
            found[rule.name] = ClusterAlert(rule.name, now, rule.days, 0.0, level=rule.level)
    return _standing(found, rules)


def _number(cases: Sequence[Case], rule: CaseRule) -> int:
    """Return how many cases these are: of a rule about people somebody counts once."""
    if not rule.people:
        return len(cases)
    known = [one.person for one in cases if one.person is not None]
    return len(cases) - len(known) + len(set(known))


def _have_doubled(cases: Sequence[Case], today: int, rule: CaseRule) -> bool:
    """Return whether cases at least doubled in each of the last weeks that a rule names, from one case on."""
    weeks = [0] * rule.or_doubling_weeks
    for one in cases:
        back = (today - one.day) // WEEK
        if 0 <= back < len(weeks) and rule.counts(one):
            weeks[back] += 1
    return bool(weeks) and weeks[-1] > 0 and all(later >= 2 * earlier for later, earlier in pairwise(weeks))


def _were_before(cases: Iterable[Case], today: int, rule: CaseRule) -> bool:
    """Return whether a case was in the days before those of a rule which it wants quiet."""
    until = rule.days + rule.quiet_days
    return any(rule.days <= today - one.day < until and rule.counts(one) for one in cases)


def evaluate_reports(reports: Iterable[CaseReport], today: int) -> list[ClusterAlert]:
    """Return the alerts about reports of notifiable cases of a post."""
    known, found = list(reports), {}
    for rule in list_report_rules():
        now = sum(rule.counts(one) for one in known if 0 <= today - one.day < rule.days)
        if now >= rule.least:
            found[rule.name] = ClusterAlert(rule.name, now, rule.days, 0.0, level=rule.level)
    return _standing(found, list_report_rules())


def evaluate_deaths(deaths: Iterable[Death], today: int) -> list[ClusterAlert]:
    """Return the alerts about deaths of a post."""
    known, found = list(deaths), {}
    for rule in list_death_rules():
        now = sum(rule.counts(one) for one in known if 0 <= today - one.day < rule.days)
        if now >= rule.least:
            found[rule.name] = ClusterAlert(rule.name, now, rule.days, 0.0, level=rule.level)
    return _standing(found, list_death_rules())


def evaluate_mortality(assessment: Assessment | None) -> list[ClusterAlert]:
    """Return the alerts about mortality at a post, from its newest assessment."""
    found = {}
    for rule in list_mortality_rules():
        rate = None if assessment is None else assessment.rate(rule.measure)
        if rate is not None and rate >= rule.at_least:
            found[rule.name] = ClusterAlert(rule.name, 0, SURVEY_DAYS, 0.0, level=rule.level)
    return _standing(found, list_mortality_rules())


def evaluate_screenings(screenings: Iterable[Screening], today: int) -> list[ClusterAlert]:
    """Return the alerts about children screened at a post; a child with one of the classes counts once."""
    known, found = list(screenings), {}
    for rule in list_screening_rules():
        asked = [one for one in known if one.band in rule.ages and 0 <= today - one.day < rule.days]
        ill = [one for one in asked if one.found in rule.classes]
        children = len({one.person for one in ill})
        enough = len(asked) >= rule.screened and len(ill) * PERCENT >= rule.share * len(asked)
        if ill and children >= rule.least and enough:
            found[rule.name] = ClusterAlert(rule.name, children, rule.days, 0.0, level=rule.level)
    return _standing(found, list_screening_rules())


def evaluate_quality(counts: Counts, today: date) -> list[ClusterAlert]:
    """Return the alerts about what is recorded too roughly to be counted."""
    found = {}
    for rule in list_quality_rules():
        first = today - timedelta(days=rule.days - 1)
        rough, every = _count(counts, rule.codes, first, today), _count(counts, counts, first, today)
        if every >= rule.consultations and rough * PERCENT > rule.share_above * every:
            found[rule.name] = ClusterAlert(rule.name, rough, rule.days, 0.0, level=rule.level)
    return _standing(found, list_quality_rules())


def evaluate_sites(surveys: Iterable[SiteSurvey], day: int) -> list[ClusterAlert]:
    """Return the alerts about the sites that a post surveys, from the newest survey of each; what two lack is said once."""
    by_site: dict[str, list[SiteSurvey]] = defaultdict(list)
    for one in surveys:
        by_site[one.site].append(one)
    noticed = [alert for dated in by_site.values() for alert in evaluate_site(find_newest(dated, day))]
    return list({alert.name: alert for alert in noticed}.values())


def evaluate_site(survey: SiteSurvey | None) -> list[ClusterAlert]:
    """Return the alerts about one site, from its newest survey."""
    if survey is None:
        return []
    found = {}
    for rule in list_site_rules():
        value = survey.measures.get(rule.measure)
        if value is not None and rule.is_met(value, survey.people, survey.site_type):
            found[rule.name] = ClusterAlert(rule.name, 0, SURVEY_DAYS, 0.0, level=rule.level)
    return _standing(found, list_site_rules())


def evaluate_populations(surveys: Iterable[SiteSurvey], day: int) -> list[ClusterAlert]:
    """Return the alerts about the people at the sites that a post surveys; of several sites the one with the most."""
    by_site: dict[str, list[SiteSurvey]] = defaultdict(list)
    for one in surveys:
        by_site[one.site].append(one)
    found = {}
    for rule in list_population_rules():
        grown = [alert for dated in by_site.values() if (alert := _evaluate_population(rule, dated, day))]
        if grown:
            found[rule.name] = max(grown, key=lambda alert: alert.cases)
    return _standing(found, list_population_rules())


def _evaluate_population(rule: PopulationRule, dated: Sequence[SiteSurvey], day: int) -> ClusterAlert | None:
    now = find_newest(dated, day)
    weeks = (find_newest(dated, day - WEEK * week) for week in range(1, rule.weeks + 1))
    before = [one.people for one in weeks if one is not None]
    if now is None or len(before) < rule.reporting_weeks:
        return None
    mean = sum(before) / len(before)
    if now.people <= rule.times * mean or now.people - mean < rule.excess:
        return None
    return ClusterAlert(rule.name, now.people, SURVEY_DAYS, mean, level=rule.level)


def evaluate_tallies(tallies: Tallies, today: date) -> list[ClusterAlert]:
    """Return the alerts of the whole mission about unlinked rows of this week, or of the one before."""
    weeks = (mission_week(today), mission_week(today - timedelta(days=WEEK)))
    found = {}
    for rule in list_tally_rules():
        if any(tallies.get((rule.row, week), 0) >= rule.least for week in weeks):
            found[rule.name] = ClusterAlert(rule.name, 0, WEEK, 0.0, level=rule.level, everywhere=True)
    return _standing(found, list_tally_rules())


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
    if rule.share_times and not _has_grown(cases, usual, rule, counts, today):
        return None
    return ClusterAlert(rule.name, cases, rule.days, usual_here)


def _has_grown(cases: int, usual: int, rule: ClusterRule, counts: Counts, today: date) -> bool:
    """Return whether the part of all diagnoses is as many times what it was in the weeks before."""
    first = today - timedelta(days=rule.days - 1)
    now = _count(counts, counts, first, today)
    before = _count(counts, counts, first - timedelta(days=baseline_days()), first - timedelta(days=1))
    return cases * before >= rule.share_times * usual * now


def _reporting_weeks(counts: Counts, until: date) -> int:
    """Return in how many of the whole weeks before a day the post wrote any diagnosis."""
    days = {(until - day).days for by_day in counts.values() for day in by_day}
    return len({(back - 1) // WEEK for back in days if 0 < back <= baseline_days()})


def _count(counts: Counts, codes: Iterable[str], first: date, last: date) -> int:
    return sum(n for code in codes for day, n in counts.get(code, {}).items() if first <= day <= last)
