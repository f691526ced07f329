"""Rules that compare weeks, people and sites, beside a twin that counts day by day with nothing but loops."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posta.catalog.encoding.unlinked_rows import mission_week
from posta.clinical.surveillance.alert_rules import (
    Case,
    list_case_rules,
    list_population_rules,
    list_tally_rules,
)
from posta.clinical.surveillance.person_rules import list_sealed_rules
from posta.clock import to_epoch_day
from posta.figures.alert_facts import SiteSurvey
from posta.figures.judged_alerts import evaluate_cases, evaluate_populations, evaluate_tallies

pytestmark = pytest.mark.unreplayed
TODAY = date(2018, 11, 25)
DAY = to_epoch_day(TODAY)
CASES = st.lists(
    st.tuples(
        st.integers(-1, 30),
        st.sampled_from(("meningitis", "covid_conf", "measles")),
        st.sampled_from(("suspected", "discarded")),
        st.sampled_from(("clinic", "shelter")),
        st.sampled_from((None, b"a", b"b", b"c")),
        st.booleans(),
    ),
    max_size=20,
)
SURVEYS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 400), st.sampled_from("ab")), max_size=14)


def counted(back: int, cases: list[Case], dx: str) -> list[Case]:
    """The cases of one day, so many days ago, that a rule of an illness counts."""
    return [one for one in cases if one.day == DAY - back and one.dx == dx]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(told=CASES)
def test_doubling_and_people_are_counted_as_by_hand(told: list[tuple]) -> None:
    cases = [
        Case(DAY - back, dx, "y25_44", kind, "", "home", place, 1, person, tested and dx == "covid_conf")
        for back, dx, kind, place, person, tested in told
    ]
    stands = {one.name for one in evaluate_cases(cases, DAY, list_case_rules())}
    weeks = [
        sum(
            one.case_class != "discarded"
            for back in range(7 * week, 7 * week + 7)
            for one in counted(back, cases, "meningitis")
        )
        for week in range(3)
    ]
    now, before, earlier = weeks
    doubled = earlier > 0 and before >= 2 * earlier and now >= 2 * before
    assert ("meningitis_outbreak" in stands) is (now >= 5 or doubled)
    assert ("meningitis_alert" in stands) is (now >= 2 and not (now >= 5 or doubled))
    known: set[object] = set()
    for back in range(14):
        for one in counted(back, cases, "covid_conf"):
            if one.place == "shelter":
                known.add(one.person if one.person is not None else object())
    assert ("covid_cluster" in stands) is (len(known) >= 3)
    assert ("covid_shared" in stands) is (1 <= len(known) < 3)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(told=SURVEYS)
def test_the_people_of_each_site_are_compared_as_by_hand(told: list[tuple]) -> None:
    (rule,) = list_population_rules()
    told = sorted(told, key=lambda one: -one[0])
    surveys = [SiteSurvey(DAY - back, people, "shelter", {}, site) for back, people, site in told]
    expected = []
    for site in "ab":
        weeks: list[int | None] = []
        for week in range(5):
            found = [people for back, people, where in told if where == site and 7 * week <= back < 7 * week + 7]
            weeks.append(found[-1] if found else None)
        before = [people for people in weeks[1:] if people is not None]
        if weeks[0] is not None and len(before) >= 2:
            mean = sum(before) / len(before)
            if weeks[0] > 2 * mean and weeks[0] - mean >= 100:
                expected.append(weeks[0])
    assert [one.cases for one in evaluate_populations(surveys, DAY)] == ([max(expected)] if expected else [])
    assert all(one.name == rule.name for one in evaluate_populations(surveys, DAY))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(rows=st.lists(st.integers(0, 30), max_size=30))
def test_rows_of_a_week_are_added_as_by_hand(rows: list[int]) -> None:
    (rule,) = list_tally_rules()
    tallies: dict[tuple[str, str], int] = {}
    for back in rows:
        key = rule.row, mission_week(TODAY - timedelta(days=back))
        tallies[key] = tallies.get(key, 0) + 1
    this = sum(mission_week(TODAY - timedelta(days=back)) == mission_week(TODAY) for back in rows)
    before = sum(mission_week(TODAY - timedelta(days=back)) == mission_week(TODAY - timedelta(days=7)) for back in rows)
    assert bool(evaluate_tallies(tallies, TODAY)) is (this >= rule.least or before >= rule.least)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(now=st.integers(0, 12), before=st.lists(st.one_of(st.none(), st.integers(0, 8)), min_size=8, max_size=8))
def test_a_sealed_rise_is_judged_as_by_hand(now: int, before: list[int | None]) -> None:
    (rule,) = list_sealed_rules()
    known = [number for number in before if number is not None]
    expected = now >= 5 and len(known) >= 2 and now >= 2 * sum(known) / len(known)
    assert rule.is_met(now, before) is expected
