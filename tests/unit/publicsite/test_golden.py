"""The first page of the sample site, byte for byte: what a change of a template or text does to it is seen in review."""

import pytest

from tests.unit.publicsite.built import sample_site
from tests.unit.publicsite.freeze_golden import GOLDEN, HOMES


@pytest.mark.parametrize("name", HOMES)
def test_the_first_page_is_the_one_that_was_reviewed(name: str) -> None:
    """Meant to change? `python -m tests.unit.publicsite.freeze_golden` writes it anew; read the difference."""
    assert sample_site()[HOMES[name]].decode() == (GOLDEN / name).read_text(encoding="utf-8")


def test_there_is_no_golden_page_that_nobody_compares() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(HOMES)
