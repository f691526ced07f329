"""Weight for height against values of the standard (rows of its table at every millimetre)."""

import pytest

from posta.terms.growth_standards import weight_for_height


@pytest.mark.parametrize(
    ("sex", "weight", "height", "months", "score"),
    [
        ("m", 5.42, 59.9, 6, -1.16), ("m", 13.56, 83.0, 28, 2.25), ("m", 3.77, 53.0, 16, -0.7),
        ("f", 10.72, 75.2, 52, 1.52), ("m", 18.69, 115.2, 41, -1.01), ("f", 18.03, 90.8, 24, 3.63),
        ("m", 9.53, 65.4, 37, 2.76), ("m", 12.31, 74.1, 59, 3.03), ("f", 8.71, 66.4, 12, 1.74),
        ("f", 25.46, 112.1, 26, 2.69), ("f", 22.22, 112.4, 45, 1.3), ("f", 7.96, 83.2, 36, -3.73),
        ("m", 2.441, 45.0, 0, 0.0), ("f", 18.3324, 110.0, 23, 0.0),
    ],
)  # fmt: skip
def test_scores_of_the_standard(sex: str, weight: float, height: float, months: int, score: float) -> None:
    found = weight_for_height(sex, weight, height, months)
    assert found is not None
    assert found == pytest.approx(score, abs=0.011)


@pytest.mark.parametrize(
    ("sex", "weight", "height", "months"),
    [("x", 9, 75, 14), ("f", 9, 75, 60), ("f", 0, 75, 14), ("f", 9, 44.9, 14), ("f", 9, 110.1, 14),
     ("f", 9, 64.9, 30), ("f", 9, 120.1, 30)],
)  # fmt: skip
def test_no_score_outside_the_table(sex: str, weight: float, height: float, months: int) -> None:
    assert weight_for_height(sex, weight, height, months) is None


def test_extreme_wasting_has_a_score_too() -> None:
    """A boy of 65 cm and 4.5 kg: nothing was shown, and he was classed as if his score were 0."""
    score = weight_for_height("m", 4.5, 65, 9)
    assert score is not None
    assert -6 < score < -5
