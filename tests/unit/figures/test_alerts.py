"""What a post notices: clusters above the usual, and single grave cases."""

from datetime import date, timedelta

from posta.clinical.case_definitions import list_cluster_rules, single_case_codes
from posta.figures.alerts import ClusterAlert, evaluate_counts
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
