"""Weight for length or height of small children, as a z-score of the WHO Child Growth Standards 2006.

The table has the standard's L, M and S at every half centimetre; between rows they are interpolated. Below 24 months
the child is taken to have been measured lying, from then on standing.

>>> weight_for_height("f", 9.0, 75.0, 14)
-0.18
"""

from posta.terms.data_files import read_json

MAX_MONTHS = 60
STANDING_FROM = 24


def weight_for_height(sex: str, weight_kg: float, height_cm: float, months: int) -> float | None:
    """Return the z-score to two decimals; None outside the table, and from five years on."""
    if sex not in ("f", "m") or months >= MAX_MONTHS or weight_kg <= 0:
        return None
    found = _median_and_spread("length" if months < STANDING_FROM else "height", sex, height_cm)
    if found is None:
        return None
    return round(_score(weight_kg, *found), 2)


def _median_and_spread(measure: str, sex: str, height_cm: float) -> tuple[float, float, float] | None:
    tables = read_json("growth.json")[measure]
    assert isinstance(tables, dict)
    table = tables[sex]
    rows = (height_cm - table["first"]) * 2
    row = int(rows)
    if rows < 0 or rows > len(table["median"]) - 1:
        return None
    part, after = rows - row, min(row + 1, len(table["median"]) - 1)
    median, spread = (table[key][row] + part * (table[key][after] - table[key][row]) for key in ("median", "spread"))
    return table["power"], median, spread


def _score(weight: float, power: float, median: float, spread: float) -> float:
    """Return the LMS score.

    Beyond three it counts in steps of the distance between two and three, as the standard says.
    """
    score = ((weight / median) ** power - 1) / (power * spread)
    if abs(score) <= 3:
        return float(score)
    side = 1 if score > 0 else -1
    at_three, at_two = (median * (1 + power * spread * side * step) ** (1 / power) for step in (3, 2))
    return float(side * 3 + (weight - at_three) / abs(at_three - at_two))
