"""What stands of what was asserted: values that give way, fields that were emptied, rows that were removed by name."""

from itertools import permutations

import pytest

from posta.chart.record.assertions import Assertion, merge_assertions

SURNAME, ALLERGIES = 3, 24
PENICILLIN, SULFA, NONE = {1: "penicillin"}, {1: "sulfa"}, {1: "none"}


def said(name: str, hlc: int, fields: dict, *seen: str, removed: dict | None = None) -> Assertion:
    return Assertion(name.encode(), hlc, "route", fields, frozenset(one.encode() for one in seen), removed or {})


ONE = said("one", 1, {SURNAME: "Mejía", ALLERGIES: [PENICILLIN]})


def test_an_emptied_field_has_no_value_and_can_be_filled_again() -> None:
    """A surname was emptied and saved; the page answered as if it were done, and the surname stayed."""
    emptied = said("two", 2, {SURNAME: None}, "one")
    assert merge_assertions([ONE, emptied])[0].keys() == {ALLERGIES}
    assert (
        merge_assertions([ONE, emptied, said("three", 3, {SURNAME: "Mejilla"}, "one", "two")])[0][SURNAME] == "Mejilla"
    )


@pytest.mark.parametrize("last", [2, 4])
def test_emptied_at_one_post_and_changed_at_another_then_both_are_kept(last: int) -> None:
    apart = [ONE, said("two", last, {SURNAME: None}, "one"), said("three", 3, {SURNAME: "Mejilla"}, "one")]
    fields, conflicts = merge_assertions(apart)
    assert set(conflicts[SURNAME]) == {None, "Mejilla"}
    assert fields.get(SURNAME) == ("Mejilla" if last == 2 else None)
    decided = said("four", 5, {SURNAME: None}, "one", "two", "three")
    assert merge_assertions([*apart, decided]) == ({ALLERGIES: [PENICILLIN]}, {})


def test_emptied_at_two_posts_is_no_conflict() -> None:
    apart = [ONE, said("two", 2, {SURNAME: None}, "one"), said("three", 3, {SURNAME: None}, "one")]
    assert merge_assertions(apart)[1] == {}


def test_a_removed_row_is_gone_and_an_addition_made_apart_stays() -> None:
    """The allergy of another person was removed from a chart and came back from the next page that was saved."""
    removed = said("two", 2, {}, "one", removed={ALLERGIES: [PENICILLIN]})
    assert merge_assertions([ONE, removed])[0] == {SURNAME: "Mejía"}
    added = said("three", 3, {ALLERGIES: [SULFA]}, "one")
    assert merge_assertions([ONE, removed, added])[0][ALLERGIES] == [SULFA]


def test_a_removal_takes_away_only_what_was_seen() -> None:
    told_again = said("two", 2, {ALLERGIES: [PENICILLIN]})
    removed = said("three", 3, {}, "one", removed={ALLERGIES: [PENICILLIN]})
    assert merge_assertions([ONE, told_again, removed])[0][ALLERGIES] == [PENICILLIN]


def test_none_known_gives_way_to_an_allergy_and_comes_back_when_that_was_wrong() -> None:
    none, some = said("one", 1, {ALLERGIES: [NONE]}), said("two", 2, {ALLERGIES: [SULFA]})
    assert merge_assertions([none, some])[0][ALLERGIES] == [SULFA]
    wrong = said("three", 3, {}, "one", "two", removed={ALLERGIES: [SULFA]})
    assert merge_assertions([none, some, wrong])[0][ALLERGIES] == [NONE]


def test_the_order_of_arrival_changes_nothing() -> None:
    told = [
        ONE,
        said("two", 2, {SURNAME: None}, "one", removed={ALLERGIES: [PENICILLIN]}),
        said("three", 2, {SURNAME: "Mejilla", ALLERGIES: [SULFA]}, "one"),
        said("four", 4, {ALLERGIES: [NONE]}, "one", "two"),
    ]
    assert len({str(merge_assertions(order)) for order in permutations(told)}) == 1


@pytest.mark.parametrize("odd", ["text", 7, [7], [[]], {1: 2}, None])
def test_rows_without_their_shape_are_passed_over(odd: object) -> None:
    assert merge_assertions([ONE, said("two", 2, {ALLERGIES: odd})])[0][ALLERGIES] == [PENICILLIN]
