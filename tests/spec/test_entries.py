"""What the manual says of each kind of entry holds for entries written by real acts."""

import pytest

from posta.catalog.kinds import KINDS
from tests.spec.entries import PAGES
from tests.spec.manual import Case, expected, found, kind_of

CASES = [pytest.param(number, case, id=case.example.__name__) for number, page in PAGES.items() for case in page.cases]


@pytest.mark.parametrize(("number", "case"), CASES)
def test_example_when_written_then_its_parts_hold_what_the_page_says(number: int, case: Case) -> None:
    assert found(case) == expected(case)
    assert kind_of(case) == {number} | case.beside


def test_every_kind_has_a_page_that_says_what_it_is_not_for() -> None:
    assert set(PAGES) == set(KINDS)
    for number, page in PAGES.items():
        assert page.kind == number
        assert page.never
        assert page.cases
