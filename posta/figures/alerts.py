"""What a post should notice by itself, offline, and what coordination notices of all of them from the same facts.

A few queries find the facts for all rules (`judged_alerts`), for one post or for every post of the mission. Where a rule is about
a municipality, its posts are counted together: a post knows those that reached it, coordination all.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from posta.clinical.surveillance.alert_rules import MUNICIPALITY, Case, list_case_rules_of
from posta.clock import to_epoch_day
from posta.figures.alert_facts import AlertFacts, list_cases, load_alert_facts
from posta.figures.judged_alerts import ClusterAlert, evaluate_cases, evaluate_tallies, gravity, judge_post
from posta.figures.unlinked_weeks import list_unlinked_weeks
from posta.ledger.row_types import Cursor
from posta.mission.posts import list_posts, list_posts_beside

HISTORY_DAYS = 28  # as far back it is said since when an alert stands


@dataclass(frozen=True, slots=True)
class StandingAlert:
    """An alert at coordination: the posts whose cases it counts, and the first of the days on which it stands.

    One of the whole mission names no post.
    """

    alert: ClusterAlert
    posts: tuple[int, ...]
    since: date


def list_alerts(cursor: Cursor, post: int, today: date) -> list[ClusterAlert]:
    """Return what a post should notice today, gravest first: its own, and those of its municipality."""
    facts = load_alert_facts(cursor, [post], today)[post]
    day, rules = to_epoch_day(today), list_case_rules_of(MUNICIPALITY)
    code, beside = list_posts_beside(cursor, post)
    others = list_cases(cursor, beside, day, scope=MUNICIPALITY) if beside else {}
    together = [*facts.cases, *(case for some in others.values() for case in some)]
    wide = [
        alert if _list_posts(alert, together, day) == (post,) else replace(alert, municipality=code)
        for alert in evaluate_cases(together, day, rules)
    ]
    mission = evaluate_tallies(list_unlinked_weeks(cursor, today), today)
    return sorted([*judge_post(facts, today), *wide, *mission], key=gravity)


def list_standing_alerts(cursor: Cursor, today: date) -> list[StandingAlert]:
    """Return what all posts of the mission should notice today, gravest first, and since when it stands."""
    posts = list_posts(cursor)
    facts = load_alert_facts(cursor, [post.number for post in posts], today, back=HISTORY_DAYS)
    found = [alert for number, known in facts.items() for alert in _judge_standing(number, known, today)]
    cases: dict[str, list[Case]] = defaultdict(list)
    for post in posts:
        cases[post.municipality or f"post {post.number}"] += facts[post.number].cases
    found += [alert for code, known in cases.items() for alert in _judge_municipality(code, known, today)]
    found += _judge_mission(cursor, today)
    return sorted(found, key=lambda one: gravity(one.alert))


def _judge_standing(post: int, facts: AlertFacts, today: date) -> list[StandingAlert]:
    found = judge_post(facts, today)
    since = find_since((alert.name for alert in found), lambda day: (one.name for one in judge_post(facts, day)), today)
    return [StandingAlert(alert, (post,), since[alert.name]) for alert in found]


def _judge_municipality(code: str, cases: Sequence[Case], today: date) -> list[StandingAlert]:
    rules, day = list_case_rules_of(MUNICIPALITY), to_epoch_day(today)
    found = evaluate_cases(cases, day, rules)

    def names(on: date) -> Iterable[str]:
        return (one.name for one in evaluate_cases(cases, to_epoch_day(on), rules))

    since = find_since((alert.name for alert in found), names, today)
    standing = []
    for alert in found:
        posts = _list_posts(alert, cases, day)
        shown = replace(alert, municipality=code) if len(posts) > 1 else alert
        standing.append(StandingAlert(shown, posts, since[alert.name]))
    return standing


def _judge_mission(cursor: Cursor, today: date) -> list[StandingAlert]:
    """Return the alerts of the whole mission: of none of its posts."""
    tallies = list_unlinked_weeks(cursor, today, back=HISTORY_DAYS)
    found = evaluate_tallies(tallies, today)
    since = find_since(
        (alert.name for alert in found), lambda day: (one.name for one in evaluate_tallies(tallies, day)), today
    )
    return [StandingAlert(alert, (), since[alert.name]) for alert in found]


def _list_posts(alert: ClusterAlert, cases: Iterable[Case], today: int) -> tuple[int, ...]:
    """Return the posts of the cases that an alert counts, by number."""
    rule = next(rule for rule in list_case_rules_of(MUNICIPALITY) if rule.name == alert.name)
    return tuple(sorted({one.post for one in cases if 0 <= today - one.day < rule.days and rule.counts(one)}))


def find_since(standing: Iterable[str], judge: Callable[[date], Iterable[str]], today: date) -> Mapping[str, date]:
    """Return since which day each of these alerts has stood without a break, at most four weeks back.

    >>> today = date(2018, 11, 25)
    >>> find_since(["heat"], lambda day: ["heat"] if day > date(2018, 11, 22) else [], today)["heat"]
    datetime.date(2018, 11, 23)
    """
    since = dict.fromkeys(standing, today)
    for back in range(1, HISTORY_DAYS + 1):
        before = today - timedelta(days=back)
        open_ones = {name for name, first in since.items() if first == before + timedelta(days=1)}
        if not open_ones:
            break
        since |= dict.fromkeys(open_ones.intersection(judge(before)), before)
    return since
