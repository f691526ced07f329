"""The facts that alerts ask for beyond counts of main diagnoses: grave cases, reports, deaths, screenings, surveys.

Each is one query for any number of posts. Cases are found by the index of diagnoses, screenings by theirs, surveys and
assessments by that of activities; deaths and reports of notifiable cases by their own tables, which are small.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from posta.catalog.language.form import get_form
from posta.clinical.surveillance.alert_rules import (
    POST,
    Case,
    CaseByTest,
    CaseReport,
    CaseRule,
    Death,
    Screening,
    list_arrival_rules,
    list_case_rules,
    list_case_rules_of,
    list_cases_by_test,
    list_death_rules,
    list_population_rules,
    list_report_rules,
    list_screening_rules,
    list_site_rules,
)
from posta.clinical.surveillance.case_definitions import baseline_days, list_cluster_rules
from posta.clock import to_epoch_day
from posta.figures.counts import count_days_by_post
from posta.figures.facts.columns import tables_of
from posta.ledger.row_types import Cursor

WEEK, PERCENT, TEN_THOUSAND = 7, 100, 10_000
UNDER5 = "under5"
SURVEY_DAYS = 7
Counts = Mapping[str, Mapping[date, int]]

_CASES = (
    "WITH wanted (day, dx) AS (VALUES {wanted}) SELECT r.day, {facts}, r.post, r.person"
    " FROM wanted w CROSS JOIN figures_row r INDEXED BY figures_row_dx ON r.day = w.day AND r.dx = w.dx"
    " LEFT JOIN figures_facts_opd o ON o.entry = r.entry LEFT JOIN figures_facts_visit v ON v.entry = r.entry"
    " WHERE r.post IN ({posts}) AND r.dx <> '' AND r.live = 1 AND ({counting})"
)
_CASE_FACTS = {
    "dx": "r.dx",
    "band": "r.band",
    "case_class": "COALESCE(o.case_class, '')",
    "dehydration": "COALESCE(o.dehydration, '')",
    "disposition": "COALESCE(v.disposition, '')",
    "place": "COALESCE(v.location_type, '')",
}
_TESTS = (
    "SELECT r.day, r.band, COALESCE(v.location_type, ''), r.post, r.person"
    ' FROM figures_row r INDEXED BY figures_row_screening JOIN {table} t ON t.entry = r.entry AND t."{question}" IN ({answers})'
    " LEFT JOIN figures_facts_visit v ON v.entry = r.entry"
    " WHERE r.post IN ({posts}) AND r.day BETWEEN ? AND ? AND r.counts & 2 AND r.live = 1"
)
_DEATHS = (
    "SELECT r.post, r.day, COALESCE(d.d_cause, ''), COALESCE(d.maternal, ''), r.band FROM figures_facts_death d"
    " CROSS JOIN figures_row r ON r.entry = d.entry WHERE r.post IN ({posts}) AND r.day BETWEEN ? AND ? AND r.live = 1"
)
_SURVEYS = (
    "SELECT r.post, r.day, COALESCE(w.pop_now, 0), COALESCE(w.site_type, ''), COALESCE(w.site_name, w.site, ''), {measures}"
    " FROM figures_row r INDEXED BY figures_row_activity JOIN figures_facts_wash w ON w.entry = r.entry"
    " WHERE r.post IN ({posts}) AND r.day >= ? AND r.counts >= 16 AND r.person IS NULL AND r.live = 1"
    " ORDER BY r.day, r.entry"
)
_REPORTS = (
    "SELECT r.post, r.day, c.dx, COALESCE(c.lab, ''), COALESCE(c.outcome, '') FROM figures_facts_case c"
    " CROSS JOIN figures_row r ON r.entry = c.entry"
    " WHERE c.dx IN ({codes}) AND (c.lab IN ({labs}) OR c.outcome IN ({outcomes}))"
    " AND r.post IN ({posts}) AND r.day BETWEEN ? AND ? AND r.live = 1"
)
_SCREENINGS = (
    'SELECT r.post, r.day, r.person, r.band, n."class" FROM figures_row r INDEXED BY figures_row_screening'
    " JOIN figures_facts_nut n ON n.entry = r.entry"
    ' WHERE r.post IN ({posts}) AND r.day BETWEEN ? AND ? AND r.counts & 2 AND r.live = 1 AND n."class" IS NOT NULL'
)
_ASSESSMENTS = (
    "SELECT r.post, r.day, a.pop_total, a.pct_u5, a.deaths_7d, a.deaths_7d_u5"
    " FROM figures_row r INDEXED BY figures_row_activity JOIN figures_facts_assess a ON a.entry = r.entry"
    " WHERE r.post IN ({posts}) AND r.day >= ? AND r.counts >= 16 AND r.person IS NULL AND r.live = 1"
    " AND a.pop_total > 0 ORDER BY r.day, r.entry"
)


class Assessment(NamedTuple):
    """What a rapid assessment says of the deaths of a week: people, percent under five, deaths of all and of those."""

    day: int
    people: int
    percent_under5: float | None
    deaths: int | None
    deaths_under5: int | None

    def rate(self, measure: str) -> float | None:
        """Return deaths for 10,000 people a day, of all (`crude`) or of those under five (`under5`), where known."""
        deaths, people = self.deaths, float(self.people)
        if measure == UNDER5:
            deaths, people = self.deaths_under5, people * (self.percent_under5 or 0) / PERCENT
        return None if deaths is None or people <= 0 else deaths * TEN_THOUSAND / people / WEEK


@dataclass(frozen=True, slots=True)
class SiteSurvey:
    """A survey of water and sanitation: its day, people, kind of site, each measure that was known, and which site."""

    day: int
    people: int
    site_type: str
    measures: Mapping[str, float]
    site: str = ""


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """The facts of one place by which its alerts are judged; surveys and assessments in the order of their days."""

    counts: Counts
    cases: Sequence[Case] = ()
    deaths: Sequence[Death] = ()
    surveys: Sequence[SiteSurvey] = ()
    reports: Sequence[CaseReport] = ()
    screenings: Sequence[Screening] = ()
    assessments: Sequence[Assessment] = ()


def load_alert_facts(cursor: Cursor, posts: Sequence[int], today: date, *, back: int = 0) -> dict[int, AlertFacts]:
    """Return the facts of each of these posts for judging a day, and each of so many days before it."""
    if not posts:
        return {}
    day, since = to_epoch_day(today), today - timedelta(days=_days_counted() + back)
    counts = count_days_by_post(cursor, posts, since)
    cases = list_cases(cursor, posts, day, back=back)
    for test in list_cases_by_test():
        for one in _list_tested(cursor, test, posts, day, back):
            cases[one.post].append(one)
    for post, earlier in _list_earlier(cursor, cases, day, back).items():
        cases[post] += earlier
    deaths = list_deaths(cursor, posts, day, back=back)
    surveys = list_site_surveys(cursor, posts, day - SURVEY_DAYS + 1 - back - WEEK * _weeks_of_surveys())
    reports = list_reports(cursor, posts, day, back=back)
    screenings = list_screenings(cursor, posts, day, back=back)
    assessments = list_assessments(cursor, posts, day - SURVEY_DAYS + 1 - back)
    return {
        post: AlertFacts(
            counts.get(post, {}),
            cases.get(post, ()),
            deaths.get(post, ()),
            surveys.get(post, ()),
            reports.get(post, ()),
            screenings.get(post, ()),
            assessments.get(post, ()),
        )
        for post in posts
    }


def _days_counted() -> int:
    """Return as many days as some rule looks back, with the weeks that it compares with."""
    clusters = max(rule.days for rule in list_cluster_rules()) + baseline_days()
    return max(clusters, *(rule.days + WEEK * rule.weeks for rule in list_arrival_rules()))


def _weeks_of_surveys() -> int:
    """Return with how many weeks before some rule compares a survey."""
    return max(rule.weeks for rule in list_population_rules())


def list_cases(
    cursor: Cursor, posts: Sequence[int], today: int, *, scope: str = "", back: int = 0
) -> dict[int, list[Case]]:
    """Return by post the cases that a rule (of a scope) may count, without the quiet days of its rules.

    Each day and code is one step in the index of diagnoses.
    """
    found: dict[int, list[Case]] = defaultdict(list)
    rules = list_case_rules_of(scope) if scope else list_case_rules()
    for one in _iterate_cases(cursor, posts, today, _list_asked(scope, back), rules):
        found[one.post].append(one)
    return found


def _list_earlier(cursor: Cursor, cases: Mapping[int, Sequence[Case]], today: int, back: int) -> dict[int, list[Case]]:
    """Return the cases in the days that rules of a post want quiet, where these are met otherwise.

    For one day the newest case of a post is enough: it is looked for, and the others are not read.
    """
    met = {
        (rule.name, post)
        for rule in list_case_rules_of(POST)
        for post, known in cases.items()
        if rule.quiet_days and sum(map(rule.counts, known)) >= rule.least
    }
    found: dict[int, list[Case]] = defaultdict(list)
    if not met:
        return found
    rules = [rule for rule in list_case_rules_of(POST) if any(rule.name == name for name, _ in met)]
    missing, asked = set(met), sorted({day for rule in rules for day in _list_quiet(rule, back)})
    for one in _iterate_cases(cursor, sorted({post for _, post in met}), today, asked, rules):
        seen = {(rule.name, one.post) for rule in rules if rule.counts(one)}
        if seen & met:
            found[one.post].append(one)
            missing -= seen
        if not missing and not back:
            break
    return found


def _list_quiet(rule: CaseRule, back: int) -> Iterator[tuple[int, str]]:
    days = range(rule.days + back, rule.days + rule.quiet_days + back)
    return ((day, code) for day in days for code in rule.codes)


def _iterate_cases(
    cursor: Cursor, posts: Sequence[int], today: int, asked: Sequence[tuple[int, str]], rules: Iterable[CaseRule]
) -> Iterator[Case]:
    """Yield the cases that a rule may count, for each pair of days back and code, as they are read."""
    wanted = [value for days, code in asked for value in (today - days, code)]
    tests = [_test(rule) for rule in rules]
    sql = _CASES.format(
        wanted=",".join(["(?, ?)"] * len(asked)), facts=", ".join(_CASE_FACTS.values()), posts=_marks(posts),
        counting=" OR ".join(sql for sql, _ in tests),
    )  # fmt: skip
    values = (value for _, values in tests for value in values)
    return (Case(*row) for row in cursor.execute(sql, (*wanted, *posts, *values)))


def _list_tested(cursor: Cursor, test: CaseByTest, posts: Sequence[int], today: int, back: int) -> list[Case]:
    """Return the results of a test that stand for a diagnosis, as far as some rule looks."""
    longest = max(rule.reach for rule in list_case_rules_of(POST) if rule.tests) + back
    table = tables_of(get_form(test.form))[0].name
    sql = _TESTS.format(table=table, question=test.question, answers=_marks(test.answers), posts=_marks(posts))
    rows = cursor.execute(sql, (*test.answers, *posts, today - longest + 1, today)).fetchall()
    return [Case(day, test.dx, band, "", "", "", place, post, person, True) for day, band, place, post, person in rows]


def _test(rule: CaseRule) -> tuple[str, list[str]]:
    """Return what SQL can ask of a case for a rule: most cases of a common illness are mild, and stay in the database."""
    asked = [("dx", rule.codes), ("case_class", rule.classes), ("place", rule.places)]
    every = [(name, codes) for name, codes in asked if codes]
    some = list(rule.any_of.items())
    sql = " AND ".join(_is_among(name, codes) for name, codes in every)
    if some:
        sql += f" AND ({' OR '.join(_is_among(name, codes) for name, codes in some)})"
    return f"({sql})", [code for _, codes in (*every, *some) for code in codes]


def _is_among(name: str, codes: Sequence[str]) -> str:
    return f"{_CASE_FACTS[name]} IN ({_marks(codes)})"


@cache
def _list_asked(scope: str, back: int) -> tuple[tuple[int, str], ...]:
    """Return how many days back each code is asked for: as far as some rule looks."""
    rules = list_case_rules_of(scope) if scope else list_case_rules()
    asked = {
        (days, code)
        for rule in rules
        for code in rule.codes
        for days in range(rule.reach + back + (0 if rule.scope == POST else rule.quiet_days))
    }
    return tuple(sorted(asked))


def list_deaths(cursor: Cursor, posts: Sequence[int], today: int, *, back: int = 0) -> dict[int, list[Death]]:
    """Return the deaths that some rule may count, by post."""
    longest = max(rule.days for rule in list_death_rules()) + back
    found: dict[int, list[Death]] = defaultdict(list)
    rows = cursor.execute(_DEATHS.format(posts=_marks(posts)), (*posts, today - longest, today)).fetchall()
    for post, *facts in rows:
        found[post].append(Death(*facts))
    return found


def list_reports(cursor: Cursor, posts: Sequence[int], today: int, *, back: int = 0) -> dict[int, list[CaseReport]]:
    """Return the reports of notifiable cases that some rule may count, by post."""
    rules = list_report_rules()
    codes = sorted({code for rule in rules for code in rule.codes})
    labs = sorted({code for rule in rules for code in rule.labs})
    outcomes = sorted({code for rule in rules for code in rule.outcomes})
    longest = max(rule.days for rule in rules) + back
    sql = _REPORTS.format(posts=_marks(posts), codes=_marks(codes), labs=_marks(labs), outcomes=_marks(outcomes))
    found: dict[int, list[CaseReport]] = defaultdict(list)
    for post, *facts in cursor.execute(sql, (*codes, *labs, *outcomes, *posts, today - longest, today)).fetchall():
        found[post].append(CaseReport(*facts))
    return found


def list_screenings(cursor: Cursor, posts: Sequence[int], today: int, *, back: int = 0) -> dict[int, list[Screening]]:
    """Return the screenings for malnutrition that some rule may count, by post; those of other things are passed over."""
    longest = max(rule.days for rule in list_screening_rules()) + back
    found: dict[int, list[Screening]] = defaultdict(list)
    rows = cursor.execute(_SCREENINGS.format(posts=_marks(posts)), (*posts, today - longest, today)).fetchall()
    for post, *facts in rows:
        found[post].append(Screening(*facts))
    return found


def list_assessments(cursor: Cursor, posts: Sequence[int], since: int) -> dict[int, list[Assessment]]:
    """Return the rapid assessments of each post since a day that say how many people there are, in their order."""
    found: dict[int, list[Assessment]] = defaultdict(list)
    for post, *facts in cursor.execute(_ASSESSMENTS.format(posts=_marks(posts)), (*posts, since)).fetchall():
        found[post].append(Assessment(*facts))
    return found


def list_site_surveys(cursor: Cursor, posts: Sequence[int], since: int) -> dict[int, list[SiteSurvey]]:
    """Return the surveys of each post since a day, in their order."""
    names = sorted({rule.measure for rule in list_site_rules()})
    sql = _SURVEYS.format(posts=_marks(posts), measures=", ".join(f"w.{name}" for name in names))
    found: dict[int, list[SiteSurvey]] = defaultdict(list)
    for post, day, people, site_type, site, *values in cursor.execute(sql, (*posts, since)).fetchall():
        known = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        found[post].append(SiteSurvey(day, people, site_type, known, " ".join(site.casefold().split())))
    return found


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
