"""Alerts from more than main diagnoses: each rule is met at its threshold, and not one case below, at the post and for all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from posta.clinical.surveillance.alert_rules import (
    Case,
    CaseReport,
    Death,
    Screening,
    alert_sources,
    list_alert_rules,
    list_arrival_rules,
    list_case_rules,
    list_death_rules,
    list_other_rules,
    list_person_rules,
    list_quality_rules,
    list_report_rules,
    list_screening_rules,
    list_site_rules,
)
from posta.clinical.surveillance.alerts_page import present_alert_rules
from posta.clinical.surveillance.case_definitions import cluster_sources, list_cluster_rules
from posta.clock import to_epoch_day
from posta.figures.alert_facts import AlertFacts, Assessment, SiteSurvey
from posta.figures.alerts import HISTORY_DAYS, find_since
from posta.figures.judged_alerts import (
    LEVELS,
    evaluate_arrivals,
    evaluate_cases,
    evaluate_deaths,
    evaluate_mortality,
    evaluate_quality,
    evaluate_reports,
    evaluate_screenings,
    evaluate_site,
    evaluate_sites,
    find_newest,
    judge_post,
)
from posta.terms.diagnoses import get_diagnoses
from posta.terms.lists import get_list

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
    rules = list_alert_rules().values()
    named = {rule.source for rule in rules} | {str(row["source"]) for row in list_other_rules()}
    assert named == alert_sources().keys()
    assert {rule.level for rule in rules} <= set(LEVELS)
    coded = (*list_case_rules(), *list_report_rules(), *list_quality_rules())
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
    computed = {rule.number for rule in (*list_alert_rules().values(), *list_cluster_rules(), *list_person_rules())}
    others = list_other_rules()
    assert all(bool(row.get("where")) != bool(row.get("why")) for row in others)
    assert {f"A{number:02}" for number in range(1, 39)} == (computed - {""}) | {str(row["number"]) for row in others}
    assert {str(row["source"]) for row in others} <= alert_sources().keys() | cluster_sources().keys()


def test_the_page_says_each_rule_with_its_threshold() -> None:
    page = present_alert_rules()
    for rule in (*list_alert_rules().values(), *list_cluster_rules(), *list_person_rules()):
        (line,) = [one for one in page.splitlines() if f"`{rule.name}`)" in one or f"| `{rule.name}` |" in one]
        cells = [one.strip() for one in line.strip("|").split("|")]
        assert cells[4], rule.name
        assert cells[5] == rule.source, rule.name
