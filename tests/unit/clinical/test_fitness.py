"""Fitness to travel: who is asked about it, what still holds of what was written."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from posta.clinical.dangers.fitness import find_fitness, list_fitness_rows, review_fitness
from posta.clinical.data_files import list_rows, read_table
from posta.clinical.medicines.treatment import Treatment
from posta.terms.diagnoses import get_diagnoses
from posta.terms.lists import get_list

from .people import AFTER_BIRTH, DAY, GROWN, visit


@pytest.mark.parametrize(
    ("dx", "advice"),
    [("ankle_sprain", ("rest",)), ("fracture", ("rest", "no_train")), ("epilepsy", ("no_train",)),
     ("confusion", ("no_train", "accompanied")), ("foot_tinea", None), ("ari_upper", None)],
)  # fmt: skip
def test_who_travels_on_with_it_is_asked_about(dx: str, advice: tuple[str, ...] | None) -> None:
    found = [one.params["advice"] for one in review_fitness(visit(GROWN, opd={"dx_main": dx}))]
    assert found == ([advice] if advice else [])


def test_several_diagnoses_are_asked_about_at_once() -> None:
    [found] = review_fitness(visit(GROWN, opd={"dx_main": "ankle_sprain", "dx_other": ("faint",)}))
    assert found.params["advice"] == ("rest", "no_train")
    assert found.asks


def test_nobody_is_asked_who_stays_or_was_judged() -> None:
    sprain = {"dx_main": "ankle_sprain"}
    assert list(review_fitness(visit(GROWN, "ref_moh", opd=sprain))) == []
    assert list(review_fitness(visit(GROWN, "fu", opd=sprain))) == []
    travels = visit(GROWN, opd=sprain)
    assert list(review_fitness(replace(travels, person={"pop_group": "host"}))) == []
    assert list(review_fitness(replace(travels, corrects=True))) == []
    judged = {"disposition": "home", "fitness": ("walk_on",)}
    assert list(review_fitness(replace(travels, forms={"visit": judged, "opd": sprain}))) == []


def known(*, pregnant: bool = False, said: bool = False, before: tuple[str, ...] = (), **forms: dict[str, object]):
    """A visit of somebody of whom earlier visits found this."""
    treatment = Treatment(DAY, {}, diagnoses=frozenset(before), was_pregnant=pregnant)
    return replace(visit(GROWN, **(forms or {"opd": {"dx_main": "ari_upper"}})), treatment=treatment, fitness_said=said)


@pytest.mark.parametrize(
    ("before", "pregnant", "reasons"),
    [(("epilepsy",), False, [("fitness", ("epilepsy",))]), (("epil",), False, [("fitness", ("epil",))]),
     ((), True, [("pregnant", ())]), (("epilepsy",), True, [("fitness", ("epilepsy",)), ("pregnant", ())]),
     (("ankle_sprain", "fracture", "faint"), False, None), ((), False, None)],
)  # fmt: skip
def test_a_long_illness_and_a_pregnancy_are_asked_about_from_earlier_visits(
    before: tuple[str, ...], pregnant: bool, reasons: list[tuple[str, tuple[str, ...]]] | None
) -> None:
    found = list(review_fitness(known(before=before, pregnant=pregnant)))
    assert [[(one.kind, one.codes) for one in finding.params["reasons"]] for finding in found] == (  # type: ignore[attr-defined]
        [reasons] if reasons else []
    )
    assert all(finding.params["advice"] == ("no_train",) for finding in found)


def test_what_is_known_is_not_asked_again_while_what_was_written_holds() -> None:
    assert list(review_fitness(known(before=("epilepsy",), pregnant=True, said=True))) == []
    [found] = review_fitness(known(before=("epilepsy",), said=True, opd={"dx_main": "ankle_sprain"}))
    assert found.params["advice"] == ("rest",)


def test_a_pregnancy_that_this_visit_ends_is_not_asked_about() -> None:
    assert list(review_fitness(replace(known(pregnant=True), patient=AFTER_BIRTH))) == []


def test_what_this_visit_writes_is_named_once() -> None:
    [found] = review_fitness(known(before=("epilepsy",), opd={"dx_main": "epilepsy"}))
    assert [one.codes for one in found.params["reasons"]] == [("epilepsy",)]  # type: ignore[attr-defined]


def test_the_last_visit_that_says_it_counts_until_the_rest_is_over() -> None:
    rest = {"fitness": ("rest", "no_train"), "rest_days": 3, "fitness_reason": "esguince"}
    visits = [(DAY, {"disposition": "home"}), (DAY - timedelta(days=1), rest), (DAY - timedelta(days=9), {"fitness": ("walk_on",)})]  # fmt: skip
    found = find_fitness(visits, DAY)
    assert found is not None
    assert (found.codes, found.rest_until, found.reason) == (("rest", "no_train"), DAY + timedelta(days=2), "esguince")
    later = find_fitness(visits, DAY + timedelta(days=2))
    assert later is not None
    assert (later.codes, later.rest_until) == (("no_train",), None)


def test_what_was_written_long_ago_is_not_said() -> None:
    days: int = read_table("fitness_to_travel")["shown_days"]
    written = [(DAY, {"fitness": ("no_train",)})]
    assert find_fitness(written, DAY + timedelta(days=days)) is not None
    assert find_fitness(written, DAY + timedelta(days=days + 1)) is None
    only_rest = [(DAY, {"fitness": ("rest",), "rest_days": 1})]
    assert find_fitness(only_rest, DAY + timedelta(days=1)) is None
    assert find_fitness([], date(2018, 1, 1)) is None


def test_every_row_names_known_codes_and_is_an_example_or_has_a_source() -> None:
    diagnoses, chronic = set(get_diagnoses()), set(get_list("ncd_dx").codes)
    for row in list_fitness_rows():
        assert row.codes <= (chronic if row.form == "ncd" else diagnoses)
        assert bool(row.codes) != row.pregnant
        assert set(row.advice) <= set(get_list("travel_fitness").codes)
    assert all(row.get("example") is True for row in list_rows("fitness_to_travel", "rows"))
