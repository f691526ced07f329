"""The limits of vital signs as clinicians read them: one chart a sign and level, by age, written down apart from the table.

A chart gives the limits from an age on, until the next. The table itself (`vital_limits.toml`) has rows of many sources,
of which the narrowest counts; so a number that slips there shows here, in the chart of whoever is treated otherwise.
The last test changes every number of the table by one step and looks whether a chart notices.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from posta.catalog.language.answer_context import Age
from posta.clinical.patient import Patient
from posta.clinical.signs import vital_limits
from posta.clinical.signs.vital_limits import Level, limits

Chart = dict[str, tuple[float | None, float | None]]
NONE = (None, None)

# Systolic pressure of children: 70 and twice the age in years (National Guideline for the Field Triage of Injured Patients).
SYSTOLIC_OF_CHILDREN: Chart = {f"{years}y": (70 + 2 * years, 179) for years in range(1, 10)}
CHARTS: dict[tuple[str, str], Chart] = {
    # IITT, step 3: high-risk vital signs
    ("hr", "high_risk"): {"0d": (90, 180), "1y": (80, 160), "5y": (70, 140), "12y": (60, 130)},
    ("rr", "high_risk"): {"0d": (25, 50), "1y": (20, 40), "5y": (10, 30)},
    ("temp_c", "high_risk"): {"0d": (36, 37.4), "2m": (36, 39)},  # IMCI: fever of a young infant from 37.5
    ("spo2", "high_risk"): {"0d": (92, None)},
    # Asked about before a discharge: IITT red criteria, PALS for the pulse of children, HEARTS for severe pressure
    ("hr", "danger"): {"0d": (90, 180), "1y": (60, 180), "12y": (50, 150)},
    ("rr", "danger"): {"0d": (25, 59), "2m": NONE, "12y": (10, 30)},  # IMCI: fast from 60 below two months
    ("temp_c", "danger"): {"0d": (36, 37.4), "2m": (35, 39.4)},
    ("spo2", "danger"): {"0d": (92, None)},
    ("sbp", "danger"): {"0d": (60, 179), "28d": (70, 179), **SYSTOLIC_OF_CHILDREN, "10y": (90, 179)},
    ("dbp", "danger"): {"0d": (None, 109)},
    ("glucose_mgdl", "danger"): {"0d": (45, 300), "28d": (70, 300)},  # Pocket book; ADA
    ("muac_mm", "danger"): {"0d": NONE, "42d": (110, None), "6m": (115, None), "5y": (135, None), "10y": NONE, "18y": (160, None)},
    ("hb", "danger"): {"0d": (7, None)},  # WHO 2011: severe anaemia
    ("fhr", "danger"): {"0d": (110, 160)},  # FIGO 2015
    ("bmi", "danger"): {"0d": NONE, "18y": (16, None)},  # WHO 1995: severe thinness
    # Shown with an arrow: Basic Emergency Care for adults, IMCI for breathing, HEARTS for pressure
    ("hr", "usual"): {"0d": NONE, "12y": (60, 100)},
    ("rr", "usual"): {"0d": (25, 59), "2m": (25, 49), "1y": (20, 39), "5y": NONE, "12y": (10, 20)},
    ("temp_c", "usual"): {"0d": (36.5, 37.4), "2m": (36, 37.9)},  # Thermal protection of the newborn
    ("spo2", "usual"): {"0d": (92, None)},
    ("sbp", "usual"): {"0d": NONE, "12y": (90, 139)},
    ("dbp", "usual"): {"0d": NONE, "12y": (None, 89)},
    ("glucose_mgdl", "usual"): {"0d": NONE, "28d": (70, 250)},
    ("muac_mm", "usual"): {"0d": NONE, "6m": (125, None), "5y": (145, None), "10y": NONE, "18y": (185, None)},
    ("hb", "usual"): {"0d": (11, None)},
    ("fhr", "usual"): {"0d": (110, 160)},
    ("bmi", "usual"): {"0d": NONE, "18y": (18.5, None)},
    # Before travelling on: MSF, form F61
    ("hr", "travel"): {"0d": NONE, "12y": (None, 100)},
    ("rr", "travel"): {"0d": NONE, "12y": (None, 25)},
    ("temp_c", "travel"): {"0d": (35, 39)},
    ("spo2", "travel"): {"0d": (92, None)},
    ("sbp", "travel"): {"0d": NONE, "10y": (90, None)},
}  # fmt: skip
# What differs for a woman of 24, and for whom: pregnant, or within 42 days after birth (MCPC; MSF F72).
OBSTETRIC = {
    ("sbp", "danger"): (90, 159), ("dbp", "danger"): (None, 109), ("temp_c", "danger"): (35, 37.9),
    ("muac_mm", "danger"): (185, None), ("muac_mm", "usual"): (230, None),
}  # fmt: skip
PREGNANT_ONLY = {("glucose_mgdl", "danger"): (70, 250)}

DAYS = {"d": 1.0, "m": 30.4375, "y": 365.25}
MONTHS = {"d": 0.0, "m": 1.0, "y": 12.0}


def at(age: str, *, before: bool = False, **state: Any) -> Patient:
    """Return somebody on the first day of an age such as "28d", "6m" or "12y", or on the day before."""
    number, unit = int(age[:-1]), age[-1]
    days = round(number * DAYS[unit]) - before
    months = int(number * MONTHS[unit]) - before if unit != "d" else int(days / DAYS["m"])
    return Patient(Age(months // 12, months, days), **state)


PREGNANT = at("24y", sex="f", pregnant=True)
LYING_IN = at("24y", sex="f", pregnant=False, days_after_birth=42)
LATER = at("24y", sex="f", pregnant=False, days_after_birth=43)


def list_read() -> Iterator[tuple[str, str, Patient, tuple[float | None, float | None]]]:
    """Yield each limit of the charts at the first and the last day of its age, and what differs around a birth."""
    for (sign, level), chart in CHARTS.items():
        ages = list(chart)
        for age, following in zip(ages, [*ages[1:], ""], strict=True):
            yield sign, level, at(age), chart[age]
            yield sign, level, at(following, before=True) if following else at("90y"), chart[age]
        grown = list(chart.values())[-1]
        in_both = OBSTETRIC.get((sign, level), grown)
        yield sign, level, LYING_IN, in_both
        yield sign, level, PREGNANT, PREGNANT_ONLY.get((sign, level), in_both)
        yield sign, level, LATER, grown


READ = tuple(list_read())


def list_wrong() -> list[str]:
    return [
        f"{sign} {level} of {patient}"
        for sign, level, patient, expected in READ
        if limits(sign, Level(level), patient) != expected
    ]


def test_every_limit_is_what_its_chart_says() -> None:
    assert list_wrong() == []


def test_every_sign_of_the_table_has_its_charts() -> None:
    assert {(row.sign, str(row.level)) for row in vital_limits.list_limits()} == set(CHARTS)


@pytest.mark.parametrize("sign", sorted({sign for sign, _ in CHARTS}))
def test_a_danger_lies_at_or_beyond_what_is_usual(sign: str) -> None:
    for patient in PEOPLE:
        (low, high), (least, most) = limits(sign, Level.USUAL, patient), limits(sign, Level.DANGER, patient)
        assert least is None or low is None or least <= low, patient
        assert most is None or high is None or most >= high, patient
        assert least is None or most is None or least < most, patient


@pytest.mark.parametrize(("sign", "rises"), [("hr", False), ("rr", False), ("sbp", True)])
def test_limits_rise_or_fall_with_age_and_never_turn(sign: str, rises: bool) -> None:
    """A pulse and a breath grow slower from birth on, and a pressure higher: a number out of line is a slip."""
    for level in (Level.HIGH_RISK, Level.DANGER):
        for side in (0, 1):
            found = [limits(sign, level, at(f"{years}y"))[side] for years in range(91)]
            known = [one for one in found if one is not None]
            if sign == "rr" and level is Level.DANGER:
                continue  # no limit between two months and twelve years
            assert known == sorted(known, reverse=not rises), (sign, level, side)


PEOPLE = (
    *(at(f"{days}d") for days in range(80)), *(at(f"{months}m") for months in range(1, 26)),
    *(at(f"{years}y", before=before) for years in range(1, 91) for before in (True, False)), PREGNANT, LYING_IN, LATER,
)  # fmt: skip
NUMBERS = ("low", "high", "from_days", "to_days", "from_months", "to_months", "from_years", "to_years")


def forget() -> None:
    vital_limits.list_limits.cache_clear()
    vital_limits._rows_by_sign.cache_clear()


def all_limits(sign: str, level: str) -> list[object]:
    return [limits(sign, Level(level), patient) for patient in PEOPLE]


def test_any_number_that_is_changed_in_the_table_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """By one step up and down; where that changes nobody's limits (another row has the same), the other step does."""
    table: Mapping[str, Any] = vital_limits.read_table("vital_limits")
    before = {place: all_limits(*place) for place in CHARTS}
    unnoticed, idle = [], []
    try:
        for at_row, row in enumerate(table["limits"]):
            place = (row["sign"], row["level"])
            for name in (name for name in NUMBERS if name in row):
                step = (
                    0.1 if isinstance(row[name], float) or (row["sign"] == "temp_c" and name in ("low", "high")) else 1
                )
                changed_anything = False
                for delta in (step, -step):
                    rows = [*table["limits"]]
                    rows[at_row] = {**row, name: round(row[name] + delta, 1)}
                    changed = {**table, "limits": rows}
                    monkeypatch.setattr(vital_limits, "read_table", lambda which, changed=changed: changed)
                    forget()
                    if all_limits(*place) == before[place]:
                        continue
                    changed_anything = True
                    if not list_wrong():
                        unnoticed.append(f"{place} {name}: {row[name]} -> {rows[at_row][name]}")
                if not changed_anything:
                    idle.append(f"{place} {name}: {row[name]}")
    finally:
        monkeypatch.undo()
        forget()
    assert unnoticed == []
    assert idle == [], "this number decides nothing: take it out, or say why it stands there"
