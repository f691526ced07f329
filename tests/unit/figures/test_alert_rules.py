"""Alerts from more than main diagnoses: each rule is met at its threshold, and not one case below, at the post and for all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from posta.catalog.encoding.unlinked_rows import mission_week
from posta.catalog.language.form import get_form
from posta.clinical.surveillance.alert_rules import (
    Case,
    CaseReport,
    Death,
    Screening,
    alert_sources,
    list_alert_rules,
    list_arrival_rules,
    list_case_rules,
    list_cases_by_test,
    list_death_rules,
    list_other_rules,
    list_population_rules,
    list_quality_rules,
    list_report_rules,
    list_screening_rules,
    list_site_rules,
    list_tally_rules,
)
from posta.clinical.surveillance.alerts_page import present_alert_rules
from posta.clinical.surveillance.case_definitions import cluster_sources, list_cluster_rules
from posta.clinical.surveillance.person_rules import FollowUpRule, list_person_rules, list_sealed_rules
from posta.clock import to_epoch_day
from posta.figures.alert_facts import AlertFacts, Assessment, SiteSurvey
from posta.figures.alerts import HISTORY_DAYS, find_since
from posta.figures.judged_alerts import (
    LEVELS,
    evaluate_arrivals,
    evaluate_cases,
    evaluate_deaths,
    evaluate_mortality,
    evaluate_populations,
    evaluate_quality,
    evaluate_reports,
    evaluate_screenings,
    evaluate_site,
    evaluate_sites,
    evaluate_tallies,
    find_newest,
    judge_post,
)
from posta.figures.violence_places import SMALLEST_CELL
from posta.terms.diagnoses import get_diagnoses
from posta.terms.lists import get_list
from posta.terms.schedules import list_unlinked_fact_rows

TODAY = date(2018, 11, 25)
DAY = to_epoch_day(TODAY)


def judged(cases: list[Case]) -> list[str]:
    """The rules that cases meet, whatever their scope."""
    return [alert.name for alert in evaluate_cases(cases, DAY, list_case_rules())]


def case(rule, back: int = 0) -> Case:  # noqa: ANN001
    """A case that the rule counts, some days ago."""
    facts = {name: codes[0] for name, codes in rule.any_of.items()}
    return Case(
        DAY - back,
        facts.get("dx", rule.codes[0]),
        "y25_44",
        facts.get("case_class") or (rule.classes[0] if rule.classes else "suspected"),
        facts.get("dehydration", ""),
        facts.get("disposition", "home"),
        rule.places[0] if rule.places else "clinic",
    )


def names(found) -> list[str]:  # noqa: ANN001
    return [alert.name for alert in found]


@pytest.mark.parametrize("rule", list_case_rules(), ids=lambda rule: rule.name)
def test_a_rule_about_cases_is_met_at_its_threshold(rule) -> None:  # noqa: ANN001
    enough = [case(rule, rule.days - 1)] * rule.least
    assert rule.name in judged(enough) or rule.unless
    assert rule.name not in judged(enough[1:])
    assert rule.name not in judged([case(rule, rule.days)] * rule.least), "too long ago"
    assert rule.name not in judged([case(rule, -1)] * rule.least), "not yet"
    if rule.quiet_days:
        assert rule.name not in judged([*enough, case(rule, rule.days + rule.quiet_days - 1)])


@pytest.mark.parametrize(
    ("weeks", "told"),
    [
        ((1, 2, 4), True),
        ((2, 4, 8), True),
        ((0, 2, 4), False),
        ((1, 2, 3), False),
        ((2, 3, 4), False),
        ((4, 2, 1), False),
    ],
)
def test_an_outbreak_is_told_too_where_cases_double_for_three_weeks(weeks: tuple[int, ...], told: bool) -> None:
    """WHO's own example is one case, then two, then four; below five in a week it is told by the doubling alone."""
    rule = next(rule for rule in list_case_rules() if rule.or_doubling_weeks)
    back = {14: weeks[0], 7: weeks[1], 0: weeks[2]}
    cases = [case(rule, days + 6) for days, number in back.items() for _ in range(number)]
    assert (rule.name in judged(cases)) is told
    discarded = [one._replace(case_class="discarded") for one in cases]
    assert rule.name not in judged(discarded)


