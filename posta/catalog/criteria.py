"""Criteria of the triage that nobody need tick, because what was measured, or the age, decides them.

Only those of lists `iitt_red` and `iitt_yellow` (IITT; WHO, ICRC, MSF) whose limit stands in their own words, or is one
that the tool gives for its vital signs: a temperature below 36 or above 39, a consciousness other than alert. Pain, thirst
or a thin body are for somebody to see. Hypoglycaemia is a glucose below 70 mg/dL (see `alarms`).

>>> sorted(red_by_measure({"sbp": 165, "dbp": 112, "hr": 151}, Age(24, 288, 8_766), pregnant=True))
['hr_extreme', 'preg_bp']
"""

from posta.catalog.alarms import ANY_AGE, GLUCOSE, GROWN, PREGNANT, Limits, Signs, beyond
from posta.catalog.language.answer_context import Age

EXTREME: dict[str, Limits] = {"hr": (50, 150)}
FEVER: dict[str, Limits] = {"temp_c": ANY_AGE["temp_c"]}
NO_OEDEMA = "0"


def red_by_measure(signs: Signs, age: Age | None, *, pregnant: bool) -> frozenset[str]:
    """The red criteria that these signs meet; those of an age only where the age is known."""
    grown = age is not None and age.years >= GROWN
    altered, fever = signs.get("avpu") not in (None, "a"), beyond(signs, FEVER)
    met = {
        "unresp": signs.get("avpu") == "u",
        "hypogly": beyond(signs, GLUCOSE),
        "hr_extreme": grown and beyond(signs, EXTREME),
        "two_neuro": grown and altered and fever,
        "altered_c": not grown and altered and fever,
        "preg_bp": grown and pregnant and beyond(signs, PREGNANT),
        "preg_seiz": grown and pregnant and altered,
        "inf_8d": age is not None and age.days < 8,
        "inf_2m_temp": age is not None and age.months < 2 and fever,
    }
    return frozenset(code for code, holds in met.items() if holds)


def yellow_by_measure(signs: Signs, age: Age | None) -> frozenset[str]:
    """The yellow criteria that these signs meet and that are no high-risk vital sign, which raises a colour by itself."""
    child = age is not None and age.years < GROWN
    met = {
        "inf_6m": age is not None and age.days >= 8 and age.months <= 6,
        "wasting": child and signs.get("oedema") not in (None, NO_OEDEMA),
    }
    return frozenset(code for code, holds in met.items() if holds)
