"""The facts that alerts ask for beyond counts of main diagnoses: grave cases, deaths, the newest survey of a site.

Each is one query for any number of posts. Cases are found by the index of diagnoses, surveys by that of activities;
deaths by their own table, which is small.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from posta.clinical.alert_rules import Case, list_case_rules, list_death_rules, list_site_rules
from posta.ledger.row_types import Cursor

_CASES = (
    "WITH wanted (day, dx) AS (VALUES {wanted}) SELECT r.post, r.day, r.dx, r.band, COALESCE(o.case_class, ''),"
    " COALESCE(o.dehydration, ''), COALESCE(v.disposition, ''), COALESCE(v.location_type, '')"
    " FROM wanted w CROSS JOIN figures_row r INDEXED BY figures_row_dx ON r.day = w.day AND r.dx = w.dx"
    " LEFT JOIN figures_facts_opd o ON o.entry = r.entry LEFT JOIN figures_facts_visit v ON v.entry = r.entry"
    " WHERE r.post IN ({posts}) AND r.dx <> '' AND r.live = 1"
)
_DEATHS = (
    "SELECT r.post, r.day, COALESCE(d.d_cause, ''), COALESCE(d.maternal, '') FROM figures_facts_death d"
    " CROSS JOIN figures_row r ON r.entry = d.entry WHERE r.post IN ({posts}) AND r.day BETWEEN ? AND ? AND r.live = 1"
)
_SURVEYS = (
    "SELECT r.post, COALESCE(w.pop_now, 0), COALESCE(w.site_type, ''), {measures}"
    " FROM figures_row r INDEXED BY figures_row_activity JOIN figures_facts_wash w ON w.entry = r.entry"
    " WHERE r.post IN ({posts}) AND r.day >= ? AND r.counts >= 16 AND r.person IS NULL AND r.live = 1"
    " ORDER BY r.day, r.entry"
)


@dataclass(frozen=True, slots=True)
class SiteSurvey:
    """The newest survey of water and sanitation: people, kind of site, and each measure that was known."""

    people: int
    site_type: str
    measures: Mapping[str, float]


def list_cases(cursor: Cursor, posts: Sequence[int], today: int) -> dict[int, list[Case]]:
    """Return the cases that some rule may count, by post; each day and code is one step in the index of diagnoses."""
    asked = [value for back, code in _list_asked() for value in (today - back, code)]
    sql = _CASES.format(wanted=",".join(["(?, ?)"] * (len(asked) // 2)), posts=_marks(posts))
    found: dict[int, list[Case]] = defaultdict(list)
    for post, *facts in cursor.execute(sql, (*asked, *posts)).fetchall():
        found[post].append(Case(*facts))
    return found


@cache
def _list_asked() -> tuple[tuple[int, str], ...]:
    """Return how many days back each code is asked for: as far as some rule looks."""
    asked = {
        (back, code) for rule in list_case_rules() for code in rule.codes for back in range(rule.days + rule.quiet_days)
    }
    return tuple(sorted(asked))


def list_deaths(cursor: Cursor, posts: Sequence[int], today: int) -> dict[int, list[tuple[int, str, str]]]:
    """Return the deaths that some rule may count, by post: day, cause, whether maternal."""
    longest = max(rule.days for rule in list_death_rules())
    found: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    rows = cursor.execute(_DEATHS.format(posts=_marks(posts)), (*posts, today - longest, today)).fetchall()
    for post, day, cause, maternal in rows:
        found[post].append((day, cause, maternal))
    return found


def list_site_surveys(cursor: Cursor, posts: Sequence[int], since: int) -> dict[int, SiteSurvey]:
    """Return the newest survey of each post since a day."""
    names = sorted({rule.measure for rule in list_site_rules()})
    sql = _SURVEYS.format(posts=_marks(posts), measures=", ".join(f"w.{name}" for name in names))
    found: dict[int, SiteSurvey] = {}
    for post, people, site_type, *values in cursor.execute(sql, (*posts, since)).fetchall():
        known = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        found[post] = SiteSurvey(people, site_type, known)
    return found


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