def test_somebody_tested_and_diagnosed_counts_once() -> None:
    cluster = next(rule for rule in list_case_rules() if rule.tests and rule.least > 1)
    severe = next(rule for rule in list_case_rules() if cluster.codes[0] in rule.codes and not rule.tests)
    tested = [case(cluster)._replace(person=bytes([number]), by_test=True) for number in range(cluster.least)]
    assert cluster.name in judged(tested)
    assert cluster.name not in judged([*tested[1:], tested[1]._replace(by_test=False)]), "one of them twice"
    grave = [one._replace(disposition=severe.any_of["disposition"][0]) for one in tested]
    assert severe.name not in judged(grave), "a test is no diagnosis to a rule that does not say so"


def test_a_result_that_stands_for_a_diagnosis_is_of_a_screening() -> None:
    """The index of screenings finds them."""
    for test in list_cases_by_test():
        form = get_form(test.form)
        assert form.counts_as == "screening"
        assert set(test.answers) <= set(get_list(form.field(test.question).coded_list or "").codes)
        assert any(test.dx in rule.codes for rule in list_case_rules() if rule.tests)


def test_many_people_at_a_site_are_told_where_the_weeks_before_were_surveyed() -> None:
    (rule,) = list_population_rules()

    def of(*people: int | None, site: str = "la 72") -> list[SiteSurvey]:
        """Surveys of these many people, the newest first, a week apart; none in a week of None."""
        found = [SiteSurvey(DAY - 7 * back, n, "shelter", {}, site) for back, n in enumerate(people) if n is not None]
        return found[::-1]

    (alert,) = evaluate_populations(of(201, 100, 100, 100, 100), DAY)
    assert (alert.name, alert.cases, alert.usual) == (rule.name, 201, 100)
    assert evaluate_populations(of(200, 100, 100, 100, 100), DAY) == [], "twice is not more than twice"
    assert evaluate_populations(of(149, 50, 50), DAY) == [], "not a hundred more"
    assert names(evaluate_populations(of(150, 50, None, 50), DAY)) == [rule.name], "two weeks are enough"
    assert evaluate_populations(of(900, 50), DAY) == [], "one is not"
    assert evaluate_populations(of(900, None, None, None, None, 50, 50), DAY) == [], "nor what is older"
    assert evaluate_populations(of(None, 900, 50, 50), DAY) == [], "not surveyed this week"
    apart = [*of(150, 90, 90), *of(140, 90, 90, site="vías")]
    assert evaluate_populations(apart, DAY) == [], "each site by itself: two that grow a little are no wave"
    (most,) = evaluate_populations([*of(400, 90, 90), *of(500, 90, 90, site="vías")], DAY)
    assert most.cases == 500
    crowded = AlertFacts({"ari_upper": {TODAY - timedelta(days=back): 10 for back in range(7, 35)} | {TODAY: 170}})
    noticed = names(judge_post(replace(crowded, surveys=of(400, 90, 90)), TODAY))
    assert [name for name in noticed if name.startswith("influx")] == ["influx"], "one line for both"


def test_a_wave_of_kidnappings_is_told_from_five_on_and_without_a_number() -> None:
    (rule,) = list_tally_rules()
    week, before, earlier = (mission_week(TODAY - timedelta(days=7 * back)) for back in range(3))
    (alert,) = evaluate_tallies({(rule.row, week): 5}, TODAY)
    assert (alert.name, alert.cases, alert.everywhere) == (rule.name, 0, True)
    assert evaluate_tallies({(rule.row, week): 4, (rule.row, before): 4}, TODAY) == [], "four and four are of two weeks"
    assert names(evaluate_tallies({(rule.row, before): 5}, TODAY)) == [rule.name]
    assert evaluate_tallies({(rule.row, earlier): 9, ("sw_need", week): 9}, TODAY) == []
    assert rule.row in {row.name for row in list_unlinked_fact_rows()}
    assert rule.least >= SMALLEST_CELL


