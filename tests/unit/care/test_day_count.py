"""The formulas of the day sheet, as tables that a person can check by hand."""

import pytest

from posta.care.prints.day_count import COLOURS, PersonDay, age_band, count_day, median, p90, reason_code
from tests.spec.tables import read_table

PEOPLE = """
    sex | years | colour | reason   | outcome | waits
    f   | 3     | red    | injury   | seen    | 0
    m   | 17    | yellow | feet     | seen    | 31
    f   | 18    | green  | feet     | seen    | 60, 15
    f   | 40    | green  | reserved | left    |
    x   |       |        | own      | waiting |
    u   | 4     | green  | none     | seen    |
"""
OUTCOMES = """
    outcome | people
    seen    | 4
    left    | 1
    waiting | 1
"""
GROUPS = """
    outcome | sex | band    | people
    seen    | f   | lt5     | 1
    seen    | m   | y5_17   | 1
    seen    | f   | ge18    | 1
    seen    | u   | lt5     | 1
    left    | f   | ge18    | 1
    waiting | u   | unknown | 1
"""
WAITS = """
    colour | count | median | p90
    red    | 1     | 0      | 0
    yellow | 1     | 31     | 31
    green  | 2     | 38     | 60
    none   | 0     | -      | -
    all    | 4     | 23     | 60
"""
REASONS = """
    reason   | people
    feet     | 2
    injury   | 1
    none     | 1
    own      | 1
    reserved | 1
"""


def people() -> list[PersonDay]:
    return [
        PersonDay(
            row["sex"], int(row["years"]) if row["years"] else None, row["colour"], row["reason"], row["outcome"],
            tuple(int(one) for one in row["waits"].split(",") if one.strip()),
        )
        for row in read_table(PEOPLE)
    ]  # fmt: skip


def test_each_person_counts_once_by_outcome() -> None:
    counted = count_day(people())
    assert {row["outcome"]: int(row["people"]) for row in read_table(OUTCOMES)} == counted.outcomes
    assert counted.came == 6


def test_groups_by_sex_and_age() -> None:
    wanted = {(row["outcome"], row["sex"], row["band"]): int(row["people"]) for row in read_table(GROUPS)}
    assert dict(count_day(people()).groups) == wanted


def test_waiting_times_by_colour() -> None:
    counted = count_day(people())
    found = {colour or "none": counted.colour_waits[colour] for colour in COLOURS} | {"all": counted.waits}
    for row in read_table(WAITS):
        one = found[row["colour"]]
        shown = [str(one.count), *("-" if value is None else str(value) for value in (one.median, one.p90))]
        assert shown == [row["count"], row["median"], row["p90"]], row["colour"]


def test_reasons_the_most_frequent_first() -> None:
    wanted = [(row["reason"], int(row["people"])) for row in read_table(REASONS)]
    assert list(count_day(people()).reasons) == wanted


@pytest.mark.parametrize(
    ("minutes", "middle", "most"),
    [
        ([], None, None), ([7], 7, 7), ([1, 2], 2, 2), ([1, 4], 3, 4), (list(range(1, 11)), 6, 9),
        (list(range(1, 12)), 6, 10), ([5] * 9 + [90], 5, 5), ([5] * 8 + [90, 90], 5, 90), ([9, 1, 5], 5, 9),
    ],
)  # fmt: skip
def test_median_and_ninetieth_percentile(minutes: list[int], middle: int | None, most: int | None) -> None:
    assert (median(minutes), p90(minutes)) == (middle, most)
    if most is not None:
        assert sum(one <= most for one in minutes) * 10 >= 9 * len(minutes)


def test_age_bands_have_no_gap() -> None:
    assert [age_band(years) for years in (0, 4, 5, 17, 18, 99)] == ["lt5", "lt5", "y5_17", "y5_17", "ge18", "ge18"]


def test_own_words_never_stand_on_the_sheet() -> None:
    assert reason_code("Juan Pérez lo golpeó", reserved=False, known=["pain"]) == "own"
    assert reason_code("pain: Juan Pérez", reserved=False, known=["pain"]) == "pain"
    assert reason_code("", reserved=False, known=["pain"]) == "none"
