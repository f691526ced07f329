"""Signs with which nobody waits: at their limits, by age."""

import pytest

from posta.catalog.alarms import hangs_on_pregnancy, signs_of_alarm
from posta.catalog.language.answer_context import Age

GROWN, CHILD, BABY = Age(30, 360, 10_957), Age(3, 36, 1_096), Age(0, 5, 150)


@pytest.mark.parametrize(
    ("signs", "age", "grave"),
    [
        ({"hr": 130}, GROWN, ""), ({"hr": 131}, GROWN, "hr"), ({"hr": 59}, GROWN, "hr"), ({"hr": 160}, CHILD, ""),
        ({"hr": 79}, CHILD, "hr"), ({"hr": 180}, BABY, ""), ({"hr": 181}, BABY, "hr"), ({"rr": 31}, GROWN, "rr"),
        ({"rr": 40}, CHILD, ""), ({"rr": 41}, CHILD, "rr"), ({"rr": 50}, BABY, ""), ({"temp_c": 39.0}, BABY, ""),
        ({"temp_c": 39.1}, BABY, "temp_c"), ({"temp_c": 35.9}, None, "temp_c"), ({"spo2": 92}, None, ""),
        ({"spo2": 91}, None, "spo2"), ({"avpu": "v"}, None, "avpu"), ({"avpu": "a"}, None, ""),
        ({"glucose_mgdl": 69}, None, "glucose_mgdl"), ({"glucose_mgdl": 70}, None, ""), ({"sbp": 89}, GROWN, "bp"),
        ({"sbp": 90, "dbp": 60}, GROWN, ""), ({"sbp": 180}, GROWN, "bp"), ({"sbp": 179, "dbp": 109}, GROWN, ""),
        ({"sbp": 170, "dbp": 110}, GROWN, "bp"), ({"sbp": 85}, CHILD, ""), ({"hr": 59}, None, "hr"), ({"hr": 140}, None, ""),
        ({"hr": 181}, None, "hr"), ({}, GROWN, ""),
    ],
)  # fmt: skip
def test_each_sign_at_its_limits(signs: dict[str, object], age: Age | None, grave: str) -> None:
    assert signs_of_alarm(signs, age) == frozenset([grave] if grave else [])


@pytest.mark.parametrize(
    ("signs", "age", "hangs"),
    [
        ({"sbp": 159, "dbp": 109}, GROWN, False), ({"sbp": 160, "dbp": 80}, GROWN, True), ({"sbp": 179}, GROWN, True),
        ({"sbp": 180}, GROWN, False), ({"sbp": 164, "dbp": 110}, GROWN, False), ({"sbp": 164}, CHILD, False),
        ({"sbp": 164}, None, False), ({}, GROWN, False),
    ],
)  # fmt: skip
def test_a_pressure_that_only_pregnancy_makes_grave(signs: dict[str, object], age: Age | None, hangs: bool) -> None:
    assert hangs_on_pregnancy(signs, age) is hangs