def test_a_sealed_form_is_compared_with_the_weeks_in_which_something_was_written() -> None:
    (rule,) = list_sealed_rules()
    assert rule.is_met(5, [2, 2, None, None])
    assert rule.is_met(5, [0, 0]), "none before is a rise"
    assert not rule.is_met(4, [0, 0]), "too few to say anything"
    assert not rule.is_met(5, [3, 3]), "less than twice"
    assert rule.is_met(6, [3, 3])
    assert not rule.is_met(9, [1, None]), "one week tells nothing of what is usual"


@pytest.mark.parametrize(
    ("days", "done", "told"),
    [(10, set(), False), (11, set(), True), (11, {"d7"}, False), (18, {"d7"}, True), (18, {"d7", "d14"}, False),
     (32, {"d7", "d14"}, True), (59, set(), False)],
)  # fmt: skip
def test_a_step_of_follow_up_is_overdue_three_days_after_its_day(days: int, done: set[str], told: bool) -> None:
    (rule,) = (rule for rule in list_person_rules() if isinstance(rule, FollowUpRule))
    assert rule.is_overdue(days, done) is told
    steps = get_form(rule.form).field(rule.step)
    assert set(rule.steps) <= set(get_list(steps.coded_list or "").codes)
    assert all(first - int(step.removeprefix("d")) == 3 for step, (first, _last) in rule.steps.items())
    assert set(rule.goes_on) < set(get_list(get_form(rule.form).field(rule.closed_by).coded_list or "").codes)
    assert set(rule.answers) <= set(get_list(get_form(rule.begun_by).field(rule.question).coded_list or "").codes)
    assert rule.days == max(last for _first, last in rule.steps.values())


def test_who_is_too_young_or_not_grave_does_not_count() -> None:
    severe = next(rule for rule in list_case_rules() if rule.name == "awd_severe")
    one = case(severe)._replace(disposition="home")
    assert severe.counts(one)
    assert not severe.counts(one._replace(band="y1"))
    assert not severe.counts(one._replace(dehydration="A"))
    assert severe.counts(one._replace(dehydration="", disposition="died"))


@pytest.mark.parametrize("rule", list_death_rules(), ids=lambda rule: rule.name)
def test_a_rule_about_deaths_is_met_at_its_threshold(rule) -> None:  # noqa: ANN001
    death = Death(DAY, (rule.causes or ("other",))[0], (rule.maternal or ("n",))[0], "y25_44")
    assert rule.name in names(evaluate_deaths([death] * rule.least, DAY))
    assert rule.name not in names(evaluate_deaths([death] * (rule.least - 1), DAY))
    assert rule.name not in names(evaluate_deaths([death._replace(day=DAY - rule.days)] * 9, DAY)), "too long ago"
    for band in rule.ages_none:
        assert rule.name not in names(evaluate_deaths([death._replace(band=band)] * 9, DAY))
    assert evaluate_deaths([Death(DAY, "inj", "n", "y25_44")] * 9, DAY) == []


@pytest.mark.parametrize("rule", list_report_rules(), ids=lambda rule: rule.name)
def test_a_rule_about_reports_is_met_at_its_threshold(rule) -> None:  # noqa: ANN001
    report = CaseReport(DAY, rule.codes[0], (rule.labs or ("neg",))[0], (rule.outcomes or ("dis",))[0])
    assert names(evaluate_reports([report] * rule.least, DAY)) == [rule.name]
    assert evaluate_reports([report._replace(day=DAY - rule.days)], DAY) == []
    assert evaluate_reports([report._replace(dx="measles")], DAY) == []
    assert evaluate_reports([report._replace(lab="neg", outcome="dis")], DAY) == []


def screened(ill: int, well: int, found: str = "SAM") -> list[Screening]:
    """Children of one year, each another one."""
    told = [found] * ill + ["normal"] * well
    return [Screening(DAY, bytes([number]), "y1", one) for number, one in enumerate(told)]


def test_a_tenth_of_thirty_children_screened_is_an_alert() -> None:
    assert names(evaluate_screenings(screened(3, 27, "MAM"), DAY)) == ["malnutrition_share"]
    assert evaluate_screenings(screened(3, 28, "MAM"), DAY) == [], "less than a tenth"
    assert evaluate_screenings(screened(2, 18, "MAM"), DAY) == [], "twenty are too few for a share"
    adults = [one._replace(band="y25_44") for one in screened(9, 40)]
    assert evaluate_screenings(adults, DAY) == []


