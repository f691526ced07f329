"""Vital signs so far out of the ordinary that whoever has them is looked at at once, by age.

- Pulse, breathing, temperature, saturation, consciousness: the high-risk vital signs of the Interagency Integrated
  Triage Tool (IITT; WHO, ICRC, MSF).
- Glucose below 70 mg/dL: hypoglycaemia, a red criterion of the IITT.
- Pressure from 12 years: below 90 systolic (shock; WHO and ICRC, Basic Emergency Care, 2018), from 180/110 (severe;
  WHO, HEARTS technical package, 2018); in pregnancy from 160/110, a red criterion of the IITT.

>>> sorted(signs_of_alarm({"spo2": 54, "hr": 118, "temp_c": 37.0}, None))
['spo2']
"""

from collections.abc import Mapping

from posta.catalog.language.answer_context import Age
from posta.clock import HOUR_MILLIS

Limits = tuple[float | None, float | None]
Signs = Mapping[str, object]
HEART_RATE = ((12, 60, 130), (5, 70, 140), (1, 80, 160), (0, 90, 180))
BREATHING = ((12, 10, 30), (5, 10, 30), (1, 20, 40), (0, 25, 50))
ANY_AGE: dict[str, Limits] = {"temp_c": (36, 39), "spo2": (92, None)}
GLUCOSE: dict[str, Limits] = {"glucose_mgdl": (70, None)}
PRESSURE: dict[str, Limits] = {"sbp": (90, 179), "dbp": (None, 109)}
PREGNANT: dict[str, Limits] = {"sbp": (None, 159), "dbp": (None, 109)}
GROWN = 12
LASTS = 12 * HOUR_MILLIS  # unless the sign is taken again: a fever of last month is not today's
# From 12 years odd above these, but no alarm yet: pulse and breathing (WHO and ICRC, Basic Emergency Care, 2018), pressure
# from 140/90 (WHO, HEARTS, 2018).
AT_REST = {"hr": 100, "rr": 20, "sbp": 139, "dbp": 89}


def judge_high_risk(signs: Signs, age: Age | None) -> dict[str, bool]:
    """Of each sign that was taken, whether it is beyond its limits in the IITT; of unknown age, those of every age."""
    by_age = {"hr": _limits(HEART_RATE, age), "rr": _limits(BREATHING, age)}
    judged = _judge(signs, by_age | ANY_AGE)
    if signs.get("avpu") is not None:
        judged["avpu"] = signs["avpu"] != "a"
    return judged


def signs_of_alarm(signs: Signs, age: Age | None) -> frozenset[str]:
    """The signs with which nobody should wait; `bp` stands for either pressure."""
    judged = judge_high_risk(signs, age) | _judge(signs, GLUCOSE)
    pressure = age is not None and age.years >= GROWN and beyond(signs, PRESSURE)
    return frozenset(name for name, grave in (judged | {"bp": pressure}).items() if grave)


def hangs_on_pregnancy(signs: Signs, age: Age | None) -> bool:
    """Whether a pressure is a sign of alarm only if the person is pregnant.

    >>> hangs_on_pregnancy({"sbp": 164, "dbp": 100}, Age(24, 288, 8_766)), hangs_on_pregnancy({"sbp": 184}, None)
    (True, False)
    """
    grown = age is not None and age.years >= GROWN
    return grown and beyond(signs, PREGNANT) and not beyond(signs, PRESSURE)


def beyond(signs: Signs, limits: Mapping[str, Limits]) -> bool:
    """Whether any sign that was taken is beyond its limits.

    >>> beyond({"sbp": 160}, PREGNANT), beyond({"sbp": 159, "dbp": 109}, PREGNANT)
    (True, False)
    """
    return any(_judge(signs, limits).values())


def highest_at_rest(name: str, years: int | None) -> int | None:
    """The highest pulse, breathing or pressure that is usual at rest, where the catalogue's own limit is already one of alarm.

    >>> highest_at_rest("hr", 30), highest_at_rest("hr", 3)
    (100, None)
    """
    return AT_REST.get(name) if years is not None and years >= GROWN else None


def _judge(signs: Signs, limits: Mapping[str, Limits]) -> dict[str, bool]:
    taken = ((name, signs.get(name), *pair) for name, pair in limits.items())
    return {
        name: (low is not None and value < low) or (high is not None and value > high)
        for name, value, low, high in taken
        if isinstance(value, int | float)
    }


def _limits(bands: tuple[tuple[int, int, int], ...], age: Age | None) -> Limits:
    if age is None:
        return min(low for _years, low, _high in bands), max(high for _years, _low, high in bands)
    return next((low, high) for years, low, high in bands if age.years >= years)
