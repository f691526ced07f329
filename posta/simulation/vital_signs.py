"""Vital signs that fit an age, with the fever, the pressure and the thinness that some people bring."""

from datetime import date
from random import Random

from posta.simulation.population import TruePerson

_HEART = ((1, 132, 11), (5, 110, 10), (12, 92, 9), (200, 77, 8))
_BREATH = ((1, 38, 4), (5, 27, 3), (12, 21, 2), (200, 16, 2))
_ALARM_HEART = ((1, 90, 180), (5, 80, 160), (12, 70, 140), (200, 60, 130))
_ALARM_BREATH = ((1, 25, 50), (5, 20, 40), (12, 10, 30), (200, 10, 30))
LEAST_ARM = 115  # mm; WHO, severe wasting
_FEVERS = frozenset(("ari_lower", "fever_unk", "dengue", "otitis"))


def take_vitals(person: TruePerson, day: date, complaint: str, random: Random) -> dict[str, object]:
    """Return answers to the form `vitals`."""
    age = person.age_on(day)
    fever = complaint in _FEVERS and random.random() < 0.7
    heart, spread = _row(_HEART, age)
    breath, wide = _row(_BREATH, age)
    vitals: dict[str, object] = {
        "temp_c": round(random.gauss(38.5 if fever else 36.6, 0.4 if fever else 0.25), 1),
        "hr": max(heart - 25, round(random.gauss(heart + (12 if fever else 0), spread))),
        "rr": max(12, round(random.gauss(breath + (3 if fever else 0), wide))),
        "spo2": min(100, round(random.gauss(94 if complaint == "ari_lower" else 97.5, 1.1))),
        "avpu": "a",
    }
    if age >= 12:
        vitals |= _pressure(person, age, random)
        vitals["pain"] = min(10, max(0, round(random.gauss(3, 2))))
    if "dm2" in person.chronic:
        vitals |= {"glucose_mgdl": max(75, round(random.gauss(176, 48))), "glucose_fasting": random.random() < 0.6}
    return vitals | _body(person, day, age, random)


def is_wasted(vitals: dict[str, object]) -> bool:
    """Return whether the arm of a child is thin enough for hospital."""
    return int(str(vitals.get("muac_mm", LEAST_ARM))) < LEAST_ARM


def has_danger_sign(vitals: dict[str, object], age: int) -> bool:
    """Return whether a nurse would call for an immediate look."""
    low, high = _row(_ALARM_HEART, age)
    slow, fast = _row(_ALARM_BREATH, age)
    return bool(
        not low <= int(str(vitals["hr"])) <= high
        or not slow <= int(str(vitals["rr"])) <= fast
        or not 36 <= float(str(vitals["temp_c"])) <= 39
        or int(str(vitals["spo2"])) < 92
    )


def _row(table: tuple[tuple[int, int, int], ...], age: int) -> tuple[int, int]:
    return next((first, second) for below, first, second in table if age < below)


def _pressure(person: TruePerson, age: int, random: Random) -> dict[str, object]:
    high = 22 if "htn" in person.chronic else 0
    systolic = max(92, round(random.gauss(112 + age * 0.22 + high, 10)))
    diastolic = min(systolic - 18, max(52, round(random.gauss(70 + age * 0.12 + high / 2, 7))))
    if person.pregnancy:  # a high pressure in pregnancy has its own way to hospital, which nobody here invents
        systolic, diastolic = min(systolic, 134), min(diastolic, 84)
    return {"sbp": systolic, "dbp": diastolic}


def _body(person: TruePerson, day: date, age: int, random: Random) -> dict[str, object]:
    months = person.months_on(day)
    tall, heavy = _size(months / 12, person.sex)
    own = Random(person.true_id)
    stature = own.gauss(1.0, 0.035)
    build = max(0.75, own.gauss(1.0, 0.11 if age >= 12 else 0.08))
    body: dict[str, object] = {
        "weight_kg": round(heavy * stature * stature * build + random.gauss(0, 0.2 if age > 2 else 0.05), 1),
        "height_cm": round(tall * stature, 1),
    }
    if months <= 120:  # older than asked for: a post may have written a younger age than the true one
        thin = random.random()
        body["muac_mm"] = round(random.gauss(110 if thin < 0.01 else 121 if thin < 0.05 else 148, 4))
        body["oedema"] = "0"
    elif person.pregnancy:
        body["muac_mm"] = round(random.gauss(265, 22))
    return body


def _size(years: float, sex: str) -> tuple[float, float]:
    """Return a usual height and weight at an age, good enough for a simulation."""
    if years < 2:
        return 50 + 37 * min(1.0, years / 2) ** 0.6, 3.4 + 8.6 * min(1.0, years / 2) ** 0.65
    if years < 14:
        return 87 + (years - 2) * 6.1, 12.0 + (years - 2) * 2.1 + max(0.0, years - 7) * 1.4
    grown = min(1.0, (years - 14) / 4)
    tall = (160 + 8 * grown) if sex == "m" else (156 + 1 * grown)
    return tall, (47 + 20 * grown) if sex == "m" else (47 + 14 * grown)