def test_three_children_severely_ill_are_an_alert_and_one_seen_three_times_is_not() -> None:
    assert [(one.name, one.cases) for one in evaluate_screenings(screened(3, 0), DAY)] == [("malnutrition_severe", 3)]
    assert evaluate_screenings(screened(2, 0), DAY) == []
    assert evaluate_screenings([one._replace(person=b"x") for one in screened(3, 0)], DAY) == []
    assert names(evaluate_screenings(screened(4, 30), DAY)) == ["malnutrition_share"], "the graver stands for both"


def test_mortality_is_judged_where_people_are_known() -> None:
    told = Assessment(DAY, 10_000, 20.0, 7, 3)
    assert (told.rate("crude"), told.rate("under5")) == (1.0, pytest.approx(2.14, abs=0.01))
    assert names(evaluate_mortality(told)) == ["mortality_crude", "mortality_under5"]
    assert evaluate_mortality(told._replace(deaths=6, deaths_under5=2)) == []
    assert evaluate_mortality(told._replace(percent_under5=None, deaths=6)) == [], (
        "how many are under five is not known"
    )
    assert evaluate_mortality(told._replace(deaths=None, deaths_under5=None)) == []
    assert evaluate_mortality(None) == []


def test_a_diagnosis_that_says_nothing_is_told_from_thirty_consultations_on() -> None:
    (rule,) = list_quality_rules()

    def of(rough: int, clear: int) -> list[str]:
        return names(evaluate_quality({"other": {TODAY: rough}, "otitis": {TODAY: clear}}, TODAY))

    assert of(4, 26) == [rule.name]
    assert of(3, 27) == [], "a tenth is not more than a tenth"
    assert of(4, 25) == [], "too few consultations"


def test_a_rule_that_stands_for_another_kind_leaves_one_line() -> None:
    ended = case(next(rule for rule in list_case_rules() if rule.name == "awd_death"))
    told = AlertFacts({}, [ended], [Death(DAY, "diarr", "n", "y25_44")])
    assert names(judge_post(told, TODAY)) == ["awd_death"]
    assert names(judge_post(AlertFacts({}, [], told.deaths), TODAY)) == ["diarrhoea_death"]


def test_a_site_below_the_minimum_is_told_once_by_its_gravest_rule() -> None:
    survey = SiteSurvey(DAY, 200, "shelter", {"litres_person": 5.0, "people_toilet": 25.0, "frc": 0.0})
    assert names(evaluate_site(survey)) == ["water_survival", "toilets_minimum", "no_chlorine"]
    assert evaluate_site(SiteSurvey(DAY, 200, "transit", {"litres_person": 10.0, "people_toilet": 25.0})) == []
    assert evaluate_site(SiteSurvey(DAY, 100, "shelter", {"frc": 0.0})) == [], "a hundred are not more than a hundred"
    assert evaluate_site(None) == []


def test_the_newest_survey_of_a_week_counts_on_each_day() -> None:
    old, new = SiteSurvey(DAY - 6, 200, "shelter", {"litres_person": 5.0}), SiteSurvey(DAY - 1, 200, "shelter", {})
    assert find_newest([old, new], DAY) is new
    assert find_newest([old, new], DAY - 2) is old
    assert find_newest([old], DAY + 1) is None, "a week ago"
    assert find_newest([], DAY) is None


def test_a_survey_of_another_site_hides_nothing_of_the_first() -> None:
    dry = SiteSurvey(DAY - 2, 200, "shelter", {"litres_person": 5.0}, "la 72")
    tracks = SiteSurvey(DAY - 1, 40, "street", {"litres_person": 60.0}, "vías, km 12")
    assert names(evaluate_sites([dry, tracks], DAY)) == ["water_survival"]
    mended = SiteSurvey(DAY, 200, "shelter", {"litres_person": 20.0}, "la 72")
    assert evaluate_sites([dry, tracks, mended], DAY) == []
    assert names(evaluate_sites([dry, replace(dry, site="casa")], DAY)) == ["water_survival"], "once"


