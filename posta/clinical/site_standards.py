"""Water, toilets, showers and floor of a site against the standards of Sphere, UNHCR and WHO.

The numbers and their sources stand in `site_standards.toml`. A ratio is None while one of its two numbers is unknown.

Sources: The Sphere Handbook (2018), the UNHCR WASH Manual (2020), WHO Guidelines for drinking-water quality (4th
edition, 2017).
"""

import math
from collections.abc import Mapping

from posta.clinical.data_files import read_table
from posta.clinical.encounter import number_in

Answers = Mapping[str, object]
SURVIVAL, MINIMUM = "water_survival", "water"
NOT_STANDARDS = frozenset({"sources", "first_phase"})
TOILETS = ("latrines_f", "latrines_m", "latrines_x")


def litres_per_person(answers: Answers) -> float | None:
    """Return the litres of water a person has in a day."""
    return _shown(_ratio(number_in(answers.get("water_l_day")), _people(answers)), digits=1)


def floor_per_person(answers: Answers) -> float | None:
    """Return the square metres of covered floor a person has."""
    return _shown(_ratio(number_in(answers.get("floor_m2")), _people(answers)), digits=1)


def people_per_tap(answers: Answers) -> float | None:
    """Return how many people share a working tap; None where there is none."""
    return _shown(_ratio(_people(answers), number_in(answers.get("taps"))))


def people_per_toilet(answers: Answers) -> float | None:
    """Return how many people share a toilet of any kind; None where there is none."""
    return _shown(_ratio(_people(answers), _toilets(answers)))


def people_per_shower(answers: Answers) -> float | None:
    """Return how many people share a shower; None where there is none."""
    return _shown(_ratio(_people(answers), number_in(answers.get("showers"))))


def list_gaps(answers: Answers) -> tuple[str, ...]:
    """Return the codes of the standards that the site does not reach, in the order of the table.

    Where there are people and no tap, toilet or shower, its standard is missed. Of water below survival only that
    is listed.
    """
    values = _measures(answers)
    transit = answers.get("site_type") in read_table("site_standards")["first_phase"]["site_types"]
    rules = {code: rule for code, rule in read_table("site_standards").items() if code not in NOT_STANDARDS}
    gaps = [code for code, rule in rules.items() if _is_missed(rule, values[rule["measure"]], transit=transit)]
    return tuple(code for code in gaps if code != MINIMUM or SURVIVAL not in gaps)


def _measures(answers: Answers) -> dict[str, float | None]:
    people = _people(answers)
    women, men, taps, showers = (
        number_in(answers.get(name)) for name in ("latrines_f", "latrines_m", "taps", "showers")
    )
    return {
        "litres_person": _ratio(number_in(answers.get("water_l_day")), people),
        "people_tap": _ratio(people, taps),
        "people_toilet": _ratio(people, _toilets(answers)),
        "people_shower": _ratio(people, showers),
        "floor_person": _ratio(number_in(answers.get("floor_m2")), people),
        "women_toilets": _ratio(women, men),
        **{name: number_in(answers.get(name)) for name in ("frc", "turb", "ecoli")},
    }


def _is_missed(rule: Mapping[str, float], value: float | None, *, transit: bool) -> bool:
    if value is None:
        return False
    most = rule.get("first_phase", rule.get("most")) if transit else rule.get("most")
    return value < rule.get("least", value) or (most is not None and value > most)


def _people(answers: Answers) -> float | None:
    return number_in(answers.get("pop_now"))


def _toilets(answers: Answers) -> float | None:
    counted = [one for name in TOILETS if (one := number_in(answers.get(name))) is not None]
    return sum(counted) if counted else None


def _ratio(upper: float | None, lower: float | None) -> float | None:
    """Divide; something among none is without limit, nothing among none says nothing."""
    if upper is None or lower is None or (not upper and not lower):
        return None
    return upper / lower if lower else math.inf


def _shown(ratio: float | None, digits: int = 0) -> float | None:
    return None if ratio is None or math.isinf(ratio) else round(ratio, digits or None)
