"""What a post notices: clusters above the usual, and single grave cases."""

from datetime import date, timedelta

from posta.clinical.surveillance.case_definitions import cluster_sources, list_cluster_rules, single_case_codes
from posta.figures.judged_alerts import ClusterAlert, evaluate_counts
from posta.terms.diagnoses import get_diagnoses

TODAY = date(2018, 11, 25)


def days_ago(*counts: tuple[int, int]) -> dict[date, int]:
    return {TODAY - timedelta(days=back): n for back, n in counts}


def test_seven_with_diarrhoea_against_a_usual_of_two_is_told() -> None:
    counts = {"awd": days_ago((0, 3), (2, 4), (5, 6), (12, 8))}
    assert evaluate_counts(counts, TODAY) == [ClusterAlert("diarrhoea", 7, 3, 2.0)]


def test_seven_with_diarrhoea_where_five_are_usual_is_not() -> None:
    assert evaluate_counts({"awd": days_ago((1, 7), (6, 35))}, TODAY) == []


def test_four_are_too_few_for_a_word() -> None:
    assert evaluate_counts({"awd": days_ago((0, 4))}, TODAY) == []


def test_what_is_older_than_the_three_weeks_before_does_not_count_as_usual() -> None:
    assert evaluate_counts({"awd": days_ago((0, 5), (24, 90))}, TODAY)[0].usual == 0


def test_one_suspected_measles_is_enough_and_comes_first() -> None:
    counts = {"measles": days_ago((1, 1)), "awd": days_ago((0, 9))}
    assert [(a.name, a.grave) for a in evaluate_counts(counts, TODAY)] == [("measles", True), ("diarrhoea", False)]


def test_a_grave_case_of_last_week_is_no_longer_shown() -> None:
    assert evaluate_counts({"cholera": days_ago((3, 1))}, TODAY) == []


def test_at_once_are_the_flagged_ones_that_are_not_also_weekly() -> None:
    assert {"measles", "cholera", "diphtheria"} <= single_case_codes()
    assert not single_case_codes() & {"ili", "covid_susp"}


def test_every_watch_names_lines_that_exist() -> None:
    assert {code for watch in list_cluster_rules() for code in watch.codes} <= set(get_diagnoses())


def names(counts: dict[str, dict[date, int]]) -> list[str]:
    return [alert.name for alert in evaluate_counts(counts, TODAY)]


def test_every_rule_names_its_source_and_stands_once() -> None:
    rules = list_cluster_rules()
    assert {rule.source for rule in rules} | {"flags"} == cluster_sources().keys()
    assert len({rule.name for rule in rules}) == len(rules)
    assert {rule.unless for rule in rules} - {""} <= {rule.name for rule in rules}


def test_every_rule_can_be_met_and_one_case_less_is_not_enough() -> None:
    """What each rule says of its least number holds, whatever else it compares with."""
    for rule in list_cluster_rules():
        earlier = {"otitis": days_ago((rule.days, 9), (rule.days + 7, 9))} if rule.reporting_weeks else {}
        assert rule.name in names({rule.codes[0]: days_ago((0, rule.least)), **earlier}) or rule.unless, rule.name
        assert rule.name not in names({rule.codes[0]: days_ago((0, rule.least - 1)), **earlier}), rule.name


def test_a_slow_growth_of_watery_diarrhoea_is_told_where_two_weeks_before_are_known() -> None:
    slow, before = days_ago((3, 2), (4, 2), (5, 2)), days_ago((8, 1), (15, 1))
    assert names({"awd": slow, "otitis": before}) == ["awd"]
    assert names({"awd": slow}) == []
    assert names({"awd": slow | days_ago((8, 6), (15, 6))}) == []


def test_a_fast_growth_stands_for_the_slow_one() -> None:
    assert names({"awd": days_ago((0, 6)), "otitis": days_ago((8, 1), (15, 1))}) == ["diarrhoea"]


def test_scabies_counts_as_a_part_of_everything_seen() -> None:
    assert names({"scabies": days_ago((1, 5)), "ari_upper": days_ago((4, 45))}) == ["scabies"]
    assert names({"scabies": days_ago((1, 5)), "ari_upper": days_ago((4, 46))}) == []


def test_respiratory_infections_at_twice_their_part_of_what_is_seen_are_told() -> None:
    """The same number each week is told when everything else goes down, and is not when everything grows."""
    slow, usual = days_ago((3, 4), (4, 3), (5, 3)), days_ago((8, 10), (15, 10), (22, 10))
    assert names({"ari_upper": slow | usual, "otitis": days_ago((8, 10), (15, 10), (22, 10))}) == ["respiratory_share"]
    assert names({"ari_upper": slow | usual, "otitis": days_ago((3, 5), (8, 10), (15, 10), (22, 10))}) == []
    assert names({"ari_upper": slow}) == [], "nothing to compare with"


def test_two_poisoned_on_one_day_are_told_and_one_each_day_is_not() -> None:
    assert names({"poison": days_ago((0, 2))}) == ["poison"]
    assert names({"poison": days_ago((0, 1), (1, 1))}) == []