def test_an_alert_stands_since_the_first_of_the_days_in_a_row() -> None:
    standing = {TODAY - timedelta(days=back) for back in (0, 1, 2, 4)}

    def judge(day: date) -> list[str]:
        return ["heat"] if day in standing else ["poison"]

    assert find_since(["heat", "influx"], judge, TODAY) == {"heat": TODAY - timedelta(days=2), "influx": TODAY}
    assert find_since(["heat"], lambda day: ["heat"], TODAY)["heat"] == TODAY - timedelta(days=HISTORY_DAYS)
    assert find_since([], judge, TODAY) == {}


def test_many_who_arrive_are_told_against_the_weeks_before() -> None:
    (rule,) = list_arrival_rules()
    before = {TODAY - timedelta(days=back): 10 for back in range(7, 35)}
    assert names(evaluate_arrivals({"ari_upper": {**before, TODAY: 170}}, TODAY)) == [rule.name]
    assert evaluate_arrivals({"ari_upper": {**before, TODAY: 169}}, TODAY) == [], "not a hundred more"
    assert evaluate_arrivals({"ari_upper": {TODAY: 900}}, TODAY) == [], "nothing to compare with"


def test_every_rule_names_its_source_its_level_and_codes_that_exist() -> None:
    rules = (*list_alert_rules().values(), *list_person_rules(), *list_sealed_rules())
    named = {rule.source for rule in rules} | {str(row["source"]) for row in list_other_rules()}
    assert named == alert_sources().keys()
    assert {rule.level for rule in rules} <= set(LEVELS)
    coded = (*list_case_rules(), *list_report_rules(), *list_quality_rules(), *list_person_rules())
    assert {code for rule in coded for code in rule.codes} <= set(get_diagnoses())
    assert {rule.signal_dx for rule in rules} - {""} <= set(get_diagnoses())
    assert {rule.signal_type for rule in rules} - {""} <= {one.code for one in get_list("signal_type").options}
    outcomes = {code for rule in list_report_rules() for code in rule.outcomes}
    assert outcomes <= {one.code for one in get_list("outcome_case").options}
    assert {code for rule in list_report_rules() for code in rule.labs} <= {
        one.code for one in get_list("test_result").options
    }
    bands = {code for rule in (*list_case_rules(), *list_death_rules()) for code in rule.ages_none}
    bands |= {code for rule in list_screening_rules() for code in rule.ages}
    assert bands <= {one.code for one in get_list("fact_age_band").options} | {"unk"}
    classes_found = {code for rule in list_screening_rules() for code in rule.classes}
    assert classes_found <= {one.code for one in get_list("nut_class").options}
    classes = {one.code for one in get_list("case_class").options}
    assert {code for rule in list_case_rules() for code in (*rule.classes, *rule.classes_none)} <= classes
    assert {rule.unless for rule in rules} - {""} <= set(list_alert_rules())
    assert {rule.measure for rule in list_site_rules()} == {"litres_person", "people_toilet", "frc"}


def test_every_rule_of_the_missions_list_is_computed_or_says_why_not() -> None:
    told = (*list_alert_rules().values(), *list_cluster_rules(), *list_person_rules(), *list_sealed_rules())
    computed = {rule.number for rule in told}
    others = list_other_rules()
    assert all(bool(row.get("where")) != bool(row.get("why")) for row in others)
    assert {f"A{number:02}" for number in range(1, 39)} == (computed - {""}) | {str(row["number"]) for row in others}
    assert {str(row["source"]) for row in others} <= alert_sources().keys() | cluster_sources().keys()


def test_the_page_says_each_rule_with_its_threshold() -> None:
    page = present_alert_rules()
    rules = (*list_alert_rules().values(), *list_cluster_rules(), *list_person_rules(), *list_sealed_rules())
    for rule in rules:
        (line,) = [one for one in page.splitlines() if f"`{rule.name}`)" in one or f"| `{rule.name}` |" in one]
        cells = [one.strip() for one in line.strip("|").split("|")]
        assert cells[4], rule.name
        assert cells[5] == rule.source, rule.name
